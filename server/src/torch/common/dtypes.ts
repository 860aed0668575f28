/**
 * dtypes as Python values, and type promotion
 * (https://pytorch.org/docs/stable/tensor_attributes.html#type-promotion-doc): tensors with axes decide before
 * tensors without, which decide before Python's numbers; a later group matters only where its kind is higher.
 */
import { type Arguments, bool, type DType, defineClass, int, type InstanceValue, type TensorValue, type Value } from '../../python';
import { isFloating, promote } from '../tensor';
import { printed } from './native';

export const DTYPE_CLASS = defineClass('dtype', [], [], { module: 'torch', native: 'torch.dtype' });
DTYPE_CLASS.dict.set('__repr__', printed((self) => `torch.${dtypeOf(self) ?? 'float32'}`));
DTYPE_CLASS.dict.set('__str__', printed((self) => `torch.${dtypeOf(self) ?? 'float32'}`));

const BYTES: Readonly<Record<DType, number>> = {
  float32: 4, float64: 8, float16: 2, bfloat16: 2, int64: 8, int32: 4, int16: 2, int8: 1, uint8: 1, bool: 1,
  complex64: 8, complex128: 16,
};
export const DTYPES = Object.keys(BYTES).filter((name): name is DType => name in BYTES);
export const bytesOf = (dtype: DType): number => BYTES[dtype];

/** Python's other names of the same dtypes. */
export const DTYPE_ALIASES: Readonly<Record<string, DType>> = {
  float: 'float32', double: 'float64', half: 'float16', long: 'int64', int: 'int32', short: 'int16',
  cfloat: 'complex64', cdouble: 'complex128',
};

const made = new Map<DType, InstanceValue>(DTYPES.map((dtype) => [dtype, makeDtype(dtype)]));
function makeDtype(dtype: DType): InstanceValue {
  const complex = dtype.startsWith('complex');
  const attrs = new Map<string, Value>([
    ['is_floating_point', bool(isFloating(dtype) === true && !complex)],
    ['is_complex', bool(complex)],
    ['is_signed', bool(dtype !== 'bool' && dtype !== 'uint8')],
    ['itemsize', int(BYTES[dtype])],
  ]);
  return { kind: 'instance', cls: DTYPE_CLASS, attrs, native: dtype };
}

export function dtypeValue(dtype: DType): InstanceValue {
  return made.get(dtype) ?? makeDtype(dtype);
}

/** The dtype that a value names: `torch.float16`, Python's `float`, or a type string. */
export function dtypeOf(value: Value): DType | undefined {
  if (value.kind === 'instance' && value.cls === DTYPE_CLASS) return DTYPES.find((dtype) => dtype === value.native);
  if (value.kind === 'class' && value.place === undefined) {
    const names: Readonly<Record<string, DType>> = { float: 'float32', int: 'int64', bool: 'bool', complex: 'complex64' };
    return names[value.name];
  }
  return undefined;
}

/** `dtype=`: undefined where None; `unsure` where it is given and not known. */
export function dtypeArgument(a: Arguments, name = 'dtype'): DType | undefined | 'unsure' {
  const value = a.raw(name);
  if (value.kind === 'none') return undefined;
  return dtypeOf(value) ?? 'unsure';
}
export const orDtype = (given: DType | undefined | 'unsure', otherwise: DType | undefined): DType | undefined =>
  given === 'unsure' ? undefined : (given ?? otherwise);

type Kind = 0 | 1 | 2 | 3;
function kindOf(dtype: DType): Kind {
  if (dtype === 'bool') return 0;
  if (dtype.startsWith('complex')) return 3;
  return isFloating(dtype) ? 2 : 1;
}

/** dtype that a Python number counts as. */
export function numberDtype(value: Value): DType | undefined {
  switch (value.kind) {
    case 'bool': return 'bool';
    case 'int': return 'int64';
    case 'float': return 'float32';
    default: return undefined;
  }
}

/** Of tensors and Python numbers together. undefined where some dtype is not known. */
export function resultType(operands: readonly Value[]): DType | undefined {
  const groups: (DType | undefined)[][] = [[], [], []];
  for (const value of operands) {
    if (value.kind === 'tensor') {
      if (!value.shape) return undefined;
      groups[value.shape.length > 0 ? 0 : 1]?.push(value.dtype);
    } else groups[2]?.push(numberDtype(value));
  }
  let result: DType | undefined;
  for (const group of groups) {
    let joined: DType | undefined;
    for (const dtype of group) {
      if (dtype === undefined) return undefined;
      joined = joined === undefined ? dtype : promote(joined, dtype);
    }
    if (joined === undefined) continue;
    if (result === undefined) result = joined;
    else if (kindOf(joined) > kindOf(result)) result = kindOf(joined) === 3 && result === 'float64' ? 'complex128' : joined;
  }
  return result;
}

/** Ops that divide or take roots turn whole numbers into the default float. */
export const toFloat = (dtype: DType | undefined): DType | undefined =>
  dtype === undefined ? undefined : isFloating(dtype) ? dtype : 'float32';
/** Sums and products of whole numbers are int64. */
export const toSum = (dtype: DType | undefined): DType | undefined =>
  dtype === undefined ? undefined : isFloating(dtype) ? dtype : 'int64';
/** The real part's dtype. */
export const toReal = (dtype: DType | undefined): DType | undefined =>
  dtype === 'complex64' ? 'float32' : dtype === 'complex128' ? 'float64' : dtype;
export const hasComplex = (x: TensorValue): boolean => x.dtype?.startsWith('complex') ?? false;
