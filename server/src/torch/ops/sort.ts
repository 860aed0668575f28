/** Sorting, searching, counting. */
import type { Arguments, TensorValue, Value } from '../../python';
import { tuple } from '../../python';
import { product } from '../../symbolic';
import { axisOf, tensor } from '../common/arguments';
import { keptStrides } from '../common/iterate';
import { arrow } from '../common/records';
import { namedResult } from '../common/results';
import { withAxis } from '../common/shapes';
import { dataSize } from '../common/symbols';
import { page, sizes as text } from '../common/text';
import { declareOps, type Keeps, type OpContext, type OpDeclaration } from '../declare';
import { isTensor, shapeOf } from '../tensor';

function sorted(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  axisOf(a, 'dim', shape.length, c);
  const strides = keptStrides(x);
  return namedResult(c.interpreter, 'sort', {
    values: c.tensor(shape, { dtype: x.dtype, strides }),
    indices: c.tensor(shape, { dtype: 'int64', strides }),
  });
}

/** How many different values there are depends on the data. */
function unique(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const flat = a.isNone('dim');
  const at = flat ? 0 : axisOf(a, 'dim', shape.length, c);
  const found = flat && a.name === 'unique' ? x.values : undefined;
  if (found && !a.bool('return_inverse')) return distinct(found, x, a.bool('return_counts'), c);
  const count = dataSize(c.interpreter, flat ? product(shape) : (shape[at] ?? 1));
  const made = [c.tensor(flat ? [count] : withAxis(shape, at, count), { dtype: x.dtype })];
  if (a.bool('return_inverse')) made.push(c.tensor(flat ? shape : [shape[at] ?? 1], { dtype: 'int64' }));
  if (a.bool('return_counts')) made.push(c.tensor([count], { dtype: 'int64' }));
  const [only, second] = made;
  return only && !second ? only : tuple(made);
}

/** The values themselves are known. */
function distinct(values: readonly number[], x: TensorValue, wantsCounts: boolean, c: OpContext): Value {
  const counts = new Map<number, number>();
  for (const value of values.toSorted((one, other) => one - other)) counts.set(value, (counts.get(value) ?? 0) + 1);
  const sorted = c.tensor([counts.size], { dtype: x.dtype, values: [...counts.keys()] });
  if (!wantsCounts) return sorted;
  return tuple([sorted, c.tensor([counts.size], { dtype: 'int64', values: [...counts.values()] })]);
}

/** Where each value would go among sorted ones: the sizes of the values. */
function searched(a: Arguments, c: OpContext, name: string): Value {
  const x = a.value(name);
  const dtype = a.raw('out_int32').kind === 'bool' && a.bool('out_int32') ? 'int32' : 'int64';
  if (!isTensor(x)) return c.tensor([], { dtype });
  if (name === 'input' && a.name === 'searchsorted') {
    const row = shapeOf(tensor(a, 'sorted_sequence'));
    const shape = shapeOf(x);
    const differs =
      row.length !== 1 &&
      (row.length !== shape.length ||
        row
          .slice(0, -1)
          .some((size, i) => typeof size === 'number' && typeof shape[i] === 'number' && size !== shape[i]));
    if (differs) {
      c.refuse({
        code: 'CS117',
        message: `torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and input value tensor must match, but we got boundaries tensor ${text(row)} and input value tensor ${text(shape)}`,
      });
    }
  }
  return c.tensor(shapeOf(x), { dtype });
}

const ordering = { category: 'other', explain: arrow } as const;
const placesKept = (): Keeps => ({ output: [1] });
const bad = (name: string) => ({ code: `torch.${name}(x, dim=2)`, inputs: { x: '2x3' }, problem: 'CS121' });

export const ops = declareOps(
  {
    ...ordering,
    name: 'torch.sort',
    aliases: ['torch.Tensor.sort'],
    signature: '(input, dim=-1, descending=False, stable=False, *, out=None)',
    doc: 'Sorts along an axis; values and their places.',
    reference: page('torch.sort'),
    run: sorted,
    keeps: placesKept,
    examples: [
      {
        code: 'torch.sort(x, dim=0)',
        inputs: { x: '2x3' },
        output: [
          [2, 3],
          [2, 3],
        ],
      },
      bad('sort'),
    ],
  },
  {
    ...ordering,
    name: 'torch.argsort',
    aliases: ['torch.Tensor.argsort'],
    signature: '(input, dim=-1, descending=False, stable=False)',
    doc: 'The places that would sort along an axis.',
    reference: page('torch.argsort'),
    run: (a, c) => {
      const x = tensor(a, 'input');
      axisOf(a, 'dim', shapeOf(x).length, c);
      return c.tensor(shapeOf(x), { dtype: 'int64', strides: keptStrides(x) });
    },
    examples: [{ code: 'torch.argsort(x)', inputs: { x: '2x3' }, output: [2, 3] }, bad('argsort')],
  },
  {
    ...ordering,
    name: 'torch.msort',
    aliases: ['torch.Tensor.msort'],
    signature: '(input, *, out=None)',
    doc: 'Sorts along the first axis.',
    reference: page('torch.msort'),
    run: (a, c) =>
      c.tensor(shapeOf(tensor(a, 'input')), {
        dtype: tensor(a, 'input').dtype,
        strides: keptStrides(tensor(a, 'input')),
      }),
    examples: [{ code: 'torch.msort(x)', inputs: { x: '2x3' }, output: [2, 3] }],
  },
  ...(['unique', 'unique_consecutive'] as const).map(
    (name): OpDeclaration => ({
      ...ordering,
      name: `torch.${name}`,
      aliases: [`torch.Tensor.${name}`],
      signature:
        name === 'unique'
          ? '(input, sorted=True, return_inverse=False, return_counts=False, dim=None)'
          : '(input, return_inverse=False, return_counts=False, dim=None)',
      doc: 'The different values; how many depends on the data.',
      reference: page(`torch.${name}`),
      run: unique,
      examples: [{ code: `torch.${name}(x, dim=2)`, inputs: { x: '2x3' }, problem: 'CS121' }],
    }),
  ),
  {
    ...ordering,
    name: 'torch.searchsorted',
    signature: '(sorted_sequence, input, *, out_int32=False, right=False, side=None, sorter=None, out=None)',
    doc: 'Where values would go in sorted rows.',
    reference: page('torch.searchsorted'),
    run: (a, c) => searched(a, c, 'input'),
    examples: [
      { code: 'torch.searchsorted(x, y)', inputs: { x: '5', y: '2x3' }, output: [2, 3] },
      { code: 'torch.searchsorted(x, y)', inputs: { x: '4x5', y: '2x3' }, problem: 'CS117' },
    ],
  },
  {
    ...ordering,
    name: 'torch.bucketize',
    signature: '(input, boundaries, *, out_int32=False, right=False, out=None)',
    doc: 'The bucket that each value falls into.',
    reference: page('torch.bucketize'),
    run: (a, c) => searched(a, c, 'input'),
    examples: [{ code: 'torch.bucketize(x, y)', inputs: { x: '2x3', y: '5' }, output: [2, 3] }],
  },
  {
    ...ordering,
    name: 'torch.histc',
    aliases: ['torch.Tensor.histc'],
    signature: '(input, bins=100, min=0, max=0, *, out=None)',
    doc: 'Counts of values in equal bins.',
    reference: page('torch.histc'),
    run: (a, c) => c.tensor([a.int('bins')], { dtype: tensor(a, 'input').dtype }),
    examples: [{ code: 'torch.histc(x, bins=10)', inputs: { x: '2x3' }, output: [10] }],
  },
  {
    ...ordering,
    name: 'torch.bincount',
    aliases: ['torch.Tensor.bincount'],
    signature: '(input, weights=None, minlength=0)',
    doc: 'How often each whole number occurs; the length depends on the data.',
    reference: page('torch.bincount'),
    run: (a, c) => {
      const x = tensor(a, 'input');
      if (shapeOf(x).length !== 1)
        c.refuse({
          code: 'CS117',
          message: 'bincount only supports 1-d non-negative integral inputs.',
          why: `The input has ${shapeOf(x).length} axes.`,
        });
      return c.tensor([dataSize(c.interpreter, Number.POSITIVE_INFINITY)], {
        dtype: a.isNone('weights') ? 'int64' : 'float64',
      });
    },
    examples: [{ code: 'torch.bincount(torch.zeros(2, 3, dtype=torch.long))', problem: 'CS117' }],
  },
  {
    ...ordering,
    name: 'torch.quantile',
    aliases: ['torch.Tensor.quantile', 'torch.nanquantile', 'torch.Tensor.nanquantile'],
    signature: "(input, q, dim=None, keepdim=False, *, interpolation='linear', out=None)",
    doc: 'Quantiles of all elements or along an axis.',
    reference: page('torch.quantile'),
    run: (a, c) => {
      const x = tensor(a, 'input');
      const shape = shapeOf(x);
      const q = a.value('q');
      const lead = isTensor(q) ? shapeOf(q) : [];
      const at = a.isNone('dim') ? undefined : axisOf(a, 'dim', shape.length, c);
      const keep = a.bool('keepdim');
      const rest = shape.flatMap((size, i) => (at === undefined || at === i ? (keep ? [1] : []) : [size]));
      return c.tensor([...lead, ...rest], { dtype: x.dtype });
    },
    keeps: () => undefined,
    examples: [
      { code: 'torch.quantile(x, 0.5, dim=1)', inputs: { x: '2x3' }, output: [2] },
      { code: 'torch.quantile(x, torch.tensor([0.1, 0.9]))', inputs: { x: '2x3' }, output: [2] },
    ],
  },
);
