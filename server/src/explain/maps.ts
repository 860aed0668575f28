/** Heat maps over an image: what is added up of activations and gradients, and brought to the image's size. */

/** Numbers for each place: row-major, height × width. */
export interface HeatMap {
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array;
}

/**
 * Grad-CAM (Selvaraju et al. 2017, equations 1 and 2): relu(Σₖ αₖ·Aᵏ), where αₖ is the mean over all places of the
 * gradient of the class score with respect to channel k. Both are row-major [K, height, width].
 */
export function gradCam(
  activations: Float32Array,
  gradients: Float32Array,
  [channels, height, width]: readonly [number, number, number],
): HeatMap {
  const plane = height * width;
  const sum = new Float64Array(plane);
  for (let k = 0; k < channels; k++) {
    let alpha = 0;
    for (let i = 0; i < plane; i++) alpha += gradients[k * plane + i] ?? 0;
    alpha /= plane;
    for (let i = 0; i < plane; i++) sum[i] = (sum[i] ?? 0) + alpha * (activations[k * plane + i] ?? 0);
  }
  return { height, width, data: Float32Array.from(sum, (x) => Math.max(0, x)) };
}

/** The largest magnitude over the colours (Simonyan et al. 2014): row-major [C, height, width]. */
export function saliency(
  gradient: Float32Array,
  [channels, height, width]: readonly [number, number, number],
): HeatMap {
  const plane = height * width;
  const data = new Float32Array(plane);
  for (let c = 0; c < channels; c++)
    for (let i = 0; i < plane; i++) data[i] = Math.max(data[i] ?? 0, Math.abs(gradient[c * plane + i] ?? 0));
  return { height, width, data };
}

/** Bilinear, corners not aligned (F.interpolate's default). */
export function enlarged({ height, width, data }: HeatMap, toHeight: number, toWidth: number): HeatMap {
  const rows = taps(height, toHeight);
  const columns = taps(width, toWidth);
  const result = new Float32Array(toHeight * toWidth);
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      const at = (i: number, j: number): number => data[i * width + j] ?? 0;
      const upper = at(row.from, column.from) * (1 - column.share) + at(row.from, column.to) * column.share;
      const lower = at(row.to, column.from) * (1 - column.share) + at(row.to, column.to) * column.share;
      result[y * toWidth + x] = upper * (1 - row.share) + lower * row.share;
    });
  });
  return { height: toHeight, width: toWidth, data: result };
}

interface Tap {
  readonly from: number;
  readonly to: number;
  /** Of `to`. */
  readonly share: number;
}

function taps(from: number, to: number): Tap[] {
  return Array.from({ length: to }, (_, i) => {
    const at = Math.max(0, ((i + 0.5) * from) / to - 0.5);
    const first = Math.min(Math.floor(at), from - 1);
    return { from: first, to: Math.min(first + 1, from - 1), share: at - first };
  });
}

/** The smallest box around all places that are more than a share of the largest; undefined: all is zero. */
export function boxAround({ height, width, data }: HeatMap, share = 0): Box | undefined {
  const most = data.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  let box: Box | undefined;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (Math.abs(data[y * width + x] ?? 0) <= share * most) continue;
      box ??= { top: y, bottom: y, left: x, right: x };
      box = { top: box.top, bottom: y, left: Math.min(box.left, x), right: Math.max(box.right, x) };
    }
  return box;
}

/** First and last row and column. */
export interface Box {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}
