/** Arithmetic of two operands, tensors or numbers, with broadcasting and type promotion. */
import type { Arguments, DType, Value } from '../../python';
import { add } from '../../symbolic';
import { resultType, toFloat } from '../common/dtypes';
import { elementwise, type Fold, operand } from '../common/elementwise';
import { floats, NOTHING_KEPT, needsGrad, scalarBytes, together } from '../common/kept';
import { broadcastLines, keepsFactors } from '../common/records';
import { page } from '../common/text';
import { inputOf } from '../context';
import { declareOps, type Keeps, type OpContext, type OpDeclaration } from '../declare';
import { isTensor } from '../tensor';
import type { OpRecord } from '../trace';

type Rule = (record: OpRecord) => Keeps;

/** A number that a tensor is multiplied by is kept as well. */
const keepsProduct: Rule = (record) =>
  together(keepsFactors(record, 'input', 'other'), {
    bytes: add(scalarBytes(record, 'input'), scalarBytes(record, 'other')),
  });
/** d(a/b) needs b for a, and both for b; a number divided by a tensor is its reciprocal times the number. */
const keepsQuotient: Rule = (record) => {
  const other = inputOf(record, 'other');
  if (!inputOf(record, 'input')) return { bytes: add(floats(other?.shape), scalarBytes(record, 'input')) };
  return { args: other?.requiresGrad ? ['input', 'other'] : ['other'], bytes: scalarBytes(record, 'other') };
};
/** A power saves its base, and between tensors the exponent and the result; `2 ** x` makes a tensor of 2, `pow(2, x)` none. */
const keepsPower: Rule = (record) => {
  const args = ['input', 'exponent'].filter((name) => inputOf(record, name));
  return { args, output: inputOf(record, 'exponent') !== undefined, atLeast: args[0] !== 'input' };
};
const keepsArguments: Rule = (record) => ({ args: ['input', 'other'].filter((name) => inputOf(record, name)) });
/** The quotient of a remainder is computed again, for the divisor only. */
const keepsRemainder: Rule = (record) => (needsGrad(record, 'other') ? keepsArguments(record) : {});
const keepsLearned = (record: OpRecord, ...names: readonly string[]): Keeps => ({
  args: names.filter((name) => needsGrad(record, name)),
  output: true,
});
/** x·2ʸ. */
const keepsScaled: Rule = (record) => ({
  args: needsGrad(record, 'other') ? ['input', 'other'] : [],
  bytes: floats(inputOf(record, 'other')?.shape),
});

interface Binary {
  readonly doc: string;
  /** Further names after `torch.`; each is a method too. */
  readonly also?: readonly string[];
  readonly dtype?: (promoted: DType | undefined) => DType | undefined;
  readonly fold?: Fold;
  readonly keeps?: Rule;
  readonly signature?: string;
  readonly second?: string;
  readonly inplace?: false;
}

export const floorMod = (a: number, b: number): number => a - b * Math.floor(a / b);

const TABLE: Readonly<Record<string, Binary>> = {
  add: {
    doc: 'Adds two tensors element by element, or a number to every element.',
    fold: (a, b) => a + b,
    signature: '(input, other, *, alpha=1, out=None)',
  },
  sub: {
    doc: 'Subtracts element by element.',
    also: ['subtract'],
    fold: (a, b) => a - b,
    signature: '(input, other, *, alpha=1, out=None)',
  },
  mul: { doc: 'Multiplies element by element.', also: ['multiply'], fold: (a, b) => a * b, keeps: keepsProduct },
  floor_divide: { doc: 'Divides element by element and rounds down.', fold: (a, b) => Math.floor(a / b) },
  remainder: { doc: "Remainder of the division, with the divisor's sign.", fold: floorMod, keeps: keepsRemainder },
  fmod: { doc: "Remainder of the division, with the dividend's sign.", fold: (a, b) => a % b, keeps: keepsRemainder },
  maximum: { doc: 'The larger of two elements.', fold: Math.max, keeps: keepsArguments, inplace: false },
  minimum: { doc: 'The smaller of two elements.', fold: Math.min, keeps: keepsArguments, inplace: false },
  fmax: { doc: 'The larger of two elements, past NaN.', keeps: keepsArguments, inplace: false },
  fmin: { doc: 'The smaller of two elements, past NaN.', keeps: keepsArguments, inplace: false },
  atan2: {
    doc: 'Angle of the point (other, input).',
    also: ['arctan2'],
    dtype: toFloat,
    fold: Math.atan2,
    keeps: keepsArguments,
  },
  hypot: { doc: 'Length of the hypotenuse.', fold: Math.hypot, keeps: (r) => keepsLearned(r, 'input', 'other') },
  copysign: {
    doc: 'Magnitude of the first with the sign of the second.',
    dtype: toFloat,
    keeps: (r) => keepsLearned(r, 'input'),
  },
  logaddexp: { doc: 'log(eᵃ + eᵇ), computed safely.', dtype: toFloat, keeps: keepsArguments, inplace: false },
  logaddexp2: { doc: 'log₂(2ᵃ + 2ᵇ), computed safely.', dtype: toFloat, keeps: keepsArguments, inplace: false },
  xlogy: { doc: 'x·log(y), and 0 where x is 0.', dtype: toFloat, keeps: keepsArguments },
  nextafter: { doc: 'The next floating number towards other.' },
  heaviside: { doc: 'The step function, with its value at 0 given.', inplace: false },
  gcd: { doc: 'Greatest common divisor.' },
  lcm: { doc: 'Least common multiple.' },
  ldexp: { doc: 'Multiplies by a power of two.', dtype: toFloat, keeps: keepsScaled },
};

export function binary(
  a: Arguments,
  c: OpContext,
  second: string,
  dtype: (d: DType | undefined) => DType | undefined,
  fold?: Fold,
): Value {
  const left = operand(a.raw('input'));
  const right = operand(a.raw(second));
  if (!isTensor(left) && !isTensor(right)) return a.wrongType('input', 'Tensor');
  for (const [name, value] of [
    ['input', left],
    [second, right],
  ] as const) {
    if (
      !isTensor(value) &&
      value.kind !== 'int' &&
      value.kind !== 'float' &&
      value.kind !== 'bool' &&
      value.kind !== 'unknown'
    ) {
      a.wrongType(name, 'Tensor');
    }
  }
  return elementwise([left, right], dtype(resultType([left, right])), c, fold);
}

function declare(name: string, entry: Binary): OpDeclaration {
  const names = [name, ...(entry.also ?? [])];
  const identity = (dtype: DType | undefined) => dtype;
  return {
    name: `torch.${name}`,
    aliases: [...names.slice(1).map((n) => `torch.${n}`), ...names.map((n) => `torch.Tensor.${n}`)],
    ...(entry.inplace === false ? {} : { inplaceAliases: names.map((n) => `torch.Tensor.${n}_`) }),
    category: name === 'add' ? 'join' : 'elementwise',
    signature: entry.signature ?? '(input, other, *, out=None)',
    doc: entry.doc,
    reference: page(`torch.${name}`),
    run: (a, c) => binary(a, c, 'other', entry.dtype ?? identity, alphaFold(a, entry)),
    explain: broadcastLines,
    keeps: entry.keeps ?? NOTHING_KEPT,
    examples: examplesOf(name) ?? [],
  };
}

/** `add` and `sub` scale their second operand. */
function alphaFold(a: Arguments, entry: Binary): Fold | undefined {
  if (!entry.signature?.includes('alpha')) return entry.fold;
  const alpha = a.raw('alpha');
  const factor = alpha.kind === 'int' || alpha.kind === 'float' ? alpha.value : undefined;
  const { fold } = entry;
  return typeof factor === 'number' && fold ? (x = 0, y = 0) => fold(x, y * factor) : undefined;
}

function examplesOf(name: string): OpDeclaration['examples'] {
  const type = name === 'gcd' || name === 'lcm' ? ':long' : '';
  return [
    { code: `torch.${name}(x, y)`, inputs: { x: `2x1x4${type}`, y: `3x1${type}` }, output: [2, 3, 4] },
    { code: `torch.${name}(x, y)`, inputs: { x: `2x3${type}`, y: `2x4${type}` }, problem: 'CS107' },
  ];
}

/** Rounding of `div`: none, towards zero, down. */
function division(a: Arguments, c: OpContext): Value {
  const mode = a.raw('rounding_mode');
  if (mode.kind === 'str') {
    return binary(
      a,
      c,
      'other',
      (dtype) => dtype,
      (x = 0, y = 1) => (mode.value === 'floor' ? Math.floor(x / y) : Math.trunc(x / y)),
    );
  }
  return binary(a, c, 'other', toFloat, (x = 0, y = 1) => x / y);
}

export const ops = declareOps(
  ...Object.entries(TABLE).map(([name, entry]) => declare(name, entry)),
  {
    name: 'torch.div',
    aliases: [
      'torch.divide',
      'torch.true_divide',
      'torch.Tensor.div',
      'torch.Tensor.divide',
      'torch.Tensor.true_divide',
    ],
    inplaceAliases: ['torch.Tensor.div_', 'torch.Tensor.divide_', 'torch.Tensor.true_divide_'],
    category: 'elementwise',
    signature: '(input, other, *, rounding_mode=None, out=None)',
    doc: 'Divides element by element; whole numbers give floats unless a rounding is asked for.',
    reference: page('torch.div'),
    run: division,
    explain: broadcastLines,
    keeps: keepsQuotient,
    examples: [
      { code: 'torch.div(x, 2)', inputs: { x: '2x3:long' }, output: [2, 3] },
      { code: "torch.div(x, y, rounding_mode='floor')", inputs: { x: '2x3', y: '3' }, output: [2, 3] },
      { code: 'x / y', inputs: { x: '2x3', y: '2' }, problem: 'CS107' },
    ],
  },
  {
    name: 'torch.rsub',
    aliases: ['torch.Tensor.rsub'],
    category: 'elementwise',
    signature: '(input, other, *, alpha=1)',
    doc: 'Subtracts the first from the second.',
    reference: page('torch.sub'),
    run: (a, c) =>
      binary(
        a,
        c,
        'other',
        (dtype) => dtype,
        (x = 0, y = 0) => y - x,
      ),
    explain: broadcastLines,
    keeps: NOTHING_KEPT,
    examples: [{ code: '1 - x', inputs: { x: '2x3' }, output: [2, 3] }],
  },
  {
    name: 'torch.pow',
    aliases: ['torch.Tensor.pow', 'torch.float_power', 'torch.Tensor.float_power'],
    inplaceAliases: ['torch.Tensor.pow_', 'torch.Tensor.float_power_'],
    category: 'elementwise',
    signature: '(input, exponent, *, out=None)',
    doc: 'Raises every element to a power.',
    reference: page('torch.pow'),
    run: (a, c) =>
      binary(a, c, 'exponent', (dtype) => (a.name.startsWith('float_power') ? 'float64' : dtype), Math.pow),
    explain: broadcastLines,
    keeps: keepsPower,
    examples: [
      { code: 'torch.pow(x, 2)', inputs: { x: '2x3' }, output: [2, 3] },
      { code: '2 ** x', inputs: { x: '2x3' }, output: [2, 3] },
      { code: 'x.pow(y)', inputs: { x: '2x3', y: '2' }, problem: 'CS107' },
    ],
  },
);
