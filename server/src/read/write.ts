/** From one log to one graph: names, totals, problems with their places. */
import type { Binding, Cause, Graph, InputSource, ModuleCall, Place, Problem, UnknownReport } from '../graph';
import type { InstanceValue, Value } from '../python';
import { add, type Dim } from '../symbolic';
import { stateDictOf } from '../torch';
import { writeAssumptions } from './assumptions';
import { activationBytes } from './memory';
import type { Code } from './mends';
import { type Tree, treeOf } from './modules';
import { problemOf } from './problems';
import { receptiveFieldOf } from './receptive';
import type { Log, Recorder, SeenCauses } from './record';
import { sumMacs } from './totals';
import { graphValue } from './values';

export interface About {
  readonly model: string;
  readonly file: string;
  readonly mode: 'train' | 'eval';
  readonly inputSource: InputSource;
  /** Files whose lines are the user's own; problems elsewhere are shown at the call that led there. */
  readonly isUserFile: (file: string) => boolean;
  readonly code: Code;
  /** The model really is called like this: what goes wrong is proved. */
  readonly hasProblems: boolean;
}

const SGD_SLOTS = 1;

export function writeGraph(
  log: Log,
  root: InstanceValue,
  result: Value | undefined,
  recorder: Recorder,
  about: About,
): Written {
  const tree = treeOf(root, recorder);
  const calls = writeCalls(log, tree, recorder);
  const seen = recorder.unknownsHere();
  const { macs, memory, receptiveField, unknowns, assumptions } = costsOf({
    nodes: log.nodes,
    records: log.records,
    keepsOther: log.keepsOther,
    calls,
    tree: { modules: tree.modules, params: tree.params, buffers: tree.buffers },
    requirements: log.requirements,
    lost: log.lost,
    seen,
  });
  // Plain data to whoever reads it; what a keystroke does not show is not worked out for it.
  const graph: Graph = {
    model: about.model,
    cls: root.cls.name,
    file: about.file,
    mode: about.mode,
    inputs: log.arguments.map((value) => graphValue(value)),
    inputSource: about.inputSource,
    output: result
      ? graphValue(result)
      : (calls[0]?.output ?? {
          kind: 'unknown',
          cause: { kind: 'undecided', reason: 'the model was not called', place: log.place },
        }),
    nodes: log.nodes,
    calls,
    modules: tree.modules,
    stateDict: stateDictOf(root).flatMap(([name, tensor]) => (tensor.shape ? [[name, tensor.shape] as const] : [])),
    bindings: log.bindings.map(({ self, ...binding }): Binding => ({ ...binding, module: nameOf(self, tree) })),
    params: tree.params,
    buffers: tree.buffers,
    get macs() {
      return macs();
    },
    get memory() {
      return memory();
    },
    get receptiveField() {
      return receptiveField();
    },
    problems: about.hasProblems
      ? mergeProblems(
          log.problems.map((p) =>
            problemOf(p, tree.names, about.isUserFile, {
              built: recorder.built,
              isUserFile: about.isUserFile,
              code: about.code,
            }),
          ),
        )
      : [],
    get unknowns() {
      return unknowns();
    },
    get assumptions() {
      return assumptions();
    },
  };
  return { graph, seen };
}

/** A graph, and what of it belongs to the reading that it was written in. */
export interface Written {
  readonly graph: Graph;
  readonly seen: SeenCauses;
}

/** What the costs of a graph are made of; not the log, which would keep every value of the program alive. */
interface Costed extends Pick<Log, 'nodes' | 'records' | 'requirements' | 'lost' | 'keepsOther'> {
  readonly calls: readonly ModuleCall[];
  readonly tree: Pick<Tree, 'modules' | 'params' | 'buffers'>;
  readonly seen: SeenCauses;
}

type Costs = { readonly [K in 'macs' | 'memory' | 'receptiveField' | 'unknowns' | 'assumptions']: () => Graph[K] };

function costsOf({ nodes, records, keepsOther, calls, tree, requirements, lost, seen }: Costed): Costs {
  const macs = once(() => macsOf(nodes, lost[0] ?? undecidedCall(calls)));
  return {
    macs,
    memory: once(() => memoryOf(activationBytes({ nodes, records, keepsOther }, tree.modules), tree, macs().exact)),
    receptiveField: once(() => receptiveFieldOf(nodes, calls, tree.modules)),
    unknowns: () => countCauses([...lost, ...seen.ofFile, ...seen.own]),
    assumptions: once(() => writeAssumptions(requirements)),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function macsOf(nodes: Log['nodes'], lost: Cause | undefined): Graph['macs'] {
  const macs = sumMacs(nodes);
  return { total: macs.total, exact: macs.exact && lost === undefined, reason: macs.reason ?? lost };
}

function memoryOf(
  activations: ReturnType<typeof activationBytes>,
  tree: Costed['tree'],
  isTracedWhole: boolean,
): Graph['memory'] {
  const params = multiplied(tree.params.total, 4);
  return {
    params,
    activations: activations.bytes,
    training: add(add(multiplied(params, 2 + SGD_SLOTS), multiplied(tree.buffers.total, 4)), activations.bytes),
    exact: isTracedWhole && tree.params.exact && activations.exact,
  };
}

const multiplied = (value: Dim, factor: number): Dim => {
  let sum: Dim = 0;
  for (let i = 0; i < factor; i++) sum = add(sum, value);
  return sum;
};

const nameOf = (self: InstanceValue | undefined, tree: Tree): string | null => (self && tree.names.get(self)) ?? null;

/** A module that the tree does not hold (built inside forward) is called `?`, as nothing names it. */
function writeCalls(log: Log, tree: Tree, recorder: Recorder): ModuleCall[] {
  const own = new Map<number, Dim>();
  for (const node of log.nodes) {
    if (node.kind === 'op' && node.call !== undefined && node.macs !== 0)
      own.set(node.call, add(own.get(node.call) ?? 0, node.macs));
  }
  const whole = new Map(own);
  for (const call of [...log.calls].reverse()) {
    const macs = whole.get(call.index);
    if (call.parent !== undefined && macs !== undefined) whole.set(call.parent, add(whole.get(call.parent) ?? 0, macs));
  }
  const params = new Map<InstanceValue, Dim>();
  const paramsOf = (module: InstanceValue): Dim => {
    let count = params.get(module);
    if (count === undefined) {
      count = tree.paramsOf(module);
      params.set(module, count);
    }
    return count;
  };
  return log.calls.map((call) => ({
    index: call.index,
    name: tree.names.get(call.module) ?? '?',
    cls: call.module.cls.name,
    depth: call.depth,
    parent: call.parent,
    inputs: call.inputs,
    output: call.output,
    params: paramsOf(call.module),
    macs: whole.get(call.index) ?? 0,
    ownMacs: own.get(call.index) ?? 0,
    place: call.place,
    from: call.from,
    to: call.to,
    certain: call.certain,
    ...looseOf(call.module, tree, recorder),
  }));
}

function looseOf(module: InstanceValue, tree: Tree, { built, builtWhileCalled }: Recorder): Pick<ModuleCall, 'loose'> {
  const builtAt = tree.names.has(module) ? undefined : built.get(module);
  return builtAt ? { loose: { builtAt, whileCalled: builtWhileCalled.has(module) } } : {};
}

/** A call whose result is not known hides what follows from it. */
function undecidedCall(calls: readonly ModuleCall[]): Cause | undefined {
  const call = calls.find((c) => c.output.kind === 'unknown');
  return call?.output.kind === 'unknown' ? call.output.cause : undefined;
}

/** One cause, one report: the same problem in several instances becomes one that names them. */
export function mergeProblems(problems: readonly (Problem & { readonly module: string | null })[]): Problem[] {
  const merged = new Map<string, { readonly problems: Problem[]; readonly instances: Set<string> }>();
  for (const { module, ...problem } of problems) {
    const key = `${problem.code} ${placeKey(problem.place)}`;
    const known = merged.get(key) ?? { problems: [], instances: new Set<string>() };
    known.problems.push(problem);
    if (module) known.instances.add(module);
    merged.set(key, known);
  }
  return [...merged.values()].flatMap(({ problems: same, instances }) => {
    const first = same[0];
    return first ? [{ ...first, instances: [...instances], repairs: commonRepairs(same) }] : [];
  });
}

/** A repair must be right for all instances: what they share stays, what they disagree about is not offered. */
function commonRepairs(problems: readonly Problem[]): Problem['repairs'] {
  const first = problems[0]?.repairs ?? [];
  const key = (r: Problem['repairs'][number]): string => `${r.title} ${placeKey(r.target)}`;
  return first.filter((repair) => problems.every((p) => p.repairs.some((r) => key(r) === key(repair))));
}

const placeKey = (place: Place): string => `${place.file}:${place.span.start}:${place.span.end}`;

export function countCauses(causes: readonly Cause[]): UnknownReport[] {
  const counted = new Map<string, { cause: Cause; count: number }>();
  for (const cause of causes) {
    const key = `${cause.kind} ${cause.reason} ${cause.place ? placeKey(cause.place) : ''}`;
    const entry = counted.get(key) ?? { cause, count: 0 };
    entry.count++;
    counted.set(key, entry);
  }
  return [...counted.values()].sort((a, b) => b.count - a.count);
}
