/** Where the sides of an undecided condition come together. */
import type { Binding, ChoiceNode, Graph } from '../../graph';
import type { Wires } from './edges';
import type { Flow } from './flow';
import { tensorsOf } from './sizes';

interface Joined {
  readonly graph: Graph;
  readonly flow: Flow;
  readonly nodeOfOp: ReadonlyMap<number, number>;
  readonly nodeOfChoice: ReadonlyMap<number, number>;
}

/** The last of each side leads to where they meet; past a side that does nothing goes what the other one replaces. */
export function joinAlternatives(joined: Joined, wiring: Wires): void {
  const { graph, nodeOfOp, nodeOfChoice } = joined;
  for (const node of graph.nodes) {
    const to = node.kind === 'choice' ? nodeOfChoice.get(node.id) : undefined;
    if (node.kind !== 'choice' || to === undefined) continue;
    for (const { from, to: end, alive } of node.alternatives) {
      const last = lastNode(from, end, (id) => nodeOfOp.get(id) ?? nodeOfChoice.get(id));
      if (last !== undefined) wiring.link(last, to);
      else if (alive) passBy(joined, node, to, wiring);
    }
  }
}

function lastNode(first: number, end: number, nodeOf: (id: number) => number | undefined): number | undefined {
  for (let id = end - 1; id >= first; id--) {
    const node = nodeOf(id);
    if (node !== undefined) return node;
  }
  return undefined;
}

/** The value that a variable had before the condition, of each variable that the busy side ends with. */
function passBy({ graph, flow }: Joined, choice: ChoiceNode, to: number, wiring: Wires): void {
  const busy = choice.alternatives.find(({ from, to: end, alive }) => alive && end > from);
  if (!busy) return;
  const { bindings } = graph;
  const makerOf = ({ value }: Binding): number => tensorsOf([value])[0]?.producer?.node ?? -1;
  const isMadeInside = (binding: Binding): boolean => makerOf(binding) >= busy.from && makerOf(binding) < busy.to;
  const set = bindings.filter((b) => b.call === choice.call && b.kind === 'set' && isMadeInside(b));
  const end = Math.max(...set.map(makerOf));
  for (const { name } of set.filter((b) => makerOf(b) === end)) {
    const at = bindings.findIndex((b) => b.name === name && b.call === choice.call && isMadeInside(b));
    const before = bindings.slice(0, at).findLast((b) => b.name === name && b.call === choice.call);
    const [tensor] = before ? tensorsOf([before.value]) : [];
    if (!tensor) continue;
    const { shape, storage, producer } = tensor;
    const type = { shape, storage, producer, dtype: undefined, strides: undefined, requiresGrad: false };
    wiring.connect(flow.sourceOf(type, busy.from), to, type);
  }
}
