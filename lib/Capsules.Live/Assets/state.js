// The state of the page: knobs, which the network answers, and the view of them, which is the page's own. Both are the address.

const VIEW = ["before", "follow", "step", "large"];

/** Knobs and view of a query; what it does not name is as in `start`. */
export function read(query, start) {
  const given = Object.fromEntries(new URLSearchParams(query));
  const knobs = { ...Object.fromEntries(new URLSearchParams(start)) };
  const view = {};
  for (const [name, value] of Object.entries(given)) (VIEW.includes(name) ? view : knobs)[name] = value;
  if (given.ink) delete knobs.image;
  return { knobs, view };
}

/** Knobs as a query. */
export const write = knobs => new URLSearchParams(knobs).toString();

/** The whole address' query. */
export function address(knobs, view) {
  const set = Object.fromEntries(Object.entries(view).filter(([, value]) => value !== null && value !== undefined && value !== ""));
  return "?" + new URLSearchParams({ ...knobs, ...set });
}

/** The knobs on which what is measured over all images depends. */
export const routingOf = knobs =>
  ["routing", "iterations", "sharpness", "softmax", "priors", "squash", "active", "dead"].map(name => `${name}=${knobs[name]}`).join("&");
