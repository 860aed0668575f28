/** The filters of one layer at one epoch, and what there is to say of them. */
import {
  deadFilters,
  effectiveRank,
  FREQUENCIES,
  filtersFirst,
  fourierMagnitude,
  histogramOf,
  kernelOf,
  normsOf,
  similarityOrder,
  singularValues,
  statisticsOf,
  twinsOf,
} from '../../inspect';
import { type FilterAnswer, type FilterQuestion, SMALL_WEIGHT, type WeightsOrigin } from '../../protocol';
import { floatsOf } from '../checkpoint';
import { TrainError } from '../files/errors';
import { using, type WeightsSource, weightsFrom } from '../weights/source';

/** Numbers that are held and sent at once: 16 MB. */
const MOST_VALUES = 4 * 2 ** 20;
const BINS = 64;

export async function filterLayer(
  question: FilterQuestion & { readonly origin: WeightsOrigin },
): Promise<FilterAnswer> {
  const source = await weightsFrom(question.origin);
  const held = await read(source, question.epoch, question);
  const first = source.epochs[0];
  const before =
    question.origin.kind === 'run' && first === 0 && source.epochs.length > 1
      ? await read(source, 0, question)
      : undefined;
  const shown = question.difference && before !== undefined ? minus(held.data, before.data) : held.data;
  const filters = held.shape[0] ?? 0;
  const statistics = statisticsOf(shown, SMALL_WEIGHT);
  const norms = normsOf(shown, filters);
  // A difference is small where nothing was learned: that kills no filter.
  const dead = question.difference ? [] : deadFilters(norms);
  return {
    epoch: question.epoch,
    name: question.name,
    shape: held.whole,
    filters: held.whole[0] ?? 0,
    from: held.from,
    values: { shape: held.shape, data: shown },
    statistics,
    histogram: histogramOf(shown, statistics, BINS),
    norms,
    dead,
    twins: question.difference ? [] : twinsOf(shown, filters, dead),
    moved: before && length(minus(held.data, before.data)) / Math.max(1e-12, length(before.data)),
    order: question.similarity ? similarityOrder(shown, filters) : undefined,
    spectrum: question.spectrum ? spectrumOf(held.shape, shown) : undefined,
  };
}

interface Held {
  /** Of what is held: filters first. */
  readonly shape: readonly number[];
  readonly whole: readonly number[];
  readonly from: number;
  readonly data: Float32Array<ArrayBuffer>;
}

/** As many filters as may be held, from the wanted one on. */
async function read(source: WeightsSource, epoch: number, { name, from, transposed }: FilterQuestion): Promise<Held> {
  return using(await source.open(epoch), async ({ tensors }) => {
    const stored = tensors.get(name);
    if (stored === undefined) throw new TrainError(`There is no '${name}' in these weights`);
    const { shape } = stored;
    const [first = 1, ...rest] = shape;
    const size = rest.reduce((product, one) => product * one, 1);
    const start = Math.max(0, Math.min(from, first - 1));
    const count = Math.max(1, Math.min(first - start, Math.floor(MOST_VALUES / Math.max(1, size))));
    if (size > MOST_VALUES)
      throw new TrainError(
        `One filter of '${name}' has ${size.toLocaleString('en')} numbers, which is too much to show`,
      );
    const isWhole = count === first;
    const data = await floatsOf(stored, isWhole ? undefined : { from: start * size, count: count * size });
    if (!transposed || !isWhole) return { shape: [count, ...rest], whole: shape, from: start, data };
    const turned = filtersFirst(shape, data);
    return { shape: turned.shape, whole: turned.shape, from: 0, data: turned.data };
  });
}

function minus(a: Float32Array, b: Float32Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(a, (value, i) => value - (b[i] ?? 0));
}

function length(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}

function spectrumOf(shape: readonly number[], data: Float32Array): FilterAnswer['spectrum'] {
  const singular = singularValues(data, shape[0] ?? 0);
  const fourier = shape.length === 4 ? fourierMagnitude(data, ...kernelOf(shape)) : undefined;
  return {
    singular,
    effectiveRank: singular === undefined ? 0 : effectiveRank(singular),
    fourier: fourier && { shape: [FREQUENCIES, FREQUENCIES], data: fourier },
  };
}
