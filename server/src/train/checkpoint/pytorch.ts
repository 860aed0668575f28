/** PyTorch's zip format (`torch.save` since 1.6): `data.pkl` beside one stored record per storage. */
import { Archive } from '../files/archive';
import { TrainError } from '../files/errors';
import { type Pickled, PickleError, unpickle } from './pickle';
import { isTensor, type Storage, type TorchTensor, torchHost } from './torchHost';
import { type Checkpoint, countOf, type Part, SIZES, type StoredTensor } from './types';

/** The names of a network of a million tensors take less. */
const LONGEST_PICKLE = 256 * 1024 * 1024;
/** Dicts may hold each other many times over: what is looked at is counted. */
const MOST_ENTRIES = 1_000_000;
/** PyTorch does not compress; a small file must not unpack to all memory. */
const LARGEST_PACKED = 256 * 1024 * 1024;
/** Where training scripts keep the weights among other things. */
const USUAL_KEYS = ['state_dict', 'model_state_dict', 'model', 'net', 'weights', 'params', 'ema'];

export async function openPytorch(file: string): Promise<Checkpoint> {
  const archive = await Archive.open(file);
  try {
    const pickle = archive.names.find((name) => name === 'data.pkl' || name.endsWith('/data.pkl'));
    if (pickle === undefined)
      throw new TrainError(`${file}: a zip archive, but not one of PyTorch's: it has no data.pkl`);
    if ((archive.sizeOf(pickle) ?? 0) > LONGEST_PICKLE)
      throw new TrainError(`${file}: its data.pkl is too large to be that of a checkpoint`);
    const value = unpickled(file, await archive.read(pickle));
    const tensors = new Map<string, StoredTensor>();
    const folder = pickle.slice(0, -'data.pkl'.length);
    for (const [name, tensor] of namedTensors(file, value)) tensors.set(name, stored(archive, folder, name, tensor));
    return { file, format: 'pytorch', tensors, metadata: new Map(), close: () => archive.close() };
  } catch (error) {
    archive.close();
    throw error;
  }
}

function unpickled(file: string, bytes: Uint8Array): Pickled {
  try {
    return unpickle(bytes, torchHost).value;
  } catch (error) {
    if (error instanceof PickleError) throw new TrainError(`${file}: the checkpoint ${error.message}`);
    throw error;
  }
}

/** The state dict itself, or the one under a usual key; nested dicts join their names by dots. */
function namedTensors(file: string, value: Pickled): Map<string, TorchTensor> {
  const chosen = value instanceof Map ? (usual(value) ?? value) : value;
  const found = new Map<string, TorchTensor>();
  let visited = 0;
  const visit = (name: string, one: Pickled, depth: number): void => {
    visited += 1;
    if (visited > MOST_ENTRIES)
      throw new TrainError(`${file}: names more than ${MOST_ENTRIES.toLocaleString('en')} things; no checkpoint does`);
    if (isTensor(one)) found.set(name, one);
    else if (one instanceof Map && depth < 8)
      for (const [key, child] of one) visit(name === '' ? String(key) : `${name}.${String(key)}`, child, depth + 1);
  };
  visit('', chosen, 0);
  if (found.size === 0)
    throw new TrainError(
      `${file}: no tensors by name in it; save \`model.state_dict()\` rather than the model, and try again`,
    );
  return found;
}

function usual(value: Map<Pickled, Pickled>): Pickled | undefined {
  if ([...value.values()].some(isTensor)) return undefined;
  for (const key of USUAL_KEYS) {
    const inner = value.get(key);
    if (inner instanceof Map && [...inner.values()].some(isTensor)) return inner;
  }
  return undefined;
}

function stored(archive: Archive, folder: string, name: string, tensor: TorchTensor): StoredTensor {
  const { storage, shape } = tensor;
  const record = `${folder}data/${storage.key}`;
  const size = archive.sizeOf(record);
  if (size === undefined)
    throw new TrainError(`${archive.file}: the values of '${name}' are missing; the file is damaged`);
  if (size < storage.count * SIZES[storage.dtype])
    throw new TrainError(`${archive.file}: the values of '${name}' are shorter than they claim; the file is damaged`);
  if (archive.isPacked(record) && size > LARGEST_PACKED)
    throw new TrainError(
      `${archive.file}: the values of '${name}' are compressed and unpack to ${size.toLocaleString('en')} bytes, which PyTorch never writes; load and save it again in PyTorch`,
    );
  const width = SIZES[storage.dtype];
  const read = async (part?: Part): Promise<Uint8Array> => {
    if (part !== undefined && isRowMajor(shape, tensor.strides))
      return archive.readPart(record, (tensor.offset + part.from) * width, part.count * width);
    const whole = contiguous(await archive.read(record), tensor, storage);
    return part === undefined ? whole : whole.subarray(part.from * width, (part.from + part.count) * width);
  };
  return { dtype: storage.dtype, shape, read };
}

/** The elements in row-major order, whatever the strides. */
function contiguous(bytes: Uint8Array, { offset, shape, strides }: TorchTensor, storage: Storage): Uint8Array {
  const width = SIZES[storage.dtype];
  const count = countOf(shape);
  if (isRowMajor(shape, strides)) return bytes.slice(offset * width, (offset + count) * width);
  const out = new Uint8Array(count * width);
  const index = shape.map(() => 0);
  for (let i = 0; i < count; i += 1) {
    const at = index.reduce((sum, place, axis) => sum + place * (strides[axis] ?? 0), offset);
    out.set(bytes.subarray(at * width, (at + 1) * width), i * width);
    advance(index, shape);
  }
  return out;
}

function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis] ?? 1;
  }
  return true;
}

function advance(index: number[], shape: readonly number[]): void {
  for (let axis = index.length - 1; axis >= 0; axis -= 1) {
    const next = (index[axis] ?? 0) + 1;
    index[axis] = next < (shape[axis] ?? 0) ? next : 0;
    if (index[axis] !== 0) return;
  }
}
