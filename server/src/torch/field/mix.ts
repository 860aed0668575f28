/** Ops that mix numbers along dimensions: what they do to the axes that lie there. */
import type { Dim } from '../../symbolic';
import type { OpDeclaration, Reach } from '../declare';
import type { OpRecord } from '../trace';
import { type AxisField, FLAT, through, UNKNOWN_AXIS, WHOLE } from './axis';
import { axesIn, type Layout, plain } from './layout';
import { at, ints } from './shape';
import { stepOf } from './window';

export interface Field {
  /** By axis of the model's input; none: it does not depend on an image. */
  readonly axes: readonly AxisField[];
  /** undefined: not followed. */
  readonly layout: Layout | undefined;
  /** Ops whose gate or statistics, fed by everything, were left out. */
  readonly excluded: readonly number[];
}

/** What is not the whole is not known. */
export const lost = (field: Field): Field => ({
  ...field,
  axes: field.axes.map((axis) => (axis.kind === 'all' ? axis : UNKNOWN_AXIS)),
  layout: undefined,
});

export const whole = (field: Field, op: OpRecord): Field => ({
  ...field,
  axes: field.axes.map(() => WHOLE),
  layout: op.outputs[0]?.shape?.map(plain),
});

const replaced = (field: Field, axes: readonly number[], by: AxisField): readonly AxisField[] =>
  field.axes.map((axis, i) => (axes.includes(i) ? by : axis));

/** Sums, means and extremes: an axis among the dimensions is read whole. */
export function reduced(field: Field, op: OpRecord): Field {
  const { layout } = field;
  if (!layout) return lost(field);
  const rank = layout.length;
  const named = ints(op.args.get('dim'))?.map((d) => (d < 0 ? d + rank : d));
  const dims = named && named.length > 0 ? named : layout.map((_, i) => i);
  const axes = replaced(
    field,
    dims.flatMap((d) => axesIn(layout[d])),
    FLAT,
  );
  const keeps = op.outputs[0]?.shape?.length === rank;
  const left = keeps
    ? layout.map((factors, i) => (dims.includes(i) ? [] : factors))
    : layout.filter((_, i) => !dims.includes(i));
  return { ...field, axes, layout: left };
}

/** A softmax and the like: every number depends on all along the dimension. */
export function along(field: Field, op: OpRecord): Field {
  const { layout } = field;
  const dims = ints(op.args.get('dim'));
  if (!layout || !dims) return field.axes.every((axis) => axis.kind === 'all') ? field : lost(field);
  return {
    ...field,
    axes: replaced(
      field,
      dims.flatMap((d) => axesIn(layout.at(d))),
      WHOLE,
    ),
  };
}

/** The last dimension but `back` becomes one of another size, made of all of the old one. */
export function contracted(field: Field, op: OpRecord, back: number): Field {
  const { layout } = field;
  const to = op.outputs[0]?.shape;
  const d = (layout?.length ?? 0) - 1 - back;
  if (!layout || d < 0 || to?.length !== layout.length) return lost(field);
  const axes = replaced(field, axesIn(layout[d]), FLAT);
  return { ...field, axes, layout: layout.with(d, plain(to[d] ?? 1)) };
}

/** Windows over the last dimensions; channels, the one before them, are mixed by a convolution. */
export function windowed(field: Field, op: OpRecord, reach: Reach, declaration: OpDeclaration): Field {
  const { layout } = field;
  const [from, to] = [op.inputs[0]?.shape, op.outputs[0]?.shape];
  if (!layout || !from || to?.length !== layout.length) return lost(field);
  const n = 'kernel' in reach ? reach.kernel.length : layout.length - 2;
  const first = layout.length - n;
  const mixed = declaration.category === 'conv' ? axesIn(layout[first - 1]) : [];
  const axes = [...replaced(field, mixed, FLAT)];
  const after = layout.map((factors, d): Layout[number] => {
    if (d < first) return d === first - 1 ? plain(to[d] ?? 1) : factors;
    const sizes = [from[d] ?? 1, to[d] ?? 1] as const;
    if (declaration.category === 'pool' && coversAll(sizes, reach, d - first)) return flattened(axes, factors);
    return slid(axes, factors, sizes, reach, d - first);
  });
  return { ...field, axes, layout: after };
}

/** `F.avg_pool2d(x, x.size(2))`: one window over everything is global pooling by another name. */
function coversAll([from, to]: readonly [Dim, Dim], reach: Reach, i: number): boolean {
  if (reach.kind !== 'window' || to !== 1 || typeof from !== 'number' || from === 1) return false;
  const [kernel, before, dilation] = [reach.kernel[i], reach.before[i], reach.dilation[i]];
  return dilation === 1 && typeof kernel === 'number' && typeof before === 'number' && kernel - before >= from;
}

function flattened(axes: AxisField[], factors: Layout[number]): Layout[number] {
  for (const axis of axesIn(factors)) if (axes[axis]?.kind === 'span') axes[axis] = FLAT;
  return [];
}

/** Changes the axis that lies in one dimension. */
function slid(
  axes: AxisField[],
  factors: Layout[number],
  [from, to]: readonly [Dim, Dim],
  reach: Reach,
  i: number,
): Layout[number] {
  const [axis, second] = axesIn(factors);
  const before = axis === undefined ? undefined : axes[axis];
  if (axis === undefined || !before) return plain(to);
  if (second !== undefined || factors.length > 1) {
    for (const each of axesIn(factors)) if (axes[each]?.kind === 'span') axes[each] = UNKNOWN_AXIS;
    return plain(to);
  }
  if (reach.kind === 'adaptive' && to === 1) {
    axes[axis] = FLAT;
    return [];
  }
  const step = stepOf(reach, i, from, to);
  axes[axis] = step ? through(before, step.sources, step.times) : before.kind === 'all' ? before : UNKNOWN_AXIS;
  return to === 1 && axes[axis]?.kind === 'all' ? [] : [{ size: to, axis }];
}

/** Padding moves what follows. */
export function padded(field: Field, op: OpRecord): Field {
  const { layout } = field;
  const pads = ints(op.args.get('pad'));
  const to = op.outputs[0]?.shape;
  if (!layout || !pads || to?.length !== layout.length) return lost(field);
  const axes = [...field.axes];
  const after = layout.map((factors, d) => {
    const left = pads[2 * (layout.length - 1 - d)] ?? 0;
    const right = pads[2 * (layout.length - 1 - d) + 1] ?? 0;
    const [axis, second] = axesIn(factors);
    if (left === 0 && right === 0) return factors;
    if (axis === undefined) return plain(to[d] ?? 1);
    const before = axes[axis];
    axes[axis] = before && second === undefined ? through(before, (o) => [o - left], 1) : UNKNOWN_AXIS;
    return [{ size: to[d] ?? 1, axis }];
  });
  return { ...field, axes, layout: after };
}

/** Joins along a dimension; an axis that grows so is not followed. */
export function concatenated(fields: readonly Field[], op: OpRecord, axes: readonly AxisField[]): Field {
  const [first] = fields;
  const to = op.outputs[0]?.shape;
  const excluded = fields.flatMap((field) => field.excluded);
  const known = fields.find((field) => field.layout?.length === to?.length);
  const d = at(op.args.get('dim'), to?.length ?? 0);
  const layout = known?.layout;
  if (!first || !layout || !to || d === undefined || axesIn(layout[d]).length > 0)
    return lost({ axes, layout: undefined, excluded });
  const differs = fields.some((field) =>
    field.layout?.some(
      (factors, i) => axesIn(factors).length > 0 && axesIn(factors).join() !== axesIn(layout[i]).join(),
    ),
  );
  return differs
    ? lost({ axes, layout: undefined, excluded })
    : { axes, layout: layout.with(d, plain(to[d] ?? 1)), excluded };
}
