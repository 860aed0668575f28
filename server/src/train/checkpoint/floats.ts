/** Stored numbers of any type as 32-bit floats. */
import { type Part, SIZES, type StoredTensor, type StoredType } from './types';

export async function floatsOf(tensor: StoredTensor, part?: Part): Promise<Float32Array<ArrayBuffer>> {
  const bytes = await tensor.read(part);
  const count = bytes.length / SIZES[tensor.dtype];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = new Float32Array(count);
  const read = READERS[tensor.dtype];
  for (let i = 0; i < count; i += 1) out[i] = read(view, i);
  return out;
}

const READERS: Readonly<Record<StoredType, (view: DataView, i: number) => number>> = {
  float64: (v, i) => v.getFloat64(8 * i, true),
  float32: (v, i) => v.getFloat32(4 * i, true),
  float16: (v, i) => halfToNumber(v.getUint16(2 * i, true)),
  bfloat16: (v, i) => bfloatToNumber(v.getUint16(2 * i, true)),
  int64: (v, i) => Number(v.getBigInt64(8 * i, true)),
  int32: (v, i) => v.getInt32(4 * i, true),
  int16: (v, i) => v.getInt16(2 * i, true),
  int8: (v, i) => v.getInt8(i),
  uint8: (v, i) => v.getUint8(i),
  bool: (v, i) => v.getUint8(i),
};

/** IEEE 754 binary16. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));

/** The upper half of a binary32. */
function bfloatToNumber(bits: number): number {
  scratch.setUint32(0, bits * 0x10000);
  return scratch.getFloat32(0);
}
