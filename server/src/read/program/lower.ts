/** From a traced model to a program: its nodes in order, those that its result needs. */
import type { Graph, GraphValue, OpNode, Place, Reading, TensorType } from '../../graph';
import {
  type Builder,
  createBuilder,
  type Draw,
  type Obstacle,
  type Origin,
  type Program,
  type ValueId,
} from '../../program';
import { type Dim, display, equal } from '../../symbolic';
import { elementOf, type Lowering, lowerOf } from '../../torch';
import { layersOf, originOf, type TensorOf, tensorsIn } from './layers';
import { type Registered, registered } from './registered';

/** The program, or what keeps it from being one. */
export type Lowered =
  | { readonly program: Program; readonly obstacles: readonly [] }
  | { readonly program: undefined; readonly obstacles: readonly Obstacle[] };

class Refusal extends Error {
  /** Where it lies, if not at the step that is being lowered. */
  readonly place: Place | undefined;
  constructor(message: string, place?: Place) {
    super(message);
    this.place = place;
  }
}

interface State {
  readonly b: Builder;
  readonly nodes: ReadonlyMap<number, OpNode>;
  /** Nodes of the model's own call; others ran while it was built. */
  readonly own: ReadonlySet<number>;
  readonly made: Map<string, ValueId>;
  readonly storages: ReadonlyMap<number, Registered>;
  /** What a parameter or buffer holds by now. */
  readonly held: Map<number, ValueId>;
  readonly inputs: Map<number, ValueId>;
  readonly draws: Draw[];
  /** The last node that wrote into a storage, and which older tensors hold what it wrote. */
  readonly written: Map<number, { readonly node: number; readonly reached: ReadonlySet<string> }>;
  readonly origins: Origin[];
  readonly places: Map<string, number>;
}

export function programOf(reading: Reading, graph: Graph): Lowered {
  const obstacles = openQuestions(graph);
  if (obstacles.length > 0) return { program: undefined, obstacles };
  const state = begin(reading, graph);
  try {
    for (const id of liveNodes(state, graph)) lowerNode(state, graph, id);
    return { program: finish(state, reading, graph), obstacles: [] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const origin = error.place ? originOf(error.place, '') : state.origins.at(-1);
    return { program: undefined, obstacles: [{ reason: error.message, origin }] };
  }
}

const refuse = (reason: string): never => {
  throw new Refusal(reason);
};

/** Undecided conditions and loops: what runs is not known before it runs. */
function openQuestions(graph: Graph): Obstacle[] {
  const found: Obstacle[] = [];
  const at = (place: Place): Origin => originOf(place, '');
  for (const node of graph.nodes) {
    if (node.kind === 'choice')
      found.push({ reason: 'which way this condition goes is not known before it runs', origin: at(node.condition) });
    if (node.kind === 'repeat')
      found.push({ reason: 'how often this loop runs is not known before it runs', origin: at(node.place) });
  }
  for (const cause of causesIn(graph.output))
    found.push({ reason: `the result is not known: ${cause.reason}`, origin: cause.place && at(cause.place) });
  if (found.length === 0 && tensorsIn(graph.output).length === 0)
    found.push({ reason: 'the model gives no tensor', origin: undefined });
  return found;
}

type Cause = Extract<GraphValue, { kind: 'unknown' }>['cause'];
function causesIn(value: GraphValue): readonly Cause[] {
  switch (value.kind) {
    case 'unknown':
      return [value.cause];
    case 'seq':
      return value.items.flatMap(causesIn);
    case 'dict':
      return value.entries.flatMap(([, item]) => causesIn(item));
    default:
      return [];
  }
}

function begin(reading: Reading, graph: Graph): State {
  const ops = (list: Graph['nodes']): OpNode[] => list.filter((node) => node.kind === 'op');
  const own = ops(graph.nodes);
  const state: State = {
    b: createBuilder(),
    nodes: new Map([...ops(reading.outside.nodes), ...own].map((node) => [node.id, node])),
    own: new Set(own.map((node) => node.id)),
    made: new Map(),
    storages: registered(graph),
    held: new Map(),
    inputs: new Map(),
    draws: [],
    written: new Map(),
    origins: [],
    places: new Map(),
  };
  for (const { tensor } of graph.inputs.flatMap((value) => tensorsIn(value))) {
    if (tensor.storage !== undefined)
      state.inputs.set(tensor.storage, state.b.source(tensor.shape, inputElement(tensor.dtype)));
  }
  return state;
}

const inputElement = (dtype: string | undefined): 'float32' | 'int64' | 'bool' =>
  dtype === 'bool'
    ? 'bool'
    : dtype === undefined || dtype.startsWith('float') || dtype === 'bfloat16'
      ? 'float32'
      : 'int64';

const sameShape = (a: readonly Dim[] | undefined, b: readonly Dim[] | undefined): boolean =>
  a !== undefined && b !== undefined && a.length === b.length && a.every((size, i) => equal(size, b[i] ?? 0) === 'yes');

/** What a tensor is: made by a node, held by the model, or given. */
type Source =
  | { readonly kind: 'node'; readonly node: OpNode; readonly output: number }
  | { readonly kind: 'held'; readonly entry: Registered }
  | { readonly kind: 'given' };

function sourceOf(state: State, info: TensorType | TensorOf): Source {
  if (info.oneOf)
    throw new Refusal('which of several tensors goes on from here is not known before it runs', info.oneOf.place);
  const node = info.producer && state.nodes.get(info.producer.node);
  if (node && info.producer && state.own.has(node.id)) return { kind: 'node', node, output: info.producer.output };
  const entry = info.storage === undefined ? undefined : state.storages.get(info.storage);
  if (entry && sameShape(entry.shape, info.shape)) return { kind: 'held', entry };
  if (node && info.producer) return { kind: 'node', node, output: info.producer.output };
  return { kind: 'given' };
}

/** Nodes that the result, or what a buffer holds afterwards, depends on: also those that write into its memory. */
function liveNodes(state: State, graph: Graph): readonly number[] {
  const live = new Set<number>();
  const writers = writersOf(graph);
  const open: OpNode[] = [];
  const visit = (info: TensorType | TensorOf): void => {
    const source = sourceOf(state, info);
    if (source.kind === 'node') open.push(source.node);
    open.push(...(writers.get(info.storage) ?? []));
    writers.delete(info.storage);
  };
  for (const { tensor } of tensorsIn(graph.output)) visit(tensor);
  for (const [storage, nodes] of writers) if (state.storages.get(storage)?.kind === 'buffer') open.push(...nodes);
  for (let node = open.pop(); node; node = open.pop()) {
    if (live.has(node.id)) continue;
    live.add(node.id);
    if (isConstant(node)) continue;
    for (const input of node.inputs) visit(input);
  }
  return [...live].sort((a, b) => a - b);
}

/** Nodes of the model's own call that write in place, by what they write into. */
function writersOf(graph: Graph): Map<number, OpNode[]> {
  const found = new Map<number, OpNode[]>();
  for (const node of graph.nodes) {
    const target = node.kind === 'op' && node.inplace ? node.inputs[0] : undefined;
    if (node.kind !== 'op' || !target) continue;
    const known = found.get(target.storage) ?? [];
    found.set(target.storage, [...known, node]);
  }
  return found;
}

/** All its numbers are known from the text. */
const isConstant = (node: OpNode): boolean =>
  node.outputs.length > 0 && node.outputs.every((o) => o.values !== undefined && !o.requiresGrad);

function lowerNode(state: State, graph: Graph, id: number): void {
  const node = state.nodes.get(id);
  if (!node) return;
  enter(state, graph, node);
  const values = isConstant(node) ? constants(state, node) : applied(state, node);
  for (const [i, output] of node.outputs.entries()) {
    const value = values[i] ?? refuse(`${node.op} gives fewer tensors than PyTorch does`);
    if (output.shape && !sameShape(state.b.shape(value), output.shape))
      refuse(`${node.op} would give ${shown(state.b.shape(value))} where PyTorch gives ${shown(output.shape)}`);
    state.made.set(`${id}.${i}`, value);
  }
  const target = node.inputs[0];
  if (!node.inplace || !target) return;
  const written = values[0] ?? refuse(`${node.op} gives nothing`);
  const reached = new Set<string>();
  writeThrough(state, node, target, written, reached);
  state.written.set(target.storage, { node: id, reached });
  const held = state.storages.get(target.storage);
  if (held?.kind !== 'buffer' || reached.size > 0) return;
  if (!isItself(state, target)) refuse('a view of a buffer is written in place');
  state.held.set(target.storage, written);
}

/** No view of what the model holds. */
function isItself(state: State, { producer }: TensorType): boolean {
  const node = producer && state.nodes.get(producer.node);
  if (!node || !state.own.has(node.id)) return true;
  const target = node.inplace ? node.inputs[0] : undefined;
  return target !== undefined && isItself(state, target);
}

const shown = (shape: readonly Dim[]): string => shape.map(display).join('×');

/** Steps that follow belong to this place of the user's code. */
function enter(state: State, graph: Graph, node: OpNode): void {
  const module = node.call === undefined ? '' : (graph.calls[node.call]?.name ?? '');
  const key = `${node.place.file}:${node.place.span.start}:${node.place.span.end}:${module}`;
  const known = state.places.get(key) ?? state.origins.push(originOf(node.place, module)) - 1;
  state.places.set(key, known);
  state.b.setOrigin(known);
  // A refusal names the last origin.
  if (known !== state.origins.length - 1) {
    const origin = state.origins[known];
    if (origin) state.places.set(key, state.origins.push(origin) - 1);
  }
}

function constants(state: State, node: OpNode): readonly ValueId[] {
  return node.outputs.map((output) => {
    const element = inputElement(output.dtype);
    return state.b.constant(output.values ?? [], output.shape ?? [], element);
  });
}

function applied(state: State, node: OpNode): readonly ValueId[] {
  const rule = lowerOf(node.op);
  if (!rule) return refuse(`${node.op} is not trained here`);
  const found = rule(loweringOf(state, node));
  return typeof found === 'number' ? [found] : found;
}

function loweringOf(state: State, node: OpNode): Lowering {
  const input = (index: number): ValueId => {
    const info = node.inputs[index];
    return info ? currentValue(state, info) : refuse('a tensor is missing');
  };
  const bufferAt = (index: number): number => {
    const storage = node.inputs[index]?.storage ?? -1;
    return state.storages.get(storage)?.kind === 'buffer'
      ? storage
      : refuse('running statistics that are no buffers are not trained here');
  };
  return {
    b: state.b,
    record: node,
    input,
    draw: (shape, law) => {
      const value = state.b.source(shape);
      state.draws.push({ value, law });
      return value;
    },
    updateBuffer: (index, next) => state.held.set(bufferAt(index), next),
    countBatch: (index) => countBatch(state, bufferAt(index)),
    refuse,
  };
}

/** `num_batches_tracked`, beside `running_mean`. */
function countBatch(state: State, storage: number): void {
  const name = state.storages.get(storage)?.name.replace(/[^.]*$/, 'num_batches_tracked');
  for (const [at, entry] of state.storages) {
    if (entry.name !== name) continue;
    state.held.set(at, state.b.add(heldValue(state, at, entry), state.b.number(1, 'int64')));
  }
}

function heldValue(state: State, storage: number, entry: Registered): ValueId {
  const known = state.held.get(storage);
  if (known !== undefined) return known;
  const value = state.b.source(entry.shape, inputElement(entry.dtype));
  state.held.set(storage, value);
  entry.value = value;
  return value;
}

function currentValue(state: State, info: TensorType | TensorOf): ValueId {
  const write = info.storage === undefined ? undefined : state.written.get(info.storage);
  const isOld = write !== undefined && (info.producer?.node ?? -1) < write.node;
  if (isOld && !write.reached.has(keyOf(info)))
    return refuse(
      'this tensor shares its memory with one that was written in place since; training needs a copy (.clone())',
    );
  return resolved(state, info);
}

const keyOf = ({ producer }: TensorType | TensorOf): string =>
  producer ? `${producer.node}.${producer.output}` : 'held or given';

/** `x[1:3].zero_()`: what was written into a part of x, x holds. */
function writeThrough(state: State, node: OpNode, part: TensorType, written: ValueId, reached: Set<string>): void {
  const view = part.producer && state.nodes.get(part.producer.node);
  const whole = view?.inputs[0];
  if (view?.op !== 'torch.Tensor.__getitem__' || whole?.storage !== part.storage) return;
  const rule = lowerOf('torch.Tensor.__setitem__');
  if (!rule) return;
  const before = resolved(state, whole);
  const value = node.inputs.length;
  const args = new Map([...view.args, ['value', { kind: 'tensor', input: value }] as const]);
  const record = { ...view, args, inputs: [whole, ...view.inputs.slice(1)], outputs: [whole] };
  const inputs = new Map([
    [0, before],
    [value, written],
  ]);
  const lowering = loweringOf(state, { ...record, op: 'torch.Tensor.__setitem__' });
  const found = rule({ ...lowering, input: (index) => inputs.get(index) ?? lowering.input(index) });
  const after = typeof found === 'number' ? found : (found[0] ?? refuse('nothing was written'));
  const source = sourceOf(state, whole);
  if (source.kind === 'node') state.made.set(`${source.node.id}.${source.output}`, after);
  else if (source.kind === 'held' && source.entry.kind === 'buffer') state.held.set(whole.storage, after);
  else return;
  reached.add(keyOf(whole));
  writeThrough(state, node, whole, after, reached);
}

function resolved(state: State, info: TensorType | TensorOf): ValueId {
  const source = sourceOf(state, info);
  switch (source.kind) {
    case 'node':
      return state.made.get(`${source.node.id}.${source.output}`) ?? refuse('a tensor comes from outside the model');
    case 'held':
      elementOf({ refuse }, info.dtype);
      return heldValue(state, info.storage ?? -1, source.entry);
    case 'given': {
      const given = info.storage === undefined ? undefined : state.inputs.get(info.storage);
      if (given !== undefined)
        return sameShape(state.b.shape(given), info.shape) ? given : state.b.reshape(given, info.shape ?? []);
      if ('values' in info && info.values)
        return state.b.constant(info.values, info.shape ?? [], inputElement(info.dtype));
      return refuse('where this tensor comes from is not known');
    }
  }
}

function finish(state: State, reading: Reading, graph: Graph): Program {
  const { b } = state;
  const entries = [...state.storages];
  const outputs = tensorsIn(graph.output).map(({ path, tensor }) => ({
    name: path === '' ? 'output' : path,
    value: currentValue(state, tensor),
  }));
  // Every parameter and buffer is there, whether the result needs it or not: checkpoints hold them all.
  const values = new Map(entries.map(([storage, entry]) => [storage, startOf(state, storage, entry)]));
  const names = graph.bindings
    .filter((x) => x.kind === 'argument' && x.call === 0 && x.module === '')
    .map((x) => x.name);
  return {
    values: b.values,
    steps: b.steps,
    inputs: [...state.inputs.values()].map((value, i) => ({ name: names[i] ?? `input${i}`, value })),
    parameters: entries.flatMap(([storage, entry]) =>
      entry.kind === 'parameter'
        ? [
            {
              name: entry.name,
              value: values.get(storage) ?? -1,
              trainable: entry.trainable,
              aliases: entry.aliases,
              initial: entry.initial(reading),
            },
          ]
        : [],
    ),
    buffers: entries.flatMap(([storage, entry]) => {
      if (entry.kind !== 'buffer') return [];
      const value = values.get(storage) ?? -1;
      const now = state.held.get(storage);
      return [
        {
          name: entry.name,
          value,
          next: now === value ? undefined : now,
          persistent: entry.persistent,
          initial: entry.initial(reading),
        },
      ];
    }),
    draws: state.draws,
    outputs,
    origins: state.origins,
    layers: layersOf(graph, ({ node, output }) => state.made.get(`${node}.${output}`)),
  };
}

/** The value that a parameter or buffer has before the first step. */
function startOf(state: State, storage: number, entry: Registered): ValueId {
  if (entry.value === undefined) {
    const value = state.b.source(entry.shape, inputElement(entry.dtype));
    entry.value = value;
    if (!state.held.has(storage)) state.held.set(storage, value);
  }
  return entry.value;
}
