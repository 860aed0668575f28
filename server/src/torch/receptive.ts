/**
 * Receptive field of every traced tensor, along every path: how many positions of the model's input the middle of it
 * reads, per axis, and how far apart neighbours look. Held to the non-zero gradient of one output with positive weights
 * (test/oracle/record_fields.py). Statistics that a norm takes over the axes, and gates fed by global pooling, are left
 * out and named. What is not followed for certain is not known.
 */
import type { OpDeclaration } from './declare';
import { type AxisField, extent, joined, pinned, START } from './field/axis';
import { axesIn, broadcast, ofInput } from './field/layout';
import {
  along,
  concatenated,
  contracted,
  type Field as Followed,
  lost,
  padded,
  reduced,
  whole,
  windowed,
} from './field/mix';
import { MOVES } from './field/shape';
import type { OpRecord, TensorInfo } from './trace';

/** One axis of the input: how many positions of it one place sees, and how far apart neighbours look. */
export interface FieldAxis {
  readonly size: number | 'all';
  readonly stride: number | 'all';
}
/** `axes` undefined: not known. */
export interface Field {
  readonly axes: readonly FieldAxis[] | undefined;
  /** Ops whose gate or statistics were left out. */
  readonly excluded: readonly number[];
}

export type TracedOp = OpRecord & { readonly id: number };

const NEUTRAL: Followed = { axes: [], layout: undefined, excluded: [] };

/** `constants`: storages of parameters and buffers, which are no input. Each op's field is measured when it is asked for. */
export function receptiveFields(
  ops: readonly TracedOp[],
  declarationOf: (op: string) => OpDeclaration | undefined,
  constants: ReadonlySet<number> = new Set(),
): { get(id: number): Field | undefined } {
  const fields = new Map<number, Followed>();
  const records = new Map<number, TracedOp>();
  for (const op of ops) {
    const given = op.inputs.map((tensor) => fieldOfInput(tensor, fields, constants));
    fields.set(op.id, fieldOf(op, declarationOf(op.op), given));
    records.set(op.id, op);
  }
  return {
    get: (id) => {
      const [field, op] = [fields.get(id), records.get(id)];
      return field && op && measured(field, op);
    },
  };
}

function fieldOfInput(
  tensor: TensorInfo,
  fields: ReadonlyMap<number, Followed>,
  constants: ReadonlySet<number>,
): Followed {
  const made = tensor.producer && fields.get(tensor.producer.node);
  if (made) return made;
  // What was made before the model was called is an input of it.
  const isInput = (tensor.producer || !tensor.requiresGrad) && !constants.has(tensor.storage);
  if (!isInput || !tensor.shape || tensor.shape.length < 3) return NEUTRAL;
  return { axes: tensor.shape.slice(2).map(() => START), layout: ofInput(tensor.shape), excluded: [] };
}

function fieldOf(op: TracedOp, declaration: OpDeclaration | undefined, given: readonly Followed[]): Followed {
  // `x.expand_as(y)` reads nothing of y but its sizes.
  const read = op.op.endsWith('_as') ? given.slice(0, 1) : given;
  const seeing = read.filter((field) => field.axes.length > 0);
  const [only] = seeing;
  if (!only || declaration?.category === 'create') return NEUTRAL;
  const rank = only.axes.length;
  if (!declaration || seeing.some((field) => field.axes.length !== rank)) return lost(together(op, seeing));
  if (seeing.length > 1) return combined(op, declaration, given, seeing);
  return alone(op, declaration, only, given);
}

const isProduct = (op: OpRecord): boolean =>
  /^torch\.(matmul|bmm|mm|mv|dot|baddbmm|addmm|einsum|tensordot)$/.test(op.op);
const isSoftmax = (op: OpRecord): boolean => /softm(ax|in)$|\.(log)?cum\w+$|\.normalize$/.test(op.op);

/** One operand that depends on the image. */
function alone(op: TracedOp, declaration: OpDeclaration, field: Followed, given: readonly Followed[]): Followed {
  const move = MOVES.get(op.op);
  if (move) {
    const layout = field.layout && move(field.layout, op);
    return layout ? { ...field, layout } : lost(field);
  }
  if (op.op === 'torch.nn.functional.pad') return padded(field, op);
  if (op.op === 'torch.nn.functional.linear') return contracted(field, op, 0);
  if (op.op === 'torch.matmul') return contracted(field, op, given[0] === field ? 0 : 1);
  if (isSoftmax(op)) return along(field, op);
  if (declaration.category === 'attention' || declaration.category === 'recurrent') return whole(field, op);
  if (declaration.category === 'reduce') return reduced(field, op);
  const reach = declaration.reach?.(op);
  if (reach && reach.kind !== 'same')
    return reach.kind === 'all' ? whole(field, op) : windowed(field, op, reach, declaration);
  if (declaration.category === 'join' && op.op !== 'torch.add') return concatenated([field], op, field.axes);
  if (!staysInPlace(op, declaration)) return lost(field);
  return inPlace(op, declaration, [field], field.axes);
}

/** Several: the largest over paths. */
function combined(
  op: TracedOp,
  declaration: OpDeclaration,
  given: readonly Followed[],
  seeing: readonly Followed[],
): Followed {
  const field = together(op, seeing);
  if (isProduct(op) || declaration.category === 'attention' || declaration.category === 'recurrent')
    return whole(field, op);
  if (declaration.category === 'join' && op.op !== 'torch.add') {
    const all = given.length === 1 ? seeing : given;
    return op.op === 'torch.cat' ? concatenated(all, op, field.axes) : lost(field);
  }
  if (!staysInPlace(op, declaration)) return lost(field);
  return inPlace(op, declaration, seeing, field.axes, field.excluded);
}

/** A factor that is the same everywhere gates the others: it is left out, and named. */
function together(op: TracedOp, fields: readonly Followed[]): Followed {
  const [first = NEUTRAL] = fields;
  const excluded = new Set(fields.flatMap((field) => field.excluded));
  const axes = first.axes.map((_, i) => {
    const wide = fields.some((field) => isWide(field, i));
    const all = fields.flatMap((field) => {
      const axis = field.axes[i];
      return axis === undefined ? [] : [wide && !isWide(field, i) ? pinned(axis) : axis];
    });
    const open = all.filter((axis) => !isFlat(axis));
    const gates = op.op === 'torch.mul' && open.length > 0 && open.length < all.length;
    if (gates) excluded.add(op.id);
    return joined(gates ? open : all);
  });
  return { axes, layout: undefined, excluded: [...excluded] };
}

/** Whether an axis of the input still lies in a tensor, with more than one place. */
const isWide = (field: Followed, axis: number): boolean =>
  field.layout?.some((factors) => factors.some((factor) => factor.axis === axis && factor.size !== 1)) ?? true;

const isFlat = (axis: AxisField): boolean => axis.kind === 'all' && axis.flat;

const CASTS = /^torch\.(clone|Tensor\.(contiguous|to|type|type_as|detach|float|double|half|bfloat16|long|int|bool))$/;
const BROADCASTS = /^torch\.(Tensor\.expand|Tensor\.expand_as|broadcast_to)$/;
const REORDERS = /\.(diff|tril|triu|renorm|searchsorted)$/;

function staysInPlace(op: OpRecord, declaration: OpDeclaration): boolean {
  if (CASTS.test(op.op) || BROADCASTS.test(op.op) || op.op === 'torch.add') return true;
  const kinds = ['elementwise', 'activation', 'dropout', 'norm'];
  return kinds.includes(declaration.category) && !REORDERS.test(op.op) && !op.op.endsWith('.glu');
}

function inPlace(
  op: TracedOp,
  declaration: OpDeclaration,
  fields: readonly Followed[],
  axes: readonly AxisField[],
  excluded: readonly number[] = fields.flatMap((field) => field.excluded),
): Followed {
  const shape = op.outputs[0]?.shape;
  const layouts = fields.map((field) => field.layout).filter((layout) => layout !== undefined);
  const layout = shape && layouts.length === fields.length ? broadcast(layouts, shape) : undefined;
  const isMeasured = declaration.category === 'norm' && takesStatistics(op, fields[0]);
  const field = { axes, layout, excluded: isMeasured ? [...excluded, op.id] : excluded };
  return layout ? field : lost(field);
}

/** Whether a norm takes its mean and variance over axes of the image. */
function takesStatistics(op: OpRecord, field: Followed | undefined): boolean {
  if (!field?.axes.some((axis) => axis.kind === 'span')) return false;
  if (/\.(group_norm|instance_norm)$/.test(op.op)) return true;
  const sizes = op.args.get('normalized_shape');
  const last = sizes?.kind === 'list' ? sizes.items.length : 0;
  return last > 0 && (field.layout ?? []).slice(-last).some((factors) => axesIn(factors).length > 0);
}

function measured({ axes, layout, excluded }: Followed, op: TracedOp): Field {
  const found: FieldAxis[] = [];
  for (const [i, axis] of axes.entries()) {
    const dimension = layout?.findIndex((factors) => factors.some((factor) => factor.axis === i)) ?? -1;
    const length = layout?.[dimension]?.find((factor) => factor.axis === i)?.size;
    const size = extent(axis, typeof length === 'number' ? length : undefined);
    if (size === undefined) return { axes: undefined, excluded };
    found.push({ size, stride: axis.kind === 'span' ? axis.stride : 'all' });
  }
  return { axes: op.outputs[0]?.shape && found.length > 0 ? found : undefined, excluded };
}
