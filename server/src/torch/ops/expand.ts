/** Repeating along axes: without a copy (expand) or with one (repeat, tile, repeat_interleave). */
import { type Arguments, type DType, list, type TensorValue, type Value } from '../../python';
import { add, type Dim, display, equal, less, mul, product } from '../../symbolic';
import { axisOf, sizes, tensor, variadicTensors } from '../common/arguments';
import { broadcastAll } from '../common/broadcast';
import { arrow } from '../common/records';
import { gatherValues, withAxis } from '../common/shapes';
import { dataSize } from '../common/symbols';
import { page, sizes as text } from '../common/text';
import { viewed } from '../common/views';
import { intOf } from '../context';
import { declareOps, type Keeps, type OpContext } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

const TYPES: Readonly<Partial<Record<DType, string>>> = {
  float32: 'Float',
  float64: 'Double',
  float16: 'Half',
  bfloat16: 'BFloat16',
  int64: 'Long',
  int32: 'Int',
  int16: 'Short',
  int8: 'Char',
  uint8: 'Byte',
  bool: 'Bool',
  complex64: 'ComplexFloat',
  complex128: 'ComplexDouble',
};

/** Axes of size 1 grow with stride 0; -1 keeps a size. */
export function expanded(c: OpContext, x: TensorValue, wanted: readonly Dim[]): TensorValue {
  const shape = shapeOf(x);
  const extra = wanted.length - shape.length;
  if (extra < 0) {
    c.refuse({
      code: 'CS107',
      message: `expand(torch.${TYPES[x.dtype ?? 'float32'] ?? 'Float'}Tensor{${text(shape)}}, size=${text(wanted)}): the number of sizes provided (${wanted.length}) must be greater or equal to the number of dimensions in the tensor (${shape.length})`,
      why: 'expand can add axes in front, and drops none.',
    });
  }
  const grown = wanted.map((size, i) => {
    const old = shape[i - extra];
    if (old === undefined) return newAxis(size, i, c);
    return size === -1 ? old : grow(old, size, i, wanted, shape, c);
  });
  const strides =
    x.strides &&
    grown.map((size, i) => {
      const old = shape[i - extra];
      return old === undefined || (old === 1 && size !== 1) ? 0 : (x.strides?.[i - extra] ?? 0);
    });
  const values = gatherValues(x, grown, (index) => index.slice(extra).map((i, axis) => (shape[axis] === 1 ? 0 : i)));
  return viewed(c, x, grown, strides, values);
}

function newAxis(size: Dim, axis: number, c: OpContext): Dim {
  if (less(size, 0) !== 'yes') return size;
  return c.refuse({
    code: 'CS107',
    message: `The expanded size of the tensor (${display(size)}) isn't allowed in a leading, non-existing dimension ${axis}`,
    why: '-1 keeps a size, and there is none to keep here.',
  });
}

function grow(old: Dim, size: Dim, axis: number, wanted: readonly Dim[], shape: readonly Dim[], c: OpContext): Dim {
  if (old === 1) return size;
  const refusal = () => ({
    code: 'CS107',
    message: `The expanded size of the tensor (${display(size)}) must match the existing size (${display(old)}) at non-singleton dimension ${axis}.  Target sizes: ${text(wanted)}.  Tensor sizes: ${text(shape)}`,
    why: 'Only an axis of size 1 can be expanded.',
  });
  if (equal(old, size) === 'no' && equal(old, 1) !== 'no') {
    c.requireEqual(old, 1, 'a size that expands', refusal);
    return size;
  }
  c.requireEqual(old, size, 'a size that expands', refusal);
  return size;
}

function repeat(a: Arguments, c: OpContext, counts: readonly Dim[], isTile: boolean): Value {
  const x = tensor(a, 'input');
  const given = shapeOf(x);
  if (counts.length < given.length && !isTile) {
    c.refuse({
      code: 'CS117',
      message: 'Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor',
      why: `The tensor has ${given.length} axes, and only ${counts.length} counts are given.`,
    });
  }
  const rank = Math.max(given.length, counts.length);
  const times = [...new Array<Dim>(rank - counts.length).fill(1), ...counts];
  const shape = [...new Array<Dim>(rank - given.length).fill(1), ...given];
  const negative = times.find((n) => less(n, 0) === 'yes');
  if (negative !== undefined)
    c.refuse({
      code: 'CS124',
      message: `Trying to create tensor with negative dimension ${display(mul(negative, shape[times.indexOf(negative)] ?? 1))}: ${text(shape.map((size, i) => mul(size, times[i] ?? 1)))}`,
    });
  const grown = shape.map((size, i) => mul(size, times[i] ?? 1));
  const offset = rank - given.length;
  const values = gatherValues(x, grown, (index) => index.slice(offset).map((i, axis) => i % Number(given[axis] ?? 1)));
  return c.tensor(grown, { dtype: x.dtype, values });
}

/** How often as one number for all elements, or a number for each. */
function repeatInterleave(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const flat = a.isNone('dim');
  const at = flat ? 0 : axisOf(a, 'dim', shape.length, c);
  if (!flat && shape.length === 0)
    c.refuse({
      code: 'CS121',
      exception: 'IndexError',
      message: 'Dimension specified as 0 but tensor has no dimensions',
    });
  const from = flat ? [product(shape)] : shape;
  const size = from[at] ?? 1;
  const repeats = a.value('repeats');
  if (repeats.kind === 'int') {
    if (less(repeats.value, 0) === 'yes') c.refuse({ code: 'CS124', message: 'Repeats must be non-negative' });
    return c.tensor(withAxis(from, at, mul(size, repeats.value)), { dtype: x.dtype });
  }
  const counts = tensor(a, 'repeats');
  const many = shapeOf(counts);
  const [length] = many;
  if (many.length > 1) c.refuse({ code: 'CS117', message: 'repeat_interleave only accept 1D vector as repeat' });
  if (length !== undefined && length !== 1) {
    c.requireEqual(length, size, 'the repeats of repeat_interleave', () => ({
      code: 'CS107',
      message: 'repeats must have the same size as input along dim',
      why: `There are ${display(length)} counts for ${display(size)} elements.`,
    }));
  }
  const known = counts.values;
  const total = known
    ? length === size
      ? known.reduce((n, v) => add(n, v), 0 as Dim)
      : mul(size, known[0] ?? 1)
    : dataSize(c.interpreter, Number.POSITIVE_INFINITY);
  return c.tensor(withAxis(from, at, total), { dtype: x.dtype });
}

const repeating = { category: 'shape', explain: arrow } as const;

/** Where each number of the result comes from. */
function keepsPlaces(record: OpRecord): Keeps {
  const shape = record.outputs[0]?.shape ?? [];
  const dim = intOf(record, 'dim');
  const size = dim === undefined ? product(shape) : typeof dim === 'number' ? shape.at(dim) : undefined;
  return size === undefined ? { atLeast: true } : { bytes: mul(8, size) };
}

export const ops = declareOps(
  {
    ...repeating,
    name: 'torch.Tensor.expand',
    signature: '(input, *size, **kwargs)',
    doc: 'Repeats axes of size 1 without copying.',
    reference: page('torch.Tensor.expand'),
    view: true,
    run: (a, c) => expanded(c, tensor(a, 'input'), sizes(a, 'size')),
    examples: [
      { code: 'x.expand(4, -1, 3)', inputs: { x: '2x1' }, output: [4, 2, 3] },
      { code: 'x.expand(2, 3)', inputs: { x: '2x4' }, problem: 'CS107' },
      { code: 'x.expand(4)', inputs: { x: '2x4' }, problem: 'CS107' },
      { code: 'x.expand(-1, 2, 4)', inputs: { x: '2x4' }, problem: 'CS107' },
    ],
  },
  {
    ...repeating,
    name: 'torch.Tensor.expand_as',
    signature: '(input, other)',
    doc: 'Repeats axes of size 1 to the sizes of another tensor, without copying.',
    reference: page('torch.Tensor.expand_as'),
    view: true,
    run: (a, c) => expanded(c, tensor(a, 'input'), shapeOf(tensor(a, 'other'))),
    examples: [
      { code: 'x.expand_as(y)', inputs: { x: '2x1', y: '2x3' }, output: [2, 3] },
      { code: 'x.expand_as(y)', inputs: { x: '2x2', y: '2x3' }, problem: 'CS107' },
    ],
  },
  {
    ...repeating,
    name: 'torch.broadcast_to',
    aliases: ['torch.Tensor.broadcast_to'],
    signature: '(input, *size, **kwargs)',
    doc: 'Broadcasts to sizes, without copying.',
    reference: page('torch.broadcast_to'),
    view: true,
    run: (a, c) => expanded(c, tensor(a, 'input'), sizes(a, 'size')),
    examples: [
      { code: 'torch.broadcast_to(x, (2, 3))', inputs: { x: '3' }, output: [2, 3] },
      { code: 'torch.broadcast_to(x, (2, 4))', inputs: { x: '3' }, problem: 'CS107' },
    ],
  },
  {
    ...repeating,
    name: 'torch.broadcast_tensors',
    signature: '(*tensors)',
    doc: 'Broadcasts tensors against each other, without copying.',
    reference: page('torch.broadcast_tensors'),
    view: true,
    run: (a, c) => {
      const all = variadicTensors(a, 'tensors');
      const shape = broadcastAll(all.map(shapeOf), c);
      return list(all.map((x) => expanded(c, x, shape)));
    },
    examples: [
      {
        code: 'torch.broadcast_tensors(x, y)',
        inputs: { x: '2x1', y: '3' },
        output: [
          [2, 3],
          [2, 3],
        ],
      },
      { code: 'torch.broadcast_tensors(x, y)', inputs: { x: '2x4', y: '3' }, problem: 'CS107' },
    ],
  },
  {
    ...repeating,
    name: 'torch.Tensor.repeat',
    signature: '(input, *repeats, **kwargs)',
    doc: 'Copies the tensor several times along each axis.',
    reference: page('torch.Tensor.repeat'),
    run: (a, c) => repeat(a, c, sizes(a, 'repeats'), false),
    examples: [
      { code: 'x.repeat(4, 1, 2)', inputs: { x: '2x3' }, output: [4, 2, 6] },
      { code: 'x.repeat(2)', inputs: { x: '2x3' }, problem: 'CS117' },
    ],
  },
  {
    ...repeating,
    name: 'torch.tile',
    aliases: ['torch.Tensor.tile'],
    signature: '(input, *dims, **kwargs)',
    doc: 'Copies the tensor several times along each axis; missing counts are 1.',
    reference: page('torch.tile'),
    run: (a, c) => repeat(a, c, sizes(a, 'dims'), true),
    examples: [
      { code: 'x.tile((2,))', inputs: { x: '2x3' }, output: [2, 6] },
      { code: 'torch.tile(x, (2, 2, 2))', inputs: { x: '2x3' }, output: [2, 4, 6] },
    ],
  },
  {
    ...repeating,
    name: 'torch.repeat_interleave',
    aliases: ['torch.Tensor.repeat_interleave'],
    signature: '(input, repeats, dim=None, *, output_size=None)',
    doc: 'Repeats each element in place.',
    reference: page('torch.repeat_interleave'),
    run: repeatInterleave,
    keeps: keepsPlaces,
    examples: [
      { code: 'x.repeat_interleave(2, dim=1)', inputs: { x: '2x3' }, output: [2, 6] },
      { code: 'x.repeat_interleave(3)', inputs: { x: '2x3' }, output: [18] },
      { code: 'x.repeat_interleave(2, dim=2)', inputs: { x: '2x3' }, problem: 'CS121' },
    ],
  },
);
