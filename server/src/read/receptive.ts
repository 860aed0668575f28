/** The receptive field of a model's output: of its first tensor, where there are several. */
import type { GraphNode, GraphValue, ModuleCall, ModuleInfo, OpNode, Producer, ReceptiveField } from '../graph';
import { declarationOf, receptiveFields } from '../torch';

export function receptiveFieldOf(
  nodes: readonly GraphNode[],
  calls: readonly ModuleCall[],
  modules: readonly ModuleInfo[],
): ReceptiveField | undefined {
  const ops = nodes.filter((n): n is OpNode => n.kind === 'op');
  const producer = (calls[0] && producerIn(calls[0].output))?.node ?? ops.at(-1)?.id;
  if (producer === undefined || ops.length !== nodes.length) return undefined;
  const field = receptiveFields(ops, declarationOf, storagesOf(modules)).get(producer);
  if (!field?.axes || field.axes.length === 0) return undefined;
  const gates = field.excluded.map(
    (id) => calls.findLast((c) => c.from <= id && id < c.to && c.depth > 0)?.cls ?? 'gate',
  );
  return {
    size: field.axes.map((a) => a.size),
    stride: field.axes.map((a) => a.stride),
    excluded: [...new Set(gates)],
  };
}

/** What a model holds is no input of it. */
export const storagesOf = (modules: readonly ModuleInfo[]): ReadonlySet<number> =>
  new Set(modules.flatMap((m) => [...m.parameters, ...m.buffers].map((p) => p.storage)));

function producerIn(value: GraphValue): Producer | undefined {
  if (value.kind === 'tensor') return value.producer;
  const inner = value.kind === 'seq' ? value.items : value.kind === 'dict' ? value.entries.map(([, item]) => item) : [];
  for (const item of inner) {
    const found = producerIn(item);
    if (found) return found;
  }
  return undefined;
}
