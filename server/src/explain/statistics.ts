/** A layer's activations in a few numbers. */
export interface LayerStatistics {
  readonly mean: number;
  readonly std: number;
  readonly least: number;
  readonly most: number;
  /** Share of exact zeros: what a ReLU has shut. */
  readonly zeros: number;
  /** Channels that are zero everywhere on this image. */
  readonly silent: number;
}

/** Of row-major [C, …]. */
export function statisticsOf(data: Float32Array, channels: number): LayerStatistics {
  const plane = data.length / Math.max(1, channels);
  let [sum, squares, least, most, zeros, silent] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let c = 0; c < channels; c++) {
    let quiet = 0;
    for (let i = c * plane; i < (c + 1) * plane; i++) {
      const x = data[i] ?? 0;
      sum += x;
      squares += x * x;
      if (x < least) least = x;
      if (x > most) most = x;
      if (x === 0) quiet++;
    }
    zeros += quiet;
    if (quiet === plane) silent++;
  }
  const n = Math.max(1, data.length);
  const mean = sum / n;
  return { mean, std: Math.sqrt(Math.max(0, squares / n - mean * mean)), least, most, zeros: zeros / n, silent };
}
