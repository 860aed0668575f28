/** The images of the data set that make a channel the most active. */
import { maskOf } from '../../explain';
import type { Explanations, TopImage } from '../../protocol';
import { elementsOf, type Part } from '../data/types';
import { TrainError } from '../files/errors';
import type { Asking } from '../inspection/asking';
import { normalise } from '../loop/normalise';
import { fieldOf } from './attribute';
import { layerAt } from './look';
import { partOf, shown } from './pictures';
import type { Session } from './session';

const BATCH = 32;
/** Images that are looked through, evenly chosen. */
const MOST_IMAGES = 2000;

/** All channels of a layer at once, so that the next channel is there at once too. */
export interface Maxima {
  readonly indices: Int32Array;
  /** Images × channels. */
  readonly values: Float32Array;
}

export async function topImages(
  session: Session,
  { layer, channel, count }: Explanations['explain/top']['params'],
  asking: Asking,
): Promise<readonly TopImage[]> {
  const name = session.data?.test === undefined ? 'train' : 'test';
  const part = partOf(session.data, name);
  const { shape } = layerAt(session, layer);
  const channels = shape[0] ?? 1;
  maskOf([1, ...shape], { kind: 'channel', channel });
  const found = session.tops.get(layer) ?? (await maxima(session, part, layer, asking));
  if (found === undefined) return [];
  session.tops.set(layer, found);
  const order = Array.from(found.indices, (_, i) => i).sort(
    (a, b) => (found.values[b * channels + channel] ?? 0) - (found.values[a * channels + channel] ?? 0),
  );
  const images: TopImage[] = [];
  for (const i of order.slice(0, count))
    images.push(await described(session, name, part, found.indices[i] ?? 0, layer, channel));
  return images;
}

/** Undefined: cancelled. */
async function maxima(session: Session, part: Part, layer: number, asking: Asking): Promise<Maxima | undefined> {
  const { calculator } = session;
  const { value, shape } = layerAt(session, layer);
  const channels = shape[0] ?? 1;
  const total = Math.min(part.count, MOST_IMAGES);
  const indices = Int32Array.from({ length: total }, (_, i) => Math.floor((i * part.count) / total));
  const values = new Float32Array(total * channels);
  for (let at = 0; at < total; at += BATCH) {
    if (await asking.isCancelled()) return undefined;
    const chosen = indices.subarray(at, at + BATCH);
    const images = imagesOf(session, part, chosen, BATCH);
    const most = await calculator.maxima(images, BATCH, value);
    values.set(most.subarray(0, chosen.length * channels), at * channels);
    asking.progress((at + chosen.length) / total);
  }
  return { indices, values };
}

/** One after the other, as the network takes them; places that are left are empty. */
function imagesOf(session: Session, part: Part, indices: Int32Array, room: number): Float32Array {
  const elements = elementsOf(session.size);
  const images = new Float32Array(room * elements);
  indices.forEach((index, i) => {
    part.read(index, images, i * elements);
  });
  normalise(images, session.size, session.normalisation(session.about.normalisings[0] ?? 'none'));
  return images;
}

async function described(
  session: Session,
  name: 'train' | 'test',
  part: Part,
  index: number,
  layer: number,
  channel: number,
): Promise<TopImage> {
  const { value, shape } = layerAt(session, layer);
  const [found = new Float32Array(0)] = await session.calculator.values(
    imagesOf(session, part, Int32Array.of(index), 1),
    1,
    [value],
  );
  const plane = shape.slice(1).reduce((n, size) => n * size, 1);
  const own = found.subarray(channel * plane, (channel + 1) * plane);
  const at = own.indexOf(Math.max(...own));
  return {
    ...sampleOf(session, name, part, index),
    value: own[at] ?? Number.NaN,
    field: fieldOf(session, value, channel, placeOf(at, shape.slice(1))),
  };
}

const placeOf = (flat: number, shape: readonly number[]): number[] => {
  const [, width = 1] = shape;
  return shape.length < 2 ? shape.map(() => flat) : [Math.floor(flat / width), flat % width];
};

function sampleOf(session: Session, name: 'train' | 'test', part: Part, index: number) {
  const pixels = new Float32Array(elementsOf(session.data?.size ?? session.size));
  part.read(index, pixels, 0);
  return { part: name, index, label: part.labels[index] ?? 0, pixels: shown(pixels) };
}

export function samples(session: Session, { part: name, from, count }: Explanations['explain/samples']['params']) {
  const part = partOf(session.data, name);
  if (!(from >= 0) || !(count >= 0 && count <= 256)) throw new TrainError('Up to 256 images are shown at once');
  const last = Math.min(part.count, from + count);
  return Array.from({ length: Math.max(0, last - from) }, (_, i) => sampleOf(session, name, part, from + i));
}
