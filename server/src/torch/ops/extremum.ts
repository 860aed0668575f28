/** Largest and smallest, with their places. */
import type { Arguments, Value } from '../../python';
import { less } from '../../symbolic';
import { axesOf, axisOf, tensor } from '../common/arguments';
import { type Reduce, reducedShape, reducedValues, requireElements } from '../common/reduction';
import { namedResult } from '../common/results';
import { withAxis } from '../common/shapes';
import { page } from '../common/text';
import { declareOps, type Keeps, type OpContext, type OpDeclaration } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord } from '../trace';
import { reductionLines, reductionReach } from './reduce';

/** `max(x)`, `max(x, dim)` with places, `max(x, other)` element by element. */
function extremum(a: Arguments, c: OpContext, name: 'max' | 'min'): Value {
  const second = a.values.get('other');
  const other = second?.kind === 'tensor' ? second : a.raw('dim');
  if (other.kind === 'tensor') return c.op(name === 'max' ? 'torch.maximum' : 'torch.minimum', [a.raw('input'), other]);
  if (a.isNone('dim')) {
    const x = tensor(a, 'input');
    requireElements(name, shapeOf(x), undefined, c);
    const reduce: Reduce = (values) => Math[name](...values);
    return c.tensor([], { dtype: x.dtype, values: reducedValues(x, undefined, reduce) });
  }
  return withPlaces(a, c, name);
}

/** One axis goes; the numbers and where they were. */
function withPlaces(a: Arguments, c: OpContext, name: string): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const axis = axisOf(a, 'dim', shape.length, c);
  requireElements(name, shape, [axis], c);
  const kept = reducedShape(shape, [axis], a.bool('keepdim'));
  return namedResult(c.interpreter, name, {
    values: c.tensor(kept, { dtype: x.dtype }),
    indices: c.tensor(kept, { dtype: 'int64' }),
  });
}

function argument(a: Arguments, c: OpContext, compare: (best: number, x: number) => boolean): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const axes = a.isNone('dim') ? undefined : [axisOf(a, 'dim', shape.length, c)];
  requireElements(a.name, shape, axes, c);
  const place: Reduce = (values) => values.reduce((best, v, i) => (compare(values[best] ?? 0, v) ? i : best), 0);
  return c.tensor(reducedShape(shape, axes, a.bool('keepdim')), {
    dtype: 'int64',
    values: reducedValues(x, axes, place),
  });
}

const MESSAGES = 'selected index k out of range';
function kthvalue(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const axis = axisOf(a, 'dim', shape.length, c);
  const size = shape[axis] ?? 1;
  const k = a.int('k');
  if (less(k, 1) === 'yes' || less(size, k) === 'yes') {
    c.refuse({
      code: 'CS121',
      message: `kthvalue(): ${MESSAGES.replace('index k', 'number k')} for dimension ${axis}`,
      why: 'There are not so many elements along this axis.',
    });
  }
  return withPlaces(a, c, 'kthvalue');
}

function topk(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const axis = axisOf(a, 'dim', shape.length, c);
  const size = shape.length === 0 ? 1 : (shape[axis] ?? 1);
  const k = a.int('k');
  const refusal = () => ({ code: 'CS121', message: MESSAGES, why: 'k is larger than the axis that it selects from.' });
  if (less(k, 0) === 'yes') c.refuse(refusal());
  c.requireAtMost(k, size, 'the k of topk', refusal);
  const kept = shape.length === 0 ? [] : withAxis(shape, axis, k);
  return namedResult(c.interpreter, 'topk', {
    values: c.tensor(kept, { dtype: x.dtype }),
    indices: c.tensor(kept, { dtype: 'int64' }),
  });
}

/** The places, where there are any; `max(x, other)` is another op's. */
function placesKept(record: OpRecord): Keeps {
  if (record.inputs.length > 1) return {};
  if (record.op === 'torch.aminmax') return { atLeast: true };
  return record.outputs.length > 1 ? { output: [1] } : { args: ['input'], output: true };
}

const pair = (
  name: string,
  doc: string,
  signature: string,
  run: OpDeclaration['run'],
  examples: OpDeclaration['examples'],
): OpDeclaration => ({
  name: `torch.${name}`,
  aliases: [`torch.Tensor.${name}`],
  category: 'reduce',
  signature,
  doc,
  reference: page(`torch.${name}`),
  run,
  explain: reductionLines,
  reach: reductionReach,
  keeps: placesKept,
  examples: examples ?? [],
});
const OVERLOADED = '(input, dim=None, keepdim=False, *, other=None, out=None)';
const ONE_AXIS = '(input, dim=-1, keepdim=False, *, out=None)';

function aminmax(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const axes = axesOf(a, 'dim', shape.length, c);
  const made = () => c.tensor(reducedShape(shape, axes, a.bool('keepdim')), { dtype: x.dtype });
  return namedResult(c.interpreter, 'aminmax', { min: made(), max: made() });
}

const overall =
  (name: string): OpDeclaration['run'] =>
  (a, c) =>
    a.isNone('dim') ? c.tensor([], { dtype: tensor(a, 'input').dtype }) : withPlaces(a, c, name);

const twice = (name: string, dim = ', 1'): NonNullable<OpDeclaration['examples']> => [
  {
    code: `torch.${name}(x${dim})`,
    inputs: { x: '2x3x4' },
    output: [
      [2, 4],
      [2, 4],
    ],
  },
  { code: `torch.${name}(x, 3)`, inputs: { x: '2x3x4' }, problem: 'CS121' },
];

export const ops = declareOps(
  pair(
    'max',
    'The largest element of all, along an axis with its place, or of two tensors.',
    OVERLOADED,
    (a, c) => extremum(a, c, 'max'),
    [
      ...twice('max'),
      { code: 'x.max()', inputs: { x: '2x3' }, output: [] },
      { code: 'torch.max(x, y)', inputs: { x: '2x3', y: '3' }, output: [2, 3] },
    ],
  ),
  pair(
    'min',
    'The smallest element of all, along an axis with its place, or of two tensors.',
    OVERLOADED,
    (a, c) => extremum(a, c, 'min'),
    [...twice('min'), { code: 'x.min(0, keepdim=True)[0]', inputs: { x: '2x3' }, output: [1, 3] }],
  ),
  pair('median', 'The median of all or along an axis, with its place.', OVERLOADED, overall('median'), twice('median')),
  pair('nanmedian', 'The median past NaN.', OVERLOADED, overall('nanmedian'), twice('nanmedian')),
  pair(
    'mode',
    'The most frequent value along an axis, with its place.',
    ONE_AXIS,
    (a, c) => withPlaces(a, c, 'mode'),
    twice('mode'),
  ),
  pair(
    'kthvalue',
    'The k-th smallest along an axis, with its place.',
    '(input, k, dim=-1, keepdim=False, *, out=None)',
    kthvalue,
    [
      {
        code: 'torch.kthvalue(x, 2, 1)',
        inputs: { x: '2x3x4' },
        output: [
          [2, 4],
          [2, 4],
        ],
      },
      { code: 'torch.kthvalue(x, 4, 1)', inputs: { x: '2x3x4' }, problem: 'CS121' },
    ],
  ),
  pair(
    'topk',
    'The k largest along an axis, with their places.',
    '(input, k, dim=-1, largest=True, sorted=True, *, out=None)',
    topk,
    [
      {
        code: 'torch.topk(x, 2)',
        inputs: { x: '2x3x4' },
        output: [
          [2, 3, 2],
          [2, 3, 2],
        ],
      },
      { code: 'x.topk(5, dim=1)', inputs: { x: '2x3x4' }, problem: 'CS121' },
    ],
  ),
  pair('aminmax', 'Smallest and largest together.', '(input, *, dim=None, keepdim=False, out=None)', aminmax, [
    { code: 'torch.aminmax(x, dim=1)', inputs: { x: '2x3' }, output: [[2], [2]] },
  ]),
  ...(['argmax', 'argmin'] as const).map(
    (name): OpDeclaration => ({
      name: `torch.${name}`,
      aliases: [`torch.Tensor.${name}`],
      category: 'reduce',
      signature: '(input, dim=None, keepdim=False, *, out=None)',
      doc: name === 'argmax' ? 'Where the largest element is.' : 'Where the smallest element is.',
      reference: page(`torch.${name}`),
      run: (a, c) => argument(a, c, name === 'argmax' ? (best, x) => x > best : (best, x) => x < best),
      explain: reductionLines,
      reach: reductionReach,
      examples: [
        { code: `torch.${name}(x, dim=1)`, inputs: { x: '2x3x4' }, output: [2, 4] },
        { code: `x.${name}(3)`, inputs: { x: '2x3x4' }, problem: 'CS121' },
      ],
    }),
  ),
);
