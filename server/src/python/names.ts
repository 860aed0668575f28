/** Names and scopes. */
import { boundNames, type FunctionDef, type Lambda, type Stmt, suitesOf } from '../syntax';
import type { Machine } from './machine';
import type { Scope, Value } from './values';

export function newScope(parent: Scope | undefined, role?: 'class' | 'comprehension'): Scope {
  return { kind: 'scope', vars: new Map(), parent, ...(role === undefined ? {} : { role }) };
}

/** Of one call. */
export function callScope(parent: Scope, node: FunctionDef | Lambda): Scope {
  return { kind: 'scope', vars: new Map(), parent, code: node.kind === 'FunctionDef' ? node : undefined };
}

/** undefined: no such name. */
export function findName(machine: Machine, scope: Scope, name: string): Value | undefined {
  for (let s: Scope | undefined = scope; s !== undefined; s = s.parent) {
    const rebound = s.rebinds?.get(name);
    if (rebound !== undefined) return findName(machine, rebound, name);
    const value = s.vars.get(name) ?? s.resolve?.(name);
    if (value !== undefined) return value;
    // A name that the function binds somewhere means nothing else, bound or not.
    if (s.code !== undefined && localsOf(s.code).has(name)) return undefined;
  }
  return machine.builtins.get(name);
}

/** Where `findName` finds nothing: raises what Python raises. */
export function unbound(machine: Machine, scope: Scope, name: string): never {
  for (let s: Scope | undefined = scope; s !== undefined && s.rebinds?.has(name) !== true; s = s.parent) {
    if (s.code === undefined || !localsOf(s.code).has(name)) continue;
    if (s !== scope) break;
    machine.raise(
      'UnboundLocalError',
      `cannot access local variable '${name}' where it is not associated with a value`,
    );
  }
  return machine.raise('NameError', `name '${name}' is not defined`);
}

const locals = new WeakMap<FunctionDef, ReadonlySet<string>>();

/** Names that a function's body binds for itself. */
function localsOf(code: FunctionDef): ReadonlySet<string> {
  let known = locals.get(code);
  if (known === undefined) {
    const names = new Set(boundNames(code.body));
    for (const name of sharedNames(code.body)) names.delete(name);
    known = names;
    locals.set(code, known);
  }
  return known;
}

/** Declared `global` or `nonlocal`. */
function* sharedNames(body: readonly Stmt[]): Generator<string> {
  for (const statement of body) {
    if (statement.kind === 'Global' || statement.kind === 'Nonlocal') yield* statement.names;
    else if (statement.kind !== 'FunctionDef' && statement.kind !== 'ClassDef')
      for (const suite of suitesOf(statement)) yield* sharedNames(suite);
  }
}

/** The scope that an assignment to this name changes. */
function homeOf(scope: Scope, name: string): Scope {
  const rebound = scope.rebinds?.get(name);
  return rebound ?? scope;
}

export function bindName(machine: Machine, scope: Scope, name: string, value: Value): void {
  const home = homeOf(scope, name);
  machine.touch(home);
  home.vars.set(name, value);
}

/** false: there is no such name. */
export function unbindName(machine: Machine, scope: Scope, name: string): boolean {
  const home = homeOf(scope, name);
  machine.touch(home);
  return home.vars.delete(name);
}

/** Where functions and lambdas defined here look names up: they do not see a class body's names. */
export function closureOf(scope: Scope): Scope {
  let closure = scope;
  while (closure.role === 'class' && closure.parent !== undefined) closure = closure.parent;
  return closure;
}

export function moduleScopeOf(scope: Scope): Scope {
  let s = scope;
  while (s.parent !== undefined) s = s.parent;
  return s;
}

/** The nearest enclosing function scope that binds the name, for `nonlocal`. */
export function enclosingScopeOf(scope: Scope, name: string): Scope | undefined {
  for (let s = scope.parent; s?.parent !== undefined; s = s.parent) {
    if (s.role === 'class') continue;
    if (s.vars.has(name) || (s.code !== undefined && localsOf(s.code).has(name))) return s;
  }
  return undefined;
}

/** Where a walrus binds: outside of comprehensions. */
export function walrusScopeOf(scope: Scope): Scope {
  let s = scope;
  while (s.role === 'comprehension' && s.parent !== undefined) s = s.parent;
  return s;
}
