// Knobs: a slider or a choice each, with its name and its value, made from what the server says they may be.

const WORDS = {
  routing: { "": "Routing", rba: "by agreement", uniform: "uniform", em: "EM on the votes", kmeans: "soft k-means on the votes" },
  softmax: { "": "Softmax over", upper: "upper capsules", lower: "lower capsules" },
  priors: { "": "Learned priors", on: "on", off: "off" },
  squash: { "": "Squash", exponential: "Eq. (1)", sabour: "Sabour’s" },
  iterations: "Iterations", sharpness: "Sharpness of the softmax", active: "Active from a norm of", dead: "Dead up to a mean of",
  right: "Moved right, pixels", down: "Moved down, pixels", turn: "Turned, degrees", shear: "Sheared, degrees", scale: "Scaled, times",
};

/** Builds a knob in a place; `set` is called with its name, its value and the event. Gives a function that shows a value. */
export function knob(place, name, network, set) {
  const box = place.appendChild(document.createElement("div"));
  const label = box.appendChild(document.createElement("label"));
  const id = label.htmlFor = `knob-${name}`;
  const range = network.ranges.find(each => each.name === name);
  if (!range) {
    label.textContent = WORDS[name][""];
    const select = box.appendChild(Object.assign(document.createElement("select"), { id }));
    for (const choice of network.choices[name]) select.add(new Option(WORDS[name][choice], choice));
    select.addEventListener("input", event => set(name, select.value, event));
    return { show: value => { select.value = value; }, enable: on => { select.disabled = !on; } };
  }
  label.textContent = WORDS[name];
  const output = box.appendChild(Object.assign(document.createElement("output"), { htmlFor: id }));
  const slider = box.appendChild(Object.assign(document.createElement("input"),
    { id, type: "range", min: range.least, max: range.most, step: range.step }));
  slider.addEventListener("input", event => set(name, slider.value, event));
  return {
    show: value => {
      if (slider.value !== value) slider.value = value;
      if (output.textContent !== String(+value)) output.textContent = String(+value);
    },
    enable: on => { slider.disabled = !on; },
  };
}
