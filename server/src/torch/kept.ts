/**
 * What autograd keeps of one op until the backward pass: storages that were there anyway, and bytes of its own (masks,
 * statistics, copies). Measured on the CPU by torch.autograd.graph.saved_tensors_hooks (test/oracle/record_memory.py).
 */
import type { DType } from '../python';
import { add, type Dim, mul, product } from '../symbolic';
import type { Category, Keeps, OpDeclaration } from './declare';
import type { OpRecord, PlainArgument, TensorInfo } from './trace';

export interface Kept {
  /** Tensors whose storages are kept. */
  readonly tensors: readonly TensorInfo[];
  /** Of storages that nothing else names. */
  readonly bytes: Dim;
  /** No rule tells, or the rule tells a part only. */
  readonly exact: boolean;
}

const NOTHING: Kept = { tensors: [], bytes: 0, exact: true };
const NOT_KNOWN: Kept = { tensors: [], bytes: 0, exact: false };

/** Ops that only move numbers need nothing to move gradients back; any other op needs a rule. */
const MOVES: ReadonlySet<Category> = new Set<Category>(['shape', 'join', 'create']);

export function keptBy(record: OpRecord, declaration: OpDeclaration | undefined): Kept {
  if (!record.outputs.some((output) => output.requiresGrad)) return NOTHING;
  if (!declaration) return NOT_KNOWN;
  if (!declaration.keeps) return declaration.view || MOVES.has(declaration.category) ? NOTHING : NOT_KNOWN;
  const rule = declaration.keeps(record);
  if (!rule) return NOT_KNOWN;
  const named = [
    ...(rule.args ?? []).flatMap((name) => tensorsOf(record, record.args.get(name))),
    ...record.inputs.filter((_, i) => rule.inputs?.includes(i)),
  ];
  const target = record.inplace ? record.inputs[0] : undefined;
  // What an in-place op overwrites is copied first where the backward pass needs it.
  const copies = named.includes(target as TensorInfo) && target ? bytesOf(target) : 0;
  const shape = record.outputs.every((output) => output.shape) && named.every((input) => input.shape);
  return {
    tensors: [...named.filter((input) => input !== target), ...resultsOf(record, rule.output)],
    bytes: add(rule.bytes ?? 0, copies ?? 0),
    exact: shape && copies !== undefined && !rule.atLeast,
  };
}

function tensorsOf(record: OpRecord, argument: PlainArgument | undefined): readonly TensorInfo[] {
  if (argument?.kind === 'list') return argument.items.flatMap((item) => tensorsOf(record, item));
  const input = argument?.kind === 'tensor' ? record.inputs[argument.input] : undefined;
  return input ? [input] : [];
}

const resultsOf = (record: OpRecord, which: Keeps['output'] = false): readonly TensorInfo[] =>
  typeof which === 'boolean' ? (which ? record.outputs : []) : record.outputs.filter((_, i) => which.includes(i));

const WIDTHS: Readonly<Record<DType, number>> = {
  float64: 8,
  int64: 8,
  complex64: 8,
  complex128: 16,
  float32: 4,
  int32: 4,
  float16: 2,
  bfloat16: 2,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
};

/** Without a known size: undefined. Without a known dtype: as if it were float32. */
export const bytesOf = (tensor: TensorInfo): Dim | undefined =>
  tensor.shape && mul(product(tensor.shape), WIDTHS[tensor.dtype ?? 'float32']);
