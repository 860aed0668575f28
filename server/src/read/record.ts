/**
 * The observer that turns what the interpreter and PyTorch's ops report into plain records. One log per
 * root call of a model; what happens outside any model goes to a log of its own.
 */
import type {
  Binding,
  Cause,
  ChoiceNode,
  FillingInfo,
  GraphNode,
  GraphValue,
  OpNode,
  Place,
  Problem,
  RepeatNode,
} from '../graph';
import type {
  ClassValue,
  Frame,
  FunctionValue,
  InstanceValue,
  Keywords,
  Observer,
  Problem as RaisedProblem,
  UnknownValue,
  Value,
} from '../python';
import type { Dim } from '../symbolic';
import { type Filling, hasGradientMode, isModule, type OpRecord, type Requirement, type Trace } from '../torch';
import { Trails } from './trails';
import { graphValue, isShapeLike } from './values';

/** A call of a module as it is being traced; totals are added when the graph is written. */
export interface CallRecord {
  readonly index: number;
  readonly module: InstanceValue;
  readonly depth: number;
  readonly parent: number | undefined;
  readonly inputs: readonly GraphValue[];
  output: GraphValue;
  readonly place: Place;
  readonly from: number;
  to: number;
  readonly certain: boolean;
}

export interface BindingRecord extends Omit<Binding, 'module'> {
  /** The module that `self` is. */
  readonly self: InstanceValue | undefined;
}

export interface ProblemRecord {
  readonly problem: RaisedProblem;
  /** Call path, innermost first. */
  readonly path: readonly Place[];
  readonly self: InstanceValue | undefined;
  /** The module whose call raised it: a declared layer, where it is a layer's mistake. */
  readonly module: InstanceValue | undefined;
}

export interface RequirementRecord {
  readonly requirement: Requirement;
  readonly place: Place;
}

/** Everything traced during one root call (or outside of all). */
export interface Log {
  /** undefined: outside any model. */
  readonly root: InstanceValue | undefined;
  readonly place: Place | undefined;
  readonly nodes: GraphNode[];
  readonly records: Map<number, OpRecord>;
  readonly calls: CallRecord[];
  readonly bindings: BindingRecord[];
  readonly problems: ProblemRecord[];
  readonly requirements: RequirementRecord[];
  /** Something that may have held ops or parameters was not read: totals are only bounds. */
  readonly lost: Cause[];
  /** Something kept for backward what its ops do not say. */
  keepsOther: boolean;
  readonly arguments: readonly Value[];
}

interface Mark {
  readonly nodes: number;
  readonly calls: number;
  readonly bindings: number;
  readonly problems: number;
  readonly requirements: number;
}
interface OpenFork {
  readonly condition: Place;
  readonly starts: Mark[];
  readonly log: Log;
}

const emptyLog = (root: InstanceValue | undefined, place: Place | undefined, args: readonly Value[]): Log => ({
  root,
  place,
  arguments: args,
  nodes: [],
  records: new Map(),
  calls: [],
  bindings: [],
  problems: [],
  requirements: [],
  lost: [],
  keepsOther: false,
});

/** What was not known when a graph was written. */
export interface SeenCauses {
  /** Of the file's own statements; those of the present reading. */
  ofFile: readonly Cause[];
  readonly own: readonly Cause[];
}

export interface RecorderOptions {
  readonly training: boolean | undefined;
  readonly macsOf: (record: OpRecord) => Dim;
}

export class Recorder implements Observer, Trace {
  readonly training: boolean | undefined;
  readonly outside: Log = emptyLog(undefined, undefined, []);
  readonly logs: Log[] = [];
  readonly unknowns: Cause[] = [];
  /** How many of them the file itself has, and where those of the model at hand begin. */
  private unknownsOfFile = 0;
  private unknownsFrom = 0;
  /** Annotations with which the code fails. */
  readonly mistaken: Problem[] = [];
  readonly fillings: FillingInfo[] = [];
  readonly classes: { readonly cls: ClassValue; readonly file: string }[] = [];
  /** Where each layer or module was constructed (the innermost user expression). */
  readonly built = new Map<InstanceValue, Place>();
  /** Built inside a call of a model. */
  readonly builtWhileCalled = new Set<InstanceValue>();
  /** Modules whose construction was not read whole. */
  readonly tainted = new Map<InstanceValue, Cause>();
  /** What the reader calls by itself has no caller in the file. */
  detached = false;
  /** Functions that were called, as they stand in the text. */
  entered = new Set<FunctionValue['node']>();
  /** Told of every module call; used to see which layer meets an argument first. */
  watch: ((module: InstanceValue, args: readonly Value[]) => void) | undefined;
  private readonly macsOf: (record: OpRecord) => Dim;
  private log: Log = this.outside;
  private readonly stack: CallRecord[] = [];
  private readonly forks: OpenFork[] = [];
  private readonly loops: { readonly place: Place; readonly start: number; readonly log: Log }[] = [];
  private frame: Frame | undefined;
  private readonly trails = new Trails();
  private readonly seen = new Map<InstanceValue, Set<ClassValue>>();
  private nextNode = 0;

  constructor(options: RecorderOptions) {
    this.training = options.training;
    this.macsOf = options.macsOf;
  }

  /** From here on the reader itself builds and calls models. */
  detach(): void {
    this.detached = true;
    this.unknownsOfFile = this.unknowns.length;
  }

  /** What follows is of another model. */
  nextModel(): void {
    this.unknownsFrom = this.unknowns.length;
  }

  /** What is not known of the file and of the model at hand. */
  unknownsHere(): SeenCauses {
    if (!this.detached) return { ofFile: [...this.unknowns], own: [] };
    const { unknownsOfFile, unknownsFrom } = this;
    return {
      ofFile: this.unknowns.slice(0, unknownsOfFile),
      own: this.unknowns.slice(Math.max(unknownsOfFile, unknownsFrom)),
    };
  }

  /** Everything until `end` belongs to a call of this module's method, as if it were the root. */
  beginRoot(root: InstanceValue, place: Place, args: readonly Value[]): { end(): Log } {
    const before = this.log;
    const log = emptyLog(root, place, args);
    this.logs.push(log);
    this.log = log;
    return {
      end: () => {
        this.log = before;
        return log;
      },
    };
  }

  private get isCertain(): boolean {
    return this.forks.length === 0 && this.loops.length === 0;
  }

  /** The statements of user code that led here, innermost first. */
  private pathOf(frame: Frame | undefined): readonly Place[] {
    return this.trails.pathOf(frame);
  }

  // --- what PyTorch reports

  op(record: OpRecord, place: Place): number {
    const id = this.nextNode++;
    const node: OpNode = {
      kind: 'op',
      id,
      op: record.op,
      args: record.args,
      inputs: record.inputs,
      outputs: record.outputs,
      inplace: record.inplace,
      macs: this.macsOf(record),
      place,
      call: this.stack.at(-1)?.index,
      times: this.loops.length > 0 ? undefined : 1,
      path: this.pathOf(this.frame),
    };
    this.log.nodes.push(node);
    this.log.records.set(id, record);
    return id;
  }

  enterModule(module: InstanceValue, args: readonly Value[], _keywords: Keywords, place: Place): void {
    this.watch?.(module, args);
    if (this.log === this.outside) {
      this.log = emptyLog(module, place, args);
      this.logs.push(this.log);
    }
    const call: CallRecord = {
      index: this.log.calls.length,
      module,
      depth: this.stack.length,
      parent: this.stack.at(-1)?.index,
      inputs: args.map((value) => graphValue(value)),
      output: { kind: 'unknown', cause: { kind: 'undecided', reason: 'the call did not return', place } },
      place,
      from: this.nextNode,
      to: this.nextNode,
      certain: this.isCertain,
    };
    this.log.calls.push(call);
    this.noteClass(module);
    this.stack.push(call);
  }

  leaveModule(_module: InstanceValue, result: Value | undefined): void {
    const call = this.stack.pop();
    if (!call) return;
    call.to = this.nextNode;
    if (result) call.output = graphValue(result);
    if (this.stack.length === 0 && this.log.root === call.module && this.log.calls[0] === call) this.log = this.outside;
  }

  buildModule(module: InstanceValue, place: Place): void {
    this.built.set(module, place);
    if (this.stack.length > 0) this.builtWhileCalled.add(module);
  }

  require(requirement: Requirement, place: Place): void {
    this.log.requirements.push({ requirement, place });
  }

  /**
   * An op whose result is not known, or code that was stepped over (then with its frame): costs are missing
   * from the totals, and parameters from whatever was being constructed.
   */
  lost(cause: Cause, frame?: Frame): void {
    this.log.lost.push(cause);
    for (let f = frame; f; f = f.parent) {
      if (f.name === '__init__' && f.self?.kind === 'instance' && !this.tainted.has(f.self))
        this.tainted.set(f.self, cause);
    }
  }

  fill(filling: Filling): void {
    this.fillings.push({ ...filling, before: this.nextNode });
  }

  keepsOther(): void {
    this.log.keepsOther = true;
  }

  /** Classes whose instances were called while this root was. */
  seenClasses(root: InstanceValue): ReadonlySet<ClassValue> {
    return this.seen.get(root) ?? new Set();
  }

  private noteClass(module: InstanceValue): void {
    const root = this.log.root;
    if (!root) return;
    const seen = this.seen.get(root) ?? new Set<ClassValue>();
    seen.add(module.cls);
    const owner = module.cls.mro.find((cls) => cls.dict.has('forward'));
    if (owner) seen.add(owner);
    this.seen.set(root, seen);
  }

  // --- what the interpreter reports

  enterFunction(frame: Frame): void {
    if (frame.function) this.entered.add(frame.function.node);
    if (frame.function && hasGradientMode(frame.function)) this.keepsOther();
    this.frame = frame;
  }
  leaveFunction(frame: Frame): void {
    this.frame = frame.parent;
  }

  defineClass(cls: ClassValue, frame: Frame): void {
    this.classes.push({ cls, file: frame.file });
  }

  bind(binding: Parameters<Observer['bind']>[0]): void {
    if (this.log === this.outside && isConstructing(binding.frame)) return;
    const value = graphValue(binding.value);
    if (!isShapeLike(value) && value.kind !== 'unknown') return;
    if (this.log === this.outside && value.kind === 'int' && !handlesTensors(binding.frame)) return;
    const self = binding.frame.scope.vars.get('self');
    this.log.bindings.push({
      kind: binding.kind,
      name: binding.name,
      nameSpan: binding.nameSpan,
      statement: binding.statement,
      file: binding.frame.file,
      function: binding.frame.name,
      self: self?.kind === 'instance' ? self : undefined,
      call: this.stack.at(-1)?.index,
      value,
    });
  }

  problem(problem: RaisedProblem, reportedIn: Frame): void {
    const frame = problem.raisedIn ?? reportedIn;
    // What a program demands of its options and files is its own business; what a model demands of sizes is ours.
    if (problem.code === 'CS125' && !isAboutTensors(frame)) return;
    const self = frame.scope.vars.get('self');
    this.log.problems.push({
      problem,
      path: this.detached ? this.pathOf(frame).slice(0, -1) : this.pathOf(frame),
      self: self?.kind === 'instance' ? self : undefined,
      module: this.stack.at(-1)?.module,
    });
  }

  unknown(value: UnknownValue): void {
    this.unknowns.push(value.cause);
  }

  fork(condition: Place): void {
    this.forks.push({ condition, starts: [], log: this.log });
  }
  branch(): void {
    const fork = this.forks.at(-1);
    fork?.starts.push(this.mark());
  }
  join(alive: readonly boolean[]): void {
    const fork = this.forks.pop();
    if (!fork || fork.log !== this.log) return;
    const end = this.mark();
    const ends = fork.starts.map((_, i) => fork.starts[i + 1] ?? end);
    const living = alive.filter(Boolean).length;
    for (let i = fork.starts.length - 1; i >= 0; i--) {
      const start = fork.starts[i],
        stop = ends[i];
      if (start && stop && !alive[i] && living > 0) this.forget(start, stop);
    }
    if (living < 2) return;
    const spans = fork.starts.map((start, i) => ({
      from: this.log.nodes[start.nodes]?.id ?? this.nextNode,
      to: this.log.nodes[ends[i]?.nodes ?? 0]?.id ?? this.nextNode,
      alive: alive[i] ?? false,
    }));
    if (spans.every((span) => span.from === span.to)) return;
    const choice: ChoiceNode = {
      kind: 'choice',
      id: this.nextNode++,
      condition: fork.condition,
      alternatives: spans,
      call: this.stack.at(-1)?.index,
    };
    this.log.nodes.push(choice);
  }

  enterUnknownLoop(place: Place): void {
    this.loops.push({ place, start: this.nextNode, log: this.log });
  }
  leaveUnknownLoop(): void {
    const loop = this.loops.pop();
    if (!loop || loop.log !== this.log || loop.start === this.nextNode) return;
    const repeat: RepeatNode = {
      kind: 'repeat',
      id: this.nextNode++,
      place: loop.place,
      from: loop.start,
      to: this.nextNode - 1,
      call: this.stack.at(-1)?.index,
    };
    this.log.nodes.push(repeat);
  }

  private mark(): Mark {
    const { nodes, calls, bindings, problems, requirements } = this.log;
    return {
      nodes: nodes.length,
      calls: calls.length,
      bindings: bindings.length,
      problems: problems.length,
      requirements: requirements.length,
    };
  }

  /** A branch that raises is never taken: nothing in it happens. */
  private forget(start: Mark, stop: Mark): void {
    const { nodes, calls, bindings, problems, requirements } = this.log;
    nodes.splice(start.nodes, stop.nodes - start.nodes);
    bindings.splice(start.bindings, stop.bindings - start.bindings);
    problems.splice(start.problems, stop.problems - start.problems);
    requirements.splice(start.requirements, stop.requirements - start.requirements);
    // Calls keep their indices; a forgotten one is marked by an empty range and is left out when the graph is written.
    for (let i = start.calls; i < stop.calls; i++) {
      const call = calls[i];
      if (call) call.to = -1;
    }
  }
}

/** While a module is built or called, in a function that was given tensors, or where tensors are at hand. */
function isAboutTensors(frame: Frame): boolean {
  if ([...frame.scope.vars.values()].some(({ kind }) => kind === 'tensor')) return true;
  for (let f: Frame | undefined = frame; f; f = f.parent) {
    const { scope } = f;
    if (f.self && isModule(f.self)) return true;
    if (f.function?.parameters.some(({ name }) => scope.vars.get(name)?.kind === 'tensor')) return true;
  }
  return false;
}

function isConstructing(frame: Frame): boolean {
  for (let f: Frame | undefined = frame; f; f = f.parent) if (f.name === '__init__') return true;
  return false;
}

/** Integers of a function without a tensor in sight are settings, not sizes. */
function handlesTensors(frame: Frame): boolean {
  if (frame.parent === undefined) return true;
  for (const value of frame.scope.vars.values()) if (value.kind === 'tensor') return true;
  return false;
}
