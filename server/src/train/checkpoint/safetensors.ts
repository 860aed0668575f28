/**
 * The safetensors format, both ways: eight bytes with the header's length, a JSON header, raw little-endian values.
 * https://huggingface.co/docs/safetensors/index#format
 */
import { writeAtomically } from '../files/atomic';
import { TrainError } from '../files/errors';
import { FileReader } from '../files/reader';
import {
  bytesOf,
  type Checkpoint,
  countOf,
  SIZES,
  type StoredTensor,
  type StoredType,
  type TensorValue,
  typeOf,
} from './types';

/** The reference implementation refuses longer headers too. */
const LONGEST_HEADER = 100_000_000;

const TYPES: Readonly<Record<string, StoredType>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  I64: 'int64',
  I32: 'int32',
  I16: 'int16',
  I8: 'int8',
  U8: 'uint8',
  BOOL: 'bool',
};

export function openSafetensors(file: string): Checkpoint {
  const reader = new FileReader(file);
  try {
    const { header, start } = readHeader(reader);
    const tensors = new Map<string, StoredTensor>();
    let metadata = new Map<string, string>();
    for (const [name, entry] of Object.entries(header)) {
      if (name === '__metadata__') metadata = textsOf(entry);
      else tensors.set(name, tensorOf(reader, name, entry, start));
    }
    return { file, format: 'safetensors', tensors, metadata, close: () => reader.close() };
  } catch (error) {
    reader.close();
    throw error;
  }
}

function readHeader(reader: FileReader): { header: Record<string, unknown>; start: number } {
  if (reader.size < 8) throw new TrainError(`${reader.file}: too short to be a safetensors file`);
  const first = reader.bytes(0, 8);
  const length = Number(new DataView(first.buffer).getBigUint64(0, true));
  if (length > LONGEST_HEADER || 8 + length > reader.size)
    throw new TrainError(
      `${reader.file}: not a safetensors file, or cut short (its header claims ${length.toLocaleString('en')} bytes)`,
    );
  const text = new TextDecoder().decode(reader.bytes(8, length));
  const header = parse(text);
  if (!isRecord(header)) throw new TrainError(`${reader.file}: the header of this safetensors file is damaged`);
  return { header, start: 8 + length };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tensorOf(reader: FileReader, name: string, entry: unknown, start: number): StoredTensor {
  const wrong = (what: string): TrainError => new TrainError(`${reader.file}: tensor '${name}' ${what}`);
  if (!isRecord(entry)) throw wrong('has a damaged header');
  const dtype = TYPES[String(entry['dtype'])];
  if (dtype === undefined) throw wrong(`has the element type ${String(entry['dtype'])}, which is not read`);
  const shape = sizesOf(entry['shape']);
  const [from, to] = sizesOf(entry['data_offsets']) ?? [];
  if (shape === undefined || from === undefined || to === undefined) throw wrong('has a damaged header');
  if (to - from !== countOf(shape) * SIZES[dtype]) throw wrong('has a length that does not fit its shape');
  if (start + to > reader.size) throw wrong('lies beyond the end of the file; it is cut short, so copy it again');
  const width = SIZES[dtype];
  return {
    dtype,
    shape,
    read: async (part) =>
      part === undefined
        ? reader.bytes(start + from, to - from)
        : reader.bytes(start + from + part.from * width, part.count * width),
  };
}

function sizesOf(value: unknown): number[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const sizes = value.filter((size): size is number => Number.isSafeInteger(size) && size >= 0);
  return sizes.length === value.length ? sizes : undefined;
}

function textsOf(entry: unknown): Map<string, string> {
  if (!isRecord(entry)) return new Map();
  return new Map(Object.entries(entry).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function writeSafetensors(
  file: string,
  tensors: ReadonlyMap<string, TensorValue>,
  metadata: Readonly<Record<string, string>> = {},
): void {
  writeAtomically(file, piecesOf(tensors, metadata));
}

function* piecesOf(
  tensors: ReadonlyMap<string, TensorValue>,
  metadata: Readonly<Record<string, string>>,
): Iterable<Uint8Array> {
  const entries: [string, unknown][] = [['__metadata__', { format: 'pt', ...metadata }]];
  let offset = 0;
  for (const [name, value] of tensors) {
    const end = offset + value.data.byteLength;
    const dtype = typeOf(value) === 'float32' ? 'F32' : 'I64';
    entries.push([name, { dtype, shape: value.shape, data_offsets: [offset, end] }]);
    offset = end;
  }
  const json = JSON.stringify(Object.fromEntries(entries));
  const bytes = new TextEncoder().encode(json);
  // The values begin at a multiple of eight, as the reference implementation writes them.
  const padded = new Uint8Array(Math.ceil(bytes.length / 8) * 8).fill(0x20);
  padded.set(bytes);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(padded.length), true);
  yield length;
  yield padded;
  for (const value of tensors.values()) yield bytesOf(value.data);
}
