/**
 * What `x[…]` picks (torch/csrc/autograd/python_variable_indexing.cpp, aten/src/ATen/TensorIndexing.h): ints,
 * slices, None and Ellipsis make a view; tensors, lists and masks among them then gather from that view.
 */
import { type Interpreter, NotKnown, type SliceValue, type TensorValue, toInt, type Value } from '../../python';
import { add, ceilDiv, type Dim, display, less, lessEqual, max, min, mul, sub } from '../../symbolic';
import type { OpContext } from '../declare';
import { contiguousStrides, isTensor, shapeOf } from '../tensor';
import { broadcastAll } from './broadcast';
import { iterationStrides } from './iterate';
import { gatherValues, inserted, numbers, without } from './shapes';
import { dataSize } from './symbols';
import { sizes as text } from './text';
import { viewed } from './views';

/** Positions along one axis, or a mask over several. */
interface Picker {
  readonly kind: 'positions' | 'mask';
  readonly shape: readonly Dim[];
  readonly values: readonly number[] | undefined;
}

export function picked(c: OpContext, x: TensorValue, index: Value): TensorValue {
  const items = itemsOf(index, c.interpreter);
  const rank = shapeOf(x).length;
  const used = items.reduce((n, item) => n + axesTaken(item, c), 0);
  if (used > rank) {
    c.refuse({
      code: 'CS121',
      exception: 'IndexError',
      message: rank === 0 ? ZERO_DIM : `too many indices for tensor of dimension ${rank}`,
      why: `${used} axes are indexed, and the tensor has ${rank}.`,
    });
  }
  const pickers: (Picker | undefined)[] = [];
  let view = x;
  for (const item of items) {
    const axis = pickers.length;
    const step = one(c, view, axis, item, { left: rank - used, dropped: rank - shapeOf(view).length });
    view = step.view;
    pickers.push(...step.axes);
  }
  if (pickers.some((picker) => picker !== undefined)) return gathered(c, view, pickers);
  return view === x ? viewed(c, x, shapeOf(x), x.strides, x.values) : view;
}

const ZERO_DIM =
  'invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number';

/** A list that holds tensors, slices or lists stands for a tuple. */
function itemsOf(index: Value, interpreter: Interpreter): readonly Value[] {
  if (index.kind === 'tuple') {
    if (index.rest) throw new NotKnown(index.rest);
    return index.items;
  }
  if (index.kind === 'list') {
    const { items } = interpreter.iterate(index);
    if (
      items.some((item) => ['tensor', 'list', 'tuple', 'slice', 'ellipsis', 'none'].includes(item.kind)) &&
      !nested(items)
    )
      return items;
  }
  return [index];
}
/** `[[0, 1], [2, 3]]` is one matrix of positions. */
const nested = (items: readonly Value[]): boolean =>
  items.every((item) => item.kind === 'list' && item.items.every((v) => v.kind === 'int'));

function axesTaken(item: Value, c: OpContext): number {
  if (item.kind === 'unknown' && item.type !== 'int') throw new NotKnown(item);
  if (item.kind === 'none' || item.kind === 'ellipsis' || item.kind === 'bool') return 0;
  if (!isTensor(item)) return 1;
  const rank = shapeOf(item).length;
  return isMask(item, c) ? rank : 1;
}

function isMask(x: TensorValue, c: OpContext): boolean {
  if (x.dtype === undefined) return c.unknown('undecided', 'it is not known whether an index is a mask');
  return x.dtype === 'bool' || x.dtype === 'uint8';
}

interface Step {
  readonly view: TensorValue;
  /** What follows for the axes of the view that this item made. */
  readonly axes: readonly (Picker | undefined)[];
}

function one(
  c: OpContext,
  view: TensorValue,
  axis: number,
  item: Value,
  rank: { readonly left: number; readonly dropped: number },
): Step {
  switch (item.kind) {
    case 'ellipsis':
      return { view, axes: new Array<undefined>(rank.left).fill(undefined) };
    case 'none':
      return { view: withNewAxis(c, view, axis), axes: [undefined] };
    case 'bool':
      return {
        view: withNewAxis(c, view, axis),
        axes: [{ kind: 'positions', shape: [item.value ? 1 : 0], values: item.value ? [0] : [] }],
      };
    case 'unknown':
      // Some place of the axis.
      return { view: at(c, view, axis, undefined), axes: [] };
    case 'slice':
      return { view: stretch(c, view, axis, item), axes: [undefined] };
    default: {
      const place = toInt(item);
      if (place !== undefined && (!isTensor(item) || shapeOf(item).length === 0))
        return { view: at(c, view, axis, place), axes: [] };
      if (isTensor(item) && shapeOf(item).length === 0 && !isMask(item, c))
        return { view: at(c, view, axis, undefined), axes: [] };
      return pickAxis(c, view, axis, item);
    }
  }
}

function pickAxis(c: OpContext, view: TensorValue, axis: number, item: Value): Step {
  const picker = pickerOf(c, item);
  if (picker.kind === 'positions') return { view, axes: [picker] };
  if (picker.shape.length === 0)
    return {
      view: withNewAxis(c, view, axis),
      axes: [{ ...picker, kind: 'positions', shape: [dataSize(c.interpreter, 1)] }],
    };
  const shape = shapeOf(view);
  picker.shape.forEach((size, i) => {
    const own = shape[axis + i] ?? 1;
    c.requireEqual(size, own, 'the sizes of a mask', () => ({
      code: 'CS121',
      exception: 'IndexError',
      message: `The shape of the mask ${text(picker.shape)} at index ${i} does not match the shape of the indexed tensor ${text(shape)} at index ${axis + i}`,
      why: 'A mask has the sizes of the axes that it picks from.',
    }));
  });
  return { view, axes: [picker, ...new Array<undefined>(picker.shape.length - 1).fill(undefined)] };
}

function pickerOf(c: OpContext, item: Value): Picker {
  if (isTensor(item))
    return { kind: isMask(item, c) ? 'mask' : 'positions', shape: shapeOf(item), values: item.values };
  if (item.kind === 'list' || item.kind === 'tuple' || item.kind === 'range') {
    const made = fromList(c, item);
    if (made) return made;
  }
  const got = c.interpreter.typeOf(item);
  const type = got.kind === 'class' ? got.name : 'unknown';
  return c.interpreter.raise(
    'TypeError',
    `only integers, slices (\`:\`), ellipsis (\`...\`), None and long or byte Variables are valid indices (got ${type})`,
  );
}

function fromList(c: OpContext, value: Value): Picker | undefined {
  const { items, rest } = c.interpreter.iterate(value);
  if (rest) throw new NotKnown(rest);
  const masks = items.length > 0 && items.every((item) => item.kind === 'bool');
  const values: number[] = [];
  let known = true;
  for (const item of items) {
    if (item.kind === 'unknown') throw new NotKnown(item);
    if (item.kind === 'list') {
      const rows = items.map((row) => fromList(c, row));
      const [first] = rows;
      return first && { kind: first.kind, shape: [items.length, ...first.shape], values: undefined };
    }
    const dim = toInt(item);
    if (dim === undefined && !isTensor(item)) return undefined;
    if (typeof dim === 'number') values.push(dim);
    else known = false;
  }
  return { kind: masks ? 'mask' : 'positions', shape: [items.length], values: known ? values : undefined };
}

function withNewAxis(c: OpContext, x: TensorValue, axis: number): TensorValue {
  const shape = shapeOf(x);
  const stride = axis < shape.length ? mul(shape[axis] ?? 1, x.strides?.[axis] ?? 1) : 1;
  return viewed(c, x, inserted(shape, axis, 1), x.strides && inserted(x.strides, axis, stride), x.values);
}

/** One place of an axis; the axis goes. */
function at(c: OpContext, x: TensorValue, axis: number, place: Dim | undefined): TensorValue {
  const shape = shapeOf(x);
  const size = shape[axis] ?? 1;
  const resolved = place !== undefined && less(place, 0) === 'yes' ? add(place, size) : place;
  if (
    resolved !== undefined &&
    place !== undefined &&
    (less(resolved, 0) === 'yes' || lessEqual(size, resolved) === 'yes')
  ) {
    c.refuse({
      code: 'CS121',
      exception: 'IndexError',
      message: `index ${display(place)} is out of bounds for dimension ${axis} with size ${display(size)}`,
      why: `The axis has the places 0 to ${display(sub(size, 1))}.`,
    });
  }
  const values =
    typeof resolved === 'number'
      ? gatherValues(x, without(shape, axis), (index) => index.toSpliced(axis, 0, resolved))
      : undefined;
  return viewed(c, x, without(shape, axis), x.strides && without(x.strides, axis), values);
}

function stretch(c: OpContext, x: TensorValue, axis: number, slice: SliceValue): TensorValue {
  const shape = shapeOf(x);
  const size = shape[axis] ?? 1;
  const step = bound(slice.step, c) ?? 1;
  if (lessEqual(step, 0) === 'yes') {
    c.refuse({
      code: 'CS121',
      exception: 'ValueError',
      message: 'step must be greater than zero',
      why: 'A tensor cannot be sliced backwards; use flip.',
    });
  }
  const start = placed(bound(slice.lower, c) ?? 0, size, c);
  const end = slice.upper.kind === 'none' ? size : placed(bound(slice.upper, c) ?? size, size, c);
  const length =
    lessEqual(start, end) === 'yes' ? ceilDiv(sub(end, start), step) : max(0, ceilDiv(sub(end, start), step));
  const to = shape.with(axis, length);
  const strides = x.strides?.with(axis, mul(x.strides[axis] ?? 1, step));
  const values =
    typeof start === 'number' && typeof step === 'number'
      ? gatherValues(x, to, (index) => index.with(axis, start + step * (index[axis] ?? 0)))
      : undefined;
  return viewed(c, x, to, strides, values);
}

function bound(value: Value, c: OpContext): Dim | undefined {
  if (value.kind === 'none') return undefined;
  if (value.kind === 'unknown') throw new NotKnown(value);
  const dim = toInt(value);
  if (dim !== undefined) return dim;
  if (isTensor(value)) return c.unknown('data', 'a bound of the slice depends on the numbers of a tensor');
  return c.interpreter.raise('TypeError', 'slice indices must be integers or None or have an __index__ method');
}

/** Counted from the start and within the axis. */
function placed(given: Dim, size: Dim, c: OpContext): Dim {
  const negative = less(given, 0);
  if (negative === 'maybe') {
    c.requireAtMost(0, given, 'a bound of a slice', () => ({
      code: 'CS121',
      message: 'a bound of a slice is negative',
    }));
  }
  const from = negative === 'yes' ? max(0, add(given, size)) : given;
  return min(from, size);
}

/** Tensors of positions broadcast against each other; their axes stand where they stood together, else in front. */
function gathered(c: OpContext, view: TensorValue, pickers: readonly (Picker | undefined)[]): TensorValue {
  const shape = shapeOf(view);
  const all = spread(c, pickers);
  const indices = all.flatMap((picker, axis) => (picker ? [{ picker, axis }] : []));
  const shapes = indices.map(({ picker }) => picker.shape);
  const joined = broadcastAll(shapes, c, () => ({
    code: 'CS121',
    exception: 'IndexError',
    message: `shape mismatch: indexing tensors could not be broadcast together with shapes ${shapes.map(text).join(', ')}`,
    why: 'The tensors of positions have to fit each other.',
  }));
  for (const { picker, axis } of indices) checkRange(c, picker, shape[axis] ?? 1, axis);
  const first = indices[0]?.axis ?? 0;
  const adjacent = indices.every(({ axis }, i) => axis === first + i);
  const taken = new Set(indices.map(({ axis }) => axis));
  const kept = shape.flatMap((_, axis) => (taken.has(axis) ? [] : [axis]));
  const before = adjacent ? kept.filter((axis) => axis < first) : [];
  const after = kept.filter((axis) => !before.includes(axis));
  const to = [...before.map((axis) => shape[axis] ?? 1), ...joined, ...after.map((axis) => shape[axis] ?? 1)];
  const strides =
    view.strides &&
    iterationStrides(to, [
      [
        ...before.map((axis) => view.strides?.[axis] ?? 1),
        ...joined.map(() => 0),
        ...after.map((axis) => view.strides?.[axis] ?? 1),
      ],
      ...indices.map(({ picker }) => spanned(picker.shape, joined, to, before.length)),
    ]);
  const values =
    indices.length === 1 && joined.length === 1 && adjacent
      ? pickedValues(view, to, first, indices[0]?.picker)
      : undefined;
  return c.tensor(to, { dtype: view.dtype, strides: strides ?? null, values });
}

function pickedValues(
  view: TensorValue,
  to: readonly Dim[],
  axis: number,
  picker: Picker | undefined,
): readonly number[] | undefined {
  const positions = picker?.values;
  const size = numbers(view.shape)?.[axis];
  if (!positions || size === undefined) return undefined;
  return gatherValues(view, to, (index) => {
    const place = positions[index[axis] ?? 0] ?? 0;
    return index.with(axis, place < 0 ? place + size : place);
  });
}

/** Strides of an index tensor over the whole result, in elements: axes of size 1 around its own, 0 where they broadcast. */
function spanned(shape: readonly Dim[], joined: readonly Dim[], whole: readonly Dim[], before: number): readonly Dim[] {
  const own = contiguousStrides(shape);
  const offset = before + joined.length - shape.length;
  const total = mul(own[0] ?? 1, shape[0] ?? 1);
  return whole.map((size, i) => {
    const at = i - offset;
    if ((shape[at] ?? 1) === 1 && size !== 1) return 0;
    return own[at] ?? (at < 0 ? total : 1);
  });
}

/** A mask over k axes stands for k rows of positions of one length, which the data decide. */
function spread(c: OpContext, pickers: readonly (Picker | undefined)[]): readonly (Picker | undefined)[] {
  const all = [...pickers];
  pickers.forEach((picker, axis) => {
    if (picker?.kind !== 'mask') return;
    const positions =
      picker.values && picker.shape.length === 1 ? picker.values.flatMap((v, i) => (v !== 0 ? [i] : [])) : undefined;
    const most = picker.shape.reduce<Dim>((n, size) => mul(n, size), 1);
    const length = positions?.length ?? dataSize(c.interpreter, most);
    picker.shape.forEach((_, i) => {
      all[axis + i] = { kind: 'positions', shape: [length], values: positions };
    });
  });
  return all;
}

function checkRange(c: OpContext, picker: Picker, size: Dim, axis: number): void {
  const wrong = picker.values?.find((place) => typeof size === 'number' && (place >= size || place < -size));
  if (wrong === undefined) return;
  c.refuse({
    code: 'CS121',
    exception: 'IndexError',
    message: `index ${wrong} is out of bounds for dimension ${axis} with size ${display(size)}`,
    why: 'One of the positions lies outside the axis.',
  });
}
