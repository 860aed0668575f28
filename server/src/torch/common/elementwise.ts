/** The one way in which ops work element by element: broadcast, promote, keep the layout, fold known numbers. */
import { type Cause, type DType, NotKnown, type TensorValue, type Value } from '../../python';
import type { Dim } from '../../symbolic';
import type { OpContext } from '../declare';
import { isTensor, unknownTensor } from '../tensor';
import { broadcastAll } from './broadcast';
import { resultType } from './dtypes';
import { elementwiseStrides } from './iterate';
import { KEPT_VALUES, numbers, ravel, unravel } from './shapes';

export type Fold = (...numbers: number[]) => number;

export const NO_RANK: Cause = { kind: 'undecided', reason: 'the rank of this tensor is not known', place: undefined };

/** A Python number, or something that is at least known to be one. */
export function isNumberLike(value: Value): boolean {
  const type = value.kind === 'unknown' ? value.type : value.kind;
  return type === 'int' || type === 'float' || type === 'bool';
}

/** An Unknown that is not even known to be a number ends the op. */
export function operand(value: Value): Value {
  if (value.kind === 'unknown' && !isNumberLike(value)) throw new NotKnown(value);
  return value;
}

/** At least one operand is a tensor; the others are numbers. */
export function elementwise(
  operands: readonly Value[],
  dtype: DType | undefined,
  c: OpContext,
  fold?: Fold,
): TensorValue {
  const tensors = operands.filter(isTensor);
  const vague = tensors.find((x) => !x.shape);
  if (vague) return unknownTensor(vague.cause ?? NO_RANK, dtype);
  const shape = broadcastAll(
    tensors.map((x) => x.shape ?? []),
    c,
  );
  const strides = elementwiseStrides(shape, tensors) ?? null;
  const values = fold && foldValues(operands, shape, fold, dtype);
  return c.tensor(shape, { dtype, strides, values });
}

function foldValues(
  operands: readonly Value[],
  shape: readonly Dim[],
  fold: Fold,
  dtype: DType | undefined,
): readonly number[] | undefined {
  const readers = operands.map(reader);
  const known = numbers(shape);
  if (!known || !readers.every((read) => read !== undefined)) return undefined;
  const total = known.reduce((n, size) => n * size, 1);
  if (total > KEPT_VALUES) return undefined;
  const round = rounding(dtype);
  // Python's numbers become the tensors' dtype before anything is computed.
  const cast = rounding(resultType(operands));
  return Array.from({ length: total }, (_, flat) => {
    const index = unravel(flat, known);
    return round(fold(...readers.map((read) => cast(read(index)))));
  });
}

/** float32 arithmetic is float32's own, so that floor(linspace(…)) falls where PyTorch's does. */
export function rounding(dtype: DType | undefined): (value: number) => number {
  if (dtype === 'float32') return Math.fround;
  return (value) => value;
}

type Reader = (index: readonly number[]) => number;
function reader(value: Value): Reader | undefined {
  if (value.kind === 'bool') return () => (value.value ? 1 : 0);
  if (value.kind === 'int' || value.kind === 'float') {
    const number = value.value;
    return typeof number === 'number' ? () => number : undefined;
  }
  const shape = isTensor(value) ? numbers(value.shape) : undefined;
  if (!isTensor(value) || !value.values || !shape) return undefined;
  const { values } = value;
  return (index) => {
    const own = index.slice(index.length - shape.length).map((i, axis) => (shape[axis] === 1 ? 0 : i));
    return values[ravel(own, shape)] ?? Number.NaN;
  };
}
