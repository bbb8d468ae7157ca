// Questions to the server. One is on its way at a time; while it is, only the newest other one waits: nothing queues.

/** A server that has gone, or that is another one now. */
export class Gone extends Error {}

/** What the server says; throws what it objects to. */
export async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Gone("stopped");
  }
  if (response.status === 403) throw new Gone("other");
  if (!response.ok) throw Object.assign(new Error(await response.text()), { status: response.status });
  return response;
}

/** A function that asks for the newest of the states it is called with and shows the answers in order. */
export function latest(question, show, fail) {
  let busy = false, waiting = null;
  return async function push(state) {
    waiting = state;
    if (busy) return;
    busy = true;
    while (waiting !== null) {
      const asked = waiting;
      waiting = null;
      try {
        show(await question(asked), asked);
      } catch (error) {
        fail(error, asked);
      }
    }
    busy = false;
  };
}

/** A function that asks once its calls have paused, and forgets answers that came too late. */
export function settled(question, show, fail, pause = 400) {
  let timer = 0, running = null;
  return state => {
    clearTimeout(timer);
    running?.abort();
    timer = setTimeout(async () => {
      const mine = running = new AbortController();
      try {
        const answer = await question(state, mine.signal);
        if (!mine.signal.aborted) show(answer, state);
      } catch (error) {
        if (error.name !== "AbortError") fail(error);
      }
    }, pause);
  };
}
