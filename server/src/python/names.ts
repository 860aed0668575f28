/** Names and scopes. */
import type { Machine } from './machine';
import type { Scope, Value } from './values';

export function newScope(parent: Scope | undefined, role?: 'class' | 'comprehension'): Scope {
  return { kind: 'scope', vars: new Map(), parent, ...(role === undefined ? {} : { role }) };
}

/** undefined: no such name. */
export function findName(machine: Machine, scope: Scope, name: string): Value | undefined {
  for (let s: Scope | undefined = scope; s !== undefined; s = s.parent) {
    const rebound = s.rebinds?.get(name);
    if (rebound !== undefined) return findName(machine, rebound, name);
    const value = s.vars.get(name) ?? s.resolve?.(name);
    if (value !== undefined) return value;
  }
  return machine.builtins.get(name);
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
    if (s.role !== 'class' && s.vars.has(name)) return s;
  }
  return undefined;
}

/** Where a walrus binds: outside of comprehensions. */
export function walrusScopeOf(scope: Scope): Scope {
  let s = scope;
  while (s.role === 'comprehension' && s.parent !== undefined) s = s.parent;
  return s;
}
