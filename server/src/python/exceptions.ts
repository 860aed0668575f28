/** `raise`, `assert`, `try` and `with`. */
import type { Assert, ExceptHandler, Raise, Try, With } from '../syntax';
import { afterEach, reportIfCertain } from './branches';
import { isSubclass } from './classes';
import { iteratorNext } from './containers';
import type { Completion, Machine, TryRecord } from './machine';
import { bindName, unbindName } from './names';
import { callSpecial } from './operations';
import { RaiseSignal } from './signals';
import { unparse } from './unparse';
import type { ClassValue, InstanceValue, Scope, Value } from './values';
import { NONE, str, unknown } from './values';

export function executeRaise(machine: Machine, node: Raise, scope: Scope): void {
  const place = { file: machine.frame.file, span: node.span };
  if (node.exception === undefined) {
    const { handling } = machine.frame;
    if (handling) throw handling;
    machine.raiseByUser(
      machine.exception(machine.builtin('RuntimeError'), [str('No active exception to reraise')]),
      place,
    );
  }
  const value = machine.evaluateExpr(node.exception, scope);
  if (node.cause) machine.evaluateExpr(node.cause, scope);
  const exception = value.kind === 'class' ? machine.call(value, []) : value;
  machine.frame.node = node.span;
  if (exception.kind === 'instance') machine.raiseByUser(exception, place);
  // What it is is not known; that it is raised is.
  const called = node.exception.kind === 'Call' ? node.exception.func : node.exception;
  machine.raiseByUser(machine.exception(machine.builtin('Exception'), [str(unparse(called))]), place);
}

export function executeAssert(machine: Machine, node: Assert, scope: Scope): void {
  const test = machine.evaluateExpr(node.test, scope);
  const truth = machine.truth(test);
  if (truth === true) return;
  // An assertion that is not decided holds, or nothing after it matters.
  if (truth === undefined) return;
  const message = node.message ? [machine.evaluateExpr(node.message, scope)] : [];
  machine.frame.node = node.span;
  const place = { file: machine.frame.file, span: node.span };
  machine.raiseByUser(machine.exception(machine.builtin('AssertionError'), message), place);
}

export function executeTry(machine: Machine, node: Try, scope: Scope): Completion {
  if (node.finalbody.length === 0) return withHandlers(machine, node, scope);
  return afterEach(
    machine,
    () => withHandlers(machine, node, scope),
    (completion) => {
      const own = machine.execute(node.finalbody, scope);
      if (own !== undefined) return own;
      if (completion?.kind === 'raise') throw completion.signal;
      return completion;
    },
  );
}

function withHandlers(machine: Machine, node: Try, scope: Scope): Completion {
  if (node.handlers.length === 0) return machine.execute(node.body, scope);
  const tries = machine.tries.length;
  const { frame, unknownLoops } = machine;
  const body = () => {
    machine.tries.push({ catches: (cls) => catches(machine, node.handlers, cls, scope), joins: true });
    try {
      return machine.execute(node.body, scope);
    } finally {
      machine.tries.length = tries;
    }
  };
  return afterEach(machine, body, (completion) => {
    if (completion?.kind !== 'raise') return completion ?? machine.execute(node.orelse, scope);
    machine.frame = frame;
    machine.unknownLoops = unknownLoops;
    return handle(machine, node.handlers, completion.signal, scope);
  });
}

export function catches(
  machine: Machine,
  handlers: readonly ExceptHandler[],
  cls: ClassValue,
  scope: Scope,
): boolean | undefined {
  let result: boolean | undefined = false;
  for (const handler of handlers) {
    const verdict = handlerCatches(machine, handler, cls, scope);
    if (verdict === true) return true;
    if (verdict === undefined) result = undefined;
  }
  return result;
}

function handlerCatches(machine: Machine, handler: ExceptHandler, cls: ClassValue, scope: Scope): boolean | undefined {
  if (handler.type === undefined) return true;
  const { type } = handler;
  const { node } = machine.frame;
  const value = machine.attempt('Exception', () => machine.evaluateExpr(type, scope));
  machine.frame.node = node;
  return value === undefined ? undefined : matches(value, cls);
}

function matches(type: Value, cls: ClassValue): boolean | undefined {
  if (type.kind === 'class') return isSubclass(cls, type) || (cls.unknownBase ? undefined : false);
  if (type.kind !== 'tuple') return undefined;
  const verdicts = type.items.map((item) => matches(item, cls));
  return verdicts.includes(true) ? true : verdicts.includes(undefined) ? undefined : false;
}

function handle(machine: Machine, handlers: readonly ExceptHandler[], signal: RaiseSignal, scope: Scope): Completion {
  const handler = handlerOf(machine, handlers, signal, scope);
  if (handler === undefined) throw reportIfCertain(machine, signal);
  return runHandler(machine, handler, signal, scope);
}

/** The handler that catches it, or may. */
export function handlerOf(
  machine: Machine,
  handlers: readonly ExceptHandler[],
  signal: RaiseSignal,
  scope: Scope,
): ExceptHandler | undefined {
  return handlers.find((handler) => handlerCatches(machine, handler, signal.exception.cls, scope) !== false);
}

function runHandler(machine: Machine, handler: ExceptHandler, signal: RaiseSignal, scope: Scope): Completion {
  const outer = machine.frame.handling;
  startHandler(machine, handler, signal, scope);
  try {
    return machine.execute(handler.body, scope);
  } finally {
    endHandler(machine, handler.name, outer, scope);
  }
}

export function startHandler(machine: Machine, { name }: ExceptHandler, signal: RaiseSignal, scope: Scope): void {
  machine.frame.handling = signal;
  if (name !== undefined) bindName(machine, scope, name, signal.exception);
}

export function endHandler(
  machine: Machine,
  name: string | undefined,
  outer: RaiseSignal | undefined,
  scope: Scope,
): void {
  machine.frame.handling = outer;
  if (name !== undefined) unbindName(machine, scope, name);
}

export function executeWith(machine: Machine, node: With, scope: Scope): Completion {
  return enter(machine, node, 0, scope);
}

function enter(machine: Machine, node: With, index: number, scope: Scope): Completion {
  const item = node.items[index];
  if (item === undefined) return machine.execute(node.body, scope);
  const manager = enterManager(machine, node, index, scope);
  const tries = machine.tries.length;
  const swallowed = swallowing(machine, manager);
  if (swallowed) machine.tries.push({ catches: swallowed, joins: false });
  let completion: Completion;
  try {
    completion = enter(machine, node, index + 1, scope);
  } catch (signal) {
    machine.tries.length = tries;
    if (!(signal instanceof RaiseSignal)) throw signal;
    if (swallows(machine, manager, signal)) return undefined;
    throw reportIfCertain(machine, signal);
  } finally {
    machine.tries.length = tries;
  }
  exitManager(machine, manager);
  return completion;
}

/** Enters one of several, and binds its target. */
export function enterManager(machine: Machine, node: With, index: number, scope: Scope): Value {
  const item = node.items[index];
  if (item === undefined) return NONE;
  const manager = machine.evaluateExpr(item.context, scope);
  machine.frame.node = item.context.span;
  const entered = callSpecial(machine, manager, '__enter__', []) ?? enterOther(machine, manager);
  if (item.target) machine.assign(item.target, entered, scope, node.span);
  return manager;
}

export function exitManager(machine: Machine, manager: Value): void {
  exit(machine, manager, [NONE, NONE, NONE]);
}

/** A context manager that is a builtin kind, or not known. */
function enterOther(machine: Machine, manager: Value): Value {
  if (manager.kind === 'unknown') return { kind: 'unknown', cause: manager.cause };
  // contextlib's generators: what they yield first is what `as` binds.
  if (manager.kind === 'iterator') return iteratorNext(machine, manager) ?? NONE;
  const method = machine.findAttribute(manager, '__enter__');
  return method
    ? machine.call(method, [])
    : unknown('missing', 'this context manager is not known to Convscope', machine.place());
}

function exit(machine: Machine, manager: Value, args: readonly Value[]): Value | undefined {
  const own = callSpecial(machine, manager, '__exit__', args);
  if (own !== undefined || manager.kind === 'unknown' || manager.kind === 'iterator') return own;
  const method = machine.findAttribute(manager, '__exit__');
  return method && machine.call(method, args);
}

/** Native context managers that let no exception out (or expect one). */
const SWALLOWING = new Set(['suppress', 'raises']);

const maybe = (): undefined => undefined;

/** What the manager may keep from getting out; undefined: nothing. */
function swallowing(machine: Machine, manager: Value): TryRecord['catches'] | undefined {
  if (manager.kind === 'unknown') return maybe;
  if (manager.kind !== 'instance') return undefined;
  if (machine.lookup(manager.cls, '__exit__')?.kind === 'function') return maybe;
  // contextlib's: what the generator catches around its `yield`.
  const held = manager.attrs.get('_held');
  if (held?.kind === 'iterator' && held.generator) return held.generator.mayCatch;
  return SWALLOWING.has(manager.cls.native ?? '') ? maybe : undefined;
}

export function swallows(machine: Machine, manager: Value, signal: RaiseSignal): boolean {
  if (manager.kind === 'unknown') return true;
  const { exception } = signal;
  const result = exit(machine, manager, [exception.cls, exception, NONE]);
  return result !== undefined && machine.truth(result) === true;
}

/** `Type: text`, as Python prints an exception. */
export function describe(machine: Machine, exception: InstanceValue): string {
  const args = exception.attrs.get('args');
  const items = args?.kind === 'tuple' ? args.items : [];
  const [only] = items;
  const text =
    only === undefined ? '' : items.length === 1 ? machine.text(only) : machine.text({ kind: 'tuple', items });
  const shown = text ?? '…';
  return shown === '' ? exception.cls.name : `${exception.cls.name}: ${shown}`;
}
