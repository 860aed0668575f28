/** Functions of one operand, element by element: one row each. */
import type { DType } from '../../python';
import { tensor } from '../common/arguments';
import { toFloat, toReal } from '../common/dtypes';
import { elementwise, type Fold } from '../common/elementwise';
import { arrow } from '../common/records';
import { page } from '../common/text';
import { declareOps, type OpDeclaration } from '../declare';

/** What autograd keeps: the input, the result or nothing. */
type Kept = 'input' | 'output' | 'both' | '';
type Row = readonly [doc: string, dtype: (d: DType | undefined) => DType | undefined, kept: Kept, fold?: Fold];

const same = (dtype: DType | undefined) => dtype;
const toBool = (): DType => 'bool';

const TABLE: Readonly<Record<string, Row>> = {
  neg: ['The negative.', same, '', (x = 0) => 0 - x],
  abs: ['The absolute value.', toReal, 'input', Math.abs],
  exp: ['eˣ.', toFloat, 'output', Math.exp],
  exp2: ['2ˣ.', toFloat, 'output', (x = 0) => 2 ** x],
  expm1: ['eˣ − 1, exact near 0.', toFloat, 'output', Math.expm1],
  log: ['The natural logarithm.', toFloat, 'input', Math.log],
  log2: ['The logarithm to base 2.', toFloat, 'input', Math.log2],
  log10: ['The logarithm to base 10.', toFloat, 'input', Math.log10],
  log1p: ['log(1 + x), exact near 0.', toFloat, 'input', Math.log1p],
  sqrt: ['The square root.', toFloat, 'output', Math.sqrt],
  rsqrt: ['1 / √x.', toFloat, 'output', (x = 0) => 1 / Math.sqrt(x)],
  square: ['x².', same, 'input', (x = 0) => x * x],
  reciprocal: ['1 / x.', toFloat, 'output', (x = 0) => 1 / x],
  sin: ['The sine.', toFloat, 'input', Math.sin],
  cos: ['The cosine.', toFloat, 'input', Math.cos],
  tan: ['The tangent.', toFloat, 'output', Math.tan],
  asin: ['The angle of a sine.', toFloat, 'input', Math.asin],
  acos: ['The angle of a cosine.', toFloat, 'input', Math.acos],
  atan: ['The angle of a tangent.', toFloat, 'input', Math.atan],
  sinh: ['The hyperbolic sine.', toFloat, 'input', Math.sinh],
  cosh: ['The hyperbolic cosine.', toFloat, 'input', Math.cosh],
  asinh: ['The inverse hyperbolic sine.', toFloat, 'input', Math.asinh],
  acosh: ['The inverse hyperbolic cosine.', toFloat, 'input', Math.acosh],
  atanh: ['The inverse hyperbolic tangent.', toFloat, 'input', Math.atanh],
  erf: ['The error function.', toFloat, 'input'],
  erfc: ['1 − erf(x).', toFloat, 'input'],
  erfinv: ['The inverse of the error function.', toFloat, 'input'],
  lgamma: ['The logarithm of the gamma function.', toFloat, 'input'],
  digamma: ['The derivative of lgamma.', toFloat, 'input'],
  i0: ['The modified Bessel function of order 0.', toFloat, 'input'],
  sinc: ['sin(πx)/(πx).', toFloat, 'input'],
  sign: ['−1, 0 or 1.', same, '', Math.sign],
  sgn: ['The sign, for complex numbers the direction.', same, 'both'],
  floor: ['Rounds down.', same, '', Math.floor],
  ceil: ['Rounds up.', same, '', Math.ceil],
  trunc: ['Cuts off the fraction.', same, '', Math.trunc],
  frac: ['The fraction.', same, '', (x = 0) => x - Math.trunc(x)],
  deg2rad: ['Degrees to radians.', toFloat, ''],
  rad2deg: ['Radians to degrees.', toFloat, ''],
  positive: ['The tensor itself.', same, '', (x = 0) => x],
  isnan: ['Whether it is NaN.', toBool, '', (x = 0) => Number(Number.isNaN(x))],
  isinf: ['Whether it is infinite.', toBool, ''],
  isfinite: ['Whether it is neither infinite nor NaN.', toBool, '', (x = 0) => Number(Number.isFinite(x))],
  isposinf: ['Whether it is +∞.', toBool, ''],
  isneginf: ['Whether it is −∞.', toBool, ''],
  signbit: ['Whether the sign bit is set.', toBool, ''],
  logical_not: ['Not, element by element.', toBool, '', (x = 0) => Number(x === 0)],
  bitwise_not: ['Every bit turned over.', same, ''],
};

const ALSO: Readonly<Record<string, readonly string[]>> = {
  neg: ['negative'],
  abs: ['absolute'],
  asin: ['arcsin'],
  acos: ['arccos'],
  atan: ['arctan'],
  asinh: ['arcsinh'],
  acosh: ['arccosh'],
  atanh: ['arctanh'],
  trunc: ['fix'],
};
/** Without a form that writes into its input. */
const NO_INPLACE = new Set(['positive', 'isnan', 'isinf', 'isfinite', 'isposinf', 'isneginf', 'signbit']);
/** Also `torch.special.erf` and the like. */
const SPECIAL = new Set(['erf', 'erfc', 'erfinv', 'exp2', 'expm1', 'log1p', 'sinc', 'digamma', 'i0']);

function declare(name: string, [doc, dtype, kept, fold]: Row): OpDeclaration {
  const names = [name, ...(ALSO[name] ?? [])];
  const example = name === 'bitwise_not' ? '2x3:long' : '2x3';
  return {
    name: `torch.${name}`,
    aliases: [
      ...names.slice(1).map((n) => `torch.${n}`),
      ...names.map((n) => `torch.Tensor.${n}`),
      ...(SPECIAL.has(name) ? [`torch.special.${name}`] : []),
    ],
    ...(NO_INPLACE.has(name) ? {} : { inplaceAliases: names.flatMap((n) => [`torch.Tensor.${n}_`, `torch.${n}_`]) }),
    category: 'elementwise',
    signature: '(input, *, out=None)',
    doc,
    reference: page(`torch.${name}`),
    run: (a, c) => {
      const x = tensor(a, 'input');
      return elementwise([x], dtype(x.dtype), c, fold);
    },
    explain: arrow,
    keeps: () => ({
      args: kept === 'input' || kept === 'both' ? ['input'] : [],
      output: kept === 'output' || kept === 'both',
    }),
    examples: [{ code: `torch.${name}(x)`, inputs: { x: example }, output: [2, 3] }],
  };
}

/** Half to even, as IEEE 754 rounds. */
const halfToEven = (x = 0): number => {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
};

export const ops = declareOps(
  ...Object.entries(TABLE).map(([name, row]) => declare(name, row)),
  {
    name: 'torch.round',
    aliases: ['torch.Tensor.round'],
    inplaceAliases: ['torch.Tensor.round_', 'torch.round_'],
    category: 'elementwise',
    signature: '(input, *, decimals=0, out=None)',
    doc: 'Rounds to the nearest whole number, halves to even.',
    reference: page('torch.round'),
    run: (a, c) => {
      const x = tensor(a, 'input');
      return elementwise([x], x.dtype, c, a.given.has('decimals') ? undefined : halfToEven);
    },
    explain: arrow,
    keeps: () => ({}),
    examples: [{ code: 'torch.round(x)', inputs: { x: '2x3' }, output: [2, 3] }],
  },
  {
    name: 'torch.nan_to_num',
    aliases: ['torch.Tensor.nan_to_num'],
    inplaceAliases: ['torch.Tensor.nan_to_num_', 'torch.nan_to_num_'],
    category: 'elementwise',
    signature: '(input, nan=0.0, posinf=None, neginf=None, *, out=None)',
    doc: 'Replaces NaN and infinities by numbers.',
    reference: page('torch.nan_to_num'),
    run: (a, c) => {
      const x = tensor(a, 'input');
      return elementwise([x], x.dtype, c);
    },
    explain: arrow,
    keeps: () => ({ args: ['input'] }),
    examples: [{ code: 'torch.nan_to_num(x)', inputs: { x: '2x3' }, output: [2, 3] }],
  },
  {
    name: 'torch.logit',
    aliases: ['torch.Tensor.logit', 'torch.special.logit'],
    inplaceAliases: ['torch.Tensor.logit_', 'torch.logit_'],
    category: 'elementwise',
    signature: '(input, eps=None, *, out=None)',
    doc: 'log(x / (1 − x)), the inverse of the sigmoid.',
    reference: page('torch.logit'),
    run: (a, c) => {
      const x = tensor(a, 'input');
      return elementwise([x], toFloat(x.dtype), c);
    },
    explain: arrow,
    keeps: () => ({ args: ['input'] }),
    examples: [{ code: 'torch.logit(x)', inputs: { x: '2x3' }, output: [2, 3] }],
  },
);
