/** The op that a place in the code stands for: of the layer that is built or called there, or the function itself. */
import type { Graph, ModuleCall, ModuleInfo, OpNode, Place, Reading } from '../graph';
import { expressionAt, type ModuleTree } from '../syntax';
import { builtAt, calledAt, opAt } from './hovers';
import type { Choices } from './instances';

export interface LayerAt {
  readonly graph: Graph | undefined;
  readonly node: OpNode;
  /** `layer1.0.conv1`; of a function its name. */
  readonly name: string;
  /** The constructor call of a layer, the call of a function: where its arguments are written. */
  readonly written: Place;
  readonly settings: ModuleInfo['settings'];
}

/** The innermost expression around the offset that stands for one op. */
export function layerAt(reading: Reading, tree: ModuleTree, offset: number, choices: Choices): LayerAt | undefined {
  for (const { kind, span } of [...expressionAt(tree, offset)].reverse()) {
    if (kind !== 'Call') continue;
    const found = ofModule(reading, span, choices) ?? ofFunction(opAt(reading, span, choices));
    if (found) return found;
  }
  return undefined;
}

function ofModule(reading: Reading, span: Place['span'], choices: Choices): LayerAt | undefined {
  const built = builtAt(reading, span, choices);
  const called = built
    ? { graph: built.graph, call: built.graph.calls.find(({ name, to }) => name === built.module.name && to >= 0) }
    : calledAt(reading, span, choices);
  if (!called?.call) return undefined;
  const { graph, call } = called;
  const module = graph.modules.find(({ name }) => name === call.name);
  const node = onlyOp(graph, call);
  if (!node) return undefined;
  const settings = module?.settings ?? [];
  return { graph, node, name: call.name, written: module?.builtAt ?? call.place, settings };
}

/** A layer's own op; a block that does several things has none. */
function onlyOp(graph: Graph, call: ModuleCall): OpNode | undefined {
  const own = graph.nodes.filter(
    (n): n is OpNode => n.kind === 'op' && n.id >= call.from && n.id < call.to && n.call === call.index,
  );
  return own.length === 1 ? own[0] : undefined;
}

function ofFunction(found: ReturnType<typeof opAt>): LayerAt | undefined {
  return found && { ...found, name: found.node.op.split('.').at(-1) ?? '', written: found.node.place, settings: [] };
}
