/** The scale of the pixels: (x − mean) / std for each channel. */
import type { Recipe } from '../../recipe';
import { elementsOf, type Part, type Size } from '../data/types';
import { TrainError } from '../files/errors';

export interface Normalisation {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Enough for three digits of mean and deviation. */
const MOST_IMAGES = 10_000;

export function normalisationOf({ mean, std, off }: Recipe['normalise'], part: Part, size: Size): Normalisation {
  if (off) return { mean: Array(size.channels).fill(0), std: Array(size.channels).fill(1) };
  if (mean === undefined || std === undefined) return measured(part, size);
  checkNormalise({ mean, std, off }, size);
  const spread = (values: readonly number[]): number[] =>
    Array.from({ length: size.channels }, (_, c) => values[values.length === 1 ? 0 : c] ?? 0);
  return { mean: spread(mean), std: spread(std) };
}

/** As many numbers as channels, or one for all. */
export function checkNormalise({ mean, off }: Recipe['normalise'], { channels }: Size): void {
  if (off || mean === undefined || mean.length === 1 || mean.length === channels) return;
  throw new TrainError(
    `normalise in the recipe has ${mean.length} numbers, and the images have ${channels} channels; write ${channels}, or one for all`,
  );
}

function measured(part: Part, size: Size): Normalisation {
  const plane = size.height * size.width;
  const image = new Float32Array(elementsOf(size));
  const count = Math.min(part.count, MOST_IMAGES);
  const sums = new Float64Array(size.channels);
  const squares = new Float64Array(size.channels);
  for (let i = 0; i < count; i += 1) {
    part.read(Math.floor((i * part.count) / count), image, 0);
    for (let j = 0; j < image.length; j += 1) {
      const c = Math.floor(j / plane);
      const value = image[j] ?? 0;
      sums[c] = (sums[c] ?? 0) + value;
      squares[c] = (squares[c] ?? 0) + value * value;
    }
  }
  const total = count * plane;
  const mean = [...sums].map((sum) => sum / total);
  const std = [...squares].map((square, c) => Math.sqrt(Math.max(0, square / total - (mean[c] ?? 0) ** 2)));
  // A channel that is the same everywhere stays as it is.
  return { mean, std: std.map((value) => (value < 1e-6 ? 1 : value)) };
}

export function normalise(batch: Float32Array, size: Size, { mean, std }: Normalisation): void {
  const plane = size.height * size.width;
  for (let at = 0, c = 0; at < batch.length; at += plane, c = (c + 1) % size.channels) {
    const shift = mean[c] ?? 0;
    const scale = 1 / (std[c] ?? 1);
    for (let i = at; i < at + plane; i += 1) batch[i] = ((batch[i] ?? 0) - shift) * scale;
  }
}
