/** Parts whose images are bytes, one after another, in a file or in memory. */
import { TrainError } from '../files/errors';
import type { FileReader } from '../files/reader';
import { elementsOf, type Part, type Size } from './types';

/** How a raw image is laid out: channel by channel, pixel by pixel, or channel by channel in columns (STL10). */
export type Layout = 'planes' | 'pixels' | 'columns';

export interface Raw {
  readonly size: Size;
  readonly layout: Layout;
  /** Fills `target` with the bytes of an image. */
  readonly fill: (index: number, target: Uint8Array) => void;
}

export function bytePart(raw: Raw, labels: Int32Array): Part {
  const bytes = new Uint8Array(elementsOf(raw.size));
  const order = orderOf(raw);
  return {
    count: labels.length,
    labels,
    read(index, target, at) {
      raw.fill(index, bytes);
      for (let i = 0; i < bytes.length; i += 1)
        target[at + i] = (bytes[order === undefined ? i : (order[i] ?? 0)] ?? 0) / 255;
    },
  };
}

/** For each place in channel, row, column order: where it is in the raw image; undefined: at the same place. */
function orderOf({ size: { channels, height, width }, layout }: Raw): Int32Array | undefined {
  if (layout === 'planes' || (layout === 'pixels' && channels === 1)) return undefined;
  const order = new Int32Array(channels * height * width);
  let i = 0;
  for (let c = 0; c < channels; c += 1)
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1) {
        order[i] = layout === 'pixels' ? (y * width + x) * channels + c : (c * width + x) * height + y;
        i += 1;
      }
  return order;
}

/** Images of equal length in a file, `stride` bytes apart. */
export function fromFile(reader: FileReader, start: number, stride: number): Raw['fill'] {
  return (index, target) => reader.fill(start + index * stride, target);
}

/** Labels must be classes 0 … n−1; how many there are. */
export function classCount(file: string, labels: Int32Array): number {
  let most = -1;
  for (const label of labels) {
    if (label < 0) throw new TrainError(`${file}: a label is ${label}; labels are 0, 1, 2, …`);
    if (label > most) most = label;
  }
  if (most >= 100_000) throw new TrainError(`${file}: a label is ${most}, which is too large to be a class`);
  return most + 1;
}
