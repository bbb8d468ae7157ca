// The couplings of one capsule to those above it, from iteration to iteration.

import { short } from "./answer.js";

const SVG = "http://www.w3.org/2000/svg";

/** Draws them into a place, which is emptied where there is nothing to draw: no capsule, none above it, or a single iteration. */
export function drawPaths(place, tree, l, i) {
  const answer = tree?.answer, steps = answer?.iterations[l] ?? 1;
  if (steps < 2) return place.replaceChildren();
  const m = answer.norms[l + 1].length, width = 220, height = 80, left = 22, right = 52, bottom = 16;
  const x = t => left + (t - 1) * (width - left - right) / (steps - 1);
  const couplings = Array.from({ length: steps }, (_, t) => answer.layer(l, t + 1).subarray(i * m, (i + 1) * m));
  const greatest = Math.max(...couplings.map(c => Math.max(...c))) / 65535, top = Math.min(1, Math.ceil(greatest * 10) / 10);
  const y = c => 4 + (height - bottom - 4) * (1 - c / 65535 / top);
  const strongest = couplings.at(-1).indexOf(Math.max(...couplings.at(-1)));
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "paths");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("role", "img");
  const above = name(tree, l + 1, strongest);
  svg.setAttribute("aria-label", `Its couplings over ${steps} iterations; in the end ${short(couplings.at(-1)[strongest] / 65535)} to ${above}`);
  const add = (tag, attributes, text = "") => {
    const element = svg.appendChild(document.createElementNS(SVG, tag));
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.textContent = text;
  };
  for (const c of [0, top]) {
    add("line", { x1: left, x2: width - right, y1: y(c * 65535), y2: y(c * 65535) });
    add("text", { x: left - 4, y: y(c * 65535) + 4, "text-anchor": "end" }, c === 0 ? "0" : short(c, 1));
  }
  const here = Math.min(tree.step, steps);
  add("line", { class: "here", x1: x(here), x2: x(here), y1: 4, y2: height - bottom });
  add("text", { x: left, y: height - 2 }, "iteration 1");
  add("text", { x: width - right, y: height - 2, "text-anchor": "end" }, `${steps}`);
  for (let j = 0; j < m; j++)
    if (j !== strongest) add("path", { d: line(j) });
  add("path", { class: "strongest", d: line(strongest) });
  add("text", { x: width - right + 5, y: Math.max(12, y(couplings.at(-1)[strongest]) + 4) }, above);
  place.replaceChildren(svg);

  function line(j) {
    return "M" + couplings.map((c, t) => `${x(t + 1).toFixed(1)} ${y(c[j]).toFixed(1)}`).join("L");
  }
}

const name = (tree, l, j) => l === tree.sizes.length - 1 ? `class ${tree.classes[j]}`.slice(0, 10) : `to ${j + 1}`;
