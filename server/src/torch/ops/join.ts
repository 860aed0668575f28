/** Joining tensors: cat, stack and their like, grids and products. */
import { type Arguments, type DType, type TensorValue, tuple, type Value } from '../../python';
import { add, type Dim, display, product } from '../../symbolic';
import { axisOf, tensors, variadicTensors } from '../common/arguments';
import { resultType } from '../common/dtypes';
import { joinedStrides } from '../common/formats';
import { arrow, times } from '../common/records';
import { inserted } from '../common/shapes';
import { page, sizes as text } from '../common/text';
import { declareOps, type OpContext, type OpDeclaration } from '../declare';
import { isContiguous, shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

function nonEmpty(all: readonly TensorValue[], name: string, c: OpContext): TensorValue {
  const [first] = all;
  return (
    first ??
    c.refuse({
      code: 'CS106',
      message: `${name} expected a non-empty list of Tensors`,
      why: 'There is nothing to join.',
    })
  );
}

export function concatenated(all: readonly TensorValue[], at: (rank: number) => number, c: OpContext): TensorValue {
  nonEmpty(all, 'torch.cat():', c);
  // A row of no elements joins anything: what PyTorch keeps for old code.
  const counted = all.filter((x) => !(shapeOf(x).length === 1 && shapeOf(x)[0] === 0));
  const [first] = counted;
  if (!first) return c.tensor([0], { dtype: dtypeOfAll(all) });
  const shape = shapeOf(first);
  const axis = at(shape.length);
  const zero = all.findIndex((x) => shapeOf(x).length === 0);
  if (zero >= 0)
    c.refuse({
      code: 'CS106',
      message: `zero-dimensional tensor (at position ${zero}) cannot be concatenated`,
      why: 'Use stack for scalars.',
    });
  let length: Dim = 0;
  const rigid = [...shape];
  all.forEach((x, position) => {
    if (!counted.includes(x)) return;
    const own = shapeOf(x);
    if (own.length !== shape.length) {
      c.refuse({
        code: 'CS106',
        message: `Tensors must have same number of dimensions: got ${shape.length} and ${own.length}`,
        why: `Tensor number ${position} is ${text(own)}, the first ${text(shape)}.`,
      });
    }
    own.forEach((size, i) => {
      const expected = rigid[i] ?? 1;
      if (i === axis) return;
      c.requireEqual(expected, size, 'the two sizes that cat joins', () => ({
        code: 'CS106',
        message: `Sizes of tensors must match except in dimension ${axis}. Expected size ${display(expected)} but got size ${display(size)} for tensor number ${position} in the list.`,
        why: `${text(shape)} and ${text(own)} differ on axis ${i}, which is not the one they are joined along.`,
        ...matching(rigid, own, axis, position),
      }));
      if (typeof size === 'number') rigid[i] = size;
    });
    length = add(length, own[axis] ?? 1);
  });
  const joined = rigid.with(axis, length);
  return c.tensor(joined, {
    dtype: dtypeOfAll(all),
    ...joinedStrides(counted, joined),
    values: joinedValues(counted, axis),
  });
}

/** Of maps that are joined along their channels, the smaller can be made as large as the larger, or the other way. */
function matching(
  first: readonly Dim[],
  other: readonly Dim[],
  axis: number,
  position: number,
): { readonly fix?: Readonly<Record<string, unknown>> } {
  const pairs = first.map((size, i) => [size, other[i] ?? size] as const);
  const spatial = pairs.slice(2).filter(([a, b]) => a !== b);
  if (axis !== 1 || pairs.length < 3 || pairs[0]?.[0] !== pairs[0]?.[1]) return {};
  const isFirstBigger = spatial.every(([a, b]) => typeof a === 'number' && typeof b === 'number' && a > b);
  const isOtherBigger = spatial.every(([a, b]) => typeof a === 'number' && typeof b === 'number' && a < b);
  if (!isFirstBigger && !isOtherBigger) return {};
  const [bigger, smaller] = isFirstBigger ? [0, position] : [position, 0];
  return { fix: { kind: 'match-sizes', bigger, smaller, rank: pairs.length } };
}

const dtypeOfAll = (all: readonly TensorValue[]): DType | undefined => resultType(all);

const joinedValues = (all: readonly TensorValue[], axis: number): readonly number[] | undefined => {
  if (axis !== 0 || !all.every((x) => x.values)) return undefined;
  const values = all.flatMap((x) => x.values ?? []);
  return values.length <= 4096 ? values : undefined;
};

function stacked(all: readonly TensorValue[], at: (rank: number) => number, c: OpContext): TensorValue {
  const first =
    all[0] ??
    c.refuse({ code: 'CS106', message: 'stack expects a non-empty TensorList', why: 'There is nothing to join.' });
  const shape = shapeOf(first);
  all.forEach((x, position) => {
    const own = shapeOf(x);
    const refusal = () => ({
      code: 'CS106',
      message: `stack expects each tensor to be equal size, but got ${text(shape)} at entry 0 and ${text(own)} at entry ${position}`,
      why: 'stack makes a new axis; all others have to agree.',
    });
    if (own.length !== shape.length) c.refuse(refusal());
    own.forEach((size, i) => {
      c.requireEqual(shape[i] ?? 1, size, 'the sizes that stack joins', refusal);
    });
  });
  const axis = at(shape.length + 1);
  const plain = all.every((x) => isContiguous(x) === true);
  return c.tensor(inserted(shape, axis, all.length), {
    dtype: dtypeOfAll(all),
    ...(plain ? {} : { strides: null }),
    values: joinedValues(all, axis),
  });
}

/** hstack, vstack and dstack first give their tensors enough axes. */
function raised(x: TensorValue, rank: number, c: OpContext): TensorValue {
  const shape = shapeOf(x);
  if (shape.length >= rank) return x;
  const to =
    rank === 3
      ? shape.length === 2
        ? [...shape, 1]
        : [1, ...(shape.length === 1 ? shape : [1]), 1]
      : [...new Array<Dim>(rank - shape.length).fill(1), ...shape];
  return c.tensor(to, { viewOf: x, values: x.values });
}

function meshgrid(a: Arguments, c: OpContext): Value {
  const all = variadicTensors(a, 'tensors');
  const other = all.find((x) => x.dtype !== undefined && all[0]?.dtype !== undefined && x.dtype !== all[0].dtype);
  if (other)
    c.refuse({
      code: 'CS124',
      message: 'torch.meshgrid expects all tensors to have the same dtype',
      why: `${all[0]?.dtype} and ${other.dtype} differ.`,
    });
  const xy = a.raw('indexing').kind === 'str' && a.str('indexing') === 'xy' && all.length >= 2;
  const sides = all.map((x) => {
    const shape = shapeOf(x);
    if (shape.length > 1)
      c.refuse({
        code: 'CS117',
        message: `torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: ${text(shape)}`,
      });
    return shape[0] ?? 1;
  });
  const order = sides.map((_, i) => (xy && i < 2 ? 1 - i : i));
  const shape = order.map((i) => sides[i] ?? 1);
  return tuple(
    all.map((x, k) => {
      const strides = order.map((i) => (i === k ? (x.strides?.[0] ?? 1) : 0));
      return c.tensor(shape, { viewOf: x, strides: x.strides ? strides : null });
    }),
  );
}

function blockDiag(a: Arguments, c: OpContext): Value {
  const all = variadicTensors(a, 'tensors');
  const blocks = all.map((x) => raised(x, 2, c)).map(shapeOf);
  const total = (i: number) => blocks.reduce<Dim>((n, block) => add(n, block[i] ?? 1), 0);
  return c.tensor([total(0), total(1)], { dtype: dtypeOfAll(all) });
}

function cartesian(a: Arguments, c: OpContext): Value {
  const all = variadicTensors(a, 'tensors');
  const count = product(all.map((x) => shapeOf(x)[0] ?? 1));
  return c.tensor(all.length === 1 ? [count] : [count, all.length], { dtype: dtypeOfAll(all) });
}

/** `2×64×8×8 ⊕ 2×32×8×8 on axis 1: 64 + 32 = 96`. */
function catLines(record: OpRecord): readonly string[] {
  const out = record.outputs[0]?.shape;
  const first = record.inputs[0]?.shape;
  const at = first?.findIndex((size, i) => out?.[i] !== size) ?? -1;
  if (!out || !first || at < 0 || first.length !== out.length) return arrow(record);
  return [
    `axis ${at}: ${record.inputs.map((x) => display(x.shape?.[at] ?? 1)).join(' + ')} = ${display(out[at] ?? 1)}`,
    `→ ${times(out)}`,
  ];
}

const joining = { category: 'join', explain: catLines } as const;

const stackLike = (
  name: string,
  rank: number,
  axis: (rank: number) => number,
  output: readonly number[],
): OpDeclaration => ({
  ...joining,
  name: `torch.${name}`,
  ...(name === 'vstack' ? { aliases: ['torch.row_stack'] } : {}),
  signature: '(tensors, *, out=None)',
  doc: `Joins tensors along axis ${axis(3)}, after giving them at least ${rank} axes.`,
  reference: page(`torch.${name}`),
  run: (a, c) =>
    concatenated(
      tensors(a, 'tensors').map((x) => raised(x, rank, c)),
      axis,
      c,
    ),
  examples: [
    { code: `torch.${name}((x, y))`, inputs: { x: '2x3', y: '2x3' }, output },
    {
      code: `torch.${name}((x, y))`,
      inputs: name === 'hstack' ? { x: '2x3', y: '3x3' } : { x: '2x3', y: '2x4' },
      problem: 'CS106',
    },
  ],
});

export const ops = declareOps(
  {
    ...joining,
    name: 'torch.cat',
    aliases: ['torch.concat', 'torch.concatenate'],
    signature: '(tensors, dim=0, *, out=None)',
    doc: 'Joins tensors along an axis; all other sizes agree.',
    reference: page('torch.cat'),
    run: (a, c) => concatenated(tensors(a, 'tensors'), (rank) => axisOf(a, 'dim', rank, c), c),
    examples: [
      { code: 'torch.cat([x, y], dim=1)', inputs: { x: '2x3x4', y: '2x5x4' }, output: [2, 8, 4] },
      { code: 'torch.cat((x, x, x), -1)', inputs: { x: '2x3' }, output: [2, 9] },
      { code: 'torch.cat([x, y], dim=1)', inputs: { x: '1x3x174x10', y: '1x3x175x10' }, problem: 'CS106' },
      { code: 'torch.cat([x, y])', inputs: { x: '2x3', y: '2x3x4' }, problem: 'CS106' },
      { code: 'torch.cat([x, x], dim=2)', inputs: { x: '2x3' }, problem: 'CS121' },
      { code: 'torch.cat([])', problem: 'CS106' },
    ],
  },
  {
    ...joining,
    name: 'torch.stack',
    signature: '(tensors, dim=0, *, out=None)',
    doc: 'Joins tensors of one size along a new axis.',
    reference: page('torch.stack'),
    explain: arrow,
    run: (a, c) => stacked(tensors(a, 'tensors'), (rank) => axisOf(a, 'dim', rank, c), c),
    examples: [
      { code: 'torch.stack([x, x], dim=1)', inputs: { x: '2x3' }, output: [2, 2, 3] },
      { code: 'torch.stack([x, y])', inputs: { x: '2x3', y: '2x4' }, problem: 'CS106' },
      { code: 'torch.stack([x, x], dim=3)', inputs: { x: '2x3' }, problem: 'CS121' },
    ],
  },
  stackLike('hstack', 1, (rank) => (rank === 1 ? 0 : 1), [2, 6]),
  stackLike('vstack', 2, () => 0, [4, 3]),
  stackLike('dstack', 3, () => 2, [2, 3, 2]),
  {
    ...joining,
    name: 'torch.column_stack',
    signature: '(tensors, *, out=None)',
    doc: 'Joins columns: vectors become columns first.',
    reference: page('torch.column_stack'),
    run: (a, c) => {
      const columns = tensors(a, 'tensors').map((x) => {
        const shape = shapeOf(x);
        return shape.length < 2 ? c.tensor([shape[0] ?? 1, 1], { viewOf: x }) : x;
      });
      return concatenated(columns, () => 1, c);
    },
    examples: [{ code: 'torch.column_stack((x, y))', inputs: { x: '3', y: '3x2' }, output: [3, 3] }],
  },
  {
    ...joining,
    name: 'torch.block_diag',
    signature: '(*tensors)',
    doc: 'A matrix with the given ones on its diagonal.',
    reference: page('torch.block_diag'),
    explain: arrow,
    run: blockDiag,
    examples: [{ code: 'torch.block_diag(x, y)', inputs: { x: '2x3', y: '4x1' }, output: [6, 4] }],
  },
  {
    category: 'create',
    name: 'torch.meshgrid',
    aliases: ['torch.functional.meshgrid'],
    signature: '(*tensors, indexing=None)',
    doc: 'Grids of coordinates from one axis each.',
    reference: page('torch.meshgrid'),
    explain: arrow,
    run: meshgrid,
    examples: [
      {
        code: "torch.meshgrid(x, y, indexing='ij')",
        inputs: { x: '3', y: '4' },
        output: [
          [3, 4],
          [3, 4],
        ],
      },
      {
        code: "torch.meshgrid([x, y], indexing='xy')",
        inputs: { x: '3', y: '4' },
        output: [
          [4, 3],
          [4, 3],
        ],
      },
      { code: 'torch.meshgrid(x, y)', inputs: { x: '3x2', y: '4' }, problem: 'CS117' },
    ],
  },
  {
    category: 'create',
    name: 'torch.cartesian_prod',
    signature: '(*tensors)',
    doc: 'All combinations of elements, one row each.',
    reference: page('torch.cartesian_prod'),
    explain: arrow,
    run: cartesian,
    examples: [{ code: 'torch.cartesian_prod(x, y)', inputs: { x: '3', y: '4' }, output: [12, 2] }],
  },
  {
    category: 'create',
    name: 'torch.combinations',
    signature: '(input, r=2, with_replacement=False)',
    doc: 'All combinations of r elements, one row each.',
    reference: page('torch.combinations'),
    explain: arrow,
    run: (a, c) => {
      const x = a.value('input');
      const n = x.kind === 'tensor' ? shapeOf(x)[0] : undefined;
      const r = a.number('r');
      if (typeof n !== 'number' || x.kind !== 'tensor')
        return c.unknown('undecided', 'the number of combinations is not known');
      const from = a.bool('with_replacement') ? n + r - 1 : n;
      let count = 1;
      for (let i = 0; i < r; i++) count = (count * (from - i)) / (i + 1);
      return c.tensor([count, r], { dtype: x.dtype });
    },
    keeps: () => undefined,
    examples: [{ code: 'torch.combinations(x)', inputs: { x: '4' }, output: [6, 2] }],
  },
);
