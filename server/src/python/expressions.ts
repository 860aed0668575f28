/** Expressions. */

import type { BoolOp, Call, Compare, Expr, FormattedValue, IfExp, JoinedStr, Name } from '../syntax';
import { type Choice, forkValues } from './branches';
import { comprehension } from './comprehensions';
import { dictSet, setAdd } from './containers';
import { lambda } from './definitions';
import { collectAll, collectYield } from './generators';
import { type Join, joinValues } from './join';
import { formatConverted } from './library/template';
import type { Machine } from './machine';
import { bindName, findName, unbound, walrusScopeOf } from './names';
import { not, unary, undecidedBy } from './operations';
import { MOST_REPEATED } from './operators';
import { withUnknownRest } from './parameters';
import { stepOver } from './stepping';
import { unparse } from './unparse';
import type { DictValue, ListValue, Scope, SetValue, UnknownValue, Value } from './values';
import { ELLIPSIS, FALSE, NONE, str, TRUE } from './values';

export function evaluate(machine: Machine, expr: Expr, scope: Scope): Value {
  machine.step();
  switch (expr.kind) {
    case 'Name':
      return name(machine, expr, scope);
    case 'Attribute': {
      const object = evaluate(machine, expr.value, scope);
      machine.frame.node = expr.span;
      return machine.getAttribute(object, expr.attr);
    }
    case 'Call':
      return call(machine, expr, scope);
    case 'Int':
      return expr.value === undefined
        ? machine.unknown('limit', 'this integer is too large to be exact', 'int')
        : { kind: 'int', value: expr.value };
    case 'Str':
      return { kind: 'str', value: expr.value };
    case 'Float':
      return { kind: 'float', value: expr.value };
    case 'None':
      return NONE;
    case 'True':
      return TRUE;
    case 'False':
      return FALSE;
    case 'BinOp': {
      const left = evaluate(machine, expr.left, scope);
      const right = evaluate(machine, expr.right, scope);
      machine.frame.node = expr.span;
      return machine.binary(expr.op, left, right);
    }
    case 'Compare':
      return compare(machine, expr, scope);
    case 'Subscript': {
      const object = evaluate(machine, expr.value, scope);
      const index = evaluate(machine, expr.index, scope);
      machine.frame.node = expr.span;
      return machine.getItem(object, index);
    }
    case 'UnaryOp': {
      const operand = evaluate(machine, expr.operand, scope);
      machine.frame.node = expr.span;
      return expr.op === 'not' ? not(machine, operand) : unary(machine, expr.op, operand);
    }
    case 'BoolOp':
      return boolean(machine, expr, scope);
    case 'IfExp':
      return conditional(machine, expr, scope);
    default:
      return evaluateRarer(machine, expr, scope);
  }
}

function evaluateRarer(machine: Machine, expr: Expr, scope: Scope): Value {
  switch (expr.kind) {
    case 'Tuple': {
      const { items, rest } = evaluateItems(machine, expr.elements, scope);
      return { kind: 'tuple', items, ...(rest ? { rest } : {}) };
    }
    case 'List': {
      const { items, rest } = evaluateItems(machine, expr.elements, scope);
      const list = machine.fresh<ListValue>({ kind: 'list', items, ...(rest ? { rest } : {}) });
      return list;
    }
    case 'Set': {
      const { items, rest } = evaluateItems(machine, expr.elements, scope);
      const set: SetValue = { kind: 'set', frozen: false, items: new Map(), rest };
      for (const item of items) setAdd(machine, set, item);
      return set;
    }
    case 'Dict':
      return dictionary(machine, expr, scope);
    case 'Slice':
      return {
        kind: 'slice',
        lower: expr.lower ? evaluate(machine, expr.lower, scope) : NONE,
        upper: expr.upper ? evaluate(machine, expr.upper, scope) : NONE,
        step: expr.step ? evaluate(machine, expr.step, scope) : NONE,
      };
    case 'JoinedStr':
      return joined(machine, expr, scope);
    case 'Lambda':
      return lambda(machine, expr, scope);
    case 'ListComp':
    case 'SetComp':
    case 'DictComp':
    case 'GeneratorExp':
      return comprehension(machine, expr, scope);
    case 'NamedExpr': {
      const value = evaluate(machine, expr.value, scope);
      bindName(machine, walrusScopeOf(scope), expr.target.id, value);
      announce(machine, expr.target, value);
      return value;
    }
    case 'Starred':
      return evaluate(machine, expr.value, scope);
    case 'Await':
      return evaluate(machine, expr.value, scope);
    case 'Yield':
      collectYield(machine, expr.value ? evaluate(machine, expr.value, scope) : NONE);
      return NONE;
    case 'YieldFrom':
      collectAll(machine, expr.value ? evaluate(machine, expr.value, scope) : NONE);
      return NONE;
    case 'Bytes':
      return { kind: 'bytes', value: expr.value };
    case 'Ellipsis':
      return ELLIPSIS;
    case 'Missing':
      machine.frame.node = expr.span;
      return machine.unknown('syntax', 'an expression is missing here');
    default:
      return machine.unknown('missing', `${expr.kind} is not read`);
  }
}

function announce(machine: Machine, target: Name, value: Value): void {
  const { frame } = machine;
  machine.observer.bind({
    kind: 'set',
    name: target.id,
    nameSpan: target.span,
    statement: frame.statement,
    value,
    frame,
  });
}

function name(machine: Machine, expr: Name, scope: Scope): Value {
  const value = findName(machine, scope, expr.id);
  if (value !== undefined) return value;
  machine.frame.node = expr.span;
  return unbound(machine, scope, expr.id);
}

/** Elements of a display or arguments, `*x` spread. Past an unknown spread nothing has a known position. */
export function evaluateItems(
  machine: Machine,
  elements: readonly Expr[],
  scope: Scope,
): { items: Value[]; rest: UnknownValue | undefined } {
  const items: Value[] = [];
  let rest: UnknownValue | undefined;
  for (const element of elements) {
    const value = evaluate(machine, element, scope);
    if (rest) continue;
    if (element.kind !== 'Starred') {
      items.push(value);
      continue;
    }
    machine.frame.node = element.span;
    const spread = machine.iterate(value);
    if (items.length + spread.items.length > MOST_REPEATED) {
      rest = machine.unknown('limit', 'this sequence is too long to be read item by item');
      continue;
    }
    for (const item of spread.items) items.push(item);
    rest = spread.rest;
  }
  return { items, rest };
}

function dictionary(machine: Machine, expr: Extract<Expr, { kind: 'Dict' }>, scope: Scope): Value {
  const result = machine.fresh<DictValue>({ kind: 'dict', entries: new Map() });
  for (const { key, value } of expr.entries) {
    if (key !== undefined) {
      const k = evaluate(machine, key, scope);
      dictSet(machine, result, k, evaluate(machine, value, scope));
      continue;
    }
    const spread = evaluate(machine, value, scope);
    if (spread.kind === 'dict') {
      for (const entry of spread.entries.values()) dictSet(machine, result, entry.key, entry.value);
      if (spread.rest) result.rest ??= spread.rest;
    } else spreadMapping(machine, result, spread);
  }
  return result;
}

/** `**mapping` of something with `keys()` and `__getitem__`. */
function spreadMapping(machine: Machine, result: DictValue, mapping: Value): void {
  if (mapping.kind === 'unknown') {
    result.rest ??= mapping;
    return;
  }
  const { items, rest } = machine.iterate(machine.call(machine.getAttribute(mapping, 'keys'), []));
  for (const key of items) dictSet(machine, result, key, machine.getItem(mapping, key));
  if (rest) result.rest ??= rest;
}

function call(machine: Machine, expr: Call, scope: Scope): Value {
  const callee = evaluate(machine, expr.func, scope);
  const { items: args, rest } = evaluateItems(machine, expr.args, scope);
  const keywords = new Map<string, Value>();
  let keywordRest: UnknownValue | undefined;
  for (const keyword of expr.keywords) {
    const value = evaluate(machine, keyword.value, scope);
    if (keyword.name !== undefined) keywords.set(keyword.name, value);
    else keywordRest = spreadKeywords(machine, keywords, value) ?? keywordRest;
  }
  machine.frame.node = expr.span;
  if (!rest && !keywordRest) return machine.call(callee, args, keywords);
  const filled = withUnknownRest(machine, callee, args, keywords, { args: rest, keywords: keywordRest });
  if (filled) return machine.call(callee, filled.args, filled.keywords);
  const skipped = rest ?? keywordRest;
  if (!skipped) return NONE;
  stepOver(machine, skipped);
  return skipped;
}

function spreadKeywords(machine: Machine, keywords: Map<string, Value>, mapping: Value): UnknownValue | undefined {
  let dict: DictValue;
  if (mapping.kind === 'dict') dict = mapping;
  else {
    dict = { kind: 'dict', entries: new Map() };
    spreadMapping(machine, dict, mapping);
  }
  for (const { key, value } of dict.entries.values()) if (key.kind === 'str') keywords.set(key.value, value);
  return dict.rest;
}

function compare(machine: Machine, expr: Compare, scope: Scope): Value {
  let left = evaluate(machine, expr.left, scope);
  let undecided: Value | undefined;
  for (let i = 0; i < expr.ops.length; i++) {
    const right = evaluate(machine, expr.comparators[i]!, scope);
    machine.frame.node = expr.span;
    const result = machine.compare(expr.ops[i]!, left, right);
    if (expr.ops.length === 1) return result;
    const truth = machine.truth(result);
    if (truth === false) return result;
    if (truth === undefined) undecided ??= result;
    left = right;
  }
  return undecided ?? TRUE;
}

function boolean(machine: Machine, expr: BoolOp, scope: Scope): Value {
  const left = evaluate(machine, expr.left, scope);
  const truth = machine.truth(left);
  if (truth !== undefined) return truth === (expr.op === 'and') ? evaluate(machine, expr.right, scope) : left;
  // The right operand is evaluated in one case only; in the other the left is the result.
  const undecided = undecidedBy(machine, left, unparse(expr.left));
  const whenLeft: Value = left.kind === 'unknown' && left.type === 'bool' ? (expr.op === 'and' ? FALSE : TRUE) : left;
  const value = either(machine, expr, undecided, [expr.right, scope], whenLeft);
  // `undecided and False` is false whatever the rest is.
  return value.kind === 'unknown' ? { ...value, ...(isBool(left) ? { type: 'bool' } : {}) } : value;
}

const isBool = (value: Value): boolean => value.kind === 'unknown' && value.type === 'bool';

function either(
  machine: Machine,
  expr: BoolOp,
  undecided: UnknownValue,
  right: readonly [Expr, Scope],
  other: Value,
): Value {
  const choice = { place: { file: machine.frame.file, span: expr.left.span }, undecided };
  if (isSimple(right[0])) return joinValues(evaluate(machine, ...right), other, simpleJoin(machine, choice));
  return forkValues(machine, choice, [() => evaluate(machine, ...right), () => other]);
}

const simpleJoin = (machine: Machine, choice: Choice): Join => ({
  ...choice,
  heap: machine.heap,
  past: undefined,
  met: new Map(),
});

/** Without effects and cheap: no fork is needed. */
function isSimple(expr: Expr): boolean {
  switch (expr.kind) {
    case 'Name':
    case 'Int':
    case 'Float':
    case 'Str':
    case 'None':
    case 'True':
    case 'False':
      return true;
    case 'UnaryOp':
      return isSimple(expr.operand);
    default:
      return false;
  }
}

function conditional(machine: Machine, expr: IfExp, scope: Scope): Value {
  const test = evaluate(machine, expr.test, scope);
  const truth = machine.truth(test);
  if (truth !== undefined) return evaluate(machine, truth ? expr.body : expr.orelse, scope);
  const undecided = undecidedBy(machine, test, unparse(expr.test));
  const choice = { place: { file: machine.frame.file, span: expr.test.span }, undecided };
  if (isSimple(expr.body) && isSimple(expr.orelse)) {
    const body = evaluate(machine, expr.body, scope);
    return joinValues(body, evaluate(machine, expr.orelse, scope), simpleJoin(machine, choice));
  }
  return forkValues(machine, choice, [
    () => evaluate(machine, expr.body, scope),
    () => evaluate(machine, expr.orelse, scope),
  ]);
}

function joined(machine: Machine, expr: JoinedStr, scope: Scope): Value {
  const text = expandAll(machine, expr.values, scope);
  return typeof text === 'string' ? str(text) : text;
}

function expandAll(machine: Machine, parts: readonly (string | FormattedValue)[], scope: Scope): string | UnknownValue {
  let text = '';
  let unknown: UnknownValue | undefined;
  for (const part of parts) {
    const piece = typeof part === 'string' ? part : expand(machine, part, scope);
    if (typeof piece === 'string') text += piece;
    else unknown ??= { kind: 'unknown', cause: piece.cause, type: 'str' };
  }
  return unknown ?? text;
}

function expand(machine: Machine, part: FormattedValue, scope: Scope): string | UnknownValue {
  const value = evaluate(machine, part.value, scope);
  if (value.kind === 'str' && part.conversion === undefined && part.format.length === 0) return value.value;
  const format = expandAll(machine, part.format, scope);
  if (typeof format !== 'string') return format;
  machine.frame.node = part.span;
  return formatConverted(value, part.conversion, format, machine);
}
