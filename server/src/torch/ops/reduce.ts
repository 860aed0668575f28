/** Reductions to one number per cell: sums, means, spreads, tests. */
import { type Arguments, type DType, type TensorValue, tuple, type Value } from '../../python';
import { display, mul, product } from '../../symbolic';
import { axesOf, tensor } from '../common/arguments';
import { dtypeArgument, orDtype, toFloat, toReal, toSum } from '../common/dtypes';
import { arrow, times } from '../common/records';
import { type Reduce, reducedShape, reducedValues, requireElements } from '../common/reduction';
import { page } from '../common/text';
import { declareOps, type Keeps, type OpContext, type OpDeclaration, type Reach } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

const identity = (dtype: DType | undefined) => dtype;
const toBool = (): DType => 'bool';
const SUM: Reduce = (values) => values.reduce((a, b) => a + b, 0);
const MEAN: Reduce = (values) => SUM(values) / values.length;

/** A spatial axis that is reduced: one output position reads all of it. */
export function reductionReach(record: OpRecord): Reach {
  const input = record.inputs[0]?.shape;
  const dims = record.args.get('dim');
  if (!input) return { kind: 'all' };
  const named =
    dims?.kind === 'int'
      ? [dims.value]
      : dims?.kind === 'list'
        ? dims.items.map((i) => (i.kind === 'int' ? i.value : 0))
        : undefined;
  const axes = named?.map((d) => (typeof d === 'number' && d < 0 ? d + input.length : d));
  // Batch and channels alone leave the receptive field as it is.
  return axes && axes.length > 0 && axes.every((d) => d === 0 || d === 1) && input.length > 2
    ? { kind: 'same' }
    : { kind: 'all' };
}

/** `64×7×7 over axes 1, 2: 49 values each → 64`. */
export function reductionLines(record: OpRecord): readonly string[] {
  const from = record.inputs[0]?.shape;
  const to = record.outputs[0]?.shape;
  if (!from || !to) return arrow(record);
  const left = product(from);
  const cells = product(to);
  if (typeof left !== 'number' || typeof cells !== 'number' || cells === 0) return arrow(record);
  return [`${times(from)} → ${times(to)}: each of ${display(cells)} from ${display(left / cells)} values`];
}

/** Along axes, autograd asks the input for its sizes and so keeps it. */
const keepsMean = (record: OpRecord): Keeps => ({ args: record.args.get('dim')?.kind === 'none' ? [] : ['input'] });
/** And how many numbers each mean is of. */
const keepsCounts = (record: OpRecord): Keeps => ({
  args: ['input'],
  bytes: mul(8, product(record.outputs[0]?.shape ?? [])),
});

interface Row {
  readonly doc: string;
  readonly dtype: (d: DType | undefined) => DType | undefined;
  readonly reduce?: Reduce;
  readonly kept?: 'input' | 'both';
  readonly keeps?: OpDeclaration['keeps'];
  readonly signature?: string;
  readonly also?: readonly string[];
}

const PLAIN = '(input, dim=None, keepdim=False, *, dtype=None, out=None)';
const TABLE: Readonly<Record<string, Row>> = {
  sum: { doc: 'The sum, of everything or along axes.', dtype: toSum, reduce: SUM },
  mean: { doc: 'The mean, of everything or along axes.', dtype: identity, reduce: MEAN, keeps: keepsMean },
  nansum: { doc: 'The sum past NaN.', dtype: toSum, kept: 'input' },
  nanmean: { doc: 'The mean past NaN.', dtype: identity, keeps: keepsCounts },
  prod: {
    doc: 'The product, of everything or along one axis.',
    dtype: toSum,
    reduce: (v) => v.reduce((a, b) => a * b, 1),
    kept: 'both',
  },
  all: { doc: 'Whether all elements are true.', dtype: toBool, reduce: (v) => Number(v.every((x) => x !== 0)) },
  any: { doc: 'Whether some element is true.', dtype: toBool, reduce: (v) => Number(v.some((x) => x !== 0)) },
  amax: { doc: 'The largest element along axes.', dtype: identity, reduce: (v) => Math.max(...v), kept: 'both' },
  amin: { doc: 'The smallest element along axes.', dtype: identity, reduce: (v) => Math.min(...v), kept: 'both' },
  logsumexp: { doc: 'log Σ eˣ, computed safely.', dtype: toFloat, kept: 'both', also: ['torch.special.logsumexp'] },
  count_nonzero: {
    doc: 'How many elements are not zero.',
    dtype: () => 'int64',
    reduce: (v) => v.filter((x) => x !== 0).length,
    signature: '(input, dim=None)',
  },
};

function reduceRun(
  a: Arguments,
  c: OpContext,
  dtype: (d: DType | undefined) => DType | undefined,
  reduce?: Reduce,
): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const axes = axesOf(a, 'dim', shape.length, c);
  if (a.name === 'amax' || a.name === 'amin') requireElements(a.name, shape, axes, c);
  const keepdim = a.values.has('keepdim') && a.bool('keepdim');
  const asked = a.values.has('dtype') ? dtypeArgument(a) : undefined;
  return c.tensor(reducedShape(shape, axes, keepdim), {
    dtype: orDtype(asked, dtype(x.dtype)),
    values: reducedValues(x, axes, reduce),
  });
}

function declare(name: string, row: Row): OpDeclaration {
  return {
    name: `torch.${name}`,
    aliases: [`torch.Tensor.${name}`, ...(row.also ?? [])],
    category: 'reduce',
    signature: row.signature ?? PLAIN,
    doc: row.doc,
    reference: page(`torch.${name}`),
    run: (a, c) => reduceRun(a, c, row.dtype, row.reduce),
    explain: reductionLines,
    reach: reductionReach,
    keeps: row.keeps ?? (() => ({ args: row.kept ? ['input'] : [], output: row.kept === 'both' })),
    examples: [
      { code: `torch.${name}(x, 1)`, inputs: { x: '2x3x4' }, output: [2, 4] },
      ...(row.signature || name === 'nansum'
        ? []
        : [{ code: `torch.${name}(x, dim=-1, keepdim=True)`, inputs: { x: '2x3x4' }, output: [2, 3, 1] }]),
      { code: `torch.${name}(x, 3)`, inputs: { x: '2x3x4' }, problem: 'CS121' },
    ],
  };
}

/** `x.var(False)`: a bool in the place of the axes is the correction. */
function spread(a: Arguments, c: OpContext): TensorValue {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const axes = a.raw('dim').kind === 'bool' ? undefined : axesOf(a, 'dim', shape.length, c);
  return c.tensor(reducedShape(shape, axes, a.bool('keepdim')), { dtype: toReal(x.dtype) });
}

const SPREAD = '(input, dim=None, unbiased=True, keepdim=False, *, correction=1, out=None)';
const spreadOp = (name: string, doc: string): OpDeclaration => ({
  name: `torch.${name}`,
  aliases: [`torch.Tensor.${name}`],
  category: 'reduce',
  signature: SPREAD,
  doc,
  reference: page(`torch.${name}`),
  run: spread,
  explain: reductionLines,
  reach: reductionReach,
  keeps: () => ({ args: ['input'], ...(name === 'std' ? { output: true } : {}) }),
  examples: [
    { code: `torch.${name}(x, (2, 3), unbiased=False, keepdim=True)`, inputs: { x: '2x3x4x5' }, output: [2, 3, 1, 1] },
    { code: `x.${name}(1)`, inputs: { x: '2x3' }, output: [2] },
    { code: `x.${name}(2)`, inputs: { x: '2x3' }, problem: 'CS121' },
  ],
});

const pairOp = (name: string, doc: string): OpDeclaration => ({
  name: `torch.${name}`,
  category: 'reduce',
  signature: SPREAD,
  doc,
  reference: page(`torch.${name}`),
  run: (a, c) => tuple([spread(a, c), spread(a, c)]),
  explain: reductionLines,
  reach: reductionReach,
  keeps: () => ({ args: ['input'], output: name === 'std_mean' ? [0] : [] }),
  examples: [
    {
      code: `torch.${name}(x, 1)`,
      inputs: { x: '2x3x4' },
      output: [
        [2, 4],
        [2, 4],
      ],
    },
  ],
});

/** `norm`, whatever its order: numbers of the last axis or of all. */
function norm(a: Arguments, c: OpContext, fallback?: readonly number[]): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const axes = axesOf(a, 'dim', shape.length, c) ?? fallback?.map((d) => d + shape.length);
  return c.tensor(reducedShape(shape, axes, a.bool('keepdim')), {
    dtype: orDtype(dtypeArgument(a), toReal(toFloat(x.dtype))),
  });
}

const normOp = (
  name: string,
  aliases: readonly string[],
  signature: string,
  doc: string,
  fallback?: readonly number[],
): OpDeclaration => ({
  name,
  aliases,
  category: 'reduce',
  signature,
  doc,
  reference: page(name),
  run: (a, c) => norm(a, c, fallback),
  explain: reductionLines,
  reach: reductionReach,
  keeps: () => ({ args: ['input'], output: true }),
  examples: [
    { code: `${name}(x${fallback ? '' : ', dim=1'})`, inputs: { x: '2x3x4' }, output: fallback ? [2] : [2, 4] },
    { code: `${name}(x, dim=${fallback ? '(1, 3)' : '3'})`, inputs: { x: '2x3x4' }, problem: 'CS121' },
  ],
});

function traceSum(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  if (shapeOf(x).length !== 2) {
    c.refuse({
      code: 'CS117',
      message: `trace: expected a matrix, but got tensor with dim ${shapeOf(x).length}`,
      why: 'Only a matrix has a trace.',
    });
  }
  return c.tensor([], { dtype: toSum(x.dtype) });
}

/** The sizes left when one vector along `dim` is kept whole: `renorm` keeps all of them. */
const unchanged = (a: Arguments, c: OpContext): Value => {
  const x = tensor(a, 'input');
  return c.tensor(shapeOf(x), { dtype: x.dtype });
};

export const ops = declareOps(
  ...Object.entries(TABLE).map(([name, row]) => declare(name, row)),
  spreadOp('var', 'The variance, of everything or along axes.'),
  spreadOp('std', 'The standard deviation, of everything or along axes.'),
  pairOp('var_mean', 'Variance and mean together.'),
  pairOp('std_mean', 'Standard deviation and mean together.'),
  normOp(
    'torch.norm',
    ['torch.Tensor.norm'],
    "(input, p='fro', dim=None, keepdim=False, dtype=None, *, out=None)",
    'The norm of a vector or matrix.',
  ),
  normOp(
    'torch.linalg.norm',
    [],
    '(input, ord=None, dim=None, keepdim=False, *, dtype=None, out=None)',
    'The norm of a vector or matrix.',
  ),
  normOp(
    'torch.linalg.vector_norm',
    [],
    '(input, ord=2, dim=None, keepdim=False, *, dtype=None, out=None)',
    'The norm of vectors.',
  ),
  normOp(
    'torch.linalg.matrix_norm',
    ['torch.nuclear_norm'],
    "(input, ord='fro', dim=None, keepdim=False, *, dtype=None, out=None)",
    'The norm of matrices.',
    [-2, -1],
  ),
  {
    name: 'torch.trace',
    aliases: ['torch.Tensor.trace'],
    category: 'reduce',
    signature: '(input)',
    doc: 'The sum of the diagonal of a matrix.',
    reference: page('torch.trace'),
    run: traceSum,
    keeps: () => ({}),
    examples: [
      { code: 'torch.trace(x)', inputs: { x: '3x3' }, output: [] },
      { code: 'torch.trace(x)', inputs: { x: '3x3x3' }, problem: 'CS117' },
    ],
  },
  {
    name: 'torch.renorm',
    aliases: ['torch.Tensor.renorm'],
    inplaceAliases: ['torch.Tensor.renorm_'],
    category: 'elementwise',
    signature: '(input, p, dim, maxnorm, *, out=None)',
    doc: 'Shortens the sub-tensors along an axis to a norm.',
    reference: page('torch.renorm'),
    run: unchanged,
    explain: arrow,
    keeps: () => ({ args: ['input'] }),
    examples: [{ code: 'torch.renorm(x, 2, 0, 1.0)', inputs: { x: '2x3' }, output: [2, 3] }],
  },
);
