/**
 * dtypes as Python values, and type promotion
 * (https://pytorch.org/docs/stable/tensor_attributes.html#type-promotion-doc): tensors with axes decide before
 * tensors without, which decide before Python's numbers; a later group matters only where its kind is higher.
 */
import {
  type Arguments,
  bool,
  type DType,
  defineClass,
  type InstanceValue,
  int,
  type TensorValue,
  type Value,
} from '../../python';
import { isFloating, promote } from '../tensor';
import { printed } from './native';

export const DTYPE_CLASS = defineClass('dtype', [], [], { module: 'torch', native: 'torch.dtype' });
for (const name of ['__repr__', '__str__']) {
  DTYPE_CLASS.dict.set(
    name,
    printed(name, (self) => `torch.${dtypeOf(self) ?? 'float32'}`),
  );
}

const BYTES: Readonly<Record<DType, number>> = {
  float32: 4,
  float64: 8,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
  complex64: 8,
  complex128: 16,
};
export const DTYPES = Object.keys(BYTES).filter((name): name is DType => name in BYTES);
export const bytesOf = (dtype: DType): number => BYTES[dtype];

/** Python's other names of the same dtypes. */
export const DTYPE_ALIASES: Readonly<Record<string, DType>> = {
  float: 'float32',
  double: 'float64',
  half: 'float16',
  long: 'int64',
  int: 'int32',
  short: 'int16',
  cfloat: 'complex64',
  cdouble: 'complex128',
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

/** The dtype that a value names: `torch.float16` or Python's `float`. */
export function dtypeOf(value: Value): DType | undefined {
  if (value.kind === 'instance' && value.cls === DTYPE_CLASS) return DTYPES.find((dtype) => dtype === value.native);
  if (value.kind === 'class' && value.place === undefined) {
    return ({ float: 'float32', int: 'int64', bool: 'bool', complex: 'complex64' } as Readonly<Record<string, DType>>)[
      value.name
    ];
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

/** bool, whole, floating, complex. */
type Kind = 0 | 1 | 2 | 3;
function kindOf(dtype: DType): Kind {
  if (dtype === 'bool') return 0;
  if (dtype.startsWith('complex')) return 3;
  return isFloating(dtype) ? 2 : 1;
}

/** dtype that a Python number counts as. */
export function numberDtype(value: Value): DType | undefined {
  const type = value.kind === 'unknown' ? value.type : value.kind;
  return type === 'bool' ? 'bool' : type === 'int' ? 'int64' : type === 'float' ? 'float32' : undefined;
}

/** Of tensors and Python numbers together. undefined where some dtype is not known. */
export function resultType(operands: readonly Value[]): DType | undefined {
  const groups: (DType | undefined)[][] = [[], [], []];
  for (const value of operands) {
    if (value.kind === 'tensor') groups[value.shape?.length === 0 ? 1 : 0]?.push(value.dtype);
    else groups[2]?.push(numberDtype(value));
  }
  let result: DType | undefined;
  for (const group of groups) {
    if (group.length === 0) continue;
    const joined = group.reduce((a, b) => promote(a, b));
    if (joined === undefined) return undefined;
    result = result === undefined ? joined : higher(result, joined);
  }
  return result;
}

function higher(strong: DType, weak: DType): DType {
  if (kindOf(weak) <= kindOf(strong)) return strong;
  if (kindOf(weak) === 3 && kindOf(strong) === 2) return strong === 'float64' ? 'complex128' : 'complex64';
  return weak;
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
export const toComplex = (dtype: DType | undefined): DType | undefined =>
  dtype === undefined
    ? undefined
    : dtype.startsWith('complex')
      ? dtype
      : dtype === 'float64'
        ? 'complex128'
        : 'complex64';

export const hasComplex = (x: TensorValue): boolean => x.dtype?.startsWith('complex') ?? false;
