/** Tensors: making them, reading their sizes, the strides of contiguous memory. */

import {
  type Cause,
  type ClassValue,
  type DType,
  defineClass,
  NotKnown,
  type TensorValue,
  type Value,
} from '../python';
import { type Dim, equal, mul } from '../symbolic';

/** `torch.Tensor`; its methods are filled in by the registry from the declarations. */
export const TENSOR_CLASS: ClassValue = defineClass('Tensor', [], [], { module: 'torch', native: 'torch.Tensor' });
/** `torch.nn.Parameter`. */
export const PARAMETER_CLASS: ClassValue = defineClass('Parameter', [TENSOR_CLASS], [], {
  module: 'torch.nn.parameter',
  native: 'torch.nn.Parameter',
});

let storages = 0;
/** How many there are so far; a later one has a larger number. */
export const storagesSoFar = (): number => storages;
export const freshStorage = (): { readonly id: number } => ({ id: ++storages });

/** Row-major strides in elements, as PyTorch computes them: a size of 0 counts as 1. */
export function contiguousStrides(shape: readonly Dim[]): Dim[] {
  const strides: Dim[] = new Array<Dim>(shape.length).fill(1);
  for (let i = shape.length - 2; i >= 0; i--) {
    const size = shape[i + 1] ?? 1;
    strides[i] = mul(strides[i + 1] ?? 1, size === 0 ? 1 : size);
  }
  return strides;
}

export function isContiguous(tensor: Pick<TensorValue, 'shape' | 'strides'>): boolean | undefined {
  if (!tensor.shape || !tensor.strides) return undefined;
  const wanted = contiguousStrides(tensor.shape);
  let result: boolean | undefined = true;
  for (let i = 0; i < wanted.length; i++) {
    if (tensor.shape[i] === 1) continue;
    const same = equal(wanted[i] ?? 1, tensor.strides[i] ?? 1);
    if (same === 'no') return false;
    if (same === 'maybe') result = undefined;
  }
  return result;
}

export interface TensorOptions {
  readonly dtype?: DType | undefined;
  /** Default: contiguous. `null`: not known. */
  readonly strides?: readonly Dim[] | null;
  /** Shares the memory of this tensor: a view. */
  readonly viewOf?: TensorValue;
  readonly requiresGrad?: boolean;
  readonly values?: readonly number[] | undefined;
  readonly cls?: ClassValue;
}

export function makeTensor(shape: readonly Dim[], options: TensorOptions = {}): TensorValue {
  const { strides, viewOf } = options;
  return {
    kind: 'tensor',
    cls: options.cls ?? TENSOR_CLASS,
    shape,
    dtype: 'dtype' in options ? options.dtype : (viewOf?.dtype ?? 'float32'),
    strides: strides === null ? undefined : (strides ?? contiguousStrides(shape)),
    storage: viewOf?.storage ?? freshStorage(),
    requiresGrad: options.requiresGrad ?? viewOf?.requiresGrad ?? false,
    values: options.values,
    producer: undefined,
    cause: undefined,
    attrs: new Map(),
  };
}

/** A tensor whose rank is not known. */
export function unknownTensor(cause: Cause, dtype?: DType): TensorValue {
  return { ...makeTensor([], { dtype, strides: null }), shape: undefined, cause };
}

/** The sizes; an unknown rank ends the native. */
export function shapeOf(tensor: TensorValue): readonly Dim[] {
  if (tensor.shape) return tensor.shape;
  throw new NotKnown({
    kind: 'unknown',
    cause: tensor.cause ?? { kind: 'undecided', reason: 'the rank of this tensor is not known', place: undefined },
  });
}

export const isTensor = (value: Value | undefined): value is TensorValue => value?.kind === 'tensor';

/** Every tensor in a value, through lists, tuples and dicts, in order. */
export function tensorsIn(value: Value, found: TensorValue[] = []): TensorValue[] {
  if (value.kind === 'tensor') found.push(value);
  else if (value.kind === 'list' || value.kind === 'tuple') for (const item of value.items) tensorsIn(item, found);
  else if (value.kind === 'dict') for (const entry of value.entries.values()) tensorsIn(entry.value, found);
  return found;
}

/** PyTorch's result type of two dtypes of tensors with dimensions (https://pytorch.org/docs/stable/tensor_attributes.html). */
const RANKS: readonly DType[] = [
  'bool',
  'uint8',
  'int8',
  'int16',
  'int32',
  'int64',
  'float16',
  'bfloat16',
  'float32',
  'float64',
  'complex64',
  'complex128',
];
export function promote(a: DType | undefined, b: DType | undefined): DType | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (a === b) return a;
  if ((a === 'float16' && b === 'bfloat16') || (a === 'bfloat16' && b === 'float16')) return 'float32';
  if ((a === 'uint8' && b === 'int8') || (a === 'int8' && b === 'uint8')) return 'int16';
  return RANKS[Math.max(RANKS.indexOf(a), RANKS.indexOf(b))];
}
export const isFloating = (dtype: DType | undefined): boolean | undefined =>
  dtype === undefined ? undefined : dtype.startsWith('float') || dtype === 'bfloat16' || dtype.startsWith('complex');

/** `[1, 64, 7, 7]` as PyTorch prints sizes; symbols by name. */
export const sizeText = (shape: readonly Dim[], display: (dim: Dim) => string): string =>
  `[${shape.map(display).join(', ')}]`;
