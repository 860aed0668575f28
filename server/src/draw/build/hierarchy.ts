/** Which calls of modules are drawn as one layer, which as a group around others, and which ops belong to them. */
import type { ChoiceNode, Graph, ModuleCall, ModuleInfo, OpNode, RepeatNode } from '../../graph';
import { groupedBy } from '../grouped';

export interface Layer {
  readonly kind: 'layer';
  readonly call: ModuleCall;
  readonly ops: readonly OpNode[];
}
export interface Single {
  readonly kind: 'function';
  readonly op: OpNode;
}
/** Where the sides of an undecided condition come together. */
export interface Either {
  readonly kind: 'choice';
  readonly choice: ChoiceNode;
}
export type Leaf = Layer | Single | Either;

export interface Hierarchy {
  /** In the order in which they are run. */
  readonly leaves: readonly { readonly leaf: Leaf; readonly owner: Owner }[];
  readonly owners: readonly Owner[];
  readonly ownerOfCall: (call: number | undefined) => Owner;
}

/** What becomes a group. */
export interface Owner {
  readonly id: number;
  readonly parent: Owner | undefined;
  readonly call: ModuleCall | undefined;
  readonly loop: RepeatNode | undefined;
}

export function hierarchyOf(graph: Graph, skipped: ReadonlySet<number>): Hierarchy {
  const { calls } = graph;
  const nodes = graph.nodes.filter((node) => node.kind !== 'repeat' && !skipped.has(node.id));
  const ops = nodes.filter((node) => node.kind === 'op');
  const modules = new Map(graph.modules.map((module) => [module.name, module]));
  const own = groupedBy(ops, (op) => op.call ?? -1);
  const holdsCalls = callsWithBusyChildren(calls, own);
  const isLayer = (call: ModuleCall): boolean =>
    call.parent !== undefined &&
    !holdsCalls.has(call.index) &&
    isOneThing(own.get(call.index) ?? [], call.cls, modules.get(call.name));
  const loops = graph.nodes.filter((n) => n.kind === 'repeat');

  const root: Owner = { id: 0, parent: undefined, call: calls[0], loop: undefined };
  const owners: Owner[] = [root];
  const made = new Map<string, Owner>();

  function make(key: string, parent: Owner, call: ModuleCall | undefined, loop: RepeatNode | undefined): Owner {
    const known = made.get(key);
    if (known) return known;
    const owner: Owner = { id: owners.length, parent, call, loop };
    owners.push(owner);
    made.set(key, owner);
    return owner;
  }

  /** Loops of the same call that hold this node, outermost first. */
  function inLoops(owner: Owner, call: number | undefined, from: number): Owner {
    const around = loops
      .filter((l) => l.call === call && l.from <= from && from < l.to)
      .sort((a, b) => b.to - b.from - (a.to - a.from));
    return around.reduce((parent, loop) => make(`loop ${loop.id}`, parent, undefined, loop), owner);
  }

  function ownerOfCall(index: number | undefined): Owner {
    const call = index === undefined ? undefined : calls[index];
    if (!call || call.parent === undefined) return root;
    return make(`call ${call.index}`, inLoops(ownerOfCall(call.parent), call.parent, call.from), call, undefined);
  }

  const leaves: { leaf: Leaf; owner: Owner }[] = [];
  const layers = new Set<number>();
  for (const op of nodes) {
    if (op.kind === 'choice') {
      leaves.push({ leaf: { kind: 'choice', choice: op }, owner: inLoops(ownerOfCall(op.call), op.call, op.id) });
      continue;
    }
    if (op.kind !== 'op') continue;
    const call = op.call === undefined ? undefined : calls[op.call];
    if (call && isLayer(call)) {
      if (layers.has(call.index)) continue;
      layers.add(call.index);
      const owner = inLoops(ownerOfCall(call.parent), call.parent, op.id);
      leaves.push({ leaf: { kind: 'layer', call, ops: own.get(call.index) ?? [] }, owner });
    } else leaves.push({ leaf: { kind: 'function', op }, owner: inLoops(ownerOfCall(op.call), op.call, op.id) });
  }
  return { leaves, owners, ownerOfCall };
}

/** A layer of PyTorch, also in a person's subclass, or a module that does one thing, or says so. */
const isOneThing = (ops: readonly OpNode[], cls: string, module: ModuleInfo | undefined): boolean =>
  ops.length === 1 ||
  (ops.length > 1 && ((module?.layer !== undefined && module.layer !== 'Module') || isNormalisation(cls)));

/** `RMSNorm`, `FrozenBatchNorm2d`: written out in small steps, and drawn as what it is. */
export const isNormalisation = (cls: string): boolean => /Norm(\dd)?$/.test(cls);

function callsWithBusyChildren(
  calls: readonly ModuleCall[],
  own: ReadonlyMap<number, readonly OpNode[]>,
): ReadonlySet<number> {
  const holds = new Set<number>();
  for (let i = calls.length - 1; i >= 0; i--) {
    const call = calls[i];
    if (!call || call.parent === undefined) continue;
    if (holds.has(call.index) || (own.get(call.index)?.length ?? 0) > 0) holds.add(call.parent);
  }
  return holds;
}
