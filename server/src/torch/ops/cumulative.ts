/** Running sums and the like: the shape stays. */
import type { Arguments, DType, Value } from '../../python';
import { add, less, product, sub } from '../../symbolic';
import { axisOf, tensor } from '../common/arguments';
import { dtypeArgument, orDtype, toSum } from '../common/dtypes';
import { rounding } from '../common/elementwise';
import { elementwiseStrides } from '../common/iterate';
import { arrow } from '../common/records';
import { namedResult } from '../common/results';
import { numbers, withAxis } from '../common/shapes';
import { page } from '../common/text';
import { declareOps, type OpContext, type OpDeclaration } from '../declare';
import { shapeOf } from '../tensor';

const identity = (dtype: DType | undefined) => dtype;

function running(
  a: Arguments,
  c: OpContext,
  dtype: (d: DType | undefined) => DType | undefined,
  step?: (a: number, b: number) => number,
): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  axisOf(a, 'dim', shape.length, c);
  const values = step && x.values && numbers(shape)?.length === 1 ? accumulate(x.values, step) : undefined;
  return c.tensor(shape, { dtype: orDtype(dtypeArgument(a), dtype(x.dtype)), values });
}

function accumulate(values: readonly number[], step: (a: number, b: number) => number): number[] {
  let last: number | undefined;
  return values.map((value) => (last = last === undefined ? value : step(last, value)));
}

const cumulative = (
  name: string,
  doc: string,
  dtype: typeof identity,
  step?: (a: number, b: number) => number,
): OpDeclaration => ({
  name: `torch.${name}`,
  aliases: [`torch.Tensor.${name}`],
  inplaceAliases: [`torch.Tensor.${name}_`],
  category: 'elementwise',
  signature: '(input, dim, *, dtype=None, out=None)',
  doc,
  reference: page(`torch.${name}`),
  run: (a, c) => running(a, c, dtype, step),
  explain: arrow,
  reach: () => ({ kind: 'all' }),
  keeps: () => (name === 'cumsum' ? {} : { args: ['input'], output: true }),
  examples: [
    { code: `torch.${name}(x, 1)`, inputs: { x: '2x3' }, output: [2, 3] },
    { code: `torch.${name}(x, 2)`, inputs: { x: '2x3' }, problem: 'CS121' },
  ],
});

const withPlaces = (name: string, doc: string): OpDeclaration => ({
  name: `torch.${name}`,
  aliases: [`torch.Tensor.${name}`],
  category: 'elementwise',
  signature: '(input, dim, *, out=None)',
  doc,
  reference: page(`torch.${name}`),
  run: (a, c) => {
    const x = tensor(a, 'input');
    const shape = shapeOf(x);
    // Without elements or axes PyTorch does not look at the axis.
    if (shape.length > 0 && product(shape) !== 0) axisOf(a, 'dim', shape.length, c);
    return namedResult(c.interpreter, name, {
      values: c.tensor(shape, { dtype: x.dtype }),
      indices: c.tensor(shape, { dtype: 'int64' }),
    });
  },
  explain: arrow,
  keeps: () => ({ args: ['input'], output: [1] }),
  reach: () => ({ kind: 'all' }),
  examples: [
    {
      code: `torch.${name}(x, 1)`,
      inputs: { x: '2x3' },
      output: [
        [2, 3],
        [2, 3],
      ],
    },
    { code: `torch.${name}(x, 2)`, inputs: { x: '2x3' }, problem: 'CS121' },
  ],
});

const neighbours = (values: readonly number[], round: (v: number) => number): number[] =>
  values.slice(1).map((value, i) => round(value - (values[i] ?? 0)));

/** n-th differences; what is prepended and appended counts. */
function difference(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  if (shape.length === 0) c.refuse({ code: 'CS117', message: 'diff expects input to be at least one-dimensional' });
  const axis = axisOf(a, 'dim', shape.length, c);
  let size = shape[axis] ?? 1;
  for (const name of ['prepend', 'append']) {
    const extra = a.value(name);
    if (extra.kind === 'tensor') size = add(size, shapeOf(extra)[axis] ?? 1);
  }
  const left = sub(size, a.int('n'));
  const made = withAxis(shape, axis, less(left, 0) === 'yes' ? 0 : left);
  // The difference of two pieces of the input, laid out as they are.
  const strides = elementwiseStrides(made, [{ ...x, shape: made }]) ?? null;
  const plain = x.values && shape.length === 1 && size === shape[0] && a.int('n') === 1;
  const values = plain ? neighbours(x.values ?? [], rounding(x.dtype)) : undefined;
  return c.tensor(made, { dtype: x.dtype, strides, values });
}

export const ops = declareOps(
  cumulative('cumsum', 'The running sum along an axis.', toSum, (a, b) => a + b),
  cumulative('cumprod', 'The running product along an axis.', toSum, (a, b) => a * b),
  cumulative('logcumsumexp', 'The running log Σ eˣ along an axis.', identity),
  withPlaces('cummax', 'The running maximum along an axis, with its place.'),
  withPlaces('cummin', 'The running minimum along an axis, with its place.'),
  {
    name: 'torch.diff',
    aliases: ['torch.Tensor.diff'],
    category: 'elementwise',
    signature: '(input, n=1, dim=-1, prepend=None, append=None, *, out=None)',
    doc: 'Differences of neighbours along an axis.',
    reference: page('torch.diff'),
    run: difference,
    explain: arrow,
    keeps: () => ({}),
    examples: [{ code: 'torch.diff(x, dim=0)', inputs: { x: '5x3' }, output: [4, 3] }],
  },
);
