/**
 * Receptive field of every traced tensor, along every path: size and stride per spatial axis, by the
 * recurrences of Araujo, Norris and Sim 2019 (https://distill.pub/2019/computing-receptive-fields/):
 * `r ← r + (k_eff − 1)·j`, `j ← j·s`. A transposed convolution divides the stride instead.
 */
import type { Dim } from '../symbolic';
import type { OpDeclaration, Reach } from './declare';
import type { OpRecord, TensorInfo } from './trace';

/** One spatial axis: how many input pixels one position sees, and how far apart neighbours look. */
export interface FieldAxis {
  readonly size: number | 'all';
  readonly stride: number | 'all';
}
/** `axes` undefined: not known. */
export interface Field {
  readonly axes: readonly FieldAxis[] | undefined;
  /** Ops whose gate (fed by global pooling) was left out. */
  readonly excluded: readonly number[];
}

export type TracedOp = OpRecord & { readonly id: number };

const UNKNOWN: Field = { axes: undefined, excluded: [] };
const ALL: FieldAxis = { size: 'all', stride: 'all' };

export function receptiveFields(
  ops: readonly TracedOp[],
  declarationOf: (op: string) => OpDeclaration | undefined,
): Map<number, Field> {
  const fields = new Map<number, Field>();
  for (const op of ops) fields.set(op.id, fieldOf(op, declarationOf(op.op), fields));
  return fields;
}

function fieldOf(op: TracedOp, declaration: OpDeclaration | undefined, fields: ReadonlyMap<number, Field>): Field {
  if (!declaration) return UNKNOWN;
  const incoming = op.inputs
    .filter((t) => t.producer !== undefined || !t.requiresGrad)
    .map((t) => inputField(t, fields));
  if (incoming.length === 0) return UNKNOWN;
  const reach = declaration.reach?.(op) ?? defaultReach(op, declaration);
  const first = incoming[0] ?? UNKNOWN;
  if (reach.kind === 'same') return merge(incoming, op);
  return { ...first, axes: first.axes && through(first.axes, reach, op) };
}

function inputField(tensor: TensorInfo, fields: ReadonlyMap<number, Field>): Field {
  // What was made before the model was called is an input of it.
  const made = tensor.producer && fields.get(tensor.producer.node);
  if (made) return made;
  const spatial = Math.max(0, (tensor.shape?.length ?? 0) - 2);
  return { axes: Array.from({ length: spatial }, () => ({ size: 1, stride: 1 })), excluded: [] };
}

/** Where a declaration says nothing: reductions and flattened Linears see everything, the rest stays in place. */
function defaultReach(op: OpRecord, declaration: OpDeclaration): Reach {
  if (declaration.category === 'attention') return { kind: 'all' };
  const before = op.inputs[0]?.shape?.length ?? 0;
  const after = op.outputs[0]?.shape?.length ?? 0;
  if (declaration.category === 'reduce' && (after < before - 1 || (before >= 4 && spatialSize(op.outputs[0]) === 1)))
    return { kind: 'all' };
  if (declaration.category === 'shape' && before >= 4 && after === 2 && spatialSize(op.inputs[0]) !== 1)
    return { kind: 'all' };
  return { kind: 'same' };
}

const spatialSize = (tensor: TensorInfo | undefined): Dim | undefined => {
  const spatial = tensor?.shape?.slice(2);
  return spatial?.every((d) => d === 1) ? 1 : undefined;
};

function through(axes: readonly FieldAxis[], reach: Reach, op: OpRecord): readonly FieldAxis[] | undefined {
  if (reach.kind === 'all') return axes.map(() => ALL);
  const result: FieldAxis[] = [];
  for (const [i, axis] of axes.entries()) {
    const next = axisThrough(axis, reach, i, op);
    if (!next) return undefined;
    result.push(next);
  }
  return result;
}

function axisThrough(axis: FieldAxis, reach: Reach, i: number, op: OpRecord): FieldAxis | undefined {
  if (axis.size === 'all' || axis.stride === 'all') return ALL;
  if (reach.kind === 'resize') {
    const from = op.inputs[0]?.shape?.[i + 2],
      to = op.outputs[0]?.shape?.[i + 2];
    if (typeof from !== 'number' || typeof to !== 'number' || from === 0 || to === 0) return undefined;
    return { size: axis.size + (reach.taps - 1) * axis.stride, stride: (axis.stride * from) / to };
  }
  if (reach.kind !== 'window' && reach.kind !== 'transposed') return axis;
  const kernel = reach.kernel[i],
    stride = reach.stride[i],
    dilation = reach.dilation[i];
  if (typeof kernel !== 'number' || typeof stride !== 'number' || typeof dilation !== 'number') return undefined;
  const effective = dilation * (kernel - 1) + 1;
  if (reach.kind === 'window') return { size: axis.size + (effective - 1) * axis.stride, stride: axis.stride * stride };
  return { size: axis.size + (Math.ceil(effective / stride) - 1) * axis.stride, stride: axis.stride / stride };
}

/** Several inputs: the largest over paths; a gate that saw everything through global pooling is left out and named. */
function merge(incoming: readonly Field[], op: TracedOp): Field {
  const seesAll = (field: Field): boolean => field.axes?.every((a) => a.size === 'all') ?? false;
  const local = incoming.filter((f) => f.axes !== undefined && f.axes.length > 0 && !seesAll(f));
  const gates = incoming.filter((f) => f.axes !== undefined && f.axes.length > 0 && seesAll(f));
  const isGate = local.length > 0 && gates.length > 0 && op.inputs.some((t) => spatialSize(t) === 1);
  const counted = isGate ? local : incoming.filter((f) => f.axes === undefined || f.axes.length > 0);
  const excluded = [...new Set(incoming.flatMap((f) => f.excluded)), ...(isGate ? [op.id] : [])];
  const first = counted[0];
  if (!first) return { axes: incoming[0]?.axes, excluded };
  let axes = first.axes;
  for (const field of counted.slice(1)) {
    axes =
      axes && field.axes && axes.length === field.axes.length
        ? axes.map((a, i) => larger(a, field.axes?.[i] ?? a))
        : undefined;
  }
  return { axes, excluded };
}

function larger(a: FieldAxis, b: FieldAxis): FieldAxis {
  if (a.size === 'all' || b.size === 'all' || a.stride === 'all' || b.stride === 'all') return ALL;
  return { size: Math.max(a.size, b.size), stride: Math.max(a.stride, b.stride) };
}
