/** NumPy's files. https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
import { TrainError } from '../files/errors';

export interface NpyHeader {
  readonly type: NpyType;
  readonly shape: readonly number[];
  /** Where the values begin. */
  readonly start: number;
}

const TYPES = ['u1', 'i1', 'u2', 'i2', 'i4', 'u4', 'i8', 'u8', 'f4', 'f8', 'b1'] as const;
export type NpyType = (typeof TYPES)[number];

/** Its first bytes are enough, as long as they hold the whole header. */
export function npyHeader(file: string, bytes: Uint8Array): NpyHeader {
  const magic = Buffer.from(bytes.subarray(0, 6)).toString('latin1');
  if (magic !== '\x93NUMPY' || bytes.length < 12) throw new TrainError(`${file}: not an array of NumPy`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [length, at] = bytes[6] === 1 ? [view.getUint16(8, true), 10] : [view.getUint32(8, true), 12];
  const text = Buffer.from(bytes.subarray(at, at + length)).toString('latin1');
  const descr = /'descr':\s*'([<>|=]?)(\w+)'/.exec(text);
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(text)?.[1];
  const type = TYPES.find((one) => one === descr?.[2]);
  if (type === undefined || shape === undefined || descr?.[1] === '>')
    throw new TrainError(
      `${file}: an array of a type that is not read (${descr?.[2] ?? 'objects'}); use uint8 or float32`,
    );
  if (/'fortran_order':\s*True/.test(text))
    throw new TrainError(`${file}: in Fortran order; save it with numpy.ascontiguousarray`);
  const sizes = shape
    .split(',')
    .map((size) => size.trim())
    .filter((size) => size !== '');
  return { type, shape: sizes.map(Number), start: at + length };
}

export const widthOf = (type: NpyType): number => Number(type[1]);

/** Reads `count` numbers. */
export function numbersOf(bytes: Uint8Array, type: NpyType, count: number, target: Float32Array | Int32Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = READERS[type];
  for (let i = 0; i < count; i += 1) target[i] = read(view, i);
}

const READERS: Readonly<Record<NpyType, (view: DataView, i: number) => number>> = {
  u1: (v, i) => v.getUint8(i),
  b1: (v, i) => v.getUint8(i),
  i1: (v, i) => v.getInt8(i),
  u2: (v, i) => v.getUint16(2 * i, true),
  i2: (v, i) => v.getInt16(2 * i, true),
  u4: (v, i) => v.getUint32(4 * i, true),
  i4: (v, i) => v.getInt32(4 * i, true),
  u8: (v, i) => Number(v.getBigUint64(8 * i, true)),
  i8: (v, i) => Number(v.getBigInt64(8 * i, true)),
  f4: (v, i) => v.getFloat32(4 * i, true),
  f8: (v, i) => v.getFloat64(8 * i, true),
};
