/** Comparisons, logic and bits: two operands, broadcast. */
import { bool, type DType, type TensorValue, type Value } from '../../python';
import { tensor } from '../common/arguments';
import type { Fold } from '../common/elementwise';
import { broadcastLines } from '../common/records';
import { sameShape } from '../common/shapes';
import { page } from '../common/text';
import { declareOps, type OpContext, type OpDeclaration } from '../declare';
import { binary } from './arithmetic';

const toBool = (): DType => 'bool';
const same = (dtype: DType | undefined) => dtype;
const as =
  (test: (a: number, b: number) => boolean): Fold =>
  (a = 0, b = 0) =>
    Number(test(a, b));

interface Row {
  readonly doc: string;
  readonly fold: Fold;
  readonly also?: readonly string[];
  readonly dtype?: typeof same;
}

const TABLE: Readonly<Record<string, Row>> = {
  eq: { doc: 'Whether two elements are equal.', fold: as((a, b) => a === b) },
  ne: { doc: 'Whether two elements differ.', fold: as((a, b) => a !== b), also: ['not_equal'] },
  lt: { doc: 'Whether the first is less.', fold: as((a, b) => a < b), also: ['less'] },
  le: { doc: 'Whether the first is at most the second.', fold: as((a, b) => a <= b), also: ['less_equal'] },
  gt: { doc: 'Whether the first is greater.', fold: as((a, b) => a > b), also: ['greater'] },
  ge: { doc: 'Whether the first is at least the second.', fold: as((a, b) => a >= b), also: ['greater_equal'] },
  logical_and: { doc: 'And, element by element.', fold: as((a, b) => a !== 0 && b !== 0) },
  logical_or: { doc: 'Or, element by element.', fold: as((a, b) => a !== 0 || b !== 0) },
  logical_xor: { doc: 'Either, not both.', fold: as((a, b) => (a !== 0) !== (b !== 0)) },
  bitwise_and: { doc: 'And of the bits.', fold: (a = 0, b = 0) => a & b, dtype: same },
  bitwise_or: { doc: 'Or of the bits.', fold: (a = 0, b = 0) => a | b, dtype: same },
  bitwise_xor: { doc: 'Exclusive or of the bits.', fold: (a = 0, b = 0) => a ^ b, dtype: same },
  bitwise_left_shift: { doc: 'Shifts the bits left.', fold: (a = 0, b = 0) => a * 2 ** b, dtype: same },
  bitwise_right_shift: { doc: 'Shifts the bits right.', fold: (a = 0, b = 0) => Math.floor(a / 2 ** b), dtype: same },
};

function declare(name: string, { doc, fold, also = [], dtype = toBool }: Row): OpDeclaration {
  const names = [name, ...also];
  const type = dtype === same ? ':long' : '';
  return {
    name: `torch.${name}`,
    aliases: [...also.map((n) => `torch.${n}`), ...names.map((n) => `torch.Tensor.${n}`)],
    inplaceAliases: names.map((n) => `torch.Tensor.${n}_`),
    category: 'elementwise',
    signature: '(input, other, *, out=None)',
    doc,
    reference: page(`torch.${name}`),
    run: (a, c) => binary(a, c, 'other', dtype, fold),
    explain: broadcastLines,
    examples: [
      { code: `torch.${name}(x, y)`, inputs: { x: `2x3${type}`, y: `3${type}` }, output: [2, 3] },
      { code: `torch.${name}(x, y)`, inputs: { x: `2x3${type}`, y: `4x3${type}` }, problem: 'CS107' },
    ],
  };
}

function sameTensors(x: TensorValue, y: TensorValue, c: OpContext): Value {
  if (!x.shape || !y.shape || sameShape(x.shape, y.shape) !== false) {
    return c.unknown('data', 'whether two tensors are equal depends on their numbers');
  }
  return bool(false);
}

export const ops = declareOps(
  ...Object.entries(TABLE).map(([name, row]) => declare(name, row)),
  {
    name: 'torch.isclose',
    aliases: ['torch.Tensor.isclose'],
    category: 'elementwise',
    signature: '(input, other, rtol=1e-05, atol=1e-08, equal_nan=False)',
    doc: 'Whether two elements are close.',
    reference: page('torch.isclose'),
    run: (a, c) => binary(a, c, 'other', toBool),
    explain: broadcastLines,
    examples: [{ code: 'torch.isclose(x, y)', inputs: { x: '2x3', y: '3' }, output: [2, 3] }],
  },
  {
    name: 'torch.equal',
    aliases: ['torch.Tensor.equal'],
    category: 'other',
    signature: '(input, other)',
    doc: 'Whether two tensors have the same size and elements, as a Python bool.',
    reference: page('torch.equal'),
    silent: true,
    run: (a, c) => sameTensors(tensor(a, 'input'), tensor(a, 'other'), c),
    examples: [],
  },
  {
    name: 'torch.allclose',
    aliases: ['torch.Tensor.allclose'],
    category: 'other',
    signature: '(input, other, rtol=1e-05, atol=1e-08, equal_nan=False)',
    doc: 'Whether all elements are close, as a Python bool.',
    reference: page('torch.allclose'),
    silent: true,
    run: (_, c) => c.unknown('data', 'whether tensors are close depends on their numbers'),
    examples: [],
  },
  {
    name: 'torch.isin',
    category: 'elementwise',
    signature: '(elements, test_elements, *, assume_unique=False, invert=False)',
    doc: 'Whether each element is among others.',
    reference: page('torch.isin'),
    run: (a, c) =>
      c.tensor(tensor(a, 'elements').shape ?? c.unknown('undecided', 'the rank is not known'), { dtype: 'bool' }),
    examples: [{ code: 'torch.isin(x, y)', inputs: { x: '2x3', y: '5' }, output: [2, 3] }],
  },
);
