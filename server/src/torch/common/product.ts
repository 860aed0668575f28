/**
 * What a matrix product keeps of its operands: one where the other learns, and a copy where folding the batch into rows
 * or broadcasting it takes one (aten/src/ATen/native/LinearAlgebra.cpp, `_matmul_impl`).
 */
import { type Dim, equal, mul, product } from '../../symbolic';
import { inputOf } from '../context';
import type { Keeps } from '../declare';
import type { OpRecord, TensorInfo } from '../trace';
import { keepsReshaped, type Laid, together } from './kept';

interface Operand {
  readonly name: string;
  readonly learns: boolean;
  readonly shape: readonly Dim[];
  readonly strides: readonly Dim[] | undefined;
}

const swapLast = <T>(items: readonly T[]): readonly T[] =>
  items.length < 2 ? items : [...items.slice(0, -2), ...items.slice(-2).reverse()];
const transposed = (x: Operand): Operand => ({
  ...x,
  shape: swapLast(x.shape),
  strides: x.strides && swapLast(x.strides),
});

export const keepsMatmul = (record: OpRecord, left: string, right: string): Keeps =>
  keepsProduct(operand(record, left), operand(record, right));

/** x·Wᵀ. */
export function keepsLinear(record: OpRecord, input: string, weight: string): Keeps {
  const w = operand(record, weight);
  return keepsProduct(operand(record, input), w && transposed(w));
}

function operand(record: OpRecord, name: string): Operand | undefined {
  const info: TensorInfo | undefined = inputOf(record, name);
  return info?.shape && { name, learns: info.requiresGrad, shape: info.shape, strides: info.strides };
}

function keepsProduct(left: Operand | undefined, right: Operand | undefined): Keeps {
  if (!left || !right) return { atLeast: true };
  const [a, b] = multiplied(left, right);
  return together(right.learns ? a : {}, left.learns ? b : {});
}

/** How each operand enters the kernel. */
function multiplied(left: Operand, right: Operand): readonly [Keeps, Keeps] {
  const own = (x: Operand): Keeps => ({ args: [x.name] });
  if (left.shape.length <= 2 && right.shape.length <= 2) return [own(left), own(right)];
  if (folds(left, right.shape.length)) return [rows(left), own(right)];
  if (folds(right, left.shape.length)) return [own(left), rows(transposed(right))];
  const batch = broadcastBatch(left.shape.slice(0, -2), right.shape.slice(0, -2));
  return [spread(left, batch), spread(right, batch)];
}

/** A batch of matrices times one matrix is one matrix of all rows, unless each lies transposed in memory. */
function folds(x: Operand, otherRank: number): boolean {
  if (x.shape.length < 3 || otherRank > 2) return false;
  const [, second = 1, third = 1] = x.shape;
  const { strides } = x;
  if (x.shape.length !== 3 || otherRank !== 2 || !strides) return true;
  const isTransposed = strides[2] !== 1 && equal(strides[0] ?? 0, mul(second, third)) === 'yes';
  return !isTransposed;
}

const rows = (x: Operand): Keeps =>
  keepsReshaped({ args: [x.name] }, x, [product(x.shape.slice(0, -1)), x.shape.at(-1) ?? 1]);

function spread(x: Operand, batch: readonly Dim[]): Keeps {
  const matrix = x.shape.slice(-2);
  return keepsReshaped({ args: [x.name] }, expanded(x, [...batch, ...matrix]), [product(batch), ...matrix]);
}

function expanded(x: Operand, shape: readonly Dim[]): Laid {
  const missing = shape.length - x.shape.length;
  const strides = shape.map((size, i) => {
    const own = x.shape[i - missing];
    return own === undefined || (own === 1 && size !== 1) ? 0 : (x.strides?.[i - missing] ?? 1);
  });
  return { shape, strides: x.strides && strides };
}

function broadcastBatch(a: readonly Dim[], b: readonly Dim[]): readonly Dim[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [x = 1, y = 1] = [a[i - rank + a.length], b[i - rank + b.length]];
    return x === 1 ? y : x;
  });
}
