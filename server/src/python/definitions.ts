/** `def`, `lambda`, `class` and their decorators. */
import type { ClassDef, Expr, FunctionDef, Lambda, Parameters } from '../syntax';
import { defineClass, linearize, lookupAfter, lookupClass } from './classes';
import { docOf } from './docs';
import type { Keywords } from './interpreter';
import { NO_KEYWORDS } from './interpreter';
import type { ActiveFrame, Machine } from './machine';
import { bindName, closureOf, newScope } from './names';
import { unparse } from './unparse';
import type { ClassValue, FunctionValue, Scope, UnknownValue, Value } from './values';
import { dict as dictValue, str, tuple } from './values';

function defaultsOf(machine: Machine, parameters: Parameters, scope: Scope): Map<string, Value> {
  const defaults = new Map<string, Value>();
  for (const parameter of parameters) {
    if (parameter.default) defaults.set(parameter.name, machine.evaluateExpr(parameter.default, scope));
  }
  return defaults;
}

function makeFunction(
  machine: Machine,
  node: FunctionDef | Lambda,
  name: string,
  scope: Scope,
  unknownDecorators: string[],
): FunctionValue {
  const { frame } = machine;
  const enclosing = frame.function;
  const inClass = scope.role === 'class';
  const prefix = inClass ? `${frame.name}.` : enclosing ? `${enclosing.qualname}.<locals>.` : '';
  const fn: FunctionValue = {
    kind: 'function',
    name,
    qualname: prefix + name,
    parameters: node.parameters,
    defaults: defaultsOf(machine, node.parameters, scope),
    body: node.body,
    node,
    file: frame.file,
    closure: closureOf(scope),
    module: frame.module,
    owner: inClass ? undefined : enclosing?.owner,
    isGenerator: node.kind === 'FunctionDef' && node.isGenerator,
    isNested: !inClass && enclosing !== undefined,
    attrs: new Map(),
    unknownDecorators,
  };
  if (inClass) frame.defined?.push(fn);
  return fn;
}

export function lambda(machine: Machine, node: Lambda, scope: Scope): Value {
  return makeFunction(machine, node, '<lambda>', scope, []);
}

export function defineFunction(machine: Machine, node: FunctionDef, scope: Scope): void {
  const decorators = node.decorators.map((decorator) => machine.evaluateExpr(decorator, scope));
  const unknownDecorators: string[] = [];
  const fn = makeFunction(machine, node, node.name, scope, unknownDecorators);
  bindName(machine, scope, node.name, decorate(machine, node.decorators, decorators, fn, unknownDecorators));
}

/** An unknown decorator is taken as identity, and marked so. */
function decorate(
  machine: Machine,
  nodes: readonly Expr[],
  decorators: readonly Value[],
  target: Value,
  unknown: string[],
): Value {
  let value = target;
  for (let i = decorators.length - 1; i >= 0; i--) {
    const decorator = decorators[i]!;
    machine.frame.node = nodes[i]!.span;
    const result = decorator.kind === 'unknown' ? decorator : machine.call(decorator, [value]);
    if (result.kind === 'unknown' && result.cause.kind !== 'error') unknown.push(unparse(nodes[i]!));
    else value = result;
  }
  return value;
}

export function executeClass(machine: Machine, node: ClassDef, scope: Scope): void {
  const decorators = node.decorators.map((decorator) => machine.evaluateExpr(decorator, scope));
  const { bases, unknownBase } = basesOf(machine, node, scope);
  const keywords = new Map<string, Value>();
  for (const { name, value } of node.keywords)
    if (name !== undefined) keywords.set(name, machine.evaluateExpr(value, scope));
  const { names, defined } = classBody(machine, node, scope);
  machine.frame.node = node.nameSpan;
  const qualname = machine.frame.function ? `${machine.frame.function.qualname}.<locals>.${node.name}` : node.name;
  const value = makeClass(machine, {
    name: node.name,
    qualname,
    module: machine.frame.module.name,
    bases,
    dict: names,
    unknownBase,
    place: { file: machine.frame.file, span: node.span },
    keywords,
    defined,
  });
  if (value.kind === 'class') machine.observer.defineClass(value, machine.frame);
  bindName(machine, scope, node.name, decorate(machine, node.decorators, decorators, value, []));
}

function basesOf(
  machine: Machine,
  node: ClassDef,
  scope: Scope,
): { bases: ClassValue[]; unknownBase: UnknownValue | undefined } {
  const bases: ClassValue[] = [];
  let unknownBase: UnknownValue | undefined;
  for (const expr of node.bases) {
    const value = machine.evaluateExpr(expr, scope);
    machine.frame.node = expr.span;
    const spread = expr.kind === 'Starred' ? machine.iterate(value) : { items: [value], rest: undefined };
    unknownBase ??= spread.rest;
    for (const base of spread.items) {
      if (base.kind === 'class') {
        if (!bases.includes(base)) bases.push(base);
      } else if (base.kind === 'unknown') unknownBase ??= base;
      else unknownBase ??= machine.unknown('missing', `the base class ${unparse(expr)} is not understood`);
    }
  }
  if (bases.length > 1 && linearize(bases) === undefined) {
    unknownBase ??= machine.unknown('error', 'the bases have no consistent order');
  }
  return { bases, unknownBase };
}

function classBody(
  machine: Machine,
  node: ClassDef,
  scope: Scope,
): { names: Map<string, Value>; defined: FunctionValue[] } {
  const body = machine.fresh(newScope(scope, 'class'));
  const { frame } = machine;
  const defined: FunctionValue[] = [];
  const inner: ActiveFrame = {
    name: node.name,
    file: frame.file,
    function: frame.function,
    self: undefined,
    scope: body,
    parent: frame,
    callSite: machine.place(),
    statement: node.span,
    node: node.span,
    module: frame.module,
    yields: undefined,
    defined,
    handling: undefined,
  };
  body.vars.set('__module__', str(frame.module.name));
  body.vars.set('__qualname__', str(node.name));
  machine.within(inner, () => machine.execute(node.body, body));
  const doc = docOf(node.body);
  if (doc.kind === 'str') body.vars.set('__doc__', doc);
  body.vars.delete('__module__');
  body.vars.delete('__qualname__');
  return { names: body.vars, defined };
}

export interface NewClass {
  readonly name: string;
  readonly qualname?: string;
  readonly module: string;
  readonly bases: readonly ClassValue[];
  readonly dict: Iterable<readonly [string, Value]>;
  readonly unknownBase?: UnknownValue | undefined;
  readonly place?: ClassValue['place'];
  readonly native?: string | undefined;
  readonly keywords?: Keywords;
  readonly defined?: readonly FunctionValue[];
}

/** As the `class` statement: metaclass, `__set_name__`, `__init_subclass__`. */
export function makeClass(machine: Machine, wanted: NewClass): Value {
  const keywords = new Map(wanted.keywords ?? NO_KEYWORDS);
  const explicit = keywords.get('metaclass');
  keywords.delete('metaclass');
  const metaclass = explicit ?? wanted.bases.find((base) => base.metaclass)?.metaclass;
  const own = metaclass?.kind === 'class' ? lookupClass(metaclass, '__new__') : undefined;
  if (metaclass?.kind === 'class' && own !== undefined && !machine.constructing.has(metaclass)) {
    return viaMetaclass(machine, wanted, metaclass, own, keywords);
  }
  const cls = plainClass(machine, wanted, metaclass);
  finish(machine, cls, keywords);
  if (metaclass?.kind === 'class' && !machine.constructing.has(metaclass)) {
    const init = lookupClass(metaclass, '__init__');
    if (init !== undefined) machine.call(machine.bindTo(cls, init), metaArguments(wanted), keywords);
  }
  return cls;
}

function metaArguments(wanted: NewClass): Value[] {
  return [str(wanted.name), tuple(wanted.bases), dictValue(wanted.dict)];
}

function viaMetaclass(
  machine: Machine,
  wanted: NewClass,
  metaclass: ClassValue,
  maker: Value,
  keywords: Keywords,
): Value {
  // Inside, `super().__new__` makes the class as usual: what only the statement knows waits here.
  machine.constructing.add(metaclass);
  machine.pendingClass = { wanted, metaclass };
  try {
    const fn = maker.kind === 'staticmethod' || maker.kind === 'classmethod' ? maker.func : maker;
    const made = machine.call(fn, [metaclass, ...metaArguments(wanted)], keywords);
    const cls = made.kind === 'class' ? made : plainClass(machine, wanted, metaclass);
    const init = lookupClass(metaclass, '__init__');
    if (init !== undefined) machine.call(machine.bindTo(cls, init), metaArguments(wanted), keywords);
    return cls;
  } finally {
    machine.pendingClass = undefined;
    machine.constructing.delete(metaclass);
  }
}

function plainClass(machine: Machine, wanted: NewClass, metaclass: Value | undefined): ClassValue {
  const bases = wanted.bases.length > 0 || wanted.name === 'object' ? wanted.bases : [machine.builtin('object')];
  const cls = defineClass(wanted.name, bases, wanted.dict, {
    module: wanted.module,
    qualname: wanted.qualname ?? wanted.name,
    ...(wanted.place ? { place: wanted.place } : {}),
    ...(wanted.native === undefined ? {} : { native: wanted.native }),
    ...(wanted.unknownBase ? { unknownBase: wanted.unknownBase } : {}),
    ...(metaclass ? { metaclass } : {}),
  });
  for (const fn of wanted.defined ?? []) {
    machine.touch(fn);
    fn.owner = cls;
  }
  for (const base of bases) if (base.native === undefined) noteSubclass(machine, base, cls);
  return cls;
}

function noteSubclass(machine: Machine, base: ClassValue, cls: ClassValue): void {
  const known = machine.subclasses.get(base) ?? { kind: 'list', items: [] };
  known.items.push(cls);
  if (!machine.certain) known.rest ??= machine.unknown('undecided', 'whether a subclass is defined is not decided');
  machine.subclasses.set(base, known);
}

function finish(machine: Machine, cls: ClassValue, keywords: Keywords): void {
  for (const [name, value] of cls.dict) {
    if (value.kind !== 'instance') continue;
    const setName = lookupClass(value.cls, '__set_name__');
    if (setName !== undefined) machine.call(machine.bindTo(value, setName), [cls, str(name)]);
  }
  const hook = lookupAfter(cls, cls, '__init_subclass__');
  if (hook === undefined) return;
  const fn = hook.kind === 'classmethod' ? hook.func : hook;
  machine.call(fn, [cls], keywords);
}

/** `type.__new__` inside a metaclass: the class that the statement is about, with the dict that is given. */
export function makeFromMetaclass(
  machine: Machine,
  name: string,
  bases: readonly ClassValue[],
  dict: Iterable<readonly [string, Value]>,
  native: string | undefined,
): ClassValue {
  const pending = machine.pendingClass;
  const wanted: NewClass = {
    ...(pending?.wanted.name === name ? pending.wanted : { module: machine.frame.module.name }),
    name,
    bases,
    dict,
    native,
  };
  const metaclass = pending?.wanted.name === name ? pending.metaclass : bases.find((base) => base.metaclass)?.metaclass;
  if (pending?.wanted.name === name) {
    const cls = plainClass(machine, wanted, metaclass);
    finish(machine, cls, NO_KEYWORDS);
    return cls;
  }
  const made = makeClass(machine, wanted);
  return made.kind === 'class' ? made : plainClass(machine, wanted, metaclass);
}
