/** From a graph to its diagram. */
import type { Graph, ModuleCall } from '../../graph';
import type { Dim } from '../../symbolic';
import type { Diagram, DiagramGroup, DiagramNode } from '../diagram';
import { joinAlternatives } from './alternatives';
import { withCycles } from './cycles';
import { type Wires, wires } from './edges';
import { flowOf } from './flow';
import { type Hierarchy, hierarchyOf, type Owner } from './hierarchy';
import { idleNodes, without } from './idle';
import { lastPart, leafNode, type NodeContext } from './nodes';
import { inputPills, outputPill, outputsOf } from './pills';
import { batchOf, bytesOf, dimsOf, numberOf, sizeText, tensorsOf } from './sizes';
import { blindCalls, causeKey, type Lost, lostCalls, lostNode } from './unknown';
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
  joinAlternatives({ graph, flow, nodeOfOp, nodeOfChoice }, wiring);
  const lost = addLost(graph, hierarchy, nodes, wiring, context);
  addOutputs(graph, nodes, wiring, context, lost);
  const fields = largestFields(nodes);
  const kept = without(idleNodes(nodes, wiring.edges), nodes, wiring.edges);
  return withCycles({
    model: graph.model,
    cls: graph.cls,
    nodes: kept.nodes,
    groups: hierarchy.owners.map((owner) => groupOf(owner, keyOfOwner(owner), batch, fields.get(owner.id))),
    edges: kept.edges,
  });
}

/** Where something got lost, and what was given it; by node. */
function addLost(
  graph: Graph,
  hierarchy: Hierarchy,
  nodes: DiagramNode[],
  wiring: Wires,
  { keyOf, flow }: NodeContext,
): ReadonlyMap<number, Lost> {
  const idle = idleNodes(nodes, wiring.edges);
  const busy = busyCalls(hierarchy, nodes, idle);
  const made = new Map<number, Lost>();
  const originOf = new Map<string, number>();
  for (const lost of [...lostCalls(graph, hierarchy), ...blindCalls(graph, hierarchy, (call) => busy.has(call))]) {
    const id = nodes.length;
    const loose = looseNodes(nodes, wiring, idle, lost.owner.id);
    nodes.push(lostNode(id, lost, keyOf(lost.calls[0].name, lost.owner)));
    made.set(id, lost);
    if (lost.kind === 'begun') for (const node of loose) wiring.link(node.id, id);
    if (lost.kind !== 'begun' || loose.length === 0) for (const call of lost.calls) connectInputs(call, id);
    const key = causeKey(lost.cause);
    const origin = originOf.get(key);
    if (origin === undefined) originOf.set(key, id);
    else if (lost.kind === 'blind') wiring.link(origin, id);
  }
  return made;

  function connectInputs(call: ModuleCall, id: number): void {
    for (const { shape, storage, producer } of tensorsOf(call.inputs)) {
      const tensor = { shape, storage, producer, dtype: undefined, strides: undefined, requiresGrad: false };
      wiring.connect(flow.sourceOf(tensor, call.to), id, tensor);
    }
  }
}

/** Calls in which something is shown. */
function busyCalls(hierarchy: Hierarchy, nodes: readonly DiagramNode[], idle: ReadonlySet<number>): Set<number> {
  const busy = new Set<number>();
  for (const { id, group } of nodes) {
    if (idle.has(id)) continue;
    for (let owner = hierarchy.owners[group]; owner !== undefined; owner = owner.parent)
      if (owner.call) busy.add(owner.call.index);
  }
  return busy;
}

/** What nobody uses, in a group: sizes that were asked for are no results. */
function looseNodes(
  nodes: readonly DiagramNode[],
  { edges }: Wires,
  idle: ReadonlySet<number>,
  group: number,
): readonly DiagramNode[] {
  const used = new Set(edges.map((edge) => edge.from));
  const loose = nodes.filter((n) => n.group === group && n.look !== 'pill' && !used.has(n.id) && !idle.has(n.id));
  const results = loose.filter(({ family }) => family !== 'index' && family !== 'shape');
  return results.length > 0 ? results : loose;
}

function addOutputs(
  graph: Graph,
  nodes: DiagramNode[],
  wiring: Wires,
  { flow, batch }: NodeContext,
  lost: ReadonlyMap<number, Lost>,
): void {
  const passedOn = new Set(wiring.edges.flatMap(({ from, to }) => (lost.has(to) ? [from] : [])));
  for (const output of outputsOf(graph.output)) {
    const id = nodes.length;
    nodes.push(outputPill(id, output, batch));
    for (const { shape, storage, producer } of output.tensors) {
      const tensor = { shape, storage, producer, dtype: undefined, strides: undefined, requiresGrad: false };
      wiring.connect(flow.sourceOf(tensor, Number.MAX_SAFE_INTEGER), id, tensor);
    }
    if (output.isOpen) for (const from of lost.keys()) if (!passedOn.has(from)) wiring.link(from, id);
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
