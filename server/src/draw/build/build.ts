/** From a graph to its diagram. */
import type { Graph } from '../../graph';
import type { Dim } from '../../symbolic';
import type { Diagram, DiagramGroup, DiagramNode } from '../diagram';
import { type Wires, wires } from './edges';
import { flowOf } from './flow';
import { type Hierarchy, hierarchyOf, type Owner } from './hierarchy';
import { lastPart, leafNode, type NodeContext } from './nodes';
import { inputPills, outputPill, outputsOf } from './pills';
import { batchOf, bytesOf, dimsOf, numberOf, sizeText, tensorsOf } from './sizes';
import { isUnknown, lostCalls, lostNode } from './unknown';
import type { Vocabulary } from './vocabulary';

export function diagramOf(graph: Graph, vocabulary: Vocabulary): Diagram {
  const flow = flowOf(graph);
  const hierarchy = hierarchyOf(graph, flow.aliases);
  const batch = batchOf(graph.inputs);
  const unique = uniqueNames();
  const ownerKeys = new Map<number, string>();
  const keyOfOwner = (owner: Owner): string => {
    const key = ownerKeys.get(owner.id) ?? unique(ownerName(owner));
    ownerKeys.set(owner.id, key);
    return key;
  };
  const keyOf = (name: string, owner: Owner): string => unique(`${keyOfOwner(owner)}/${name}`);
  const context: NodeContext = { graph, flow, vocabulary, batch, keyOf };

  const nodes: DiagramNode[] = inputPills(graph, batch);
  const nodeOfOp = new Map<number, number>(),
    nodeOfChoice = new Map<number, number>();
  for (const { leaf, owner } of hierarchy.leaves) {
    const id = nodes.length;
    nodes.push(leafNode(leaf, id, owner, context));
    if (leaf.kind === 'choice') nodeOfChoice.set(leaf.choice.id, id);
    else for (const op of leaf.kind === 'layer' ? leaf.ops : [leaf.op]) nodeOfOp.set(op.id, id);
  }
  const wiring = wires(context, nodeOfOp, nodeOfChoice);
  for (const op of flow.ops.values()) if (!flow.aliases.has(op.id)) wiring.into(op);
  joinAlternatives(graph, wiring, nodeOfOp, nodeOfChoice);
  const lost = addLost(graph, hierarchy, nodes, wiring, context);
  addOutputs(graph, nodes, wiring, context, lost);
  const fields = largestFields(nodes);
  return {
    model: graph.model,
    cls: graph.cls,
    nodes,
    groups: hierarchy.owners.map((owner) => groupOf(owner, keyOfOwner(owner), batch, fields.get(owner.id))),
    edges: wiring.edges,
  };
}

/** The last of each side of an undecided condition leads to where the sides meet. */
function joinAlternatives(
  graph: Graph,
  wiring: Wires,
  nodeOfOp: ReadonlyMap<number, number>,
  nodeOfChoice: ReadonlyMap<number, number>,
): void {
  for (const node of graph.nodes) {
    const to = node.kind === 'choice' ? nodeOfChoice.get(node.id) : undefined;
    if (node.kind !== 'choice' || to === undefined) continue;
    for (const { from: first, to: end } of node.alternatives) {
      const last = lastNode(first, end, (id) => nodeOfOp.get(id) ?? nodeOfChoice.get(id));
      if (last !== undefined) wiring.link(last, to);
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

function addLost(
  graph: Graph,
  hierarchy: Hierarchy,
  nodes: DiagramNode[],
  wiring: Wires,
  { keyOf, flow }: NodeContext,
): number[] {
  return lostCalls(graph, hierarchy).map((lost) => {
    const id = nodes.length;
    const fed = new Set(wiring.edges.map((edge) => edge.from));
    const loose = nodes.filter((n) => n.group === lost.owner.id && n.look !== 'pill' && !fed.has(n.id));
    nodes.push(lostNode(id, lost, keyOf(lost.call.name, lost.owner)));
    if (lost.isBegun) for (const node of loose) wiring.link(node.id, id);
    if (!lost.isBegun || loose.length === 0) {
      for (const { shape, storage, producer } of tensorsOf(lost.call.inputs)) {
        const tensor = { shape, storage, producer, dtype: undefined, strides: undefined, requiresGrad: false };
        wiring.connect(flow.sourceOf(tensor, lost.call.to), id, tensor);
      }
    }
    return id;
  });
}

function addOutputs(
  graph: Graph,
  nodes: DiagramNode[],
  wiring: Wires,
  { flow, batch }: NodeContext,
  lost: readonly number[],
): void {
  for (const output of outputsOf(graph.output)) {
    const id = nodes.length;
    nodes.push(outputPill(id, output, batch));
    for (const { shape, storage, producer } of output.tensors) {
      const tensor = { shape, storage, producer, dtype: undefined, strides: undefined, requiresGrad: false };
      wiring.connect(flow.sourceOf(tensor, Number.MAX_SAFE_INTEGER), id, tensor);
    }
    if (output.isOpen && isUnknown(graph.output)) for (const from of lost) wiring.link(from, id);
  }
}

function ownerName({ call, loop, parent }: Owner): string {
  if (parent === undefined) return '';
  return loop ? `loop ${ownerName(parent)}` : (call?.name ?? '?');
}

/** By group. */
function largestFields(nodes: readonly DiagramNode[]): ReadonlyMap<number, number> {
  const largest = new Map<number, number>();
  for (const { group, costs } of nodes)
    if (costs.field !== undefined) largest.set(group, Math.max(costs.field, largest.get(group) ?? costs.field));
  return largest;
}

function groupOf(
  { id, parent, call, loop }: Owner,
  key: string,
  batch: Dim | undefined,
  field: number | undefined,
): DiagramGroup {
  const output = call ? tensorsOf([call.output])[0] : undefined;
  const input = call ? tensorsOf(call.inputs)[0] : undefined;
  return {
    id,
    key,
    parent: parent?.id,
    name: loop ? 'loop' : lastPart(call?.name ?? ''),
    cls: loop ? 'number of turns not known' : (call?.cls ?? ''),
    module: call?.name,
    size: sizeText(output?.shape, batch),
    inputSize: sizeText(input?.shape, batch),
    dims: dimsOf(output?.shape, batch),
    costs: {
      params: call && numberOf(call.params),
      macs: call && numberOf(call.macs),
      memory: output && bytesOf([{ ...output, dtype: undefined, strides: undefined, requiresGrad: false }]),
      field,
    },
    isLoop: loop !== undefined,
    place: loop?.place ?? call?.place,
  };
}

function uniqueNames(): (name: string) => string {
  const counts = new Map<string, number>();
  return (name) => {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count === 0 ? name : `${name}#${count}`;
  };
}
