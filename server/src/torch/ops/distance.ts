/** Distances and similarities. */
import type { Arguments, TensorValue } from '../../python';
import { add, display, floorDiv, mul, product, sub } from '../../symbolic';
import { axis, tensor } from '../common/arguments';
import { broadcast } from '../common/broadcast';
import { resultType } from '../common/dtypes';
import { floats, needsGrad } from '../common/kept';
import { page } from '../common/text';
import { inputOf } from '../context';
import { declareOps, type Keeps, type OpContext } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

function similarity(a: Arguments, c: OpContext): TensorValue {
  const [x1, x2] = [tensor(a, 'x1'), tensor(a, 'x2')];
  const joined = broadcast(shapeOf(x1), shapeOf(x2), c);
  const dim = axis(a.int('dim'), joined.length, c);
  return c.tensor(
    joined.filter((_, i) => i !== dim),
    { dtype: resultType([x1, x2]) },
  );
}

function pairwise(a: Arguments, c: OpContext): TensorValue {
  const [x1, x2] = [tensor(a, 'x1'), tensor(a, 'x2')];
  const joined = broadcast(shapeOf(x1), shapeOf(x2), c);
  const lead = joined.slice(0, -1);
  return c.tensor(a.bool('keepdim') ? [...lead, 1] : lead, { dtype: resultType([x1, x2]) });
}

function checkNorm(a: Arguments, c: OpContext, name: string): void {
  const p = a.float('p');
  if (p !== undefined && p < 0)
    c.refuse({ code: 'CS124', message: `${name} only supports non-negative p values`, why: 'Norms have p ≥ 0.' });
}

function cdist(a: Arguments, c: OpContext): TensorValue {
  const [x1, x2] = [tensor(a, 'x1'), tensor(a, 'x2')];
  const [left, right] = [shapeOf(x1), shapeOf(x2)];
  for (const [i, shape] of [left, right].entries()) {
    if (shape.length < 2)
      c.refuse({
        code: 'CS117',
        message: `cdist only supports at least 2D tensors, X${i + 1} got: ${shape.length}D`,
        why: 'Rows are the points.',
      });
  }
  const [a1 = 0, a2 = 0] = [left.at(-1), right.at(-1)];
  c.requireEqual(a1, a2, 'the points that cdist compares', () => ({
    code: 'CS107',
    message: `X1 and X2 must have the same number of columns. X1: ${display(a1)} X2: ${display(a2)}`,
    why: 'Points of different spaces have no distance.',
  }));
  checkNorm(a, c, 'cdist');
  return c.tensor([...broadcast(left.slice(0, -2), right.slice(0, -2), c), left.at(-2) ?? 0, right.at(-2) ?? 0], {
    dtype: resultType([x1, x2]),
  });
}

function pdist(a: Arguments, c: OpContext): TensorValue {
  const input = tensor(a, 'input');
  const shape = shapeOf(input);
  if (shape.length !== 2)
    c.refuse({
      code: 'CS117',
      message: `pdist only supports 2D tensors, got: ${shape.length}D`,
      why: 'Rows are the points.',
    });
  checkNorm(a, c, 'pdist');
  const [rows = 0] = shape;
  return c.tensor([floorDiv(mul(rows, sub(rows, 1)), 2)], { dtype: input.dtype });
}

const F = 'torch.nn.functional';
/** For each side that learns: itself, the other side's direction and its own length, all in the common sizes. */
function keepsDirections(record: OpRecord): Keeps {
  const [x, y] = [inputOf(record, 'x1'), inputOf(record, 'x2')];
  if (!x?.shape || !y?.shape) return { atLeast: true };
  const common = x.shape.length < y.shape.length ? y.shape : x.shape;
  const sides = ['x1', 'x2'].filter((name) => needsGrad(record, name));
  const one = add(floats(common), floats(record.outputs[0]?.shape));
  const isPlain = [x.shape, y.shape].every((shape) => shape.every((size, i) => size === common.at(i - shape.length)));
  return { args: sides, bytes: mul(sides.length, one), atLeast: !isPlain };
}

/** x − y + ε, and the norm of it. */
function keepsDifference(record: OpRecord): Keeps {
  const p = record.args.get('p');
  const [x, y] = [inputOf(record, 'x1')?.shape, inputOf(record, 'x2')?.shape];
  const common = x && y && x.length < y.length ? y : x;
  const isPlain = (p?.kind === 'float' || p?.kind === 'int') && p.value === 2;
  return { output: true, bytes: floats(common), atLeast: !isPlain };
}

const pairs = (record: OpRecord): readonly string[] => [
  `${display(product(record.outputs[0]?.shape ?? []))} distances`,
];

export const ops = declareOps(
  {
    name: `${F}.cosine_similarity`,
    aliases: ['torch.cosine_similarity'],
    category: 'reduce',
    doc: 'The cosine of the angle between vectors along one axis.',
    reference: page(`${F}.cosine_similarity`),
    signature: '(x1, x2, dim=1, eps=0.00000001)',
    run: similarity,
    keeps: keepsDirections,
    examples: [
      { code: 'F.cosine_similarity(x, y)', inputs: { x: '[2, 3, 4]', y: '[2, 3, 4]' }, output: [2, 4] },
      { code: 'F.cosine_similarity(x, y, dim=-1)', inputs: { x: '[2, 3, 4]', y: '[3, 4]' }, output: [2, 3] },
      { code: 'F.cosine_similarity(x, y)', inputs: { x: '[2, 3, 4]', y: '[2, 3, 5]' }, problem: 'CS107' },
      { code: 'F.cosine_similarity(x, y, dim=3)', inputs: { x: '[2, 3, 4]', y: '[2, 3, 4]' }, problem: 'CS121' },
    ],
  },
  {
    name: `${F}.pairwise_distance`,
    aliases: ['torch.pairwise_distance'],
    category: 'reduce',
    doc: 'The p-norm of the difference of vectors, row by row.',
    reference: page(`${F}.pairwise_distance`),
    signature: '(x1, x2, p=2.0, eps=0.000001, keepdim=False)',
    run: pairwise,
    keeps: keepsDifference,
    examples: [
      { code: 'F.pairwise_distance(x, y)', inputs: { x: '[2, 3]', y: '[3]' }, output: [2] },
      { code: 'F.pairwise_distance(x, y, keepdim=True)', inputs: { x: '[2, 3]', y: '[2, 3]' }, output: [2, 1] },
      { code: 'F.pairwise_distance(x, y)', inputs: { x: '[2, 3]', y: '[2, 4]' }, problem: 'CS107' },
    ],
  },
  {
    name: 'torch.cdist',
    category: 'reduce',
    doc: 'The distance of every row of one matrix to every row of the other.',
    reference: page('torch.cdist'),
    signature: "(x1, x2, p=2.0, compute_mode='use_mm_for_euclid_dist_if_necessary')",
    run: cdist,
    explain: pairs,
    keeps: () => ({ args: ['x1', 'x2'], output: true }),
    examples: [
      { code: 'torch.cdist(x, y)', inputs: { x: '[5, 3]', y: '[2, 6, 3]' }, output: [2, 5, 6] },
      { code: 'torch.cdist(x, y)', inputs: { x: '[2, 5, 3]', y: '[2, 6, 4]' }, problem: 'CS107' },
      { code: 'torch.cdist(x, y)', inputs: { x: '[3]', y: '[6, 3]' }, problem: 'CS117' },
      { code: 'torch.cdist(x, y, p=-1)', inputs: { x: '[5, 3]', y: '[6, 3]' }, problem: 'CS124' },
    ],
  },
  {
    name: `${F}.pdist`,
    aliases: ['torch.pdist'],
    category: 'reduce',
    doc: 'The distances between all pairs of rows, each pair once.',
    reference: page(`${F}.pdist`),
    signature: '(input, p=2.0)',
    run: pdist,
    explain: pairs,
    keeps: () => ({ args: ['input'], output: true }),
    examples: [
      { code: 'F.pdist(x)', inputs: { x: '[5, 3]' }, output: [10] },
      { code: 'F.pdist(x)', inputs: { x: '[5]' }, problem: 'CS117' },
    ],
  },
);
