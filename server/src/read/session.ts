/** What a reading of one file keeps at hand while it goes on. */
import type { Binding, GraphNode, InputSource, Place, Problem } from '../graph';
import type { ClassValue, Effects, InstanceValue, ReaderInterpreter, Value } from '../python';
import type { ModuleTree } from '../syntax';
import type { Model, Reach, ReadingMemory } from './again';
import type { InputSpec } from './inputs';
import type { Code } from './mends';
import { problemOf } from './problems';
import type { Log, Recorder } from './record';
import type { Files } from './roots';
import { type Written, writeGraph } from './write';

export interface ReadRequest {
  readonly file: string;
  readonly tree: ModuleTree;
  readonly files: Files;
  /** Import roots, in order. */
  readonly roots: readonly string[];
  /** Parsed trees of imported files, kept by the caller. */
  readonly treeOf: (file: string, text: string) => ModuleTree;
  /** A Python expression in the file's own scope; undefined: every model that the file builds or can build. */
  readonly model?: string | undefined;
  readonly inputs?: readonly InputSpec[] | undefined;
  /** Sizes chosen by a person for a class, by its name. */
  readonly dial?: ReadonlyMap<string, readonly InputSpec[]> | undefined;
  readonly train?: boolean | undefined;
  /** `enough`: stop once every class of the file was seen at work (the editor); `all`: every candidate. */
  readonly extent?: 'enough' | 'all' | 'given';
  readonly fuel?: number;
  readonly cancelled?: () => boolean;
  /** What the last reading of this file left behind; what an edit since cannot have changed is taken from it. */
  readonly memory?: ReadingMemory;
  /** While a statement is typed: only one model is read again, the one that is shown for it (`Reading.putOff`). */
  readonly onlyShown?: boolean;
}

export interface Session {
  readonly request: ReadRequest;
  readonly recorder: Recorder;
  readonly interpreter: ReaderInterpreter;
  readonly isUserFile: (file: string) => boolean;
  /** Models that the file calls with something of unknown size. */
  readonly unsized: Set<InstanceValue>;
  readonly graphs: SessionGraph[];
  readonly outside: Outside;
  /** undefined: nothing is to be remembered. */
  readonly effects: Effects | undefined;
  /** How far the edits since the last reading reach; undefined: everywhere. */
  reach: Reach | undefined;
  /** What the present candidate gives depends on which models were read before it. */
  isOrderSensitive: boolean;
  /** What each model that was read, and the file itself, left behind, in order. */
  readonly traces: Trace[];
  /** Models for the next reading. */
  models: Map<string, Model> | undefined;
}

/** Where what one model has built begins and ends among all, and its graphs. */
export interface Trace {
  /** undefined: of the file's own statements, or nothing is remembered. */
  readonly key: string | undefined;
  readonly built: readonly [from: number, to: number];
  readonly graphs: readonly [from: number, to: number];
  /** Taken over from an earlier reading. */
  readonly isKept: boolean;
}

export function traceOf({ recorder, graphs }: Session, from: Trace | undefined, key?: string, isKept = false): Trace {
  return {
    key,
    built: [from?.built[1] ?? 0, recorder.built.size],
    graphs: [from?.graphs[1] ?? 0, graphs.length],
    isKept,
  };
}

export interface SessionGraph extends Written {
  /** undefined: written in an earlier reading. */
  readonly root: InstanceValue | undefined;
  /** The class of the root, and all that were seen at work. */
  readonly cls: ClassKey;
  readonly classes: ReadonlySet<ClassKey>;
}

/** What happened outside of all models, as it is shown. */
export interface Outside {
  readonly nodes: GraphNode[];
  readonly bindings: Binding[];
  readonly problems: (Problem & { readonly module: string | null })[];
}

/** A class by where it stands, so that readings can be compared; a native one by itself. */
export type ClassKey = object;
export const classKey = (cls: ClassValue): ClassKey => cls.place?.span ?? cls;

export function addGraph(session: Session, written: Written, root: InstanceValue): void {
  session.graphs.push({
    ...written,
    root,
    cls: classKey(root.cls),
    classes: new Set([...session.recorder.seenClasses(root)].map(classKey)),
  });
}

/** Takes over what was recorded outside of all models since the last time. */
export function gatherOutside({ recorder, request, isUserFile, outside }: Session): void {
  const { nodes, bindings, problems } = recorder.outside;
  // One by one: a long loop leaves more than a call can be given as arguments.
  for (const node of nodes.splice(0)) outside.nodes.push(node);
  for (const { self: _self, ...binding } of bindings.splice(0)) outside.bindings.push({ ...binding, module: null });
  for (const record of problems.splice(0)) {
    outside.problems.push(
      problemOf(record, new Map(), isUserFile, { built: recorder.built, isUserFile, code: codeOf(request) }),
    );
  }
}

export function codeOf({ file, tree, files }: ReadRequest): Code {
  return {
    file,
    tree,
    text: () => {
      const found = files.read(file);
      return typeof found === 'string' ? undefined : found.text;
    },
  };
}

export function setMode(session: Session, model: InstanceValue, train: boolean): void {
  const { interpreter } = session;
  interpreter.guarded(() => interpreter.call(interpreter.getAttribute(model, train ? 'train' : 'eval'), []));
}

/** Where the reader's own calls of a model stand: at its class. */
export function standAtClass({ interpreter, request }: Session, root: InstanceValue): Place {
  const place = root.cls.place ?? { file: request.file, span: { start: 0, end: 0 } };
  interpreter.standAt(place.file === request.file ? place.span : { start: 0, end: 0 });
  return place;
}

export function graphOf(
  session: Session,
  log: Log,
  root: InstanceValue,
  result: Value | undefined,
  model: string,
  inputSource: InputSource,
  hasProblems = true,
): Written {
  const training = root.attrs.get('training');
  return writeGraph(log, root, result, session.recorder, {
    model,
    file: session.request.file,
    mode: training?.kind === 'bool' && training.value ? 'train' : 'eval',
    inputSource,
    isUserFile: session.isUserFile,
    code: codeOf(session.request),
    hasProblems,
  });
}
