/**
 * Pictures in files are decoded in every epoch, which takes longer than a step of a small network. So their bytes are
 * kept once decoded, up to a bound; beyond it they are decoded again. What is kept gives exactly the same numbers.
 */
import { elementsOf, type Part, type Size } from './types';

const MOST_BYTES = 256 * 2 ** 20;

export function remembered(part: Part, size: Size, most = MOST_BYTES): Part {
  const { readTarget } = part;
  const plane = size.height * size.width;
  const images = shelf(elementsOf(size), 1 / 255, most);
  const masks = shelf(plane, 1, most / 4);
  return {
    ...part,
    read: (index, target, at) => images(index, target, at, part.read),
    ...(readTarget && { readTarget: (index, target, at) => masks(index, target, at, readTarget) }),
  };
}

type Numbers = Float32Array | Int32Array;
type Read<T extends Numbers> = (index: number, target: T, at: number) => void;

/** Values that are whole multiples of `unit`, a byte each, for `elements` of them an item. */
function shelf(elements: number, unit: number, most: number) {
  const kept = new Map<number, Uint8Array>();
  const room = Math.floor(most / elements);
  return <T extends Numbers>(index: number, target: T, at: number, read: Read<T>): void => {
    const known = kept.get(index);
    if (known !== undefined) {
      for (let i = 0; i < elements; i += 1) target[at + i] = byteValue(known[i] ?? 0, unit);
      return;
    }
    read(index, target, at);
    if (kept.size >= room) return;
    const bytes = bytesOf(target, at, elements, unit);
    if (bytes !== undefined) kept.set(index, bytes);
  };
}

/** As pictures are read: a byte divided by 255, not multiplied by its inverse. */
const byteValue = (byte: number, unit: number): number => (unit === 1 ? byte : byte / 255);

/** Undefined: they are not bytes (a picture that was resized, or made grey). */
function bytesOf(values: Numbers, at: number, elements: number, unit: number): Uint8Array | undefined {
  const bytes = new Uint8Array(elements);
  for (let i = 0; i < elements; i += 1) {
    const value = values[at + i] ?? 0;
    const byte = Math.round(value / unit);
    if (byte < 0 || byte > 255 || Math.fround(byteValue(byte, unit)) !== value) return undefined;
    bytes[i] = byte;
  }
  return bytes;
}
