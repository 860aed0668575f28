/** Binding of call arguments to the parameters of a Python function. */
import type { Keywords } from './interpreter';
import type { Machine } from './machine';
import type { FunctionValue, UnknownValue, Value } from './values';
import { dict, tuple } from './values';

/**
 * Keys of a call's keywords, no names in Python: further positional and keyword arguments may follow, of which only
 * this is known. For functions that take any.
 */
export const MORE_ARGUMENTS = '*';
export const MORE_KEYWORDS = '**';

/** Fills `vars`; on a mismatch raises TypeError in Python's words. */
export function bindParameters(
  machine: Machine,
  fn: FunctionValue,
  args: readonly Value[],
  keywords: Keywords,
  vars: Map<string, Value>,
): void {
  let taken = 0;
  let variadicKeyword: string | undefined;
  let hasVariadic = false;
  for (const parameter of fn.parameters) {
    if (parameter.kind === 'positional' || parameter.kind === 'positional-only') {
      if (taken < args.length) vars.set(parameter.name, args[taken++]!);
    } else if (parameter.kind === 'var-positional') {
      const rest = keywords.get(MORE_ARGUMENTS);
      const more = tuple(args.slice(taken));
      vars.set(parameter.name, rest?.kind === 'unknown' ? { ...more, rest } : more);
      hasVariadic = true;
    } else if (parameter.kind === 'var-keyword') variadicKeyword = parameter.name;
  }
  if (taken < args.length && !hasVariadic) tooMany(machine, fn, args.length);
  if (keywords.size > 0 || variadicKeyword !== undefined) bindKeywords(machine, fn, keywords, vars, variadicKeyword);
  fillDefaults(machine, fn, vars);
}

function bindKeywords(
  machine: Machine,
  fn: FunctionValue,
  keywords: Keywords,
  vars: Map<string, Value>,
  variadicKeyword: string | undefined,
): void {
  const extra: [string, Value][] = [];
  const rest = keywords.get(MORE_KEYWORDS);
  for (const [name, value] of keywords) {
    if (name === MORE_ARGUMENTS || name === MORE_KEYWORDS) continue;
    const parameter = fn.parameters.find(
      (p) => p.name === name && (p.kind === 'positional' || p.kind === 'keyword-only'),
    );
    if (parameter === undefined) {
      if (variadicKeyword === undefined)
        machine.raise('TypeError', `${fn.name}() got an unexpected keyword argument '${name}'`);
      extra.push([name, value]);
    } else {
      if (vars.has(name)) machine.raise('TypeError', `${fn.name}() got multiple values for argument '${name}'`);
      vars.set(name, value);
    }
  }
  if (variadicKeyword === undefined) return;
  const more: Value = { ...dict(extra), isOfCall: true };
  vars.set(variadicKeyword, rest?.kind === 'unknown' ? { ...more, rest } : more);
}

function fillDefaults(machine: Machine, fn: FunctionValue, vars: Map<string, Value>): void {
  let missing: string[] | undefined;
  let keywordOnly = false;
  for (const { name, kind } of fn.parameters) {
    if (kind === 'var-positional' || kind === 'var-keyword' || vars.has(name)) continue;
    const value = fn.defaults.get(name);
    if (value !== undefined) vars.set(name, value);
    else if (missing === undefined) {
      missing = [name];
      keywordOnly = kind === 'keyword-only';
    } else if (keywordOnly === (kind === 'keyword-only')) missing.push(name);
  }
  if (missing === undefined) return;
  const what = `${missing.length} required ${keywordOnly ? 'keyword-only' : 'positional'} argument${missing.length > 1 ? 's' : ''}`;
  machine.raise('TypeError', `${fn.name}() missing ${what}: ${listed(missing.map((name) => `'${name}'`))}`);
}

/** `'a', 'b', and 'c'`. */
function listed(names: readonly string[]): string {
  if (names.length <= 2) return names.join(' and ');
  return `${names.slice(0, -1).join(', ')}, and ${names[names.length - 1]}`;
}

function tooMany(machine: Machine, fn: FunctionValue, given: number): never {
  const positional = fn.parameters.filter((p) => p.kind === 'positional' || p.kind === 'positional-only');
  const least = positional.filter((p) => !fn.defaults.has(p.name)).length;
  const n = positional.length;
  const range = least === n ? `${n}` : `from ${least} to ${n}`;
  return machine.raise(
    'TypeError',
    `${fn.name}() takes ${range} positional argument${n === 1 ? '' : 's'} but ${given} ${given === 1 ? 'was' : 'were'} given`,
  );
}

/**
 * `f(*args, **kwargs)` where more arguments may follow than are known: every parameter that is not given
 * for sure is this Unknown. undefined: not a Python function, nothing can be said.
 */
export function withUnknownRest(
  machine: Machine,
  callee: Value,
  args: readonly Value[],
  keywords: Keywords,
  rest: { readonly args: UnknownValue | undefined; readonly keywords: UnknownValue | undefined },
): { readonly args: readonly Value[]; readonly keywords: Keywords } | undefined {
  const target = functionBehind(machine, callee);
  const unknown = rest.args ?? rest.keywords;
  if (target === undefined || unknown === undefined) return undefined;
  const filled = new Map(keywords);
  let position = -target.bound;
  for (const { name, kind } of target.fn.parameters) {
    if (kind !== 'positional' && kind !== 'positional-only' && kind !== 'keyword-only') continue;
    const given = kind !== 'keyword-only' && position++ < args.length;
    const settled = given || filled.has(name) || kind === 'positional-only';
    if (!settled && (kind === 'positional' || rest.keywords)) filled.set(name, unknown);
  }
  for (const { kind } of makesItself(machine, callee) ? [] : target.fn.parameters) {
    if (kind === 'var-positional' && rest.args) filled.set(MORE_ARGUMENTS, rest.args);
    if (kind === 'var-keyword' && rest.keywords) filled.set(MORE_KEYWORDS, rest.keywords);
  }
  return { args, keywords: filled };
}

/** A class whose `__new__` gets the arguments too. */
function makesItself(machine: Machine, callee: Value): boolean {
  return callee.kind === 'class' && machine.lookup(callee, '__new__') !== undefined;
}

function functionBehind(
  machine: Machine,
  callee: Value,
): { readonly fn: FunctionValue; readonly bound: number } | undefined {
  switch (callee.kind) {
    case 'function':
      return { fn: callee, bound: 0 };
    case 'method': {
      const inner = functionBehind(machine, callee.func);
      return inner && { fn: inner.fn, bound: inner.bound + 1 };
    }
    case 'class': {
      const init = machine.lookup(callee, '__init__');
      return init?.kind === 'function' ? { fn: init, bound: 1 } : undefined;
    }
    default:
      return undefined;
  }
}
