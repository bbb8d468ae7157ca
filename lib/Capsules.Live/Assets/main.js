// The page: knobs set the state, the state asks the network, the answer is drawn.

import { address, read, routingOf, write } from "./state.js";
import { ask, latest, settled } from "./channel.js";
import { connection } from "./connection.js";
import { short, unpack } from "./answer.js";
import { drawable, paint } from "./paper.js";
import { STRENGTHS, Tree } from "./tree.js";
import { drawPaths } from "./paths.js";
import { stepper } from "./stepper.js";
import { knob } from "./controls.js";
import { compare } from "./difference.js";
import { png, save, svg } from "./export.js";

const $ = id => document.getElementById(id);
const json = async (path, options) => (await ask(path, options)).json();

const network = await json("network");
let { knobs, view } = read(location.search, network.start);
let answer = null, report = null, reportBefore = null, empty = false;
const pace = { latencies: [], network: [] }; // milliseconds of the last answers, for ./workbook bench live

// ---- the parts of the page

const knobsShown = {};
for (const name of ["routing", "iterations", "sharpness", "softmax", "squash", "priors", "active", "dead"])
  knobsShown[name] = knob($("routing-knobs"), name, network, set);
for (const name of ["turn", "scale", "shear", "right", "down"]) knobsShown[name] = knob($("view-knobs"), name, network, set);

const points = {
  point: (tree, l, i) => tell([tree, l, i]),
  leave: () => tell(),
  follow: (l, i) => {
    const same = view.follow === `${l}.${i}`;
    view.follow = l === null || same ? null : `${l}.${i}`;
    draw();
    keep();
  },
};
const now = new Tree($("now"), network.layers, network.classes, points);
const before = new Tree($("before"), network.layers, network.classes, points);

const depth = network.options.routingLayers;
$("title").textContent = `${network.title}: ${depth} routing layer${depth === 1 ? "" : "s"}, ${network.routing}`;
$("key").append(...STRENGTHS.flatMap((times, s) => {
  const item = document.createElement("span");
  item.innerHTML = `<svg width="26" height="8" aria-hidden="true"><line class="edge s${s}" x1="0" y1="4" x2="26" y2="4"/></svg>`;
  item.append(` from ${short(times, 1).replace(/\.0$/, "")}×`);
  return [item, " "];
}), "an equal share, 1/m; weaker couplings are not drawn. A longer capsule is larger and darker; an empty one is not active; × is dead over the set.");
$("measured").textContent = `dyr, dys, means and dead capsules: over the first ${network.measured} images of `
  + `${network.source}${network.generated ? " (GENERATED)" : ""}. EM and k-means on the votes are in neither paper.`;
$("image").max = network.images - 1;
for (const { image, pixels } of network.samples) {
  const button = document.createElement("button");
  button.type = "button";
  button.title = button.ariaLabel = `Image ${image}: ${network.classes[network.labels[image]]}`;
  button.append(document.createElement("canvas"));
  button.addEventListener("click", event => pick(image, event));
  button.pixels = Uint8Array.from(atob(pixels), letter => letter.charCodeAt(0));
  $("samples").append(button);
}

// ---- from knobs to answers

/** Sets a knob, and asks. */
function set(name, value, event) {
  knobs[name] = String(value);
  if (name === "iterations") view.step = null;
  push(event);
}

function pick(image, event) {
  delete knobs.ink;
  knobs.image = String(Math.max(0, Math.min(network.images - 1, Math.round(+image) || 0)));
  push(event);
}

function push(event) {
  empty = false;
  showKnobs();
  enquire({ query: write(knobs), before: view.before, since: event?.timeStamp || performance.now() });
  keep();
}

const server = connection($("notice"), () => { push(); remeasure(); });

const enquire = latest(
  ({ query, before: pinned }) => json(`answer?${query}${pinned ? `&before=${encodeURIComponent(pinned)}` : ""}`),
  (got, { since }) => {
    server.found();
    answer = unpack(got);
    if (got.before) answer.before = unpack({ ...got.before, label: null });
    draw();
    painted(since, got.milliseconds);
  },
  (error, state) => {
    server.failed(error);
    if (error.status === 503) setTimeout(() => enquire(state), 1000); // the network is being trained
  });

const measure = settled(
  async (state, signal) => ({
    now: await json(`measure?${state.now}`, { signal }),
    before: state.before && await json(`measure?${state.before}`, { signal }),
  }),
  reports => {
    ({ now: report, before: reportBefore } = reports);
    now.measure(report);
    before.measure(reportBefore);
    difference();
    tell();
  },
  error => {
    measuredFor = null;
    if (error.status === 503) setTimeout(remeasure, 1000);
    else server.failed(error);
  });

let measuredFor = null;
function remeasure() {
  const state = { now: routingOf(knobs), before: view.before && routingOf(read(view.before, network.start).knobs) };
  if (JSON.stringify(state) === measuredFor) return;
  measuredFor = JSON.stringify(state);
  report = reportBefore = null;
  now.measure(null);
  before.measure(null);
  measure(state);
}

// The time from the input to the picture on the screen: after the frame that holds it. Told now and then, for the text takes a frame as well.
let told = 0;
function painted(since, milliseconds) {
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      pace.latencies.push(performance.now() - since);
      pace.network.push(milliseconds);
      if (pace.network.length > 500) for (const list of Object.values(pace)) list.shift();
      if (performance.now() - told < 500) return;
      told = performance.now();
      $("pace").textContent = `Answered and drawn in ${Math.round(pace.latencies.at(-1))} ms, ${Math.round(milliseconds)} of them the network.`;
    };
    channel.port2.postMessage(0);
  });
}

// ---- drawing

function showKnobs() {
  for (const [name, shown] of Object.entries(knobsShown)) shown.show(knobs[name]);
  const uniform = knobs.routing === "uniform";
  for (const name of ["iterations", "sharpness", "priors"]) knobsShown[name].enable(!uniform);
  knobsShown.softmax.enable(knobs.routing === "rba");
  if (document.activeElement !== $("image")) $("image").value = knobs.image ?? "";
  const label = knobs.ink ? "drawn by hand" : `of ${network.images}; class ${network.classes[network.labels[knobs.image]]}`;
  if ($("label").textContent !== label) $("label").textContent = label;
}

// The iteration whose couplings are drawn: the last, unless the view names another.
function iteration() {
  const steps = Math.max(answer?.steps ?? 1, answer?.before?.steps ?? 1);
  return { step: Math.max(1, Math.min(Math.round(view.step) || steps, steps)), steps };
}

// The capsule followed, as layer and number, if the network has it.
function followed() {
  const [l, i] = (view.follow ?? "").split(".").map(Number);
  return i >= 0 && i < network.layers[l]?.capsules ? [l, i] : null;
}

function draw() {
  document.body.classList.toggle("large", view.large === "1");
  $("large").setAttribute("aria-pressed", view.large === "1");
  if (!answer) return;
  const { step } = iteration();
  const follow = followed();
  now.show(answer, step, { active: +knobs.active, follow, over: knobs.softmax });
  $("before").hidden = !answer.before;
  $("pin").setAttribute("aria-pressed", !!answer.before);
  const pinned = answer.before ? "Unpin “before”" : "Pin as “before”";
  if ($("pin").textContent !== pinned) $("pin").textContent = pinned;
  $("trees").classList.toggle("two", !!answer.before);
  if (answer.before) {
    const { active, softmax } = read(view.before, network.start).knobs;
    before.show(answer.before, step, { active: +active, follow, over: softmax });
  }
  showStep();
  if (!empty) paint($("paper"), answer.picture, network.size, network.channels);
  redraw($("redrawn"), answer.reconstruction);
  redraw($("redrawn-before"), answer.before?.reconstruction);
  const says = `The network says ${network.classes[answer.predicted]}.`;
  if (!empty && $("verdict").textContent !== says) $("verdict").textContent = says;
  difference();
  tell();
}

function redraw(canvas, pixels) {
  canvas.parentElement.hidden = !pixels;
  if (pixels) paint(canvas, pixels, network.size, network.channels);
}

function difference() {
  $("difference").hidden = !answer?.before;
  if (answer?.before) compare($("difference-text"), answer, [reportBefore, report], network.classes);
}

// Of the capsule pointed at, else of the one with the focus, else of the one followed.
const hint = $("capsule").textContent;
function tell(pointed) {
  const focused = [now, before].map(tree => tree.focused()).find(capsule => capsule);
  const [tree, l, i] = pointed ?? focused ?? (followed() ? [now, ...followed()] : []);
  const text = tree ? tree.describe(l, i) : hint;
  if ($("capsule").textContent !== text) $("capsule").textContent = text;
  drawPaths($("paths"), tree, l, i);
}

// ---- the address

let keeping = 0;
function keep() {
  remeasure();
  clearTimeout(keeping);
  keeping = setTimeout(() => history.replaceState(null, "", address(knobs, view)), 250);
}

function go(query) {
  ({ knobs, view } = read(query, network.start));
  push();
}

// ---- what hands do

drawable($("paper"), () => knobs.ink && !empty ? knobs.ink : "", (ink, event) => {
  if (!knobs.ink || empty) Object.assign(knobs, { turn: "0", scale: "1", shear: "0", right: "0", down: "0" });
  delete knobs.image;
  knobs.ink = ink;
  push(event);
});
$("clear").addEventListener("click", () => {
  empty = true;
  paint($("paper"), new Uint8Array(network.channels * network.size ** 2), network.size, network.channels);
  $("verdict").textContent = "Draw a picture, about as large as the dashed box.";
});
$("image").addEventListener("input", event => { if (event.target.value !== "") pick(event.target.value, event); });
$("pin").addEventListener("click", event => {
  view.before = view.before ? null : write(knobs);
  push(event);
});
$("reset").addEventListener("click", event => {
  const picture = knobs.ink ? { ink: knobs.ink } : { image: knobs.image };
  knobs = { ...read("", network.start).knobs, ...picture };
  if (knobs.ink) delete knobs.image;
  view.step = view.follow = null;
  push(event);
});
$("large").addEventListener("click", () => {
  view.large = view.large === "1" ? null : "1";
  draw();
  keep();
});

const showStep = stepper(
  { play: $("play"), back: $("back"), on: $("on"), step: $("step"), text: $("step-text") },
  iteration,
  step => {
    view.step = step === iteration().steps ? null : step;
    draw();
    keep();
  });

const exports = {
  svg: () => save("capsules.svg", picture(), "image/svg+xml"),
  png: async () => save("capsules.png", await png(picture())),
  json: () => save("capsules.json", JSON.stringify(numbers(), null, 1), "application/json"),
  code: async () => {
    $("code").querySelector("textarea").value = await (await ask(`code?${write(knobs)}`)).text();
    $("code").showModal();
  },
  address: () => navigator.clipboard.writeText(new URL(address(knobs, view), location.href).href),
};
for (const button of document.querySelectorAll("[data-export]"))
  button.addEventListener("click", async () => {
    try {
      await exports[button.dataset.export]();
    } catch (error) {
      server.failed(error);
    }
  });
$("go").addEventListener("change", event => {
  const query = event.target.value.split("?")[1];
  if (query) go(query);
  event.target.value = "";
});
$("copy").addEventListener("click", () => navigator.clipboard.writeText($("code").querySelector("textarea").value));
$("close").addEventListener("click", () => $("code").close());

const picture = () => svg(answer.before ? [before, now] : [now], `${network.title}: ${$("verdict").textContent}`);
const numbers = () => ({
  network: network.title, routing: network.routing, state: write(knobs), predicted: network.classes[answer.predicted],
  norms: answer.norms,
  couplings: answer.iterations.map((count, l) => Array.from({ length: count }, (_, t) => Array.from(answer.layer(l, t + 1), c => +(c / 65535).toFixed(4)))),
  measured: report,
});

function scheme() {
  for (const button of $("samples").children) paint(button.firstChild, button.pixels, network.size, network.channels);
  now.recolor();
  before.recolor();
  draw();
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", scheme);

window.live = { ...pace, get state() { return address(knobs, view); }, get answer() { return answer; } };
scheme();
push();
