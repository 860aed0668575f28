/** Calls: of Python functions, natives, classes and everything with `__call__`. */

import { callableOf, withEach } from './aliases';
import { functionOwns, owning } from './branches';
import { lookupClass } from './classes';
import { findCore, newInstance } from './core';
import { isStatements } from './docs';
import { generator, readBody } from './generators';
import type { Keywords } from './interpreter';
import { absorbed } from './items';
import type { ActiveFrame, Machine } from './machine';
import { callScope } from './names';
import type { NativeFunction } from './native';
import { specialClassOf } from './operations';
import { bindParameters } from './parameters';
import { NotKnown } from './signals';
import { callUnknown } from './stepping';
import type { ClassValue, FunctionValue, MethodValue, Scope, UnknownValue, Value } from './values';
import { NONE } from './values';
import { isPausable } from './yields';

export function call(machine: Machine, callee: Value, args: readonly Value[], keywords: Keywords): Value {
  switch (callee.kind) {
    case 'function':
      return callFunction(machine, callee, args, keywords);
    case 'method':
      return callMethod(machine, callee, args, keywords);
    case 'native':
      return callNative(machine, callee, args, keywords);
    case 'class':
      return callClass(machine, callee, args, keywords);
    case 'partial':
      return call(machine, callee.func, [...callee.args, ...args], new Map([...callee.keywords, ...keywords]));
    case 'staticmethod':
    case 'classmethod':
      return call(machine, callee.func, args, keywords);
    case 'unknown':
      return callEither(machine, callee, args, keywords);
    default:
      return callInstance(machine, callee, args, keywords);
  }
}

/** Each of the functions that it may be is called, as far as there are such. */
function callEither(machine: Machine, callee: UnknownValue, args: readonly Value[], keywords: Keywords): Value {
  const followed = callableOf(callee);
  if (followed) return withEach(machine, followed, (one) => call(machine, one, args, keywords));
  return absorbed(callUnknown(machine, callee, args));
}

function callMethod(machine: Machine, method: MethodValue, args: readonly Value[], keywords: Keywords): Value {
  const { func, self } = method;
  if ((func.kind === 'function' || func.kind === 'native') && func.name === 'forward') {
    const meant = machine.natives.forward?.(method, args, keywords, machine);
    if (meant !== undefined) return meant;
  }
  return call(machine, func, [self, ...args], keywords);
}

function callInstance(machine: Machine, callee: Value, args: readonly Value[], keywords: Keywords): Value {
  const cls = specialClassOf(callee);
  const own = cls && callee.kind !== 'class' ? lookupClass(cls, '__call__') : undefined;
  if (own !== undefined) return call(machine, machine.bindTo(callee, own), args, keywords);
  if (cls?.unknownBase) return cls.unknownBase;
  const type = machine.typeOf(callee);
  return machine.raise('TypeError', `'${type.kind === 'class' ? type.name : 'object'}' object is not callable`);
}

function callNative(machine: Machine, fn: NativeFunction, args: readonly Value[], keywords: Keywords): Value {
  machine.step();
  try {
    return fn.invoke(args, keywords, machine);
  } catch (signal) {
    if (signal instanceof NotKnown) return signal.value;
    throw signal;
  }
}

function callClass(machine: Machine, cls: ClassValue, args: readonly Value[], keywords: Keywords): Value {
  const meta = cls.metaclass?.kind === 'class' ? lookupClass(cls.metaclass, '__call__') : undefined;
  if (meta !== undefined && !machine.constructing.has(cls)) {
    // Inside the metaclass's `__call__`, `super().__call__()` constructs as usual.
    machine.constructing.add(cls);
    try {
      return call(machine, machine.bindTo(cls, meta), args, keywords);
    } finally {
      machine.constructing.delete(cls);
    }
  }
  return construct(machine, cls, args, keywords);
}

/** `type.__call__`: `__new__`, then `__init__`. */
export function construct(machine: Machine, cls: ClassValue, args: readonly Value[], keywords: Keywords): Value {
  const init = lookupClass(cls, '__init__');
  const maker = lookupClass(cls, '__new__');
  if (
    maker === undefined &&
    init === undefined &&
    args.length + keywords.size > 0 &&
    !cls.unknownBase &&
    !isType(machine, cls)
  ) {
    return machine.raise('TypeError', `${cls.name}() takes no arguments`);
  }
  const object = made(machine, cls, maker, args, keywords);
  if (init === undefined || !belongs(object, cls)) return object;
  call(machine, machine.bindTo(object, init), args, keywords);
  return object;
}

function isType(machine: Machine, cls: ClassValue): boolean {
  return cls.mro.includes(machine.builtin('type'));
}

function made(
  machine: Machine,
  cls: ClassValue,
  maker: Value | undefined,
  args: readonly Value[],
  keywords: Keywords,
): Value {
  const core = maker ?? (isType(machine, cls) ? findCore(machine, cls, '__new__') : undefined);
  if (core === undefined) return machine.fresh(newInstance(cls));
  const fn = core.kind === 'staticmethod' || core.kind === 'classmethod' ? core.func : core;
  return call(machine, fn, [cls, ...args], keywords);
}

function belongs(object: Value, cls: ClassValue): boolean {
  return specialClassOf(object)?.mro.includes(cls) ?? false;
}

export function callFunction(machine: Machine, fn: FunctionValue, args: readonly Value[], keywords: Keywords): Value {
  machine.step();
  if (machine.depth >= machine.maxDepth) {
    return machine.unknown('limit', `calls are nested deeper than ${machine.maxDepth}`);
  }
  const levels = machine.active.get(fn.node) ?? [];
  if (isLost(levels, machine.forks.length))
    return machine.unknown('undecided', `how often ${fn.name} calls itself is not decided`);
  const scope = machine.fresh(callScope(fn.closure, fn.node));
  bindParameters(machine, fn, args, keywords, scope.vars);
  const frame = frameOf(machine, fn, scope, args[0]);
  if (fn.isGenerator && fn.node.kind === 'FunctionDef' && isStatements(fn.body) && isPausable(fn.node)) {
    return generator({ machine, body: fn.body, frame, begin: (started) => announceArguments(machine, fn, started) });
  }
  const open = machine.forks.length;
  machine.active.set(fn.node, [...levels, open]);
  try {
    return machine.within(frame, () => run(machine, fn, frame));
  } catch (signal) {
    // JavaScript's own stack ran out.
    if (!(signal instanceof RangeError)) throw signal;
    machine.closeForksAbove(open);
    return machine.unknown('limit', 'calls are nested too deeply to be read');
  } finally {
    machine.active.set(fn.node, levels);
  }
}

/** How often a function may call itself where each time it is not decided whether it does. */
const MOST_UNDECIDED_CALLS = 3;

/** `levels`: how many conditions were open at each of its calls in progress. */
function isLost(levels: readonly number[], now: number): boolean {
  let undecided = 0;
  for (const [i, level] of levels.entries()) if ((levels[i + 1] ?? now) > level) undecided++;
  return undecided > MOST_UNDECIDED_CALLS;
}

function frameOf(machine: Machine, fn: FunctionValue, scope: Scope, first: Value | undefined): ActiveFrame {
  return {
    name: fn.name,
    file: fn.file,
    function: fn,
    self: fn.owner !== undefined && fn.isNested !== true ? first : undefined,
    scope,
    parent: machine.frame,
    callSite: machine.place(),
    statement: fn.node.span,
    node: fn.node.span,
    module: fn.module,
    yields: fn.isGenerator ? { kind: 'list', items: [] } : undefined,
    defined: undefined,
    handling: undefined,
  };
}

function run(machine: Machine, fn: FunctionValue, frame: ActiveFrame): Value {
  const { observer } = machine;
  observer.enterFunction(frame);
  let result: Value | undefined;
  try {
    announceArguments(machine, fn, frame);
    result = bodyResult(machine, fn, frame.scope);
    return result;
  } finally {
    observer.leaveFunction(frame, result);
  }
}

function announceArguments(machine: Machine, fn: FunctionValue, frame: ActiveFrame): void {
  const statement = fn.node.span;
  for (const { name, nameSpan } of fn.parameters) {
    const value = frame.scope.vars.get(name);
    if (value !== undefined) machine.observer.bind({ kind: 'argument', name, nameSpan, statement, value, frame });
  }
}

function bodyResult(machine: Machine, fn: FunctionValue, scope: Scope): Value {
  const { body } = fn;
  if (!isStatements(body)) return machine.evaluateExpr(body, scope);
  if (fn.isGenerator) return readBody(machine, body, scope);
  const completion = owning(machine, functionOwns, () => machine.execute(body, scope));
  return completion?.kind === 'return' ? completion.value : NONE;
}
