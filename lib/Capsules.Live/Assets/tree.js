// The parse tree as SVG, written by hand: all edges of one strength are one path, so an answer changes a few dozen elements and no more.

import { short } from "./answer.js";

const SVG = "http://www.w3.org/2000/svg";
// Edges by how many times 1/m their coupling is, weakest first; those that get less than an equal share are not drawn.
export const STRENGTHS = [1, 1.5, 3, 6];
const ROUNDING = 0.999; // an equal share itself is drawn

const make = (parent, name, attributes = {}) => {
  const element = parent.appendChild(document.createElementNS(SVG, name));
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

// Sets what is not so already: the browser lays out and paints anew whatever is set.
const attribute = (element, name, value) => {
  if (element[`set ${name}`] !== value) element.setAttribute(name, element[`set ${name}`] = value);
};
const write = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

export class Tree {
  /** A tree in a figure; `on` gets point(tree, layer, capsule), leave() and follow(layer, capsule). */
  constructor(figure, layers, classes, on) {
    this.layers = layers;
    this.classes = classes;
    this.on = on;
    this.sizes = layers.map(layer => layer.capsules);
    this.svg = make(figure, "svg", { role: "group", "aria-label": "Parse tree: capsules as nodes, couplings as edges" });
    this.edges = this.sizes.slice(1).map(() => STRENGTHS.map((_, s) => make(this.svg, "path", { class: `edge s${s}` })));
    this.nodes = this.sizes.map((count, l) => Array.from({ length: count }, (_, i) => {
      const node = make(this.svg, "circle", { class: "node", role: "button", tabindex: l + i === 0 ? 0 : -1, "aria-label": `${layers[l].name}, capsule ${i + 1}` });
      node.place = [l, i];
      return node;
    }));
    this.crosses = this.sizes.map(count => Array.from({ length: count }, () => make(this.svg, "path", { class: "dead", "aria-hidden": "true" })));
    const texts = (count, name) => Array.from({ length: count }, () => make(this.svg, "text", { class: name }));
    this.names = texts(layers.length, "layer");
    this.counts = texts(layers.length, "count");
    this.dyr = texts(layers.length - 1, "dynamics");
    this.dys = texts(layers.length - 1, "dynamics");
    this.bars = classes.map(() => make(this.svg, "rect", { class: "bar", height: 1 }));
    this.labels = texts(classes.length, "class");
    this.values = texts(classes.length, "value");
    classes.forEach((name, k) => { this.labels[k].textContent = name; });
    this.#listen();
    this.recolor();
    this.current = [0, 0];
    new ResizeObserver(() => this.#place()).observe(figure);
    this.#place();
  }

  /** Draws an answer's couplings at an iteration, and its norms. */
  show(answer, step, { active, follow, over }) {
    Object.assign(this, { answer, step, active, follow, over });
    this.#draw();
  }

  /** Draws what was measured over many images; null while that is being done. */
  measure(report) {
    this.report = report;
    this.dyr.forEach((text, l) => { text.textContent = report ? `dyr ${short(report.routing[l].dyr)}` : l === 0 ? "measuring …" : ""; });
    this.dys.forEach((text, l) => { text.textContent = report ? `dys ${short(report.routing[l].dys, 1)}` : ""; });
    this.#draw();
  }

  /** The capsule that has the focus, as this tree, layer and number; null without. */
  focused() {
    const place = this.svg.contains(document.activeElement) && document.activeElement.place;
    return place ? [this, ...place] : null;
  }

  /** What is known of a capsule, in a sentence. */
  describe(l, i) {
    const { answer, report } = this;
    if (!answer) return "";
    const name = l === this.sizes.length - 1 ? `Class ${this.classes[i]}` : `${this.layers[l].name}, capsule ${i + 1}`;
    const norm = answer.norms[l][i];
    const { mean, std, dead } = report?.layers[l] ?? {};
    const set = report ? `Over ${report.images} images ${short(mean[i], 3)} ± ${short(std[i], 3)}${dead[i] ? ": dead" : ""}.` : "Measuring its mean …";
    return `${name}: norm ${short(norm, 3)}, ${norm >= this.active ? "active" : "not active"}. ${set}`;
  }

  /** Takes the page's colors anew. */
  recolor() {
    const style = getComputedStyle(this.svg);
    const parse = name => style.getPropertyValue(name).trim().match(/[0-9a-f]{2}/gi).map(part => parseInt(part, 16));
    [this.ink, this.paper] = [parse("--ink"), parse("--paper")];
  }

  // Between paper and ink.
  #tone(share) {
    return `rgb(${this.ink.map((ink, c) => Math.round(ink * share + this.paper[c] * (1 - share))).join(",")})`;
  }

  #listen() {
    const nearest = event => {
      const box = this.svg.getBoundingClientRect();
      const x = event.clientX - box.left, y = event.clientY - box.top;
      let best = null, least = 18 ** 2;
      this.nodes.forEach((layer, l) => layer.forEach((node, i) => {
        const distance = (this.x[l] - x) ** 2 + (this.y[l][i] - y) ** 2;
        if (distance < least) [best, least] = [node, distance];
      }));
      return best;
    };
    this.svg.addEventListener("pointermove", event => {
      const node = nearest(event);
      if (node === this.pointed) return;
      this.pointed = node;
      this.svg.classList.toggle("pointing", node !== null);
      if (node) this.on.point(this, ...node.place);
      else this.on.leave();
    });
    this.svg.addEventListener("pointerleave", () => { this.pointed = null; this.on.leave(); });
    this.svg.addEventListener("click", event => {
      const node = nearest(event);
      this.on.follow(...(node?.place ?? [null, null]));
    });
    this.svg.addEventListener("focusin", event => {
      if (!event.target.place) return;
      this.#roam(...event.target.place);
      this.on.point(this, ...event.target.place);
    });
    this.svg.addEventListener("focusout", () => queueMicrotask(() => this.on.leave()));
    this.svg.addEventListener("keydown", event => {
      const [l, i] = this.current;
      const to = { ArrowLeft: [l - 1, i], ArrowRight: [l + 1, i], ArrowUp: [l, i - 1], ArrowDown: [l, i + 1] }[event.key];
      if (to) {
        const layer = Math.max(0, Math.min(this.sizes.length - 1, to[0]));
        this.#roam(layer, Math.max(0, Math.min(this.sizes[layer] - 1, to[1])));
        this.nodes[this.current[0]][this.current[1]].focus();
      } else if (event.key === "Enter" || event.key === " ") this.on.follow(l, i);
      else if (event.key === "Escape") this.on.follow(null, null);
      else return;
      event.preventDefault();
    });
  }

  // One capsule is reached by Tab, the others from it by the arrow keys.
  #roam(l, i) {
    this.nodes[this.current[0]][this.current[1]].setAttribute("tabindex", -1);
    this.current = [l, i];
    this.nodes[l][i].setAttribute("tabindex", 0);
    this.nodes[l][i].setAttribute("aria-label", this.describe(l, i));
  }

  #place() {
    const type = parseFloat(getComputedStyle(this.svg).fontSize);
    const width = Math.max(this.svg.parentElement.clientWidth, 240), narrow = width < 30 * type;
    const height = Math.max(this.svg.getBoundingClientRect().height, 200);
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.setAttribute("width", width);
    const right = (narrow ? 7 : 11) * type, left = 1.6 * type, bottom = height - 4.6 * type, top = 0.4 * type;
    const longest = Math.max(...this.classes.map(name => name.length));
    const across = (width - left - right) / (this.sizes.length - 1);
    this.x = this.sizes.map((_, l) => left + l * across);
    this.y = this.sizes.map(count => Array.from({ length: count }, (_, i) => top + (i + 0.5) * (bottom - top) / count));
    this.radius = this.sizes.map(count => Math.min(0.62 * type, 0.45 * (bottom - top) / count));
    this.from = this.y.map((ys, l) => ys.map(y => `M${this.x[l].toFixed(1)} ${y.toFixed(1)}L`));
    this.to = this.y.map((ys, l) => ys.map(y => `${this.x[l].toFixed(1)} ${y.toFixed(1)}`));
    this.nodes.forEach((layer, l) => layer.forEach((node, i) => {
      node.setAttribute("cx", this.x[l]);
      node.setAttribute("cy", this.y[l][i]);
    }));
    this.crosses.forEach((layer, l) => layer.forEach((cross, i) => {
      const [x, y, r] = [this.x[l], this.y[l][i], Math.max(2, 0.5 * this.radius[l])];
      cross.setAttribute("d", `M${x - r} ${y - r}L${x + r} ${y + r}M${x + r} ${y - r}L${x - r} ${y + r}`);
    }));
    const text = (element, x, y, anchor = "middle") => {
      element.setAttribute("x", x);
      element.setAttribute("y", y);
      element.setAttribute("text-anchor", anchor);
    };
    const close = across < 7 * type;
    this.layers.forEach((layer, l) => {
      const anchor = l === 0 ? "start" : "middle", x = l === 0 ? 2 : this.x[l];
      this.names[l].textContent = close ? layer.name.replace("layer ", "").replace("PrimeCaps", "Prime") : layer.name;
      text(this.names[l], x, bottom + 1.3 * type, anchor);
      text(this.counts[l], x, bottom + 2.4 * type, anchor);
    });
    this.close = close;
    this.dyr.forEach((element, l) => text(element, (this.x[l] + this.x[l + 1]) / 2, bottom + 3.4 * type));
    this.dys.forEach((element, l) => text(element, (this.x[l] + this.x[l + 1]) / 2, bottom + 4.4 * type));
    const last = this.sizes.length - 1, named = this.x[last] + 1.1 * type;
    const begin = named + Math.min(longest, narrow ? 4 : 9) * 0.62 * type + 0.4 * type;
    this.bar = { begin, room: width - begin - 2.6 * type };
    this.bars.forEach((bar, k) => {
      const tall = Math.min(0.8 * type, 0.7 * (bottom - top) / this.sizes[last]);
      bar.setAttribute("x", begin);
      bar.setAttribute("y", this.y[last][k] - tall / 2);
      bar.setAttribute("height", tall);
      text(this.labels[k], named, this.y[last][k] + 0.36 * type, "start");
      text(this.values[k], width - 1, this.y[last][k] + 0.36 * type, "end");
    });
    this.#draw();
  }

  #draw() {
    const { answer, report, follow } = this;
    if (!answer) return;
    const last = this.sizes.length - 1;
    this.edges.forEach((paths, l) => {
      const c = answer.layer(l, this.step), n = this.sizes[l], m = this.sizes[l + 1];
      const unit = 65535 / (this.over === "lower" ? n : m);
      const lines = STRENGTHS.map(() => "");
      for (let i = 0; i < n; i++) {
        if (follow && !(follow[0] === l && follow[1] === i) && follow[0] !== l + 1) continue;
        for (let j = 0; j < m; j++) {
          if (follow && follow[0] === l + 1 && follow[1] !== j) continue;
          const times = c[i * m + j] / unit;
          if (times < ROUNDING * STRENGTHS[0]) continue;
          lines[times < STRENGTHS[1] ? 0 : times < STRENGTHS[2] ? 1 : times < STRENGTHS[3] ? 2 : 3] += this.from[l][i] + this.to[l + 1][j];
        }
      }
      paths.forEach((path, s) => attribute(path, "d", lines[s]));
    });
    this.nodes.forEach((layer, l) => layer.forEach((node, i) => {
      const norm = answer.norms[l][i], dead = report?.layers[l].dead[i] ?? false;
      attribute(node, "r", (this.radius[l] * (0.45 + 0.55 * norm)).toFixed(2));
      attribute(node, "fill", this.#tone(norm < this.active ? 0 : norm));
      node.classList.toggle("followed", !!follow && follow[0] === l && follow[1] === i);
      this.crosses[l][i].classList.toggle("shown", dead);
    }));
    this.counts.forEach((text, l) => {
      const active = answer.norms[l].filter(norm => norm >= this.active).length, dead = report?.layers[l].dead.filter(d => d).length ?? 0;
      write(text, this.close ? `${active}${dead ? `, ${dead}×` : ""}` : `${active} active${dead ? `, ${dead} dead` : ""}`);
    });
    this.bars.forEach((bar, k) => {
      const norm = answer.norms[last][k];
      attribute(bar, "width", Math.max(1, norm * this.bar.room).toFixed(1));
      bar.classList.toggle("longest", k === answer.predicted);
      this.labels[k].classList.toggle("longest", k === answer.predicted);
      this.labels[k].classList.toggle("true", k === answer.label);
      write(this.values[k], short(norm));
    });
  }
}
