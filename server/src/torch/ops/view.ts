/** New sizes for the same elements: view, reshape, flatten, unflatten. */
import type { Arguments, TensorValue, Value } from '../../python';
import { type Dim, display, product } from '../../symbolic';
import { axis, axisOf, sizeList, sizes, tensor } from '../common/arguments';
import { bytesOf, dtypeOf } from '../common/dtypes';
import { times } from '../common/records';
import { page, sizes as text } from '../common/text';
import { inferSize, viewed, viewStrides } from '../common/views';
import { declareOps, type OpContext } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

const INCOMPATIBLE =
  "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.";

function viewTo(x: TensorValue, wanted: readonly Dim[], c: OpContext): TensorValue {
  const shape = inferSize(wanted, shapeOf(x), c);
  const strides = viewStrides(x, shape);
  if (strides === 'no') {
    return c.refuse({
      code: 'CS108',
      message: INCOMPATIBLE,
      why: `Sizes ${text(shapeOf(x))} with strides ${text(x.strides ?? [])} cannot be read as ${text(shape)} without a copy.`,
      fix: { kind: 'rename-method', from: 'view', to: 'reshape' },
    });
  }
  return viewed(c, x, shape, strides, x.values);
}

/** A view where the strides allow it, else a copy. */
export function reshapeTo(x: TensorValue, wanted: readonly Dim[], c: OpContext): TensorValue {
  const shape = inferSize(wanted, shapeOf(x), c);
  const strides = viewStrides(x, shape);
  if (strides === 'no') return c.tensor(shape, { dtype: x.dtype, values: x.values });
  if (strides) return viewed(c, x, shape, strides, x.values);
  return c.tensor(shape, { dtype: x.dtype, strides: null, values: x.values });
}

/** `x.view(torch.int32)`: the same bytes as another type. */
function reinterpret(x: TensorValue, value: Value, c: OpContext): Value {
  const dtype = dtypeOf(value);
  const shape = shapeOf(x);
  if (!dtype || !x.dtype) return c.unknown('undecided', 'the dtype of this view is not known');
  const [from, to] = [bytesOf(x.dtype), bytesOf(dtype)];
  if (from === to) return c.tensor(shape, { viewOf: x, dtype, strides: x.strides ?? null });
  const last = shape.at(-1);
  if (typeof last !== 'number' || (last * from) % to !== 0)
    return c.unknown('undecided', 'the size of this view is not known');
  return c.tensor(shape.with(-1, (last * from) / to), { viewOf: x, dtype, strides: null });
}

function view(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const only = a.extraKeywords.get('dtype') ?? (a.extra.length === 1 ? a.extra[0] : undefined);
  if (only && dtypeOf(only)) return reinterpret(x, only, c);
  return viewTo(x, sizes(a, 'size', 'shape'), c);
}

function flatten(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const start = axisOf(a, 'start_dim', shape.length, c);
  const end = axisOf(a, 'end_dim', shape.length, c);
  if (start > end) {
    c.refuse({
      code: 'CS121',
      message: 'flatten() has invalid args: start_dim cannot come after end_dim',
      why: `start_dim is axis ${start}, end_dim is axis ${end}.`,
    });
  }
  if (shape.length === 0) return reshapeTo(x, [1], c);
  if (start === end) return x;
  return reshapeTo(x, [...shape.slice(0, start), product(shape.slice(start, end + 1)), ...shape.slice(end + 1)], c);
}

function unflatten(a: Arguments, c: OpContext): Value {
  const x = tensor(a, 'input');
  const shape = shapeOf(x);
  const at = axis(a.int('dim'), shape.length, c);
  const wanted = sizeList(a.value('sizes'), a) ?? a.wrongType('sizes', 'tuple of ints');
  const size = shape[at] ?? 1;
  const refusal = () => ({
    code: 'CS108',
    message: `unflatten: Provided sizes ${text(wanted)} don't multiply up to the size of dim ${at} (${display(size)}) in the input tensor`,
    why: `${display(size)} elements along the axis have to be shared out exactly.`,
  });
  if (wanted.filter((dim) => dim === -1).length === 0)
    c.requireEqual(product(wanted), size, 'the sizes of unflatten', refusal);
  const inner = inferSize(wanted, [size], c);
  const to = [...shape.slice(0, at), ...inner, ...shape.slice(at + 1)];
  const strides = x.strides && splitStrides(x.strides, at, inner);
  return viewed(c, x, to, strides, x.values);
}

/** One axis cut into several always stays a view. */
function splitStrides(strides: readonly Dim[], at: number, inner: readonly Dim[]): readonly Dim[] {
  const base = strides[at] ?? 1;
  const made = inner.map((_, i) => product([base, ...inner.slice(i + 1)]));
  return [...strides.slice(0, at), ...made, ...strides.slice(at + 1)];
}

/** `2×16×5×5 = 800 elements → 2×400`. */
const lines = (record: OpRecord): readonly string[] => {
  const [from, to] = [record.inputs[0]?.shape, record.outputs[0]?.shape];
  return [`${times(from)} = ${from ? display(product(from)) : '?'} elements → ${times(to)}`];
};

const reshaping = { category: 'shape', explain: lines, view: true } as const;

export const ops = declareOps(
  {
    ...reshaping,
    name: 'torch.Tensor.view',
    aliases: ['torch.Tensor._unsafe_view'],
    signature: '(input, *shape, **kwargs)',
    doc: 'The same memory with other sizes; it must be possible without a copy.',
    reference: page('torch.Tensor.view'),
    run: view,
    examples: [
      { code: 'x.view(2, -1)', inputs: { x: '2x3x4' }, output: [2, 12] },
      { code: 'x.view((6, 4))', inputs: { x: '2x3x4' }, output: [6, 4] },
      { code: 'x.transpose(1, 2).view(2, 2, 2, 3)', inputs: { x: '2x3x4' }, output: [2, 2, 2, 3] },
      { code: 'x.view(-1, 400)', inputs: { x: '1x16x4x6' }, problem: 'CS108' },
      { code: 'x.transpose(1, 2).view(2, 12)', inputs: { x: '2x3x4' }, problem: 'CS108' },
      { code: 'x.view(-1, -1)', inputs: { x: '2x3x4' }, problem: 'CS108' },
      { code: 'x.view(2, -3)', inputs: { x: '2x3x4' }, problem: 'CS108' },
    ],
  },
  {
    ...reshaping,
    name: 'torch.reshape',
    aliases: ['torch.Tensor.reshape'],
    signature: '(input, *shape, **kwargs)',
    doc: 'The same elements with other sizes: a view where possible, else a copy.',
    reference: page('torch.reshape'),
    run: (a, c) => reshapeTo(tensor(a, 'input'), sizes(a, 'shape', 'size'), c),
    examples: [
      { code: 'x.reshape(2, -1)', inputs: { x: '2x3x4' }, output: [2, 12] },
      { code: 'torch.reshape(x.transpose(0, 2), (-1,))', inputs: { x: '2x3x4' }, output: [24] },
      { code: 'x.reshape(7, -1)', inputs: { x: '2x3x4' }, problem: 'CS108' },
    ],
  },
  {
    ...reshaping,
    name: 'torch.Tensor.view_as',
    signature: '(input, other)',
    doc: 'A view with the sizes of another tensor.',
    reference: page('torch.Tensor.view_as'),
    run: (a, c) => viewTo(tensor(a, 'input'), shapeOf(tensor(a, 'other')), c),
    examples: [
      { code: 'x.view_as(y)', inputs: { x: '2x6', y: '3x4' }, output: [3, 4] },
      { code: 'x.view_as(y)', inputs: { x: '2x6', y: '3x5' }, problem: 'CS108' },
    ],
  },
  {
    ...reshaping,
    name: 'torch.Tensor.reshape_as',
    signature: '(input, other)',
    doc: 'The elements with the sizes of another tensor.',
    reference: page('torch.Tensor.reshape_as'),
    run: (a, c) => reshapeTo(tensor(a, 'input'), shapeOf(tensor(a, 'other')), c),
    examples: [
      { code: 'x.reshape_as(y)', inputs: { x: '2x6', y: '3x4' }, output: [3, 4] },
      { code: 'x.reshape_as(y)', inputs: { x: '2x6', y: '3x5' }, problem: 'CS108' },
    ],
  },
  {
    ...reshaping,
    name: 'torch.flatten',
    aliases: ['torch.Tensor.flatten'],
    signature: '(input, start_dim=0, end_dim=-1)',
    doc: 'Joins neighbouring axes into one.',
    reference: page('torch.flatten'),
    run: flatten,
    examples: [
      { code: 'torch.flatten(x, 1)', inputs: { x: '2x3x4x5' }, output: [2, 60] },
      { code: 'x.flatten(1, 2)', inputs: { x: '2x3x4x5' }, output: [2, 12, 5] },
      { code: 'x.flatten(2, 1)', inputs: { x: '2x3x4x5' }, problem: 'CS121' },
      { code: 'x.flatten(4)', inputs: { x: '2x3x4x5' }, problem: 'CS121' },
    ],
  },
  {
    ...reshaping,
    name: 'torch.ravel',
    aliases: ['torch.Tensor.ravel'],
    signature: '(input)',
    doc: 'All elements in one row.',
    reference: page('torch.ravel'),
    run: (a, c) => reshapeTo(tensor(a, 'input'), [-1], c),
    examples: [{ code: 'x.ravel()', inputs: { x: '2x3' }, output: [6] }],
  },
  {
    ...reshaping,
    name: 'torch.unflatten',
    aliases: ['torch.Tensor.unflatten'],
    signature: '(input, dim, sizes)',
    doc: 'Cuts one axis into several.',
    reference: page('torch.unflatten'),
    run: unflatten,
    examples: [
      { code: 'x.unflatten(1, (2, -1))', inputs: { x: '2x6x4' }, output: [2, 2, 3, 4] },
      { code: 'x.unflatten(1, (4, 2))', inputs: { x: '2x6x4' }, problem: 'CS108' },
    ],
  },
);
