/** Adding, dropping and reordering axes: always views. */
import type { Arguments, TensorValue, Value } from '../../python';
import { type Dim, equal, isPoly, mul } from '../../symbolic';
import { axesOf, axis, axisOf, sizes, tensor } from '../common/arguments';
import { arrow } from '../common/records';
import { gatherValues, inserted } from '../common/shapes';
import { page, sizes as text } from '../common/text';
import { viewed } from '../common/views';
import { declareOps, type OpContext } from '../declare';
import { shapeOf } from '../tensor';

/** The axes in a new order. */
export function permuted(c: OpContext, x: TensorValue, order: readonly number[]): TensorValue {
  const shape = shapeOf(x);
  const moved = order.map((from) => shape[from] ?? 1);
  const strides = x.strides && order.map((from) => x.strides?.[from] ?? 1);
  const values = gatherValues(x, moved, (index) => {
    const old = new Array<number>(order.length).fill(0);
    order.forEach((from, to) => {
      old[from] = index[to] ?? 0;
    });
    return old;
  });
  return viewed(c, x, moved, strides, values);
}

function transposed(c: OpContext, x: TensorValue, first: number, second: number): TensorValue {
  const order = shapeOf(x).map((_, i) => (i === first ? second : i === second ? first : i));
  return permuted(c, x, order);
}

function transpose(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const rank = shapeOf(x).length;
  return transposed(c, x, axisOf(a, 'dim0', rank, c), axisOf(a, 'dim1', rank, c));
}

function permute(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const rank = shapeOf(x).length;
  const dims = sizes(a, 'dims');
  if (dims.length !== rank) {
    c.refuse({
      code: 'CS117',
      message: `permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = ${rank} is not equal to len(dims) = ${dims.length}`,
      why: `Every one of the ${rank} axes has to be named once.`,
    });
  }
  const order = dims.map((dim) => axis(dim, rank, c));
  if (new Set(order).size !== rank) {
    c.refuse({
      code: 'CS121',
      message: 'permute(): duplicate dims are not allowed.',
      why: 'Each axis can be named once.',
    });
  }
  return permuted(c, x, order);
}

function matrixTranspose(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const rank = shapeOf(x).length;
  if (rank > 2) {
    c.refuse({
      code: 'CS117',
      message: `t() expects a tensor with <= 2 dimensions, but self is ${rank}D`,
      why: 't() turns a matrix over; use transpose or mT for more axes.',
    });
  }
  return rank < 2 ? viewed(c, x, shapeOf(x), x.strides, x.values) : transposed(c, x, 0, 1);
}

function moveDim(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const rank = shapeOf(x).length;
  const from = axesOf(a, 'source', rank, c) ?? [];
  const to = axesOf(a, 'destination', rank, c) ?? [];
  if (rank === 0) return permuted(c, x, []);
  if (from.length !== to.length) {
    c.refuse({
      code: 'CS124',
      message: `movedim: Invalid source or destination dims: source (${text(from)} dims) should contain the same number of dims as destination (${text(to)} dims)`,
    });
  }
  const order = new Array<number>(rank).fill(-1);
  to.forEach((target, i) => {
    order[target] = from[i] ?? 0;
  });
  const left = Array.from({ length: rank }, (_, i) => i).filter((i) => !from.includes(i));
  return permuted(
    c,
    x,
    order.map((source) => (source < 0 ? (left.shift() ?? 0) : source)),
  );
}

/** Whether an axis of size 1 can go. A plain symbol stands for a size that is not 1. */
function isSingle(size: Dim, c: OpContext): boolean {
  const one = equal(size, 1);
  if (one !== 'maybe') return one === 'yes';
  const plain =
    isPoly(size) &&
    size.constant === 0 &&
    size.terms.length === 1 &&
    size.terms[0]?.monomial.factors.every((f) => f.atom.kind === 'variable');
  return plain ? false : c.unknown('undecided', 'it is not known whether an axis to squeeze has size 1');
}

function squeeze(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const named = axesOf(a, 'dim', shape.length, c);
  const kept = shape.flatMap((size, i) => ((named === undefined || named.includes(i)) && isSingle(size, c) ? [] : [i]));
  return viewed(
    c,
    x,
    kept.map((i) => shape[i] ?? 1),
    x.strides && kept.map((i) => x.strides?.[i] ?? 1),
    x.values,
  );
}

function unsqueeze(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const at = axisOf(a, 'dim', shape.length + 1, c);
  const stride = at < shape.length ? x.strides && mul(shape[at] ?? 1, x.strides[at] ?? 1) : 1;
  return viewed(c, x, inserted(shape, at, 1), x.strides && inserted(x.strides, at, stride ?? 1), x.values);
}

/** `atleast_2d` and its like: missing axes of size 1, before or after. */
const atLeast =
  (rank: number) =>
  (a: Arguments, c: OpContext): Value => {
    const x = tensor(a, 'input');
    const shape = shapeOf(x);
    if (shape.length >= rank) return x;
    const to =
      rank === 3 && shape.length === 2
        ? [...shape, 1]
        : rank === 3 && shape.length === 1
          ? [1, ...shape, 1]
          : [...new Array<Dim>(rank - shape.length).fill(1), ...shape];
    return c.tensor(to, { viewOf: x, strides: null, values: x.values });
  };

const moving = { category: 'shape', explain: arrow, view: true } as const;
const outOfRange = (code: string) => ({ code, inputs: { x: '2x3x4' }, problem: 'CS121' });

export const ops = declareOps(
  {
    ...moving,
    name: 'torch.transpose',
    aliases: [
      'torch.Tensor.transpose',
      'torch.swapaxes',
      'torch.swapdims',
      'torch.Tensor.swapaxes',
      'torch.Tensor.swapdims',
    ],
    signature: '(input, dim0, dim1)',
    doc: 'Swaps two axes.',
    reference: page('torch.transpose'),
    run: transpose,
    examples: [
      { code: 'x.transpose(1, 2)', inputs: { x: '2x3x4' }, output: [2, 4, 3] },
      outOfRange('x.transpose(0, 3)'),
    ],
  },
  {
    ...moving,
    name: 'torch.permute',
    aliases: ['torch.Tensor.permute'],
    signature: '(input, *dims, **kwargs)',
    doc: 'Puts the axes into a new order.',
    reference: page('torch.permute'),
    run: permute,
    examples: [
      { code: 'x.permute(0, 2, 1)', inputs: { x: '2x3x4' }, output: [2, 4, 3] },
      { code: 'torch.permute(x, (2, 0, 1))', inputs: { x: '2x3x4' }, output: [4, 2, 3] },
      { code: 'x.permute(0, 1)', inputs: { x: '2x3x4' }, problem: 'CS117' },
      outOfRange('x.permute(0, 1, 1)'),
      outOfRange('x.permute(0, 1, 3)'),
    ],
  },
  {
    ...moving,
    name: 'torch.t',
    aliases: ['torch.Tensor.t'],
    signature: '(input)',
    doc: 'Turns a matrix over.',
    reference: page('torch.t'),
    run: matrixTranspose,
    examples: [
      { code: 'x.t()', inputs: { x: '2x3' }, output: [3, 2] },
      { code: 'x.t()', inputs: { x: '2x3x4' }, problem: 'CS117' },
    ],
  },
  {
    ...moving,
    name: 'torch.Tensor.T',
    signature: '(input)',
    doc: 'All axes in reverse order.',
    reference: 'https://pytorch.org/docs/stable/tensors.html#torch.Tensor.T',
    run: (a, c) =>
      permuted(
        c,
        tensor(a, 'input'),
        shapeOf(tensor(a, 'input')).map((_, i, all) => all.length - 1 - i),
      ),
    examples: [{ code: 'x.T', inputs: { x: '2x3' }, output: [3, 2] }],
  },
  {
    ...moving,
    name: 'torch.adjoint',
    aliases: ['torch.Tensor.mT', 'torch.Tensor.mH', 'torch.Tensor.H', 'torch.Tensor.adjoint'],
    signature: '(input)',
    doc: 'Swaps the last two axes.',
    reference: page('torch.adjoint'),
    run: (a, c) => {
      const x = tensor(a, 'input');
      const rank = shapeOf(x).length;
      if (rank < 2)
        c.refuse({
          code: 'CS117',
          message: `tensor.adjoint() is only supported on matrices or batches of matrices. Got ${rank}-D tensor.`,
        });
      return transposed(c, x, rank - 2, rank - 1);
    },
    examples: [
      { code: 'x.mT', inputs: { x: '2x3x4' }, output: [2, 4, 3] },
      { code: 'x.mH', inputs: { x: '2x3' }, output: [3, 2] },
    ],
  },
  {
    ...moving,
    name: 'torch.movedim',
    aliases: ['torch.Tensor.movedim', 'torch.moveaxis', 'torch.Tensor.moveaxis'],
    signature: '(input, source, destination)',
    doc: 'Moves axes to new places, the others keep their order.',
    reference: page('torch.movedim'),
    run: moveDim,
    examples: [
      { code: 'x.movedim(1, -1)', inputs: { x: '2x3x4x5' }, output: [2, 4, 5, 3] },
      { code: 'torch.movedim(x, (0, 1), (2, 0))', inputs: { x: '2x3x4' }, output: [3, 4, 2] },
      outOfRange('x.movedim(0, 5)'),
    ],
  },
  {
    ...moving,
    name: 'torch.squeeze',
    aliases: ['torch.Tensor.squeeze'],
    signature: '(input, dim=None)',
    doc: 'Drops axes of size 1.',
    reference: page('torch.squeeze'),
    run: squeeze,
    examples: [
      { code: 'x.squeeze()', inputs: { x: '2x1x4x1' }, output: [2, 4] },
      { code: 'x.squeeze(-1)', inputs: { x: '2x1x4x1' }, output: [2, 1, 4] },
      { code: 'x.squeeze(2)', inputs: { x: '2x1x4x1' }, output: [2, 1, 4, 1] },
      outOfRange('x.squeeze(3)'),
    ],
  },
  {
    ...moving,
    name: 'torch.unsqueeze',
    aliases: ['torch.Tensor.unsqueeze'],
    signature: '(input, dim)',
    doc: 'Adds an axis of size 1.',
    reference: page('torch.unsqueeze'),
    run: unsqueeze,
    examples: [
      { code: 'x.unsqueeze(1)', inputs: { x: '2x3' }, output: [2, 1, 3] },
      { code: 'x.unsqueeze(-1)', inputs: { x: '2x3' }, output: [2, 3, 1] },
      outOfRange('x.unsqueeze(4)'),
    ],
  },
  ...[1, 2, 3].map((rank) => ({
    ...moving,
    name: `torch.atleast_${rank}d`,
    signature: '(input)',
    doc: `A view with at least ${rank} axes.`,
    reference: page(`torch.atleast_${rank}d`),
    run: atLeast(rank),
    examples: [
      {
        code: `torch.atleast_${rank}d(x)`,
        inputs: { x: '5' },
        output: rank === 1 ? [5] : rank === 2 ? [1, 5] : [1, 5, 1],
      },
    ],
  })),
);
