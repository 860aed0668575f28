/** The receptive field of a model's output. */
import type { GraphNode, ModuleCall, OpNode, ReceptiveField } from '../graph';
import { declarationOf, receptiveFields } from '../torch';

export function receptiveFieldOf(
  nodes: readonly GraphNode[],
  calls: readonly ModuleCall[],
): ReceptiveField | undefined {
  const ops = nodes.filter((n): n is OpNode => n.kind === 'op');
  const last = ops.at(-1);
  if (!last || ops.length !== nodes.length) return undefined;
  const field = receptiveFields(ops, declarationOf).get(last.id);
  if (!field?.axes || field.axes.length === 0) return undefined;
  const gates = field.excluded.map((id) => calls.find((c) => c.from <= id && id < c.to && c.depth > 0)?.cls ?? 'gate');
  return {
    size: field.axes.map((a) => a.size),
    stride: field.axes.map((a) => a.stride),
    excluded: [...new Set(gates)],
  };
}
