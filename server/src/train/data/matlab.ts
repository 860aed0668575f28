/**
 * Arrays of numbers in MATLAB's level 5 files, as SVHN's are: elements with a tag of type and length, some of them
 * packed by zlib. https://www.mathworks.com/help/pdf_doc/matlab/matfile_format.pdf
 */
import { inflateSync } from 'node:zlib';
import { messageOf, TrainError } from '../files/errors';
import { FileReader } from '../files/reader';

export interface MatArray {
  readonly shape: readonly number[];
  /** Columns first. */
  readonly data: Uint8Array;
}

const COMPRESSED = 15;
const MATRIX = 14;
const BYTES = 2;
const SIGNED_BYTES = 1;
/** SVHN's largest array has 225 MB (73,257 × 3,072), `extra` 1.6 GB. */
const MOST_BYTES = 2 ** 31 - 1;

export function readMat(file: string): ReadonlyMap<string, MatArray> {
  const reader = new FileReader(file);
  try {
    const head = reader.bytes(0, Math.min(128, reader.size));
    if (!Buffer.from(head).toString('latin1').startsWith('MATLAB 5.0'))
      throw new TrainError(`${file}: not a file of MATLAB's level 5`);
    const arrays = new Map<string, MatArray>();
    for (let at = 128; at + 8 <= reader.size; ) {
      const view = new DataView(reader.bytes(at, 8).buffer);
      const type = view.getUint32(0, true);
      const length = view.getUint32(4, true);
      const body = reader.bytes(at + 8, length);
      const element = type === COMPRESSED ? inflated(file, body) : withTag(type, body);
      const found = matrix(element);
      if (found !== undefined) arrays.set(found.name, found.array);
      at += 8 + length;
    }
    return arrays;
  } finally {
    reader.close();
  }
}

function inflated(file: string, body: Uint8Array): Uint8Array {
  try {
    return inflateSync(body, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    throw new TrainError(`${file}: damaged (${messageOf(error)}); download it again`);
  }
}

function withTag(type: number, body: Uint8Array): Uint8Array {
  const whole = new Uint8Array(8 + body.length);
  new DataView(whole.buffer).setUint32(0, type, true);
  whole.set(body, 8);
  return whole;
}

function matrix(element: Uint8Array): { name: string; array: MatArray } | undefined {
  const view = new DataView(element.buffer, element.byteOffset, element.byteLength);
  if (element.length < 8 || view.getUint32(0, true) !== MATRIX) return undefined;
  const flags = part(element, 8);
  const sizes = part(element, flags.next);
  const name = part(element, sizes.next);
  const values = part(element, name.next);
  if (values.type !== BYTES && values.type !== SIGNED_BYTES) return undefined;
  const shape = new Int32Array(Uint8Array.from(sizes.data).buffer);
  return { name: Buffer.from(name.data).toString('latin1'), array: { shape: [...shape], data: values.data } };
}

/** A part and where the next one begins; parts of up to four bytes have them in the tag. */
function part(bytes: Uint8Array, at: number): { type: number; data: Uint8Array; next: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (at + 8 > bytes.length) return { type: 0, data: new Uint8Array(0), next: bytes.length };
  const first = view.getUint32(at, true);
  const small = first >>> 16;
  if (small > 0) return { type: first & 0xffff, data: bytes.subarray(at + 4, at + 4 + small), next: at + 8 };
  const length = view.getUint32(at + 4, true);
  return { type: first, data: bytes.subarray(at + 8, at + 8 + length), next: at + 8 + Math.ceil(length / 8) * 8 };
}
