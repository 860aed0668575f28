/**
 * What autograd keeps for backward: every distinct storage once, so views and in-place results cost
 * nothing more; parameters and buffers are counted elsewhere. On the CPU: CUDA's fused kernels keep masks of dropout
 * as bytes where the CPU keeps floats. Oracle: torch.autograd.graph.saved_tensors_hooks.
 */
import type { ModuleInfo, TensorType } from '../graph';
import { add, type Dim } from '../symbolic';
import { bytesOf, declarationOf, keptBy } from '../torch';
import type { Log } from './record';

export function activationBytes(
  log: Pick<Log, 'nodes' | 'records' | 'keepsOther'>,
  modules: readonly ModuleInfo[],
): { readonly bytes: Dim; readonly exact: boolean } {
  const counted = new Set(modules.flatMap((m) => [...m.parameters, ...m.buffers].map((p) => p.storage)));
  const sizes = new Map<number, Dim | undefined>();
  let bytes: Dim = 0;
  let exact = !log.keepsOther;
  // A storage is as large as the tensor that it was first seen as: its views come later.
  const note = (tensor: TensorType): void => {
    if (!sizes.has(tensor.storage)) sizes.set(tensor.storage, bytesOf(tensor));
  };
  const keep = (storage: number): void => {
    if (counted.has(storage)) return;
    counted.add(storage);
    const size = sizes.get(storage);
    if (size === undefined) exact = false;
    else bytes = add(bytes, size);
  };
  for (const node of log.nodes) {
    if (node.kind !== 'op') {
      exact = false;
      continue;
    }
    node.inputs.forEach(note);
    node.outputs.forEach(note);
    const record = log.records.get(node.id);
    if (!record) continue;
    const kept = keptBy(record, declarationOf(node.op));
    for (const tensor of kept.tensors) keep(tensor.storage);
    bytes = add(bytes, kept.bytes);
    if (!kept.exact) exact = false;
  }
  return { bytes, exact };
}
