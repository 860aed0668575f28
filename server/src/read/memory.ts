/**
 * What autograd keeps for backward: every distinct storage once, so views and in-place results cost
 * nothing more. Oracle: torch.autograd.graph.saved_tensors_hooks.
 */
import type { ModuleInfo, TensorType } from '../graph';
import { add, type Dim, mul, product } from '../symbolic';
import { declarationOf } from '../torch';
import type { Log } from './record';

const BYTES: Readonly<Record<string, number>> = {
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

export function activationBytes(
  log: Log,
  modules: readonly ModuleInfo[],
): { readonly bytes: Dim; readonly exact: boolean } {
  const parameters = new Set(modules.flatMap((m) => [...m.parameters, ...m.buffers].map((p) => p.storage)));
  const sizes = new Map<number, Dim>();
  const kept = new Set<number>();
  let extra: Dim = 0;
  let exact = true;
  const note = (tensor: TensorType): void => {
    if (sizes.has(tensor.storage)) return;
    if (tensor.shape) sizes.set(tensor.storage, mul(product(tensor.shape), BYTES[tensor.dtype ?? 'float32'] ?? 4));
    else exact = false;
  };
  for (const node of log.nodes) {
    if (node.kind !== 'op') {
      exact = false;
      continue;
    }
    node.inputs.forEach(note);
    node.outputs.forEach(note);
    const record = log.records.get(node.id);
    const keeps =
      record && node.outputs.some((o) => o.requiresGrad) ? declarationOf(node.op)?.keeps?.(record) : undefined;
    for (const name of keeps?.args ?? []) {
      const arg = node.args.get(name);
      const items = arg?.kind === 'tensor' ? [arg] : arg?.kind === 'list' ? arg.items : [];
      for (const item of items) {
        const input = item.kind === 'tensor' ? node.inputs[item.input] : undefined;
        if (input) kept.add(input.storage);
      }
    }
    if (keeps?.output) for (const output of node.outputs) kept.add(output.storage);
    if (keeps?.bytes !== undefined) extra = add(extra, keeps.bytes);
  }
  let bytes = extra;
  for (const storage of kept) if (!parameters.has(storage)) bytes = add(bytes, sizes.get(storage) ?? 0);
  return { bytes, exact };
}
