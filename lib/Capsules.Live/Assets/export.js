// What leaves the page: the trees as SVG and PNG with the styles they have now, and the numbers behind them.

const KEPT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-family", "font-weight", "opacity", "display"];

/** The shown trees, one below the other, as a drawing that needs no style sheet. */
export function svg(trees, title) {
  const style = getComputedStyle(document.body);
  const width = Math.max(...trees.map(tree => tree.svg.clientWidth)), heights = trees.map(tree => tree.svg.clientHeight);
  const whole = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const height = heights.reduce((a, b) => a + b, 30 * trees.length + 10);
  for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}`, xmlns: "http://www.w3.org/2000/svg" })) whole.setAttribute(name, value);
  const add = (name, attributes) => {
    const element = whole.appendChild(document.createElementNS(whole.namespaceURI, name));
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  add("rect", { width, height, fill: style.backgroundColor });
  let y = 0;
  trees.forEach((tree, k) => {
    add("text", { x: 8, y: y + 20, fill: style.color, "font-size": 13, "font-family": style.fontFamily }).textContent = trees.length > 1 ? ["Before", "Now"][k] : title;
    const copy = tree.svg.cloneNode(true);
    const [originals, copies] = [[...tree.svg.querySelectorAll("*")], [...copy.querySelectorAll("*")]];
    originals.forEach((original, n) => {
      const computed = getComputedStyle(original);
      for (const property of KEPT) copies[n].setAttribute(property, computed.getPropertyValue(property));
      for (const attribute of ["class", "style", "tabindex", "role", "aria-label"]) copies[n].removeAttribute(attribute);
    });
    copy.setAttribute("y", y + 30);
    whole.append(copy);
    y += 30 + heights[k];
  });
  return new XMLSerializer().serializeToString(whole);
}

/** An SVG as a PNG of twice its size. */
export async function png(text) {
  const image = new Image();
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: 2 * image.width, height: 2 * image.height });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise(resolve => canvas.toBlob(resolve, "image/png"));
}

/** Offers a file. */
export function save(name, content, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
