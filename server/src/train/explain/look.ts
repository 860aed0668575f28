/** An image goes through the network: what it is taken for, and each layer in numbers. */
import { probabilities, statisticsOf } from '../../explain';
import type { ValueId } from '../../program';
import type { Explanations, Numbers, Seen } from '../../protocol';
import { TrainError } from '../files/errors';
import { normalise } from '../loop/normalise';
import { loadImage, shown } from './pictures';
import type { Layer, LookedAt, Session } from './session';

/** Numbers that are kept: half a gigabyte. A larger network is gone through again for each layer. */
const MOST_KEPT = 128 * 2 ** 20;
/** Layers whose numbers are held at once. */
const MOST_AT_ONCE = 64 * 2 ** 20;

export async function look(
  session: Session,
  { source, fitting, normalising }: Explanations['explain/image']['params'],
): Promise<Seen> {
  const { calculator, size, layers, scores, data } = session;
  const loaded = loadImage(source, size, fitting, data);
  const normalisation = session.normalisation(normalising);
  const input = loaded.pixels.slice();
  normalise(input, size, normalisation);
  const wanted = [...new Set([...layers.map(({ value }) => value), ...(scores ? [scores.value] : [])])];
  const kept = new Map<ValueId, Float32Array>();
  const statistics = new Map<ValueId, Seen['statistics'][number]>();
  const isKept = total(layers) <= MOST_KEPT;
  for (const group of grouped(wanted, (value) => sizeOf(session, value), MOST_AT_ONCE)) {
    const found = await calculator.values(input, 1, group);
    group.forEach((value, i) => {
      const numbers = found[i] ?? new Float32Array(0);
      if (isKept || value === scores?.value) kept.set(value, numbers);
      statistics.set(value, statisticsOf(numbers, channelsOf(session, value)));
    });
  }
  session.image = { input, normalisation, activations: kept };
  const said = scores && kept.get(scores.value);
  return {
    title: loaded.title,
    label: loaded.label,
    pixels: shown(loaded.pixels),
    probabilities: Float32Array.from(scores && said ? probabilities(said, scores) : []),
    statistics: layers.flatMap(({ value }) => statistics.get(value) ?? []),
  };
}

export async function mapsOf(session: Session, layer: number): Promise<Numbers> {
  const { shape, value } = layerAt(session, layer);
  return { shape, data: Float32Array.from(await activationOf(session, value)) };
}

export async function activationOf(session: Session, value: ValueId): Promise<Float32Array> {
  const { input, activations } = imageOf(session);
  const [found] = activations.has(value)
    ? [activations.get(value)]
    : await session.calculator.values(input, 1, [value]);
  return found ?? new Float32Array(0);
}

export function layerAt({ layers }: Session, index: number): Layer {
  const layer = layers[index];
  if (layer === undefined) throw new TrainError('This layer is not there any more; open the activations again');
  return layer;
}

export function imageOf({ image }: Session): LookedAt {
  if (image === undefined) throw new TrainError('There is no image yet: drop one, choose a file or a sample');
  return image;
}

const valueShape = ({ calculator }: Session, value: ValueId): number[] =>
  (calculator.program.values[value]?.shape ?? []).map(Number);
const sizeOf = (session: Session, value: ValueId): number =>
  valueShape(session, value).reduce((n, size) => n * size, 1);
const channelsOf = (session: Session, value: ValueId): number => valueShape(session, value)[1] ?? 1;
const total = (layers: readonly Layer[]): number =>
  layers.reduce((sum, { shape }) => sum + shape.reduce((n, size) => n * size, 1), 0);

/** In order, each group no larger than it may be, unless one alone is. */
function grouped<T>(items: readonly T[], sizeOfOne: (item: T) => number, most: number): readonly (readonly T[])[] {
  const groups: T[][] = [];
  let room = 0;
  for (const item of items) {
    const size = sizeOfOne(item);
    const last = groups.at(-1);
    if (last === undefined || size > room) {
      groups.push([item]);
      room = most - size;
    } else {
      last.push(item);
      room -= size;
    }
  }
  return groups;
}
