// The page: knobs set the state, the state asks the network, the answer is drawn.

import { address, read, routingOf, write } from "./state.js";
import { Gone, ask, latest, settled } from "./channel.js";
import { short, unpack } from "./answer.js";
import { drawable, paint } from "./paper.js";
import { STRENGTHS, Tree } from "./tree.js";
import { drawPaths } from "./paths.js";
import { knob } from "./controls.js";
import { png, save, svg } from "./export.js";

const $ = id => document.getElementById(id);
const json = async (path, options) => (await ask(path, options)).json();

const network = await json("network");
let { knobs, view } = read(location.search, network.start);
let answer = null, report = null, reportBefore = null, empty = false;
const pace = { latencies: [], network: [] }; // milliseconds of the last answers, for ./workbook bench live

// ---- the parts of the page

const knobsShown = {};
for (const name of ["routing", "iterations", "sharpness", "softmax", "squash", "priors", "active", "dead"]) knobsShown[name] = knob($("routing-knobs"), name, network, set);
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

$("title").textContent = `${network.title}: ${network.options.routingLayers} routing layers, ${network.routing}`;
$("key").append(...STRENGTHS.flatMap((times, s) => {
  const item = document.createElement("span");
  item.innerHTML = `<svg width="26" height="8" aria-hidden="true"><line class="edge s${s}" x1="0" y1="4" x2="26" y2="4"/></svg>`;
  item.append(` from ${short(times, 1).replace(/\.0$/, "")}×`);
  return [item, " "];
}), "an equal share, 1/m; weaker couplings are not drawn. A longer capsule is larger and darker; an empty one is not active; × is dead over the set.");
$("measured").textContent = `dyr, dys, means and dead capsules: over the first ${network.measured} images of ${network.source}${network.generated ? " (GENERATED)" : ""}. EM and k-means on the votes are in neither paper.`;
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

const enquire = latest(
  ({ query, before: pinned }) => json(`answer?${query}${pinned ? `&before=${encodeURIComponent(pinned)}` : ""}`),
  (got, { since }) => {
    connected();
    answer = unpack(got);
    if (got.before) answer.before = unpack({ ...got.before, label: null });
    draw();
    painted(since, got.milliseconds);
  },
  failed);

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
  failed);

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

// The time from the input to the picture on the screen: after the frame that holds it.
function painted(since, milliseconds) {
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      pace.latencies.push(performance.now() - since);
      pace.network.push(milliseconds);
      if (pace.network.length > 500) for (const list of Object.values(pace)) list.shift();
      $("pace").textContent = `Answered and drawn in ${Math.round(pace.latencies.at(-1))} ms, ${Math.round(milliseconds)} of them the network.`;
    };
    channel.port2.postMessage(0);
  });
}

// ---- when the server does not answer

let lost = null;
function failed(error, state) {
  if (!(error instanceof Gone)) {
    notice(error.message);
    if (error.status === 503) setTimeout(() => enquire(state), 1000);
    return;
  }
  notice(error.message === "other"
    ? "This address is of an earlier server. Run the notebook’s cell again, or open the address that ./workbook live printed; the part after the question mark goes on working there."
    : "The server has stopped: the kernel was restarted, or ./workbook live was ended. Run the cell, or the command, again. This page goes on by itself if the server comes back.");
  if (error.message === "stopped") lost ??= setInterval(retry, 1000);
}

async function retry() {
  try {
    await ask("network");
    push();
    remeasure();
  } catch (error) {
    if (error.message === "other") {
      clearInterval(lost);
      lost = null;
      failed(error);
    }
  }
}

function connected() {
  clearInterval(lost);
  lost = null;
  notice("");
}

function notice(text) {
  $("notice").hidden = text === "";
  $("notice").textContent = text;
}

// ---- drawing

function showKnobs() {
  for (const [name, shown] of Object.entries(knobsShown)) shown.show(knobs[name]);
  const uniform = knobs.routing === "uniform";
  for (const name of ["iterations", "sharpness", "priors"]) knobsShown[name].enable(!uniform);
  knobsShown.softmax.enable(knobs.routing === "rba");
  if (document.activeElement !== $("image")) $("image").value = knobs.image ?? "";
  $("label").textContent = knobs.ink ? "drawn by hand" : `of ${network.images}; class ${network.classes[network.labels[knobs.image]]}`;
}

function draw() {
  document.body.classList.toggle("large", view.large === "1");
  $("large").setAttribute("aria-pressed", view.large === "1");
  if (!answer) return;
  const steps = answer.steps, step = Math.min(view.step ?? steps, steps);
  const follow = view.follow ? view.follow.split(".").map(Number) : null;
  now.show(answer, step, { active: +knobs.active, follow, over: knobs.softmax });
  $("before").hidden = !answer.before;
  $("pin").setAttribute("aria-pressed", !!answer.before);
  $("pin").textContent = answer.before ? "Unpin “before”" : "Pin as “before”";
  $("trees").classList.toggle("two", !!answer.before);
  if (answer.before) {
    const pinned = read(view.before, network.start).knobs;
    before.show(answer.before, step, { active: +pinned.active, follow, over: pinned.softmax });
  }
  $("step").max = Math.max(steps, answer.before?.steps ?? 1);
  $("step").value = step;
  $("step-text").textContent = `iteration ${step} of ${steps}`;
  for (const id of ["play", "back", "on", "step"]) $(id).disabled = steps === 1;
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
  const other = answer?.before;
  $("difference").hidden = !other;
  if (!other) return;
  const said = [other, answer].map(a => network.classes[a.predicted]);
  const longest = [other, answer].map(a => short(a.norms.at(-1)[a.predicted]));
  const rows = other.change.map((change, l) => [`${l + 1}`, short(change, 3),
    `${short(reportBefore?.routing[l].dyr)} → ${short(report?.routing[l].dyr)}`, `${short(reportBefore?.routing[l].dys, 1)} → ${short(report?.routing[l].dys, 1)}`]);
  const table = document.createElement("table");
  const line = (cells, tag) => {
    const row = table.insertRow();
    for (const text of cells) row.append(Object.assign(document.createElement(tag), { textContent: text }));
  };
  line(["layer", "|Δc|", "dyr", "dys"], "th");
  for (const row of rows) line(row, "td");
  const text = Object.assign(document.createElement("p"), { textContent: said[0] === said[1]
    ? `Both say ${said[1]}, with a norm of ${longest[0]} before and ${longest[1]} now.`
    : `Before ${said[0]} (norm ${longest[0]}), now ${said[1]} (norm ${longest[1]}).` });
  const note = Object.assign(document.createElement("p"), { className: "quiet", textContent: "|Δc|: mean change of a routing layer’s couplings." });
  $("difference-text").replaceChildren(text, table, note);
}

// Of the capsule pointed at, else of the one with the focus, else of the one followed.
const hint = $("capsule").textContent;
function tell(pointed) {
  const focused = [now, before].map(tree => tree.focused()).find(capsule => capsule);
  const followed = view.follow ? [now, ...view.follow.split(".").map(Number)] : null;
  const [tree, l, i] = pointed ?? focused ?? followed ?? [];
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

let playing = 0;
function play(on) {
  clearInterval(playing);
  playing = 0;
  $("play").textContent = on ? "⏸" : "▶";
  $("play").ariaLabel = on ? "Pause" : "Play the iterations";
  if (!on) return;
  if ((view.step ?? answer.steps) >= answer.steps) stepTo(1);
  playing = setInterval(() => (view.step ?? answer.steps) < answer.steps ? stepTo(+view.step + 1) : play(false), 700);
}
function stepTo(step) {
  view.step = Math.max(1, Math.min(answer.steps, step));
  if (view.step === answer.steps) view.step = null;
  draw();
  keep();
}
$("play").addEventListener("click", () => play(playing === 0));
$("back").addEventListener("click", () => { play(false); stepTo((view.step ?? answer.steps) - 1); });
$("on").addEventListener("click", () => { play(false); stepTo(+(view.step ?? answer.steps) + 1); });
$("step").addEventListener("input", event => { play(false); stepTo(+event.target.value); });

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
      failed(error);
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
