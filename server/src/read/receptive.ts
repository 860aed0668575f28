/** The receptive field of a model's output. */
import type { OpNode, ReceptiveField } from '../graph';
import { declarationOf, receptiveFields } from '../torch';
import type { Log } from './record';

export function receptiveFieldOf(log: Log): ReceptiveField | undefined {
  const ops = log.nodes.filter((n): n is OpNode => n.kind === 'op');
  const last = ops.at(-1);
  if (!last || ops.length !== log.nodes.length) return undefined;
  const field = receptiveFields(ops, declarationOf).get(last.id);
  if (!field?.axes || field.axes.length === 0) return undefined;
  const gates = field.excluded.map(
    (id) => log.calls.find((c) => c.from <= id && id < c.to && c.depth > 0)?.module.cls.name ?? 'gate',
  );
  return {
    size: field.axes.map((a) => a.size),
    stride: field.axes.map((a) => a.stride),
    excluded: [...new Set(gates)],
  };
}
