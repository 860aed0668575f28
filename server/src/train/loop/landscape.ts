/**
 * A slice of the loss around given weights w: loss(w + a·d₁ + b·d₂) for a, b in [−1, 1], in evaluation mode, on some
 * validation images. Each direction is Gaussian; each of its filters is scaled to the norm of the filter that it is
 * added to, so that slices of different networks can be compared, and vectors (biases, normalisations) stay.
 * Li, Xu, Taylor, Studer and Goldstein 2018, "Visualizing the Loss Landscape of Neural Nets" (arXiv:1712.09913).
 */
import type { Random } from '../../program';
import type { Landscape } from '../../protocol';
import type { Batch, Tensor, Tensors, Trainer } from '../engines/engine';

/** Values of a and b: an odd number, so that w itself is among them. */
export const LANDSCAPE_STEPS: readonly number[] = Array.from({ length: 17 }, (_, i) => (i - 8) / 8);
export const LANDSCAPE_IMAGES = 256;

export type Direction = ReadonlyMap<string, Float32Array>;

/** A filter is what stands at one place of the first axis. */
export function filterNormalised(weights: Tensors, random: Random): Direction {
  const direction = new Map<string, Float32Array>();
  for (const [name, { shape, data }] of weights) {
    if (shape.length < 2) continue;
    const drawn = Float32Array.from(data, () => random.normal());
    const length = data.length / (shape[0] ?? 1);
    for (let from = 0; from < data.length; from += length) {
      const scale = norm(data, from, length) / (norm(drawn, from, length) + 1e-10);
      for (let i = from; i < from + length; i += 1) drawn[i] = (drawn[i] ?? 0) * scale;
    }
    direction.set(name, drawn);
  }
  return direction;
}

function norm(values: Float32Array, from: number, length: number): number {
  let sum = 0;
  for (let i = from; i < from + length; i += 1) sum += (values[i] ?? 0) ** 2;
  return Math.sqrt(sum);
}

export interface LandscapeJob {
  readonly trainer: Pick<Trainer, 'setParameters' | 'evaluate'>;
  readonly weights: Tensors;
  readonly directions: readonly [Direction, Direction];
  readonly batches: readonly Batch[];
  readonly goOn: () => Promise<boolean>;
  /** After every row, from the middle outwards: the middle one is the curve along the first direction alone. */
  readonly report: (landscape: Landscape) => void;
}

export async function measureLandscape(job: LandscapeJob, steps = LANDSCAPE_STEPS): Promise<Landscape> {
  const rows: (readonly (number | null)[] | null)[] = steps.map(() => null);
  const images = job.batches.reduce((sum, { size }) => sum + size, 0);
  const outwards = steps.map((b, row) => ({ b, row })).sort((one, other) => Math.abs(one.b) - Math.abs(other.b));
  for (const { b, row } of outwards) {
    const losses: (number | null)[] = [];
    for (const a of steps) {
      if (!(await job.goOn())) return { steps, rows, images };
      losses.push(await lossAt(job, a, b));
    }
    rows[row] = losses;
    job.report({ steps, rows: [...rows], images });
  }
  return { steps, rows, images };
}

async function lossAt(
  { trainer, weights, directions, batches }: LandscapeJob,
  a: number,
  b: number,
): Promise<number | null> {
  await trainer.setParameters(moved(weights, directions, a, b));
  let sum = 0;
  let images = 0;
  for (const batch of batches) {
    const { loss } = await trainer.evaluate(batch);
    sum += loss * batch.size;
    images += batch.size;
  }
  const loss = sum / images;
  return Number.isFinite(loss) ? loss : null;
}

function moved(weights: Tensors, [first, second]: readonly [Direction, Direction], a: number, b: number): Tensors {
  const result = new Map<string, Tensor>();
  for (const [name, { shape, data }] of weights) {
    const [one, other] = [first.get(name), second.get(name)];
    result.set(name, { shape, data: data.map((value, i) => value + a * (one?.[i] ?? 0) + b * (other?.[i] ?? 0)) });
  }
  return result;
}
