/** Comprehensions and generator expressions: in a scope of their own, read at once. */
import type { Comprehension, ComprehensionExpr } from '../syntax';
import { dictSet, iteratorOf, iteratorStep, setAdd } from './containers';
import { type Cursor, cursor, iteratorOver, MOST_ITEMS } from './iteration';
import { lazyIterator } from './library/support';
import type { Machine } from './machine';
import { newScope } from './names';
import { undecidedBy } from './operations';
import { unparse } from './unparse';
import type { DictValue, ListValue, Scope, SetValue, UnknownValue, Value } from './values';

/** Results so far. Once `rest` is set, nothing that follows has a known position. */
interface Collected {
  readonly items: (readonly [element: Value, value: Value | undefined])[];
  rest: UnknownValue | undefined;
}

export function comprehension(machine: Machine, expr: ComprehensionExpr, scope: Scope): Value {
  const inner = machine.fresh(newScope(scope, 'comprehension'));
  if (expr.kind === 'GeneratorExp' && expr.generators.length === 1) return generatorExpression(machine, expr, inner);
  const collected: Collected = { items: [], rest: undefined };
  turn(machine, expr, 0, inner, collected);
  return finished(machine, expr, collected);
}

/** Elements are read when they are asked for, in the frame of the expression. */
function generatorExpression(machine: Machine, expr: ComprehensionExpr, scope: Scope): Value {
  const [generator] = expr.generators;
  if (generator === undefined) return iteratorOf([]);
  const iterable = machine.evaluateExpr(generator.iter, scope);
  machine.frame.node = generator.iter.span;
  const source = iteratorOver(machine, iterable);
  const { frame } = machine;
  let undecided: UnknownValue | undefined;
  const next = () => {
    for (let item = iteratorStep(machine, source); item !== undefined; item = iteratorStep(machine, source)) {
      machine.step();
      machine.assign(generator.target, item, scope, machine.frame.statement);
      const verdict = passes(machine, generator, scope);
      if (verdict === false) continue;
      const element = machine.evaluateExpr(expr.element, scope);
      if (verdict === true && undecided === undefined) return element;
      // Whether this item is in decides where every later one is; all are read for what they do.
      if (verdict !== true) undecided ??= verdict;
    }
    const { rest } = source;
    if (rest) remainder(machine, expr, 0, scope, { items: [], rest: undefined }, generator, rest);
    return undefined;
  };
  return lazyIterator(
    () => inFrame(machine, frame, next),
    () => undecided ?? source.rest,
  );
}

function inFrame<T>(machine: Machine, frame: Machine['frame'], run: () => T): T {
  const { frame: outer } = machine;
  const { node, statement } = frame;
  machine.frame = frame;
  try {
    return run();
  } finally {
    machine.frame = outer;
    frame.node = node;
    frame.statement = statement;
  }
}

function finished(machine: Machine, expr: ComprehensionExpr, { items, rest }: Collected): Value {
  const tail = rest ? { rest } : {};
  switch (expr.kind) {
    case 'ListComp':
      return machine.fresh<ListValue>({ kind: 'list', items: items.map(([item]) => item), ...tail });
    case 'SetComp': {
      const set = machine.fresh<SetValue>({ kind: 'set', frozen: false, items: new Map(), ...tail });
      for (const [item] of items) setAdd(machine, set, item);
      return set;
    }
    case 'DictComp': {
      const dict = machine.fresh<DictValue>({ kind: 'dict', entries: new Map(), ...tail });
      for (const [key, value] of items) if (value !== undefined) dictSet(machine, dict, key, value);
      return dict;
    }
    case 'GeneratorExp': {
      const values = items.map(([item]) => item);
      return { kind: 'iterator', at: (i) => values[i], position: 0, ...tail };
    }
  }
}

function turn(machine: Machine, expr: ComprehensionExpr, depth: number, scope: Scope, into: Collected): void {
  const generator = expr.generators[depth];
  if (generator === undefined) {
    const element = machine.evaluateExpr(expr.element, scope);
    const value = expr.value ? machine.evaluateExpr(expr.value, scope) : undefined;
    if (!into.rest) into.items.push([element, value]);
    return;
  }
  const iterable = machine.evaluateExpr(generator.iter, scope);
  machine.frame.node = generator.iter.span;
  const items = cursor(machine, iterable);
  known(machine, expr, depth, scope, into, generator, items);
  const rest = items.rest();
  if (rest) remainder(machine, expr, depth, scope, into, generator, rest);
}

function known(
  machine: Machine,
  expr: ComprehensionExpr,
  depth: number,
  scope: Scope,
  into: Collected,
  generator: Comprehension,
  items: Cursor,
): void {
  let turns = 0;
  for (let item = items.next(); item !== undefined; item = items.next()) {
    machine.assign(generator.target, item, scope, machine.frame.statement);
    const verdict = passes(machine, generator, scope);
    if (verdict === true) turn(machine, expr, depth + 1, scope, into);
    else if (verdict !== false) {
      // Whether this item is in decides where every later one is.
      into.rest ??= verdict;
    }
    if (++turns >= MOST_ITEMS) {
      into.rest ??= machine.unknown('limit', 'this sequence is too long to be read item by item');
      return;
    }
  }
}

/** Items of which nothing is known: the element is read once, for what it tells observers. */
function remainder(
  machine: Machine,
  expr: ComprehensionExpr,
  depth: number,
  scope: Scope,
  into: Collected,
  generator: Comprehension,
  rest: UnknownValue,
): void {
  machine.readOnce({ file: machine.frame.file, span: expr.span }, () => {
    machine.assign(generator.target, rest, scope, machine.frame.statement);
    if (passes(machine, generator, scope) === false) return;
    const probe: Collected = { items: [], rest: undefined };
    turn(machine, expr, depth + 1, scope, probe);
  });
  into.rest ??= rest;
}

function passes(machine: Machine, generator: Comprehension, scope: Scope): boolean | UnknownValue {
  for (const condition of generator.conditions) {
    const value = machine.evaluateExpr(condition, scope);
    const truth = machine.truth(value);
    if (truth === undefined) return undecidedBy(machine, value, unparse(condition));
    if (!truth) return false;
  }
  return true;
}
