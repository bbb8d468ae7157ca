// Pictures: drawing pixels, and drawing by hand. Strokes are written as in Drawing.cs: two letters a point, a full stop between strokes.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const MOST_LETTERS = 6000;

/** Draws pixels [channels, size, size]: gray as ink on paper in the page's own colors. */
export function paint(canvas, pixels, size, channels) {
  if (canvas.width !== size) canvas.width = canvas.height = size;
  const context = canvas.getContext("2d");
  const image = context.createImageData(size, size), plane = size * size;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  for (let p = 0; p < plane; p++) {
    for (let c = 0; c < 3; c++) {
      const value = pixels[channels === 3 ? c * plane + p : p];
      image.data[4 * p + c] = channels === 3 || dark ? value : 255 - value;
    }
    image.data[4 * p + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

/** Lets a hand draw on a canvas; `drawn` gets the strokes after every movement, `begin` is asked which there are when a stroke begins. */
export function drawable(canvas, begin, drawn) {
  let ink = null, last = "";
  const point = event => {
    const box = canvas.getBoundingClientRect();
    const place = share => ALPHABET[Math.max(0, Math.min(63, Math.floor(64 * share)))];
    return place((event.clientX - box.left) / box.width) + place((event.clientY - box.top) / box.height);
  };
  canvas.addEventListener("pointerdown", event => {
    if (event.button !== 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    const there = begin();
    last = point(event);
    ink = (there ? there + "." : "") + last;
    drawn(ink, event);
  });
  canvas.addEventListener("pointermove", event => {
    if (ink === null || !canvas.hasPointerCapture(event.pointerId)) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) {
      const here = point(each);
      if (here === last || ink.length >= MOST_LETTERS) continue;
      ink += last = here;
    }
    drawn(ink, event);
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { ink = null; });
}
