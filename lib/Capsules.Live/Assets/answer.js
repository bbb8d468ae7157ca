// What the server's answer means: couplings come as two bytes each, pixels as one.

const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));

/** An answer, or the part of it that tells of the pinned state, with its couplings to be read. */
export function unpack(answer) {
  const packed = new Uint16Array(bytes(answer.couplings).buffer);
  const sizes = answer.norms.map(layer => layer.length);
  const first = [];
  let at = 0;
  answer.iterations.forEach((count, l) => {
    first.push(at);
    at += count * sizes[l] * sizes[l + 1];
  });
  return {
    ...answer,
    picture: bytes(answer.picture),
    reconstruction: answer.reconstruction && bytes(answer.reconstruction),
    steps: Math.max(...answer.iterations),
    /** Couplings of a routing layer at an iteration from 1, [n · m], 65535 for 1. */
    layer(l, step) {
      const size = sizes[l] * sizes[l + 1], t = Math.min(step, answer.iterations[l]) - 1;
      return packed.subarray(first[l] + t * size, first[l] + (t + 1) * size);
    },
  };
}

/** A number as the papers print it: .43, 6.7, 12. */
export function short(value, digits = 2) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  return value.toFixed(digits).replace(/^(-?)0\./, "$1.");
}
