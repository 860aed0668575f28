/** Forms that move numbers. */
import type { Attributes, Name } from '../../../program';
import { at, type Form, type FormContext, openSizes, product, runningSizes, sizes, type Typed } from './form';
import type { Writer } from './writer';

type MovingName =
  | 'reshape'
  | 'transpose'
  | 'expand'
  | 'slice'
  | 'place'
  | 'pad'
  | 'concat'
  | 'split'
  | 'gather'
  | 'scatter'
  | 'pick'
  | 'unpick';

/** A size that says "to the end, and before the beginning" for steps backwards. */
const BEFORE_ALL = -(2 ** 53) + 1;

/** For Reshape: one open size is what is left over; several are worked out. */
function targetSizes({ w, outputs, batch }: FormContext<'reshape'>): string {
  const known = openSizes(at(outputs, 0));
  return known ? w.ints(known) : runningSizes(w, at(outputs, 0).shape, batch);
}

function sliceBounds(
  { starts, steps }: Attributes['slice'],
  shape: Typed['shape'],
): { readonly from: number[]; readonly to: number[] } {
  const to = shape.map((size, axis) => {
    const [start, step] = [at(starts, axis), at(steps, axis)];
    if (typeof size !== 'number') return 2 ** 52;
    const end = start + size * step;
    return end < 0 ? BEFORE_ALL : end;
  });
  return { from: [...starts], to };
}

/** Only the axes that are cut. */
function slice({ w, attributes, inputs, outputs }: FormContext<'slice'>): void {
  const [x, y] = [at(inputs, 0), at(outputs, 0)];
  const { from, to } = sliceBounds(attributes, y.shape);
  const axes = y.shape
    .flatMap((size, axis) => (attributes.steps[axis] === 1 && size === x.shape[axis] ? [] : [axis]))
    .filter((axis) => typeof y.shape[axis] === 'number');
  const pick = (values: readonly number[]): string => w.ints(axes.map((axis) => at(values, axis)));
  if (axes.length === 0) w.node('Identity', [x.name], {}, y.name);
  else w.node('Slice', [x.name, pick(from), pick(to), w.ints(axes), pick(attributes.steps)], {}, y.name);
}

/** Reversed axes are turned, strided ones get zeros between their numbers, and all is padded to size. */
function place({ w, attributes: { starts, steps }, inputs, outputs }: FormContext<'place'>): void {
  const [x, y] = [at(inputs, 0), at(outputs, 0)];
  const into = sizes(x);
  const target = sizes(y);
  let value = x.name;
  const turned = steps.flatMap((step, axis) => (step < 0 ? [axis] : []));
  if (turned.length > 0)
    value = w.node('Slice', [
      value,
      w.ints(turned.map((axis) => at(into, axis) - 1)),
      w.ints(turned.map(() => BEFORE_ALL)),
      w.ints(turned),
      w.ints(turned.map(() => -1)),
    ]);
  const now = [...into];
  steps.forEach((step, axis) => {
    const gap = Math.abs(step);
    if (gap === 1 || at(now, axis) <= 1) return;
    value = w.node('Reshape', [value, w.ints(now.toSpliced(axis + 1, 0, 1))]);
    value = w.node(
      'Pad',
      [value, w.ints([...now.map(() => 0), 0, ...now.flatMap((_, i) => (i === axis ? [0, gap - 1] : [0]))])],
      { mode: 'constant' },
    );
    now[axis] = at(now, axis) * gap;
    value = w.node('Reshape', [value, w.ints(now)]);
  });
  const first = starts.map((start, axis) =>
    at(steps, axis) < 0 ? start + (at(into, axis) - 1) * at(steps, axis) : start,
  );
  const after = target.map((size, axis) => size - at(first, axis) - at(now, axis));
  const cut = after.flatMap((n, axis) => (n < 0 ? [axis] : []));
  if (cut.length > 0)
    value = w.node('Slice', [
      value,
      w.ints(cut.map(() => 0)),
      w.ints(cut.map((axis) => at(now, axis) + at(after, axis))),
      w.ints(cut),
    ]);
  w.node('Pad', [value, w.ints([...first, ...after.map((n) => Math.max(n, 0))])], { mode: 'constant' }, y.name);
}

/** Entries that fall on one row are added up. */
function scatter({ w, attributes: { axis }, inputs, outputs }: FormContext<'scatter'>): void {
  const [y, indices, x] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
  const target = sizes(x);
  const n = indices.shape.length;
  const rank = y.shape.length;
  const order = [...range(n).map((i) => axis + i), ...range(rank).filter((i) => i < axis || i >= axis + n)];
  const updates = axis === 0 ? y.name : w.node('Transpose', [y.name], { perm: order });
  const table = [at(target, axis), ...target.toSpliced(axis, 1)];
  const places = w.node('Reshape', [indices.name, w.ints([...sizes(indices), 1])]);
  const zeros = zerosOf(w, table);
  if (axis === 0) {
    w.node('ScatterND', [zeros, places, updates], { reduction: 'add' }, x.name);
    return;
  }
  const found = w.node('ScatterND', [zeros, places, updates], { reduction: 'add' });
  const back = range(target.length).map((i) => (i === axis ? 0 : i < axis ? i + 1 : i));
  w.node('Transpose', [found], { perm: back }, x.name);
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

export const zerosOf = (w: Writer, shape: readonly number[]): string =>
  product(shape) <= 64
    ? w.floats(new Float32Array(product(shape)), shape)
    : w.node('Expand', [w.floats([0], []), w.ints([...shape])]);

export const moving: { readonly [N in MovingName & Name]: Form<N> } = {
  reshape: (c) => {
    c.w.node('Reshape', [at(c.inputs, 0).name, targetSizes(c)], {}, at(c.outputs, 0).name);
  },
  transpose: ({ w, attributes, inputs, outputs }) => {
    w.node('Transpose', [at(inputs, 0).name], { perm: attributes.permutation }, at(outputs, 0).name);
  },
  expand: ({ w, inputs, outputs, batch }) => {
    const y = at(outputs, 0);
    w.node('Expand', [at(inputs, 0).name, runningSizes(w, y.shape, batch)], {}, y.name);
  },
  slice,
  place,
  pad: ({ w, attributes: { before, after, value }, inputs, outputs }) => {
    const x = at(inputs, 0);
    const fill = x.element === 'float32' ? w.floats([value], []) : w.ints([value], []);
    w.node('Pad', [x.name, w.ints([...before, ...after]), fill], { mode: 'constant' }, at(outputs, 0).name);
  },
  concat: ({ w, attributes, inputs, outputs }) => {
    w.node(
      'Concat',
      inputs.map((x) => x.name),
      { axis: attributes.axis },
      at(outputs, 0).name,
    );
  },
  split: ({ w, attributes, inputs, outputs }) => {
    const parts = outputs
      .map((part) => part.shape[attributes.axis])
      .map((size) => (typeof size === 'number' ? size : Number.NaN));
    if (parts.some(Number.isNaN)) throw new Error('a tensor is cut along the batch');
    w.nodes(
      'Split',
      [at(inputs, 0).name, w.ints(parts)],
      outputs.map((part) => part.name),
      { axis: attributes.axis },
    );
  },
  gather: ({ w, attributes, inputs, outputs }) => {
    w.node('Gather', [at(inputs, 0).name, at(inputs, 1).name], { axis: attributes.axis }, at(outputs, 0).name);
  },
  scatter,
  pick: ({ w, attributes, inputs, outputs }) => {
    w.node('GatherElements', [at(inputs, 0).name, at(inputs, 1).name], { axis: attributes.axis }, at(outputs, 0).name);
  },
  unpick: ({ w, attributes, inputs, outputs }) => {
    const x = at(outputs, 0);
    w.node(
      'ScatterElements',
      [zerosOf(w, sizes(x)), at(inputs, 1).name, at(inputs, 0).name],
      { axis: attributes.axis, reduction: 'add' },
      x.name,
    );
  },
};
