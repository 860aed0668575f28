/** What may be in a PyTorch checkpoint: tensors, parameters, ordered dicts, sizes, plain data. Nothing else is built. */
import { type Host, isGlobal, isObject, type Pickled, PickleError, type PickleObject } from './pickle';
import { countOf, type StoredType } from './types';

/** One record of the archive, seen as elements of a type. */
export interface Storage extends PickleObject {
  readonly kind: 'storage';
  readonly key: string;
  readonly dtype: StoredType;
  readonly count: number;
}
export interface TorchTensor extends PickleObject {
  readonly kind: 'tensor';
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

const STORAGES: Readonly<Record<string, StoredType>> = {
  'torch.DoubleStorage': 'float64',
  'torch.FloatStorage': 'float32',
  'torch.HalfStorage': 'float16',
  'torch.BFloat16Storage': 'bfloat16',
  'torch.LongStorage': 'int64',
  'torch.IntStorage': 'int32',
  'torch.ShortStorage': 'int16',
  'torch.CharStorage': 'int8',
  'torch.ByteStorage': 'uint8',
  'torch.BoolStorage': 'bool',
};

const CALLS: Readonly<Record<string, (args: readonly Pickled[]) => Pickled>> = {
  'collections.OrderedDict': () => new Map(),
  'torch._utils._rebuild_tensor_v2': rebuildTensor,
  'torch._utils._rebuild_parameter': ([data]) => data ?? null,
  'torch.Size': ([sizes]) => sizes ?? [],
  'torch.device': ([name]) => name ?? null,
};

/** Element types in optimiser and metadata entries; they are names and are never called. */
const NAMES = /^torch\.(float(16|32|64)?|bfloat16|double|half|long|int|short|u?int(8|16|32|64)|bool)$/;

export const torchHost: Host = {
  global(name) {
    if (!(name in CALLS) && !(name in STORAGES) && !NAMES.test(name))
      throw new PickleError(
        `asks for Python's \`${name}\`, which weights do not need; it was not loaded, and nothing was run`,
      );
  },
  call(name, args) {
    const make = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
    if (make === undefined) throw new PickleError(`calls \`${name}\`; it was not loaded, and nothing was run`);
    return make(args);
  },
  /** Attributes of an ordered dict (`_metadata`) or of a parameter: not needed. */
  build() {},
  persistent(id) {
    if (!Array.isArray(id)) throw new PickleError('has a damaged storage');
    const [tag, type, key, , count] = id;
    const dtype = isGlobal(type) ? STORAGES[type.name] : undefined;
    if (tag !== 'storage' || dtype === undefined || typeof key !== 'string' || !isCount(count))
      throw new PickleError('has a storage of a type that is not read');
    const storage: Storage = { kind: 'storage', key, dtype, count };
    return storage;
  },
};

/** An expanded tensor is written out when it is read; a small file must not ask for all memory by that. */
const MOST_REPEATED = 2 ** 24;

function rebuildTensor([storage, offset, shape, strides]: readonly Pickled[]): TorchTensor {
  const sizes = countsOf(shape);
  const steps = countsOf(strides);
  if (!isStorage(storage) || !isCount(offset) || sizes === undefined || steps?.length !== sizes.length)
    throw new PickleError('has a damaged tensor');
  const last = offset + sizes.reduce((sum, size, axis) => sum + (size - 1) * (steps[axis] ?? 0), 0);
  if (countOf(sizes) > 0 && last >= storage.count)
    throw new PickleError('has a tensor that reaches beyond its storage');
  if (countOf(sizes) > Math.max(storage.count, MOST_REPEATED))
    throw new PickleError(
      `has a tensor that repeats ${storage.count.toLocaleString('en')} stored numbers up to ${countOf(sizes).toLocaleString('en')}`,
    );
  return { kind: 'tensor', storage, offset, shape: sizes, strides: steps };
}

const isCount = (value: Pickled | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

function countsOf(value: Pickled | undefined): number[] | undefined {
  return Array.isArray(value) && value.every(isCount) ? value : undefined;
}

function isStorage(value: Pickled | undefined): value is Storage {
  return isObject(value) && value.kind === 'storage';
}

export function isTensor(value: Pickled | undefined): value is TorchTensor {
  return isObject(value) && value.kind === 'tensor';
}
