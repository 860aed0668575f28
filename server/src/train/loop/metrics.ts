/** What is measured: means over images, and which class is taken for which. */

/** A running mean, weighted by the number of images. */
export interface Mean {
  add(value: number, count: number): void;
  value(): number;
}

export function mean(): Mean {
  let sum = 0;
  let total = 0;
  return {
    add(value, count) {
      sum += value * count;
      total += count;
    },
    value: () => (total === 0 ? Number.NaN : sum / total),
  };
}

/** Rows: the class that it is; columns: the class that the model says. */
export interface Confusion {
  readonly classes: number;
  readonly counts: Int32Array;
}

export const emptyConfusion = (classes: number): Confusion => ({ classes, counts: new Int32Array(classes * classes) });

/** `scores`: images × classes. Returns what the model says for each image. */
export function count(confusion: Confusion, scores: Float32Array, labels: Int32Array): Int32Array {
  const { classes, counts } = confusion;
  return labels.map((label, i) => {
    const said = largest(scores, i * classes, classes);
    const at = label * classes + said;
    counts[at] = (counts[at] ?? 0) + 1;
    return said;
  });
}

/** Place of the first largest. */
export function largest(scores: Float32Array, from: number, length: number): number {
  let best = 0;
  for (let i = 1; i < length; i += 1) if ((scores[from + i] ?? 0) > (scores[from + best] ?? 0)) best = i;
  return best;
}

export function accuracy({ classes, counts }: Confusion): number {
  let right = 0;
  let total = 0;
  counts.forEach((count, at) => {
    total += count;
    if (Math.floor(at / classes) === at % classes) right += count;
  });
  return total === 0 ? Number.NaN : right / total;
}

export function softmax(scores: Float32Array): Float32Array {
  const most = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = scores.map((score) => Math.exp(score - most));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}
