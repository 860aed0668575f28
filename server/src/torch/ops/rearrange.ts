/** Moving elements within their axes (roll, flip, rot90), triangles and diagonals, sliding windows. */
import type { Arguments, Value } from '../../python';
import { add, type Dim, display, floorDiv, less, lessEqual, max, min, mul, product, sub } from '../../symbolic';
import { axesOf, axis, axisOf, sizeList, sizes, tensor } from '../common/arguments';
import { joinedStrides } from '../common/formats';
import { keptStrides } from '../common/iterate';
import { arrow } from '../common/records';
import { gatherValues, withAxis } from '../common/shapes';
import { page, sizes as text } from '../common/text';
import { viewed } from '../common/views';
import { declareOps, type OpContext } from '../declare';
import { shapeOf } from '../tensor';

/** A new tensor of the same sizes. */
const likewise = (c: OpContext, a: Arguments): Value => {
  const x = tensor(a, 'input');
  return c.tensor(shapeOf(x), { dtype: x.dtype });
};

function roll(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const rank = shapeOf(x).length;
  const shifts = a.ints('shifts') ?? [a.int('shifts')];
  const dims = a.isNone('dims') ? [] : (a.ints('dims') ?? [a.int('dims')]);
  if (dims.length === 0 && shifts.length > 1) {
    c.refuse({
      code: 'CS124',
      message: `shifts and dimensions must align. shifts: ${shifts.length}, dims:0`,
      why: 'Without axes there is one shift.',
    });
  }
  if (dims.length > 0 && dims.length !== shifts.length) {
    c.refuse({
      code: 'CS124',
      message: `shifts and dimensions must align. shifts: ${shifts.length}, dims:${dims.length}`,
      why: 'Each axis has its own shift.',
    });
  }
  const shape = shapeOf(x);
  if (rank === 0 && dims.length > 0)
    c.refuse({
      code: 'CS121',
      exception: 'IndexError',
      message: 'Dimension specified as 0 but tensor has no dimensions',
    });
  // Without elements PyTorch does not look at the axes.
  if (product(shape) !== 0) for (const dim of dims) axis(dim, rank, c);
  return c.tensor(shape, { dtype: x.dtype, ...(dims.length > 0 ? joinedStrides([x], shape) : {}) });
}

function flip(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const rank = shape.length;
  const dims = sizes(a, 'dims').map((dim) => axis(dim, rank, c));
  const twice = dims.find((dim, i) => dims.indexOf(dim) !== i);
  if (twice !== undefined)
    c.refuse({ code: 'CS121', message: `dim ${twice} appears multiple times in the list of dims` });
  const values = gatherValues(x, shape, (index) =>
    index.map((i, at) => (dims.includes(at) ? Number(shape[at]) - 1 - i : i)),
  );
  return c.tensor(shape, { dtype: x.dtype, strides: keptStrides(x), values });
}

function rot90(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const [first = 0, second = 1] = axesOf(a, 'dims', shape.length, c) ?? [];
  const turns = ((a.number('k') % 4) + 4) % 4;
  const turned = shape.map((size, i) =>
    turns % 2 === 0 ? size : i === first ? (shape[second] ?? 1) : i === second ? (shape[first] ?? 1) : size,
  );
  return c.tensor(turned, { dtype: x.dtype, strides: null });
}

/** tril and triu work on the last two axes. */
function triangle(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  if (shape.length < 2) {
    c.refuse({
      code: 'CS117',
      message: `${a.name}: input tensor must have at least 2 dimensions`,
      why: 'A triangle is part of a matrix.',
    });
  }
  return c.tensor(shape, { dtype: x.dtype });
}

/** Length of the diagonal that lies `offset` above the main one. */
function diagonalLength(rows: Dim, columns: Dim, offset: Dim): Dim {
  const [down, right] = less(offset, 0) === 'yes' ? [add(rows, offset), columns] : [rows, sub(columns, offset)];
  return max(0, min(down, right));
}

function diagonal(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const first = axisOf(a, 'dim1', shape.length, c);
  const second = axisOf(a, 'dim2', shape.length, c);
  if (first === second) {
    c.refuse({
      code: 'CS121',
      message: `diagonal dimensions cannot be identical ${display(a.int('dim1'))}, ${display(a.int('dim2'))}`,
    });
  }
  const length = diagonalLength(shape[first] ?? 1, shape[second] ?? 1, a.int('offset'));
  const keep = <T>(items: readonly T[], last: T) => [...items.filter((_, i) => i !== first && i !== second), last];
  return viewed(
    c,
    x,
    keep(shape, length),
    x.strides && keep(x.strides, add(x.strides[first] ?? 1, x.strides[second] ?? 1)),
  );
}

function diag(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const offset = a.int('diagonal');
  const [rows, columns] = shape;
  if (shape.length > 2 || rows === undefined) {
    return c.refuse({
      code: 'CS117',
      message: `diag(): Supports 1D or 2D tensors. Got ${shape.length}D`,
      why: 'diag goes from a vector to a matrix or back.',
    });
  }
  if (columns !== undefined) return c.tensor([diagonalLength(rows, columns, offset)], { dtype: x.dtype });
  const side = add(rows, less(offset, 0) === 'yes' ? sub(0, offset) : offset);
  return c.tensor([side, side], { dtype: x.dtype });
}

/** The last axis becomes the diagonal of new matrices. */
function diagEmbed(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const rank = shape.length + 1;
  const first = axisOf(a, 'dim1', rank, c);
  const second = axisOf(a, 'dim2', rank, c);
  if (first === second)
    c.refuse({
      code: 'CS121',
      message: `diagonal dimensions cannot be identical ${display(a.int('dim1'))}, ${display(a.int('dim2'))}`,
    });
  const offset = a.int('offset');
  const side = add(shape.at(-1) ?? 1, less(offset, 0) === 'yes' ? sub(0, offset) : offset);
  const rest = shape.slice(0, -1);
  const made = Array.from({ length: rank }, (_, i) => (i === first || i === second ? side : (rest.shift() ?? 1)));
  return c.tensor(made, { dtype: x.dtype, strides: null });
}

/** Sliding windows along one axis, each in a new last axis. */
function unfold(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const at = axisOf(a, 'dimension', shape.length, c);
  const [length, window, step] = [shape[at] ?? 1, a.int('size'), a.int('step')];
  c.requireAtMost(window, length, 'the window of unfold', () => ({
    code: 'CS103',
    message: `maximum size for tensor at dimension ${at} is ${display(length)} but size is ${display(window)}`,
    why: 'The window is longer than the axis.',
  }));
  if (lessEqual(step, 0) === 'yes') c.refuse({ code: 'CS124', message: `step is ${display(step)} but must be > 0` });
  const count = add(floorDiv(sub(length, window), step), 1);
  const stride = x.strides?.[at] ?? 1;
  return viewed(
    c,
    x,
    [...withAxis(shape, at, count), window],
    x.strides && [...withAxis(x.strides, at, mul(stride, step)), stride],
  );
}

function asStrided(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const size = sizeList(a.value('size'), a) ?? a.wrongType('size', 'tuple of ints');
  const stride = sizeList(a.value('stride'), a) ?? a.wrongType('stride', 'tuple of ints');
  if (size.length !== stride.length) {
    c.refuse({
      code: 'CS124',
      message: 'mismatch in length of strides and shape',
      why: `${text(size)} and ${text(stride)} differ in length.`,
    });
  }
  return viewed(c, x, size, stride);
}

const moving = { category: 'shape', explain: arrow } as const;

export const ops = declareOps(
  {
    ...moving,
    name: 'torch.roll',
    aliases: ['torch.Tensor.roll'],
    signature: '(input, shifts, dims=None)',
    doc: 'Shifts elements along axes; what leaves at one end comes back at the other.',
    reference: page('torch.roll'),
    run: roll,
    examples: [
      { code: 'torch.roll(x, (1, -1), dims=(0, 1))', inputs: { x: '2x3' }, output: [2, 3] },
      { code: 'torch.roll(x, (1, 1), dims=0)', inputs: { x: '2x3' }, problem: 'CS124' },
      { code: 'torch.roll(x, 1, dims=2)', inputs: { x: '2x3' }, problem: 'CS121' },
    ],
  },
  {
    ...moving,
    name: 'torch.flip',
    aliases: ['torch.Tensor.flip'],
    signature: '(input, *dims, **kwargs)',
    doc: 'Turns axes round.',
    reference: page('torch.flip'),
    run: flip,
    examples: [
      { code: 'torch.flip(x, (0, 1))', inputs: { x: '2x3' }, output: [2, 3] },
      { code: 'x.flip(-1)', inputs: { x: '2x3' }, output: [2, 3] },
      { code: 'x.flip(2)', inputs: { x: '2x3' }, problem: 'CS121' },
    ],
  },
  ...['fliplr', 'flipud'].map((name) => ({
    ...moving,
    name: `torch.${name}`,
    aliases: [`torch.Tensor.${name}`],
    signature: '(input)',
    doc: name === 'fliplr' ? 'Turns the second axis round.' : 'Turns the first axis round.',
    reference: page(`torch.${name}`),
    run: (a: Arguments, c: OpContext) => likewise(c, a),
    examples: [{ code: `torch.${name}(x)`, inputs: { x: '2x3' }, output: [2, 3] }],
  })),
  {
    ...moving,
    name: 'torch.rot90',
    aliases: ['torch.Tensor.rot90'],
    signature: '(input, k=1, dims=(0, 1))',
    doc: 'Turns by quarters in the plane of two axes.',
    reference: page('torch.rot90'),
    run: rot90,
    examples: [
      { code: 'torch.rot90(x, 1, (1, 2))', inputs: { x: '2x3x4' }, output: [2, 4, 3] },
      { code: 'torch.rot90(x, 2)', inputs: { x: '2x3' }, output: [2, 3] },
    ],
  },
  ...['tril', 'triu'].map((name) => ({
    ...moving,
    category: 'elementwise' as const,
    name: `torch.${name}`,
    aliases: [`torch.Tensor.${name}`],
    inplaceAliases: [`torch.Tensor.${name}_`],
    signature: '(input, diagonal=0, *, out=None)',
    doc: name === 'tril' ? 'Zeros above a diagonal.' : 'Zeros below a diagonal.',
    reference: page(`torch.${name}`),
    run: triangle,
    keeps: () => ({}),
    examples: [
      { code: `torch.${name}(x)`, inputs: { x: '3x4' }, output: [3, 4] },
      { code: `torch.${name}(x)`, inputs: { x: '3' }, problem: 'CS117' },
    ],
  })),
  {
    ...moving,
    name: 'torch.diagonal',
    aliases: ['torch.Tensor.diagonal', 'torch.linalg.diagonal'],
    signature: '(input, offset=0, dim1=0, dim2=1)',
    doc: 'The diagonal of two axes, as a view.',
    reference: page('torch.diagonal'),
    view: true,
    run: diagonal,
    examples: [
      { code: 'x.diagonal(dim1=-2, dim2=-1)', inputs: { x: '2x3x4' }, output: [2, 3] },
      { code: 'x.diagonal(1, 0, 0)', inputs: { x: '2x3x4' }, problem: 'CS121' },
    ],
  },
  {
    ...moving,
    name: 'torch.diag',
    aliases: ['torch.Tensor.diag'],
    signature: '(input, diagonal=0, *, out=None)',
    doc: 'A matrix with a vector on its diagonal, or the diagonal of a matrix.',
    reference: page('torch.diag'),
    run: diag,
    examples: [
      { code: 'torch.diag(x)', inputs: { x: '3' }, output: [3, 3] },
      { code: 'torch.diag(x, 1)', inputs: { x: '3x4' }, output: [3] },
      { code: 'torch.diag(x)', inputs: { x: '2x3x4' }, problem: 'CS117' },
    ],
  },
  {
    ...moving,
    name: 'torch.diag_embed',
    aliases: ['torch.Tensor.diag_embed'],
    signature: '(input, offset=0, dim1=-2, dim2=-1)',
    doc: 'Matrices with the last axis on their diagonal.',
    reference: page('torch.diag_embed'),
    run: diagEmbed,
    examples: [{ code: 'torch.diag_embed(x)', inputs: { x: '2x3' }, output: [2, 3, 3] }],
  },
  {
    ...moving,
    name: 'torch.Tensor.unfold',
    signature: '(input, dimension, size, step)',
    doc: 'Sliding windows along an axis, each in a new last axis, as a view.',
    reference: page('torch.Tensor.unfold'),
    view: true,
    run: unfold,
    examples: [
      { code: 'x.unfold(1, 3, 2)', inputs: { x: '2x8' }, output: [2, 3, 3] },
      { code: 'x.unfold(1, 9, 1)', inputs: { x: '2x8' }, problem: 'CS103' },
    ],
  },
  {
    ...moving,
    name: 'torch.as_strided',
    aliases: ['torch.Tensor.as_strided'],
    signature: '(input, size, stride, storage_offset=None)',
    doc: 'A view with sizes and strides of choice.',
    reference: page('torch.as_strided'),
    view: true,
    run: asStrided,
    examples: [{ code: 'x.as_strided((2, 2), (1, 2))', inputs: { x: '3x3' }, output: [2, 2] }],
  },
);
