/** What the numbers of a layer are like. */

export interface Statistics {
  readonly count: number;
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  /** Of the whole population. */
  readonly std: number;
  /** Share of those that are smaller than the threshold, zeros included. */
  readonly small: number;
  /** Infinite, or not a number. */
  readonly broken: number;
}

/** Numbers that are not finite are counted and left out of everything else. */
export function statisticsOf(data: Float32Array, threshold: number): Statistics {
  let [low, high, sum, squares, small, broken] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, 0, 0];
  for (let i = 0; i < data.length; i += 1) {
    const value = data[i] ?? 0;
    if (!Number.isFinite(value)) {
      broken += 1;
      continue;
    }
    if (value < low) low = value;
    if (value > high) high = value;
    if (value < threshold && value > -threshold) small += 1;
    sum += value;
    squares += value * value;
  }
  const count = data.length - broken;
  if (count === 0) return { count: data.length, low: 0, high: 0, mean: 0, std: 0, small: 0, broken };
  const mean = sum / count;
  const variance = Math.max(0, squares / count - mean * mean);
  return { count: data.length, low, high, mean, std: Math.sqrt(variance), small: small / count, broken };
}

export interface Histogram {
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
}

/** Bins of one width from the lowest to the highest. */
export function histogramOf(
  data: Float32Array,
  { low, high }: Pick<Statistics, 'low' | 'high'>,
  bins: number,
): Histogram {
  const counts = new Array<number>(bins).fill(0);
  const factor = high > low ? bins / (high - low) : 0;
  for (let i = 0; i < data.length; i += 1) {
    const value = data[i] ?? 0;
    if (!(value >= low && value <= high)) continue;
    const bin = Math.min(bins - 1, Math.floor((value - low) * factor));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { low, high, counts };
}

/** L2 norm of each filter. */
export function normsOf(data: Float32Array, filters: number): Float32Array<ArrayBuffer> {
  const size = filters === 0 ? 0 : data.length / filters;
  const norms = new Float32Array(filters);
  for (let filter = 0; filter < filters; filter += 1) {
    let sum = 0;
    for (let i = filter * size; i < (filter + 1) * size; i += 1) sum += (data[i] ?? 0) ** 2;
    norms[filter] = Math.sqrt(sum);
  }
  return norms;
}

/** A filter of less than this share of its layer's median norm does next to nothing. */
const DEAD = 0.01;

export function deadFilters(norms: Float32Array): readonly number[] {
  const sorted = norms.toSorted();
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return [...norms.keys()].filter((filter) => (norms[filter] ?? 0) <= DEAD * median);
}
