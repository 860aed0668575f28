/** A graph with its edges in both directions: who makes what a step reads, and who reads what it makes. */
import type {
  Argument,
  Graph,
  GraphNode,
  GraphValue,
  ModuleCall,
  ModuleInfo,
  OpNode,
  Reading,
  TensorType,
} from '../graph';
import type { Dim } from '../symbolic';
import { type Category, declarationOf } from '../torch';

/** One op, the layer that ran it (undefined for a function called in `forward`), and its neighbours. */
export interface Step {
  readonly node: OpNode;
  /** The network in which it happens; undefined: outside of all. */
  readonly network: number | undefined;
  readonly category: Category;
  /** The layer whose own arithmetic this is. */
  readonly layer: ModuleInfo | undefined;
  /** The module in whose `forward` it happens, layers left out: the class that a person wrote. */
  readonly owner: ModuleInfo | undefined;
  /** Steps that made its inputs, in the order of the inputs, outside of the model too; weights have none. */
  readonly from: readonly Step[];
  /** Steps that read its outputs. */
  readonly to: readonly Step[];
  /** The model gives its result back. */
  readonly isResult: boolean;
  /** It surely runs, and once: in no undecided branch, in no loop with an unknown number of turns. */
  readonly isCertain: boolean;
}

export interface Network {
  readonly index: number;
  readonly graph: Graph;
  readonly steps: readonly Step[];
  /** Steps by the name of their layer. */
  readonly stepsOf: (layer: string) => readonly Step[];
}

interface Draft extends Step {
  readonly from: Draft[];
  readonly to: Draft[];
  isResult: boolean;
}

/** All models of a reading, and what happens around them: a loss reads what a model gave back. */
export function networksOf({ graphs, outside }: Reading): {
  readonly networks: readonly Network[];
  readonly outside: readonly Step[];
} {
  const drafts = new Map<number, Draft>();
  const networks = graphs.map((graph, index) => networkOf(graph, index, drafts));
  const around = draftsOf(outside.nodes, () => ({ network: undefined, layer: undefined, owner: undefined }), drafts);
  for (const draft of drafts.values()) link(draft, drafts);
  return { networks, outside: around };
}

function networkOf(graph: Graph, index: number, drafts: Map<number, Draft>): Network {
  const modules = new Map(graph.modules.map((m) => [m.name, m]));
  const steps = draftsOf(
    graph.nodes,
    (node) => {
      const call = node.call === undefined ? undefined : graph.calls[node.call];
      const module = call && modules.get(call.name);
      const layer = module?.layer === undefined || module.layer === 'Module' ? undefined : module;
      return { network: index, layer, owner: layer ? ownerOf(graph, call, modules) : module };
    },
    drafts,
  );
  for (const producer of producersIn(graph.output)) {
    const draft = drafts.get(producer);
    if (draft) draft.isResult = true;
  }
  let byLayer: ReadonlyMap<string, Step[]> | undefined;
  return {
    index,
    graph,
    steps,
    stepsOf: (layer) => {
      byLayer ??= grouped(steps);
      return byLayer.get(layer) ?? [];
    },
  };
}

function draftsOf(
  nodes: readonly GraphNode[],
  place: (node: OpNode) => Pick<Step, 'network' | 'layer' | 'owner'>,
  drafts: Map<number, Draft>,
): Draft[] {
  const undecided = nodes.flatMap(undecidedRanges);
  return nodes.flatMap((node) => {
    if (node.kind !== 'op') return [];
    const draft: Draft = {
      node,
      category: declarationOf(node.op)?.category ?? 'other',
      ...place(node),
      from: [],
      to: [],
      isResult: false,
      isCertain: node.times === 1 && !undecided.some((u) => u.from <= node.id && node.id < u.to),
    };
    drafts.set(node.id, draft);
    return [draft];
  });
}

/** Half-open ranges of node numbers that do not surely run once. */
function undecidedRanges(node: GraphNode): readonly { readonly from: number; readonly to: number }[] {
  if (node.kind === 'choice') return node.alternatives;
  return node.kind === 'repeat' ? [{ from: node.from, to: node.to + 1 }] : [];
}

function grouped(steps: readonly Draft[]): ReadonlyMap<string, Step[]> {
  const groups = new Map<string, Step[]>();
  for (const step of steps) {
    if (!step.layer) continue;
    const group = groups.get(step.layer.name);
    if (group) group.push(step);
    else groups.set(step.layer.name, [step]);
  }
  return groups;
}

function link(draft: Draft, drafts: ReadonlyMap<number, Draft>): void {
  for (const input of draft.node.inputs) {
    const maker = input.producer && drafts.get(input.producer.node);
    if (!maker) continue;
    draft.from.push(maker);
    if (!maker.to.includes(draft)) maker.to.push(draft);
  }
}

function ownerOf(
  graph: Graph,
  call: ModuleCall | undefined,
  modules: ReadonlyMap<string, ModuleInfo>,
): ModuleInfo | undefined {
  for (let c = call; c; c = c.parent === undefined ? undefined : graph.calls[c.parent]) {
    const module = modules.get(c.name);
    if (module && (module.layer === undefined || module.layer === 'Module')) return module;
  }
  return undefined;
}

/** Nodes that made the tensors of a value. */
export function producersIn(value: GraphValue): number[] {
  switch (value.kind) {
    case 'tensor':
      return value.producer ? [value.producer.node] : [];
    case 'seq':
      return value.items.flatMap(producersIn);
    case 'dict':
      return value.entries.flatMap(([, item]) => producersIn(item));
    default:
      return [];
  }
}

// --- what an op was called with

export const argument = (step: Step, name: string): Argument | undefined => step.node.args.get(name);

/** The tensor given for an argument. */
export function tensorOf(step: Step, name: string): TensorType | undefined {
  const value = argument(step, name);
  return value?.kind === 'tensor' ? step.node.inputs[value.input] : undefined;
}

/** A list of whole numbers, such as a kernel; a single one counts for each axis. */
export function numbersOf(step: Step, name: string, axes = 1): readonly number[] | undefined {
  const value = argument(step, name);
  const items = value?.kind === 'list' ? value.items : value?.kind === 'int' ? Array(axes).fill(value) : undefined;
  const numbers = items?.flatMap((i: Argument) => (i.kind === 'int' && typeof i.value === 'number' ? [i.value] : []));
  return numbers !== undefined && numbers.length === items?.length ? numbers : undefined;
}

export const shapeOf = (tensor: TensorType | undefined): readonly Dim[] | undefined => tensor?.shape;
