/**
 * Reading a file again after an edit. The statements of the file are executed anew, which is quick; the models,
 * which are not, are read again only if the edit can have changed them. What a model is made of reaches it by the
 * names that were looked up while it was read, so an edit is followed from the statements that differ, over the
 * names that they bind and the objects that they change, to the models (python/effects.ts says how that is noted).
 * What cannot be followed ends in reading everything.
 */
import type { Cause, FillingInfo, Graph, Problem, Reading } from '../graph';
import {
  addEffect,
  type Effect,
  type ModuleUse,
  type ModuleValue,
  type Owner,
  SHARED,
  sameRegistrations,
  sameUse,
} from '../python';
import type { ModuleTree, Span, Stmt } from '../syntax';
import { dataSizes, skipDataSizes, storagesSoFar } from '../torch';
import { type CommentFinding, tryComments } from './comment-check';
import { directivesOf } from './directives';
import type { Candidate } from './entries';
import { focusOf, type ShownBy, shownBy } from './putoff';
import type { Recorder } from './record';
import { gatherOutside, type Outside, type ReadRequest, type Session, type SessionGraph, traceOf } from './session';
import { isOutside, shapeCommentsOf } from './shape-comments';

/** Carried from one reading of a file to the next; opaque. Must be replaced when anything but its text changes. */
export interface ReadingMemory {
  last: Remembered | undefined;
  /** Of readings that take nothing for granted. */
  doubts: ReadingMemory | undefined;
}

export const newReadingMemory = (): ReadingMemory => ({ last: undefined, doubts: undefined });

interface Remembered {
  readonly statements: readonly Stmt[];
  readonly effects: ReadonlyMap<Stmt, Effect>;
  readonly models: ReadonlyMap<string, Model>;
  readonly wishes: Wishes;
  readonly reading: Reading;
  /** Something in it was taken for granted; what is taken from it was too. */
  readonly guessed: boolean;
  readonly uses: ReadonlyMap<string, ModuleUse>;
  readonly shownBy: ShownBy;
}

interface Wishes {
  readonly text: string;
  /** Where comments say so: the same comments, wherever they have moved. */
  readonly places: readonly Span[];
}

/** All that one candidate left behind. */
export interface Model {
  readonly effect: Effect;
  /** Nothing else was left behind, and nothing of it depends on what was read before it. */
  readonly isWhole: boolean;
  readonly graphs: readonly SessionGraph[];
  readonly unknowns: readonly Cause[];
  readonly outside: Outside;
  readonly mistaken: readonly Problem[];
  readonly fillings: readonly FillingInfo[];
  readonly entered: Recorder['entered'];
  readonly steps: number;
  readonly dataSizes: number;
  /** What the shape comments of the file are worth in it. */
  readonly comments: readonly CommentFinding[];
}

/** How far the edits since the last reading reach. */
export interface Reach {
  readonly models: ReadonlyMap<string, Model>;
  readonly names: Set<string>;
  /** Whose objects may be others now, and which entries of shared tables. */
  readonly owners: ReadonlySet<Owner>;
  /** Grows when a model that is read again changes what others see. */
  isEverywhere: boolean;
  readonly depends: readonly string[];
  readonly missed: readonly string[];
  readonly wanted: readonly string[];
  /** Only one model is to be read: the one of this name, or else the first that the edits reach. */
  readonly isFocused: boolean;
  focus: string | undefined;
  readonly putOff: Set<string>;
  readonly shownBy: ShownBy;
}

export interface Noted {
  readonly around: ((statement: Stmt, run: () => void, main: ModuleValue) => void) | undefined;
  /** The statements have run. */
  readonly end: () => void;
  readonly effects: ReadonlyMap<Stmt, Effect>;
  readonly models: Map<string, Model>;
}

/** Notes what each statement of the file does; at the end it is known how far the edits reach. */
export function beginNoting(session: Session): Noted {
  const { effects, request } = session;
  const noted = new Map<Stmt, Effect>();
  const models = new Map<string, Model>();
  if (!effects) return { around: undefined, end: () => undefined, effects: noted, models };
  return {
    around(statement, run, { scope }) {
      const effect = effects.during(run);
      noted.set(statement, effect);
      for (const name of effect.writes) {
        const value = scope.vars.get(name);
        if (value !== undefined) effects.own(value, statement);
      }
    },
    end() {
      const last = request.memory?.last;
      session.models = models;
      if (last && sameWishes(last.wishes, wishesOf(session))) session.reach = reachOf(last, request, noted);
    },
    effects: noted,
    models,
  };
}

/** What a person asked for besides the code. */
function wishesOf(session: Session): Wishes {
  const { request } = session;
  const directives = [...directivesOf(request.tree)];
  return {
    text: JSON.stringify([
      request.extent,
      request.train,
      [...(request.dial ?? [])],
      directives.map(([cls, { inputs }]) => [cls, inputs]),
      // Those inside a statement are its own.
      shapeCommentsOf(session).all.flatMap((comment) =>
        isOutside(session, comment) ? [`${comment.left.text} -> ${comment.right.text}`] : [],
      ),
    ]),
    places: directives.map(([, { span }]) => span),
  };
}

const sameWishes = (a: Wishes, b: Wishes): boolean =>
  a.text === b.text && a.places.every((place, i) => place === b.places[i]);

/** From the statements that differ to the names that may mean something else now. */
function reachOf(last: Remembered, request: ReadRequest, effects: ReadonlyMap<Stmt, Effect>): Reach | undefined {
  const statements = request.tree.body;
  if ([...last.models.values()].some(({ effect }) => changesAnything(effect))) return undefined;
  const names = new Set<string>();
  const edited = differing(last.statements, statements);
  const owners = new Set<Owner>(edited);
  const open = new Set([...last.statements, ...statements]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const statement of open) {
      const versions = [last.effects.get(statement), effects.get(statement)].filter((e) => e !== undefined);
      if (!owners.has(statement) && !versions.some((e) => takes(e, names, owners))) continue;
      open.delete(statement);
      grown = true;
      for (const effect of versions) {
        for (const name of effect.writes) names.add(name);
        for (const owner of effect.changes) owners.add(owner);
      }
    }
  }
  if (owners.has(SHARED)) return undefined;
  const { models, shownBy } = last;
  const { depends, missed, wanted } = last.reading;
  const isFocused = request.onlyShown === true;
  const focus = isFocused ? focusOf(edited, shownBy) : undefined;
  return {
    models,
    names,
    owners,
    isEverywhere: false,
    depends,
    missed,
    wanted,
    isFocused,
    focus,
    putOff: new Set(),
    shownBy,
  };
}

function takes(effect: Effect, names: ReadonlySet<string>, owners: ReadonlySet<Owner>): boolean {
  if (names.size > 0 && effect.readsAll) return true;
  return meets(effect.reads, names) || meets(effect.takes, owners);
}

function meets(some: ReadonlySet<string>, others: ReadonlySet<Owner>): boolean {
  if (others.size === 0) return false;
  for (const one of some) if (others.has(one)) return true;
  return false;
}

/** All but the statements that both begin with, and those that both end with. */
function differing(before: readonly Stmt[], after: readonly Stmt[]): Stmt[] {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return [...before.slice(start, before.length - end), ...after.slice(start, after.length - end)];
}

/** Takes the candidate's models over from the last reading, or reads them and keeps them for the next. */
export function readModel(session: Session, candidate: Candidate, run: () => void): void {
  const { effects, reach, models } = session;
  gatherOutside(session);
  if (!effects || !models || candidate.name === undefined) {
    run();
    session.traces.push(traceOf(session, session.traces.at(-1)));
    return;
  }
  const key = `${candidate.kind} ${candidate.text}`;
  const known = reach?.models.get(key);
  if (known && isUntouched(session, known)) {
    models.set(key, known);
    takeOver(session, known);
    session.traces.push(traceOf(session, session.traces.at(-1), key, true));
    return;
  }
  if (reach?.isFocused) {
    reach.focus ??= key;
    if (key !== reach.focus) {
      reach.putOff.add(key);
      return;
    }
  }
  const model = record(session, candidate.name, run);
  session.traces.push(traceOf(session, session.traces.at(-1), key));
  // What a model changes may be seen by all that are read after it.
  if (reach && changesAnything(model.effect)) reach.isEverywhere = true;
  // The numbers in a model of the file's own are told by the statements that made it, in each reading anew. Sizes of
  // data are numbered in order, which is another one without the models that were put off.
  const isElsewhere = candidate.kind === 'bound' || (reach && reach.putOff.size > 0 && model.dataSizes > 0);
  models.set(key, isElsewhere ? { ...model, isWhole: false } : model);
}

function isUntouched({ reach, interpreter }: Session, { effect, isWhole, steps }: Model): boolean {
  if (!reach || reach.isEverywhere || !isWhole) return false;
  return !takes(effect, reach.names, reach.owners) && steps < interpreter.fuelLeft();
}

const changesAnything = ({ changes, writes }: Effect): boolean => changes.size > 0 || writes.size > 0;

function record(session: Session, name: string, run: () => void): Model {
  const { interpreter, recorder, graphs, outside } = session;
  const before = {
    graphs: graphs.length,
    unknowns: recorder.unknowns.length,
    nodes: outside.nodes.length,
    bindings: outside.bindings.length,
    problems: outside.problems.length,
    mistaken: recorder.mistaken.length,
    fillings: recorder.fillings.length,
    storages: storagesSoFar(),
    classes: recorder.classes.length,
    unsized: session.unsized.size,
    entered: recorder.entered,
    fuel: interpreter.fuelLeft(),
    dataSizes: dataSizes(interpreter),
  };
  recorder.entered = new Set();
  session.isOrderSensitive = false;
  const effect = session.effects?.during(run) ?? nothing();
  effect.reads.add(name);
  gatherOutside(session);
  const { entered } = recorder;
  recorder.entered = before.entered;
  for (const one of entered) recorder.entered.add(one);
  // What else it left behind has no place here.
  const hasLeftMore =
    session.isOrderSensitive ||
    graphs.slice(before.graphs).some(({ graph }) => holdsOlder(graph, before.storages)) ||
    session.unsized.size > before.unsized ||
    recorder.classes.slice(before.classes).some(({ file }) => file === session.request.file);
  return {
    effect,
    isWhole: !hasLeftMore,
    graphs: graphs.slice(before.graphs).map((graph) => ({ ...graph, root: undefined })),
    unknowns: recorder.unknowns.slice(before.unknowns),
    outside: {
      nodes: outside.nodes.slice(before.nodes),
      bindings: outside.bindings.slice(before.bindings),
      problems: outside.problems.slice(before.problems),
    },
    mistaken: recorder.mistaken.slice(before.mistaken),
    fillings: recorder.fillings.slice(before.fillings),
    entered,
    steps: before.fuel - interpreter.fuelLeft(),
    dataSizes: dataSizes(interpreter) - before.dataSizes,
    comments: [],
  };
}

/** What the shape comments are worth, model by model: tried where the model was read, else as they were found. */
export function commentFindings(session: Session, main: ModuleValue): CommentFinding[] {
  if (shapeCommentsOf(session).all.length === 0) return [];
  const { models, effects, recorder, graphs } = session;
  const built = [...recorder.built];
  const last = session.traces.at(-1);
  const rest = traceOf(session, last);
  return [...session.traces, rest].flatMap((trace) => {
    const model = trace.key === undefined ? undefined : models?.get(trace.key);
    if (trace.isKept) return model?.comments ?? [];
    const section = { built: built.slice(...trace.built), graphs: graphs.slice(...trace.graphs) };
    if (!model || trace.key === undefined || !effects) return tryComments(session, section, main);
    let comments: readonly CommentFinding[] = [];
    const effect = effects.during(() => {
      comments = tryComments(session, section, main);
    });
    addEffect(model.effect, { ...effect, changes: new Set(), writes: new Set() });
    models?.set(trace.key, { ...model, comments });
    return comments;
  });
}

/** Some parameter or buffer was there before: what it holds is told elsewhere. */
const holdsOlder = ({ modules }: Graph, storages: number): boolean =>
  modules.some((m) => [...m.parameters, ...m.buffers].some(({ storage }) => storage <= storages));

const nothing = (): Effect => ({
  reads: new Set(),
  writes: new Set(),
  changes: new Set([SHARED]),
  takes: new Set(),
  readsAll: true,
});

function takeOver(session: Session, model: Model): void {
  const { interpreter, recorder, graphs, outside } = session;
  recorder.unknowns.push(...model.unknowns);
  const { ofFile } = recorder.unknownsHere();
  for (const graph of model.graphs) {
    graph.seen.ofFile = ofFile;
    graphs.push(graph);
  }
  for (const node of model.outside.nodes) outside.nodes.push(node);
  for (const binding of model.outside.bindings) outside.bindings.push(binding);
  outside.problems.push(...model.outside.problems);
  recorder.mistaken.push(...model.mistaken);
  recorder.fillings.push(...model.fillings);
  for (const one of model.entered) recorder.entered.add(one);
  interpreter.spend(model.steps);
  skipDataSizes(interpreter, model.dataSizes);
}

/** Where the reading that takes nothing for granted keeps its own. */
export function doubtsOf(memory: ReadingMemory): ReadingMemory {
  memory.doubts ??= newReadingMemory();
  return memory.doubts;
}

/** For the next reading. A reading that did not come to its end tells nothing about what follows. */
export function remember(session: Session, { effects, models }: Noted, reading: Reading): void {
  const { memory, tree } = session.request;
  if (!memory) return;
  const uses = usesOf(session, memory.last);
  const guessed = session.interpreter.guessed || memory.last?.guessed === true;
  const { putOff } = session.reach ?? { putOff: new Set<string>() };
  const shown = shownBy(session, models, putOff, memory.last?.shownBy);
  memory.last = reading.complete
    ? { statements: tree.body, effects, models, wishes: wishesOf(session), reading, guessed, uses, shownBy: shown }
    : undefined;
}

/** What was taken from imported files, by the models too that were not read again. */
function usesOf({ interpreter, reach }: Session, last: Remembered | undefined): ReadonlyMap<string, ModuleUse> {
  const uses = interpreter.uses();
  if (!reach || !last) return uses;
  for (const [file, before] of last.uses) {
    const now = uses.get(file);
    uses.set(
      file,
      now
        ? {
            ...now,
            names: new Map([...before.names, ...now.names]),
            stars: now.stars ?? before.stars,
            whole: now.whole ?? before.whole,
            registers: now.registers ?? before.registers,
          }
        : before,
    );
  }
  return uses;
}

/** Whether an imported file, as it is now, gives the last reading what it gave it. */
export function givesTheSame({ last }: ReadingMemory, file: string, text: string, tree: ModuleTree): boolean {
  const before = last?.uses.get(file);
  if (!before) return false;
  const now = sameUse(before, file, text, tree);
  return (
    (!before.registers || !now.registers || sameRegistrations(before.registers, now.registers)) &&
    sameParts(before.stars ?? [], before.stars ? (now.stars ?? []) : []) &&
    sameParts(before.whole ?? [], now.whole ?? []) &&
    [...before.names].every(([name, parts]) => sameParts(parts, now.names.get(name) ?? []))
  );
}

const sameParts = (a: readonly object[], b: readonly object[]): boolean =>
  a.length === b.length && a.every((part, i) => part === b[i]);
