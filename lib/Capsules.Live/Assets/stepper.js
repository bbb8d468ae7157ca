// Iterations of the routing: played, stepped, or chosen by a slider.

const PAUSE = 700; // milliseconds between two iterations

/** Wires the buttons; `at` gives the shown iteration and the last, `to` shows another. Gives a function that shows where it is. */
export function stepper({ play, back, on, step, text }, at, to) {
  let playing = 0;
  const stop = () => {
    clearInterval(playing);
    playing = 0;
    play.textContent = "▶";
    play.ariaLabel = "Play the iterations";
  };
  const start = () => {
    play.textContent = "⏸";
    play.ariaLabel = "Pause";
    if (at().step === at().steps) to(1);
    playing = setInterval(() => at().step < at().steps ? to(at().step + 1) : stop(), PAUSE);
  };
  play.addEventListener("click", () => playing ? stop() : start());
  const go = next => {
    stop();
    to(Math.max(1, Math.min(at().steps, next)));
  };
  back.addEventListener("click", () => go(at().step - 1));
  on.addEventListener("click", () => go(at().step + 1));
  step.addEventListener("input", () => go(+step.value));
  return () => {
    const { step: now, steps } = at();
    step.max = steps;
    step.value = now;
    const shown = `iteration ${now} of ${steps}`;
    if (text.textContent !== shown) text.textContent = shown;
    for (const control of [play, back, on, step]) control.disabled = steps === 1;
  };
}
