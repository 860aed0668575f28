/** What the functions that make tensors share: sizes, dtype, the default dtype. */
import {
  type Arguments,
  type DType,
  type Interpreter,
  NONE,
  NotKnown,
  type TensorValue,
  TRUE,
  toInts,
  type Value,
} from '../../python';
import { type Dim, display, less } from '../../symbolic';
import type { OpContext } from '../declare';
import { sizes } from './arguments';
import { dtypeOf } from './dtypes';
import { KEPT_VALUES, numbers } from './shapes';
import { sizes as text } from './text';

const defaults = new WeakMap<Interpreter, DType>();
/** `torch.set_default_dtype`. */
export const setDefaultDtype = (interpreter: Interpreter, dtype: DType): void => {
  interpreter.touch(interpreter.builtin('object')); // whatever makes a tensor from now on sees it
  defaults.set(interpreter, dtype);
};
export const defaultDtype = (interpreter: Interpreter): DType => defaults.get(interpreter) ?? 'float32';

/** `dtype=` among the keywords: undefined where not given, `unsure` where not known. */
export function keywordDtype(a: Arguments): DType | undefined | 'unsure' {
  const value = a.extraKeywords.get('dtype');
  if (value === undefined || value.kind === 'none') return undefined;
  return dtypeOf(value) ?? 'unsure';
}

export const wantsGrad = (a: Arguments): boolean => a.extraKeywords.get('requires_grad') === TRUE;

/** Sizes of a new tensor; PyTorch refuses negative ones. */
export function newSizes(given: readonly Dim[], c: OpContext): readonly Dim[] {
  const negative = given.find((size) => less(size, 0) === 'yes');
  if (negative !== undefined) {
    c.refuse({
      code: 'CS124',
      message: `Trying to create tensor with negative dimension ${display(negative)}: ${text(given)}`,
      why: 'A size is at least 0.',
    });
  }
  return given;
}

/** `zeros(2, 3)`, `zeros((2, 3))`, `zeros(size=…)`. */
export const sizesOf = (a: Arguments, c: OpContext): readonly Dim[] => newSizes(sizes(a, 'size'), c);

/** The same number everywhere, where it is small. */
export function filled(shape: readonly Dim[], value: number | undefined): readonly number[] | undefined {
  const known = numbers(shape);
  const total = known?.reduce((n, size) => n * size, 1);
  return value === undefined || total === undefined || total > KEPT_VALUES
    ? undefined
    : new Array<number>(total).fill(value);
}

/** What nested lists of numbers (and tensors without axes) hold. */
export interface Data {
  readonly shape: readonly Dim[];
  readonly values: readonly number[] | undefined;
  readonly dtype: DType | undefined;
}

export function dataOf(value: Value, c: OpContext): Data {
  switch (value.kind) {
    case 'unknown': {
      const dtype =
        value.type === 'int'
          ? 'int64'
          : value.type === 'bool'
            ? 'bool'
            : value.type === 'float'
              ? defaultDtype(c.interpreter)
              : undefined;
      if (dtype === undefined) throw new NotKnown(value);
      return { shape: [], values: undefined, dtype };
    }
    case 'bool':
      return { shape: [], values: [value.value ? 1 : 0], dtype: 'bool' };
    case 'int':
      return { shape: [], values: typeof value.value === 'number' ? [value.value] : undefined, dtype: 'int64' };
    case 'float':
      return {
        shape: [],
        values: value.value === undefined ? undefined : [value.value],
        dtype: defaultDtype(c.interpreter),
      };
    case 'tensor':
      return tensorData(value, c);
    case 'list':
    case 'tuple':
    case 'range':
      return listData(value, c);
    case 'instance':
      return arrayData(value, c);
    default:
      return c.unknown('missing', 'the data that this tensor is made of are not known');
  }
}

/** A NumPy array: `torch.from_numpy(a)`, `torch.tensor(a)`. */
export function arrayData(value: Value, c: OpContext): Data {
  const isArray = value.kind === 'instance' && value.cls.module === 'numpy' && value.cls.name === 'ndarray';
  const shape = isArray ? toInts(value.attrs.get('shape') ?? NONE, c.interpreter) : undefined;
  if (!isArray || !shape) return c.unknown('missing', 'the data that this tensor is made of are not known');
  const dtype = value.attrs.get('dtype');
  const items = value.attrs.get('_items');
  const listed = items?.kind === 'list' && !items.rest && items.items.length <= KEPT_VALUES ? items.items : [];
  const values = listed.flatMap((x) => (x.kind === 'int' || x.kind === 'float' ? [x.value] : []));
  const isKnown = listed.length > 0 && values.length === listed.length && values.every((x) => typeof x === 'number');
  return { shape, values: isKnown ? values : undefined, dtype: dtype && dtypeOf(dtype) };
}

function tensorData(x: TensorValue, c: OpContext): Data {
  return {
    shape: x.shape ?? c.unknown('undecided', 'the rank of this tensor is not known'),
    values: x.values,
    dtype: x.dtype,
  };
}

function listData(value: Value, c: OpContext): Data {
  const { items, rest } = c.interpreter.iterate(value);
  if (rest) throw new NotKnown(rest);
  const rows = items.map((item) => dataOf(item, c));
  const [first] = rows;
  if (!first) return { shape: [0], values: [], dtype: defaultDtype(c.interpreter) };
  for (const row of rows) {
    const at = first.shape.findIndex((size, i) => size !== row.shape[i]);
    if (row.shape.length === first.shape.length && at < 0) continue;
    c.refuse({
      code: 'CS124',
      exception: 'ValueError',
      message: `expected sequence of length ${display(first.shape[at] ?? 0)} at dim ${at + 1} (got ${display(row.shape[at] ?? 0)})`,
      why: 'All rows of a tensor have one length.',
    });
  }
  const values = rows.every((row) => row.values) ? rows.flatMap((row) => row.values ?? []) : undefined;
  return { shape: [rows.length, ...first.shape], values, dtype: widest(rows.map((row) => row.dtype)) };
}

const ORDER: readonly DType[] = [
  'bool',
  'int64',
  'float16',
  'bfloat16',
  'float32',
  'float64',
  'complex64',
  'complex128',
];
const widest = (dtypes: readonly (DType | undefined)[]): DType | undefined =>
  dtypes.reduce((a, b) =>
    a === undefined || b === undefined ? undefined : ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a,
  );
