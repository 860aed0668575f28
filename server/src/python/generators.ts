/**
 * Generators: paused code as plain data, so that a step can be undone and repeated with the heap. A statement
 * that holds a `yield`, or may leave the function or a loop, is entered; every other is executed whole.
 * An undecided condition cannot be paused between its branches: from there on everything is read at once.
 */
import type { Assign, Expr, For, If, Stmt, Try, While, With } from '../syntax';
import { functionOwns, loopOwns, owning, turnOwns } from './branches';
import { catches, endHandler, enterManager, exitManager, handlerOf, startHandler, swallows } from './exceptions';
import { iteratorOver } from './iteration';
import { furthered, itemOf } from './library/support';
import { executeWhile, forEach } from './loops';
import type { Abrupt, ActiveFrame, Completion, Machine } from './machine';
import { RaiseSignal } from './signals';
import { executeBoth } from './statements';
import { stepOver } from './stepping';
import type { ClassValue, IteratorValue, ListValue, Progress, Scope, UnknownValue, Value } from './values';
import { NONE, unknown } from './values';
import { isEntered } from './yields';

/** Where paused code goes on; `undefined` is the function's end. */
type Point = (
  | { readonly kind: 'block'; readonly body: readonly Stmt[]; readonly index: number }
  | { readonly kind: 'for'; readonly node: For; readonly items: IteratorValue }
  | { readonly kind: 'while'; readonly node: While }
  | { readonly kind: 'choose'; readonly node: If; readonly test: Value }
  | { readonly kind: 'receive'; readonly node: Assign }
  | { readonly kind: 'delegate'; readonly items: IteratorValue }
  | { readonly kind: 'try'; readonly node: Try }
  | { readonly kind: 'finally'; readonly body: readonly Stmt[] }
  | { readonly kind: 'handled'; readonly name: string | undefined }
  | { readonly kind: 'leave'; readonly completion: Abrupt }
  | { readonly kind: 'enter'; readonly node: With; readonly index: number }
  | { readonly kind: 'exit'; readonly manager: Value }
) & { readonly onward: Rest };
type Rest = Point | undefined;

/** What a generator's progress points at. */
type State = { readonly next: Rest; readonly received: Value } | Ended;
interface Ended {
  readonly returned: Value;
}

/** How many yields of a generator are read. */
const MOST_YIELDS = 4096;
/** How many turns of a loop are taken between two yields before the rest is read at once. */
const MOST_TURNS = 4096;

export interface GeneratorCode {
  readonly machine: Machine;
  readonly body: readonly Stmt[];
  /** As at the call. Each step runs in a frame of its own, inside whoever asks for it. */
  readonly frame: ActiveFrame;
  /** Before the first step. */
  readonly begin: (frame: ActiveFrame) => void;
}

export function generator(code: GeneratorCode): IteratorValue {
  const start: Progress = { made: [], count: 0, point: { next: block(code.body, undefined), received: NONE } };
  const made: IteratorValue = {
    kind: 'iterator',
    position: 0,
    progress: start,
    at: (index) => {
      while (progressOf(made).count <= index && stateOf(made) && proceed(code, made, undefined));
      return itemOf(progressOf(made), index);
    },
    generator: {
      send: (value) => {
        code.machine.touch(made);
        const state = stateOf(made);
        if (state && progressOf(made).count > 0)
          made.progress = { ...progressOf(made), point: { ...state, received: value } };
        const item = made.at(made.position);
        if (item !== undefined) made.position++;
        return item;
      },
      throw: (exception) => {
        code.machine.touch(made);
        const { count } = progressOf(made);
        if (stateOf(made) === undefined || count === 0) throw new RaiseSignal(exception);
        proceed(code, made, new RaiseSignal(exception));
        const item = itemOf(progressOf(made), count);
        made.position = progressOf(made).count;
        return item;
      },
      mayCatch: (cls) => catchesAt(code.machine, stateOf(made)?.next, cls, code.frame.scope),
    },
  };
  return made;
}

const block = (body: readonly Stmt[], onward: Rest): Rest =>
  body.length === 0 ? onward : { kind: 'block', body, index: 0, onward };

const progressOf = ({ progress }: IteratorValue): Progress => progress ?? { made: [], count: 0, point: undefined };

/** undefined: it has ended. */
function stateOf(iterator: IteratorValue): Exclude<State, Ended> | undefined {
  const state = progressOf(iterator).point as State;
  return 'returned' in state ? undefined : state;
}

/** What `yield from` gives. */
function returnedBy(iterator: IteratorValue): Value {
  const point = iterator.progress?.point;
  return iterator.generator && typeof point === 'object' && point !== null && 'returned' in point
    ? (point as Ended).returned
    : NONE;
}

/** Up to the next `yield`, or the end. false: nothing more can be read. */
function proceed(code: GeneratorCode, iterator: IteratorValue, thrown: RaiseSignal | undefined): boolean {
  const { machine } = code;
  const state = stateOf(iterator);
  if (state === undefined) return false;
  const before = progressOf(iterator);
  const ended: Progress = { ...before, point: { returned: NONE } };
  // While it runs, and where it raises, it has ended.
  iterator.progress = ended;
  const limit = limitOf(machine, before.count);
  if (limit) {
    iterator.rest ??= limit;
    return false;
  }
  const open = machine.forks.length;
  const yields: ListValue = { kind: 'list', items: [] };
  const frame: ActiveFrame = { ...code.frame, parent: machine.frame, callSite: machine.place(), yields };
  let step: Step;
  try {
    step = machine.within(frame, () => {
      machine.observer.enterFunction(frame);
      if (before.count === 0) code.begin(frame);
      try {
        return run(machine, frame, state, thrown);
      } finally {
        machine.observer.leaveFunction(frame, undefined);
      }
    });
  } catch (signal) {
    // JavaScript's own stack ran out.
    if (!(signal instanceof RangeError)) throw signal;
    machine.closeForksAbove(open);
    iterator.rest ??= machine.unknown('limit', 'calls are nested too deeply to be read');
    return false;
  }
  keep(iterator, ended, step);
  return true;
}

function limitOf(machine: Machine, count: number): UnknownValue | undefined {
  if (count >= MOST_YIELDS) return machine.unknown('limit', 'this generator yields more than is read');
  return machine.depth >= machine.maxDepth
    ? machine.unknown('limit', `calls are nested deeper than ${machine.maxDepth}`)
    : undefined;
}

function keep(iterator: IteratorValue, ended: Progress, step: Step): void {
  switch (step.kind) {
    case 'yielded':
      iterator.progress = furthered(ended, step.item, { next: step.next, received: NONE });
      return;
    case 'ended':
      iterator.progress = { ...ended, point: { returned: step.returned } };
      return;
    case 'read':
      iterator.progress = step.items.reduce((progress, item) => furthered(progress, item, ended.point), ended);
      if (step.rest) iterator.rest ??= step.rest;
      return;
  }
}

type Step =
  | { readonly kind: 'yielded'; readonly item: Value; readonly next: Rest }
  | { readonly kind: 'ended'; readonly returned: Value }
  /** All that was left. */
  | { readonly kind: 'read'; readonly items: readonly Value[]; readonly rest: UnknownValue | undefined };

/** What one small step leads to. */
type Move =
  | { readonly kind: 'go'; readonly next: Rest; readonly received?: Value }
  | Extract<Step, { kind: 'yielded' | 'ended' }>
  /** Not decided: read everything from here on. */
  | { readonly kind: 'all'; readonly from: Point };

const go = (next: Rest, received?: Value): Move => ({ kind: 'go', next, ...(received ? { received } : {}) });

function run(
  machine: Machine,
  frame: ActiveFrame,
  state: Exclude<State, Ended>,
  thrown: RaiseSignal | undefined,
): Step {
  const { scope } = frame;
  const { unknownLoops } = machine;
  let { next, received } = state;
  let toThrow = thrown;
  let turns = 0;
  machine.tries.push({ catches: (cls) => catchesAt(machine, next, cls, scope), joins: false });
  for (;;) {
    if (next === undefined && toThrow === undefined) return { kind: 'ended', returned: NONE };
    try {
      if (toThrow) throw toThrow;
      if (next === undefined) continue;
      if ((next.kind === 'for' || next.kind === 'while') && ++turns > MOST_TURNS) return readAll(machine, next, scope);
      const move = moveOn(machine, next, received, scope);
      if (move.kind === 'all') return readAll(machine, move.from, scope);
      if (move.kind !== 'go') return move;
      next = move.next;
      received = move.received ?? received;
    } catch (signal) {
      if (!(signal instanceof RaiseSignal)) throw signal;
      machine.frame = frame;
      machine.unknownLoops = unknownLoops;
      ({ next, toThrow } = caught(machine, next, signal, scope));
      if (next === undefined && toThrow) throw toThrow;
    }
  }
}

function moveOn(machine: Machine, point: Point, received: Value, scope: Scope): Move {
  const { onward } = point;
  switch (point.kind) {
    case 'block':
      return inBlock(machine, point, scope);
    case 'for':
      return turnOfFor(machine, point, scope);
    case 'while': {
      note(machine, point.node);
      const truth = machine.truth(machine.evaluateExpr(point.node.test, scope));
      if (truth === undefined) return { kind: 'all', from: point };
      return go(truth ? block(point.node.body, point) : block(point.node.orelse, onward));
    }
    case 'choose':
      return { kind: 'all', from: point };
    case 'receive':
      for (const target of point.node.targets) machine.assign(target, received, scope, point.node.span);
      return go(onward);
    case 'delegate':
      return delegated(machine, point, received);
    case 'try':
      return go(block(point.node.orelse, onward));
    case 'finally':
      return go(block(point.body, onward));
    case 'handled':
      endHandler(machine, point.name, undefined, scope);
      return go(onward);
    case 'leave':
      return leave(machine, onward, point.completion);
    case 'enter':
      return entered(machine, point, scope);
    case 'exit':
      exitManager(machine, point.manager);
      return go(onward);
  }
}

function note(machine: Machine, statement: Stmt): void {
  machine.step();
  machine.frame.statement = statement.span;
  machine.frame.node = statement.span;
}

function inBlock(machine: Machine, point: Extract<Point, { kind: 'block' }>, scope: Scope): Move {
  const { body, index } = point;
  const statement = body[index];
  if (statement === undefined) return go(point.onward);
  const onward: Rest = index + 1 < body.length ? { ...point, index: index + 1 } : point.onward;
  if (!isEntered(statement)) {
    machine.execute([statement], scope);
    return go(onward);
  }
  note(machine, statement);
  switch (statement.kind) {
    case 'Expr':
      return yielding(machine, statement.value, onward, scope);
    case 'Assign':
      return yielding(machine, statement.value, { kind: 'receive', node: statement, onward }, scope);
    case 'Return':
      return leave(machine, onward, {
        kind: 'return',
        value: statement.value ? machine.evaluateExpr(statement.value, scope) : NONE,
      });
    case 'Break':
      return leave(machine, onward, { kind: 'break' });
    case 'Continue':
      return leave(machine, onward, { kind: 'continue' });
    default:
      return inCompound(machine, statement, onward, scope);
  }
}

function yielding(machine: Machine, expr: Expr, onward: Rest, scope: Scope): Move {
  const source = expr.kind === 'Yield' || expr.kind === 'YieldFrom' ? expr.value : undefined;
  const value = source ? machine.evaluateExpr(source, scope) : NONE;
  if (expr.kind !== 'YieldFrom') return { kind: 'yielded', item: value, next: onward };
  return go({ kind: 'delegate', items: iteratorOver(machine, value), onward }, NONE);
}

function inCompound(machine: Machine, statement: Stmt, onward: Rest, scope: Scope): Move {
  switch (statement.kind) {
    case 'If': {
      const test = machine.evaluateExpr(statement.test, scope);
      const truth = machine.truth(test);
      if (truth === undefined) return { kind: 'all', from: { kind: 'choose', node: statement, test, onward } };
      return go(block(truth ? statement.body : statement.orelse, onward));
    }
    case 'For': {
      const iterable = machine.evaluateExpr(statement.iter, scope);
      machine.frame.node = statement.iter.span;
      return go({ kind: 'for', node: statement, items: iteratorOver(machine, iterable), onward });
    }
    case 'While':
      return go({ kind: 'while', node: statement, onward });
    case 'With':
      return go({ kind: 'enter', node: statement, index: 0, onward });
    case 'Try': {
      const { finalbody, handlers, body } = statement;
      const after: Rest = finalbody.length > 0 ? { kind: 'finally', body: finalbody, onward } : onward;
      return go(block(body, handlers.length > 0 ? { kind: 'try', node: statement, onward: after } : after));
    }
    default:
      machine.execute([statement], scope);
      return go(onward);
  }
}

function turnOfFor(machine: Machine, point: Extract<Point, { kind: 'for' }>, scope: Scope): Move {
  const { node, items, onward } = point;
  note(machine, node);
  machine.touch(items);
  const item = items.at(items.position);
  if (item === undefined) return items.rest ? { kind: 'all', from: point } : go(block(node.orelse, onward));
  items.position++;
  machine.assign(node.target, item, scope, node.span);
  return go(block(node.body, point));
}

function delegated(machine: Machine, point: Extract<Point, { kind: 'delegate' }>, received: Value): Move {
  const { items, onward } = point;
  machine.touch(items);
  const item = items.generator && received.kind !== 'none' ? items.generator.send(received) : items.at(items.position);
  if (item === undefined) return items.rest ? { kind: 'all', from: point } : go(onward, returnedBy(items));
  if (!items.generator || received.kind === 'none') items.position++;
  return { kind: 'yielded', item, next: point };
}

function entered(machine: Machine, point: Extract<Point, { kind: 'enter' }>, scope: Scope): Move {
  const { node, index, onward } = point;
  const manager = enterManager(machine, node, index, scope);
  const after: Point = { kind: 'exit', manager, onward };
  return go(index + 1 < node.items.length ? { ...point, index: index + 1, onward: after } : block(node.body, after));
}

/** `return`, `break` and `continue`, past what must run on the way. */
function leave(machine: Machine, from: Rest, completion: Abrupt): Move {
  for (let point = from; point !== undefined; point = point.onward) {
    const isLoop = point.kind === 'for' || point.kind === 'while';
    if (isLoop && completion.kind === 'break') return go(point.onward);
    if (isLoop && completion.kind === 'continue') return go(point);
    if (point.kind === 'finally') return go(block(point.body, { kind: 'leave', completion, onward: point.onward }));
    if (point.kind === 'exit') exitManager(machine, point.manager);
  }
  return { kind: 'ended', returned: completion.kind === 'return' ? completion.value : NONE };
}

/** Where an exception is caught, or what must run before it goes on. */
function caught(
  machine: Machine,
  from: Rest,
  signal: RaiseSignal,
  scope: Scope,
): { readonly next: Rest; readonly toThrow: RaiseSignal | undefined } {
  for (let point = from; point !== undefined; point = point.onward) {
    switch (point.kind) {
      case 'try': {
        const handler = handlerOf(machine, point.node.handlers, signal, scope);
        if (handler === undefined) break;
        startHandler(machine, handler, signal, scope);
        return {
          next: block(handler.body, { kind: 'handled', name: handler.name, onward: point.onward }),
          toThrow: undefined,
        };
      }
      case 'finally': {
        const own = machine.execute(point.body, scope);
        if (own?.kind === 'return')
          return { next: { kind: 'leave', completion: own, onward: point.onward }, toThrow: undefined };
        break;
      }
      case 'exit':
        if (swallows(machine, point.manager, signal)) return { next: point.onward, toThrow: undefined };
        break;
      default:
    }
  }
  return { next: undefined, toThrow: signal };
}

function catchesAt(machine: Machine, from: Rest, cls: ClassValue, scope: Scope): boolean | undefined {
  let result: boolean | undefined = false;
  for (let point = from; point !== undefined; point = point.onward) {
    if (point.kind !== 'try') continue;
    const verdict = catches(machine, point.node.handlers, cls, scope);
    if (verdict === true) return true;
    if (verdict === undefined) result = undefined;
  }
  return result;
}

/** Ends a generator that yields without end. */
class YieldLimit {}

export function collectYield(machine: Machine, value: Value): void {
  const { yields } = machine.frame;
  if (yields === undefined) return;
  machine.touch(yields);
  if (!yields.rest) yields.items.push(value);
  if (yields.items.length >= MOST_YIELDS || (yields.rest && machine.unknownLoops === 0)) throw new YieldLimit();
}

/** Everything that is left, at once. */
function readAll(machine: Machine, from: Point, scope: Scope): Step {
  const { yields } = machine.frame;
  if (yields === undefined) return { kind: 'ended', returned: NONE };
  const open = machine.forks.length;
  if (isGuarded(from)) {
    const rest = machine.unknown('undecided', 'depends on a condition inside a generator');
    stepOver(machine, rest);
    return { kind: 'read', items: [], rest };
  }
  try {
    owning(machine, functionOwns, () => finish(machine, from, scope));
  } catch (signal) {
    if (!(signal instanceof YieldLimit)) throw signal;
    machine.closeForksAbove(open);
    yields.rest ??= machine.unknown('limit', 'this generator yields more than is read');
  }
  return { kind: 'read', items: yields.items, rest: yields.rest };
}

/** The whole body, where it cannot be paused. */
export function readBody(machine: Machine, body: readonly Stmt[], scope: Scope): IteratorValue {
  const step = readAll(machine, { kind: 'block', body, index: 0, onward: undefined }, scope);
  const [items, rest] = step.kind === 'read' ? [step.items, step.rest] : [[], undefined];
  return { kind: 'iterator', at: (i) => items[i], position: 0, rest };
}

function isGuarded(from: Rest): boolean {
  for (let point = from; point !== undefined; point = point.onward) {
    if (['try', 'finally', 'handled', 'leave', 'enter', 'exit'].includes(point.kind)) return true;
  }
  return false;
}

type Loop = Extract<Point, { kind: 'for' | 'while' }>;

function finish(machine: Machine, from: Rest, scope: Scope): Completion {
  let loop = from;
  while (loop !== undefined && loop.kind !== 'for' && loop.kind !== 'while') loop = loop.onward;
  if (loop === undefined) return straight(machine, from, undefined, scope);
  const around: Loop = loop;
  const completion = owning(machine, loopOwns, () => {
    const turn = owning(machine, turnOwns, () => straight(machine, from, around, scope));
    if (turn !== undefined) return turn;
    return around.kind === 'for'
      ? forEach(machine, around.node, around.items, scope)
      : executeWhile(machine, around.node, scope);
  });
  return completion ?? finish(machine, around.onward, scope);
}

function straight(machine: Machine, from: Rest, end: Rest, scope: Scope): Completion {
  for (let point = from; point !== undefined && point !== end; point = point.onward) {
    const completion = one(machine, point, scope);
    if (completion !== undefined) return completion;
  }
  return undefined;
}

function one(machine: Machine, point: Point, scope: Scope): Completion {
  switch (point.kind) {
    case 'block':
      return machine.execute(point.body.slice(point.index), scope);
    case 'choose':
      return executeBoth(machine, point.node, point.test, scope);
    case 'delegate':
      collectAll(machine, point.items);
      return undefined;
    case 'receive':
      for (const target of point.node.targets)
        machine.assign(target, unknown('data', 'what is sent to a generator is not known'), scope, point.node.span);
      return undefined;
    default:
      return undefined;
  }
}

/** `yield from` where nothing can be paused. */
export function collectAll(machine: Machine, source: Value): void {
  const { items, rest } = machine.iterate(source);
  for (const item of items) collectYield(machine, item);
  const { yields } = machine.frame;
  if (rest && yields) {
    machine.touch(yields);
    yields.rest ??= rest;
  }
}
