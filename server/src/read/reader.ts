/**
 * Reads one file: runs its module-level code in the abstract interpreter, finds or builds its models,
 * calls them with the inputs that are given or worked out, and writes a graph of each.
 */
import type { Cause, InputSource, Problem, Reading } from '../graph';
import {
  type ClassValue,
  createInterpreter,
  Effects,
  type InstanceValue,
  isCache,
  type ModuleValue,
  type ReaderInterpreter,
  type Value,
} from '../python';
import { attachTrace, declarationOf, isModule, tensorsIn } from '../torch';
import { beginNoting, commentFindings, doubtsOf, readModel, remember } from './again';
import { annotationProblems } from './annotations';
import { promising } from './builders';
import { classesOf } from './classes';
import { commentProblems } from './comment-check';
import { directivesOf } from './directives';
import { keepProved } from './doubt';
import { type Candidate, candidatesOf } from './entries';
import { callWithInputs } from './forward';
import { inputValue } from './inputs';
import { naturalLibrary } from './library';
import { staleDefinitions } from './putoff';
import { type Log, Recorder } from './record';
import { createHost, moduleNameOf } from './roots';
import {
  addGraph,
  type ClassKey,
  classKey,
  gatherOutside,
  graphOf,
  type ReadRequest,
  type Session,
  setMode,
  standAtClass,
  traceOf,
} from './session';
import { countCauses, mergeProblems } from './write';

export function read(request: ReadRequest): Reading {
  const likely = readAs(request, false);
  if (!likely.guessed || likely.reading.problems.length === 0) return likely.reading;
  const doubting = request.memory ? { ...request, memory: doubtsOf(request.memory) } : request;
  return keepProved(likely.reading, readAs(doubting, true).reading);
}

function readAs(request: ReadRequest, doubting: boolean): { readonly reading: Reading; readonly guessed: boolean } {
  const host = createHost(request.files, request.roots);
  const recorder = new Recorder({
    training: undefined,
    macsOf: (record) => declarationOf(record.op)?.macs?.(record) ?? 0,
  });
  const effects = request.memory && new Effects();
  const interpreter = createInterpreter({
    ...(effects ? { effects } : {}),
    host,
    observer: recorder,
    natives: naturalLibrary(),
    treeOf: request.treeOf,
    doubting,
    ...(request.fuel === undefined ? {} : { fuel: request.fuel }),
    ...(request.cancelled === undefined ? {} : { cancelled: request.cancelled }),
  });
  attachTrace(interpreter, recorder);
  const session: Session = {
    request,
    recorder,
    interpreter,
    isUserFile: userFiles(request),
    graphs: [],
    outside: { nodes: [], bindings: [], problems: [] },
    unsized: new Set(),
    effects,
    reach: undefined,
    models: undefined,
    isOrderSensitive: false,
    traces: [],
  };
  const noted = beginNoting(session);
  const main = interpreter.runMain(request.file, request.tree, packageOf(request), noted.around);
  noted.end();
  recorder.detach();
  if (request.model !== undefined) readExpression(session, request.model, main);
  else readFile(session, main);
  const reading = finish(session, host, main);
  remember(session, noted, reading);
  return { reading, guessed: interpreter.guessed || request.memory?.last?.guessed === true };
}

/** What relative imports of the file are relative to: the packages (folders with an `__init__.py`) around it. */
function packageOf({ file, files }: ReadRequest): string {
  const names: string[] = [];
  let folder = file.slice(0, file.lastIndexOf('/'));
  while (folder.includes('/') && files.read(`${folder}/__init__.py`) !== 'absent') {
    names.unshift(folder.slice(folder.lastIndexOf('/') + 1));
    folder = folder.slice(0, folder.lastIndexOf('/'));
  }
  return names.join('.');
}

function finish(session: Session, host: ReturnType<typeof createHost>, main: ModuleValue): Reading {
  const { recorder, request } = session;
  const graphs = session.graphs.map((g) => g.graph);
  gatherOutside(session);
  const { outside } = session;
  return {
    file: request.file,
    graphs,
    outside: {
      nodes: outside.nodes,
      fillings: recorder.fillings,
      bindings: outside.bindings,
    },
    classes: classesOf(session),
    problems: dedupe([
      ...mergeProblems(outside.problems),
      ...graphs.flatMap((g) => g.problems),
      ...(session.interpreter.stopped
        ? []
        : [...commentProblems(session, commentFindings(session, main)), ...annotationProblems(session)]),
    ]),
    unknowns: countCauses(recorder.unknowns),
    wanted: [...new Set([...host.wanted, ...(session.reach?.wanted ?? [])])],
    depends: [...new Set([...host.depends, ...(session.reach?.depends ?? [])])],
    missed: [...new Set([...host.missed, ...(session.reach?.missed ?? [])])],
    complete: !session.interpreter.stopped,
    ...((session.reach?.putOff.size ?? 0) > 0 ? { putOff: staleDefinitions(session) } : {}),
  };
}

/** The same mistake met by several models is one problem. */
function dedupe(problems: readonly Problem[]): Problem[] {
  const seen = new Map<string, Problem>();
  for (const problem of problems) {
    const key = `${problem.code} ${problem.place.file} ${problem.place.span.start} ${problem.place.span.end}`;
    if (!seen.has(key)) seen.set(key, problem);
  }
  return [...seen.values()];
}

/** Library code is whatever stands in site-packages, unless the file itself does. */
function userFiles(request: ReadRequest): (file: string) => boolean {
  const library = /\/(site|dist)-packages\//;
  if (library.test(request.file)) {
    const own = moduleNameOf(request.file, request.roots);
    const packageFolder = own ? `${own.root.replace(/\/$/, '')}/${own.name.split('.')[0] ?? ''}` : request.file;
    return (file) => file.startsWith(packageFolder);
  }
  return (file) => file === request.file || !library.test(file);
}

// --- one expression

function readExpression(session: Session, text: string, main: ReturnType<ReaderInterpreter['runMain']>): void {
  const { interpreter, recorder, request } = session;
  const traced = recorder.logs.length;
  let value = interpreter.guarded(() => interpreter.evaluate(text, main));
  let method: string | undefined;
  if (value?.kind === 'function' && value.owner !== undefined && isModuleClass(value.owner)) {
    method = value.name;
    const owner = value.owner;
    value = interpreter.guarded(() => interpreter.call(owner, []));
  } else if (value?.kind === 'method' && isModule(value.self)) {
    method = value.func.kind === 'function' || value.func.kind === 'native' ? value.func.name : undefined;
    value = value.self;
  } else if (
    value &&
    (value.kind === 'class' || value.kind === 'function' || value.kind === 'partial' || isCache(value))
  ) {
    const callee = value;
    value = interpreter.guarded(() => interpreter.call(callee, []));
  }
  recorder.logs.splice(traced);
  if (!value || !isModule(value)) {
    session.graphs.push(...notAModel(session, text, value));
    return;
  }
  setMode(session, value, request.train ?? false);
  const source: InputSource = { kind: 'given', text: 'as given', place: undefined };
  if (request.inputs && request.inputs.length > 0) {
    const args = request.inputs.map(inputValue);
    pushCall(session, text, value, args, source, method);
  } else {
    const written = callWithInputs(session, value, text, method, directivesOf(request.tree));
    if (written) addGraph(session, written, value);
  }
}

const isModuleClass = (cls: Value): boolean =>
  cls.kind === 'class' && cls.mro.some((c) => c.native === 'torch.nn.Module');

/** Calls the model as the user would and writes its graph. */
function pushCall(
  session: Session,
  model: string,
  root: InstanceValue,
  args: readonly Value[],
  inputSource: InputSource,
  method?: string,
): void {
  const { interpreter, recorder } = session;
  const place = standAtClass(session, root);
  const opened = recorder.beginRoot(root, place, args);
  const callee = method === undefined ? root : interpreter.guarded(() => interpreter.getAttribute(root, method));
  const result = callee && interpreter.guarded(() => interpreter.call(callee, args));
  const log = opened.end();
  addGraph(session, graphOf(session, log, root, result, model, inputSource), root);
}

/** The expression gives no module: says why. */
function notAModel(session: Session, _text: string, value: Value | undefined): never[] {
  const cause: Cause =
    value?.kind === 'unknown'
      ? value.cause
      : {
          kind: 'missing',
          reason: value
            ? `the expression gives a ${value.kind}, not a module`
            : 'the expression could not be evaluated',
          place: undefined,
        };
  session.recorder.unknowns.unshift(cause);
  return [];
}

// --- a whole file

function readFile(session: Session, main: ReturnType<ReaderInterpreter['runMain']>): void {
  const { recorder, request } = session;
  if (request.extent === 'given') return;
  writeTraced(session, main);
  session.traces.push(traceOf(session, undefined));
  const directives = directivesOf(request.tree);
  const wantAll = request.extent === 'all';
  const choose = (builders: () => Iterable<Candidate>) =>
    wantAll ? builders() : promising(builders, request.tree.body, () => uncovered(session));
  for (const candidate of candidatesOf(session, main, choose)) {
    const open = candidate.kind === 'bound' ? [] : uncovered(session);
    if (!wantAll && candidate.kind !== 'bound' && open.length === 0) break;
    if (candidate.kind === 'class' && !open.includes(candidate.cls)) continue;
    if (candidate.kind === 'bound' && isRead(session, candidate.build())) continue;
    readModel(session, candidate, () => readCandidate(session, candidate, directives));
    if (session.interpreter.stopped) break;
  }
  recorder.logs.length = 0;
}

/** Models that the file itself calls: the first call of each. */
function writeTraced(session: Session, main: ReturnType<ReaderInterpreter['runMain']>): void {
  const written = new Set(session.graphs.map((g) => g.root));
  const directives = directivesOf(session.request.tree);
  for (const log of session.recorder.logs.splice(0)) {
    const { root, place } = log;
    if (root && !written.has(root) && !hasSizes(log)) {
      session.unsized.add(root);
      continue;
    }
    if (!root || written.has(root)) {
      keepProblems(session, log);
      continue;
    }
    written.add(root);
    if (session.effects?.isOwned(root)) session.isOrderSensitive = true;
    const name = nameOf(session, main, root) ?? `${root.cls.name}(…)`;
    if (session.request.dial?.has(root.cls.name) || directives.has(root.cls.name)) {
      // A person's word on the input goes before the file's own call; what fails in that call still fails.
      keepProblems(session, log);
      const graph = callWithInputs(session, root, name, undefined, directives);
      if (graph) addGraph(session, graph, root);
      continue;
    }
    const source: InputSource = { kind: 'call', text: 'from the call in this file', place };
    addGraph(session, graphOf(session, log, root, undefined, name, source), root);
  }
}

function nameOf({ effects }: Session, { scope }: ModuleValue, root: InstanceValue): string | undefined {
  const find = () => [...scope.vars].find(([, value]) => value === root)?.[0];
  return effects ? effects.unnoted(find) : find();
}

/** Some argument has a known size, or there is none. */
const hasSizes = (log: Log): boolean =>
  log.arguments.length === 0 || log.arguments.some((a) => tensorsIn(a).some((t) => t.shape !== undefined));

/** A further call of a model may fail where the first did not. */
function keepProblems(session: Session, log: Log): void {
  session.recorder.outside.problems.push(...log.problems);
}

const isRead = ({ graphs }: Session, value: Value): boolean => graphs.some((g) => g.root === value);

function readCandidate(session: Session, candidate: Candidate, directives: ReturnType<typeof directivesOf>): void {
  const { interpreter } = session;
  const before = session.recorder.logs.length;
  const reported = session.recorder.outside.problems.length;
  session.recorder.nextModel();
  if (candidate.span) interpreter.standAt(candidate.span);
  const value = interpreter.guarded(candidate.build);
  if (candidate.kind !== 'bound') forgetAssertions(session, reported);
  if (session.recorder.logs.length > before) writeTraced(session, candidate.main);
  if (!value || !isModule(value)) return;
  if (candidate.kind !== 'bound' && session.effects?.isOwned(value)) session.isOrderSensitive = true;
  if (isRead(session, value)) return;
  if (candidate.kind !== 'bound') setMode(session, value, session.request.train ?? false);
  const graph = callWithInputs(session, value, candidate.text, undefined, directives);
  if (graph) addGraph(session, graph, value);
}

/** What the code itself refuses, of a call that only the reader makes, no one has asked for: a default that must be given. */
function forgetAssertions({ recorder }: Session, from: number): void {
  const { problems } = recorder.outside;
  problems.push(...problems.splice(from).filter(({ problem }) => problem.code !== 'CS125'));
}

/** Classes of this file, with a forward of their own, of which no instance was seen at work. */
function uncovered(session: Session): readonly (ClassValue | undefined)[] {
  const seen = new Set<ClassKey>();
  for (const { classes } of session.graphs) for (const cls of classes) seen.add(cls);
  return session.recorder.classes
    .filter(
      ({ cls, file }) =>
        file === session.request.file &&
        isModuleClass(cls) &&
        (cls.dict.has('forward') || cls.dict.has('__init__')) &&
        !seen.has(classKey(cls)),
    )
    .map(({ cls }) => cls);
}
