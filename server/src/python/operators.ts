/**
 * Operators on builtin kinds. What user classes and natives define by dunder methods comes first and is
 * the interpreter's business; here is what is left.
 */
import { equal, mod, sub } from '../symbolic';
import type { BinaryOperator, CompareOperator } from '../syntax';
import { all, comparesItself, type Equality, hashKey, keptUnder, sameValue, setOf, WAITING } from './containers';
import { arithmetic, compareNumbers, dimOf, exactInt, isNumber, negate } from './numbers';
import { heldBy, widened } from './objects';
import type { DictValue, ListValue, SetValue, TupleValue, UnknownValue, Value } from './values';
import { bool, list, str, tuple, unknown } from './values';

/** `undefined`: Python has no such operator for these operands. */
export type OperatorResult = Value | 'ZeroDivisionError' | undefined;

/** How many items a repeated sequence may have. */
export const MOST_REPEATED = 100_000;

export function builtinBinary(op: BinaryOperator, left: Value, right: Value): OperatorResult {
  if (isNumber(left) && isNumber(right)) {
    const result = arithmetic(op, left, right);
    return result === 'unsupported' ? undefined : result;
  }
  if (left.kind === 'unknown') return left;
  if (right.kind === 'unknown') return right;
  if (op === '+') return concatenate(left, right);
  if (op === '*') return repeated(left, right) ?? repeated(right, left);
  if (left.kind === 'set' && right.kind === 'set') return setOperation(op, left, right);
  if (op === '|' && left.kind === 'dict' && right.kind === 'dict') return mergeDicts(left, right);
  return undefined;
}

/** Texts that are longer are not followed. */
export const MOST_TEXT = 10_000_000;

function concatenate(left: Value, right: Value): Value | undefined {
  if (left.kind === 'str' && right.kind === 'str' && left.value.length + right.value.length > MOST_TEXT)
    return unknown('limit', 'this text is too long to be followed');
  const isSequence = (left.kind === 'list' || left.kind === 'tuple') && right.kind === left.kind;
  if (isSequence && left.items.length + right.items.length > MOST_REPEATED)
    return unknown('limit', 'this sequence is too long to be read item by item');
  if (left.kind === 'str' && right.kind === 'str') return str(left.value + right.value);
  if (left.kind === 'bytes' && right.kind === 'bytes') return { kind: 'bytes', value: left.value + right.value };
  if (left.kind === 'list' && right.kind === 'list') {
    const items = left.rest ? [...left.items] : [...left.items, ...right.items];
    return { kind: 'list', items, ...restOf(bothRests(left, right)) };
  }
  if (left.kind === 'tuple' && right.kind === 'tuple') {
    const items = left.rest ? left.items : [...left.items, ...right.items];
    return { kind: 'tuple', items, ...restOf(bothRests(left, right)), cls: sizeLike(left, right) };
  }
  return undefined;
}

/** torch.Size plus torch.Size (or a plain tuple) is a torch.Size; a namedtuple plus anything is a tuple. */
function sizeLike(left: TupleValue, right: TupleValue): TupleValue['cls'] {
  return [left.cls, right.cls].find((cls) => cls?.native !== undefined);
}

const bothRests = (left: ListValue | TupleValue, right: ListValue | TupleValue): UnknownValue | undefined =>
  left.rest ? widened(left.rest, [...right.items, right.rest]) : right.rest;

const restOf = (rest: UnknownValue | undefined) => (rest ? { rest } : {});

function repeated(sequence: Value, count: Value): Value | undefined {
  if (count.kind !== 'int' && count.kind !== 'bool') return undefined;
  if (sequence.kind !== 'list' && sequence.kind !== 'tuple' && sequence.kind !== 'str') return undefined;
  const n = dimOf(count);
  const rest = typeof n === 'number' ? undefined : unknown('undecided', 'the number of repetitions is not known');
  const times = typeof n === 'number' ? Math.max(n, 0) : 0;
  const length = sequence.kind === 'str' ? sequence.value.length : sequence.items.length;
  if (times * length > MOST_REPEATED) return unknown('limit', 'this sequence is too long to be read item by item');
  if (sequence.kind === 'str') return rest ?? str(sequence.value.repeat(times));
  // Behind the first unknown tail nothing has a known position.
  if (sequence.rest) {
    const known = times === 0 ? [] : [...sequence.items];
    return { kind: sequence.kind, items: known, rest: widened(rest ?? sequence.rest, heldBy(sequence)) };
  }
  const items: Value[] = [];
  for (let i = 0; i < times; i++) for (const item of sequence.items) items.push(item);
  const tail = restOf(rest && widened(rest, sequence.items));
  return sequence.kind === 'list' ? { ...list(items), ...tail } : { ...tuple(items), ...tail };
}

function setOperation(op: BinaryOperator, left: SetValue, right: SetValue): Value | undefined {
  const rest = left.rest ?? right.rest;
  const pick = (kept: Iterable<Value>) => setOf(kept, left.frozen, rest);
  const only = (a: SetValue, b: SetValue) => [...a.items].filter(([k]) => !b.items.has(k)).map(([, v]) => v);
  switch (op) {
    case '|':
      return pick([...left.items.values(), ...right.items.values()]);
    case '&':
      return pick([...left.items].filter(([k]) => right.items.has(k)).map(([, v]) => v));
    case '-':
      return pick(only(left, right));
    case '^':
      return pick([...only(left, right), ...only(right, left)]);
    default:
      return undefined;
  }
}

function mergeDicts(left: DictValue, right: DictValue): DictValue {
  return {
    kind: 'dict',
    entries: new Map([...left.entries, ...right.entries]),
    ...restOf(left.rest ?? right.rest),
    ...(left.cls ? { cls: left.cls } : {}),
  };
}

/** `+x`, `-x`, `~x` of builtin kinds. */
export function builtinUnary(op: '+' | '-' | '~', operand: Value): Value | undefined {
  if (operand.kind === 'unknown') return operand;
  if (!isNumber(operand)) return undefined;
  if (op === '-') return negate(operand);
  if (op === '+') return operand.kind === 'float' ? operand : exactInt(dimOf(operand));
  return operand.kind === 'float' ? undefined : exactInt(sub(-1, dimOf(operand)));
}

export type Comparison = boolean | undefined | 'unsupported';

/**
 * Three-valued comparison of builtin kinds; `nested` decides equality of what they hold.
 * 'unsupported': Python raises TypeError.
 */
export function builtinCompare(
  op: CompareOperator,
  left: Value,
  right: Value,
  nested: Equality = sameValue,
): Comparison {
  switch (op) {
    case '==':
      return sameValue(left, right, nested);
    case '!=':
      return negated(sameValue(left, right, nested));
    case 'is':
      return identical(left, right);
    case 'is not':
      return negated(identical(left, right));
    case 'in':
      return contains(right, left, nested);
    case 'not in': {
      const inside = contains(right, left, nested);
      return inside === 'unsupported' ? inside : negated(inside);
    }
    default:
      return ordered(op, left, right, nested);
  }
}

export const negated = (truth: boolean | undefined): boolean | undefined => (truth === undefined ? undefined : !truth);

function identical(left: Value, right: Value): boolean | undefined {
  if (left.kind === 'unknown' || right.kind === 'unknown') return undefined;
  if (left === right) return true;
  if (left.kind !== right.kind) return false;
  switch (left.kind) {
    case 'none':
    case 'ellipsis':
    case 'not-implemented':
      return true;
    case 'bool':
      return sameValue(left, right);
    case 'int':
    case 'str':
      // Small ints and short strings are shared in CPython; code that compares them so means equality.
      return sameValue(left, right);
    default:
      return false;
  }
}

function contains(container: Value, item: Value, nested: Equality): Comparison {
  switch (container.kind) {
    case 'unknown':
      return undefined;
    case 'list':
    case 'tuple':
      return among(container.items, container.rest, item, nested);
    case 'set':
    case 'dict': {
      if (item.kind === 'unknown' && container.kind === 'dict') return hasUnknown(container, item);
      const k = hashKey(item);
      if (k === undefined) return item.kind === 'list' || item.kind === 'dict' ? 'unsupported' : undefined;
      const held = container.kind === 'set' ? container.items : container.entries;
      if (held.has(k)) return true;
      if ((container.rest && container.rest !== WAITING) || (comparesItself(item) && held.size > 0)) return undefined;
      // A symbol may equal a number that is held under another key.
      const symbolic = (v: Value) => v.kind === 'int' && typeof v.value !== 'number';
      if (symbolic(item)) return held.size === 0 ? false : undefined;
      return false;
    }
    case 'str':
      if (item.kind === 'unknown') return undefined;
      return item.kind === 'str' ? container.value.includes(item.value) : 'unsupported';
    case 'range': {
      if (item.kind === 'unknown') return undefined;
      if (!isNumber(item)) return false;
      if (item.kind === 'float') return item.value === undefined ? undefined : false;
      return inRange(container, item);
    }
    default:
      return 'unsupported';
  }
}

/** Nothing is in an empty dict, and what was kept under an Unknown is there. */
function hasUnknown(dict: DictValue, key: UnknownValue): boolean | undefined {
  if (keptUnder(dict, key) !== undefined) return true;
  return dict.entries.size === 0 && !dict.rest ? false : undefined;
}

function inRange(
  container: Extract<Value, { kind: 'range' }>,
  item: Extract<Value, { kind: 'int' | 'bool' }>,
): boolean | undefined {
  const { start, stop, step } = container;
  const at = { kind: 'int', value: dimOf(item) } as const;
  const upward = typeof step === 'number' && step > 0;
  const remainder = equal(mod(sub(at.value, start), step), 0);
  return all([
    compareNumbers(upward ? '>=' : '<=', at, { kind: 'int', value: start }),
    compareNumbers(upward ? '<' : '>', at, { kind: 'int', value: stop }),
    remainder === 'maybe' ? undefined : remainder === 'yes',
  ]);
}

function among(
  items: readonly Value[],
  rest: UnknownValue | undefined,
  item: Value,
  nested: Equality,
): boolean | undefined {
  let maybe = rest !== undefined;
  for (const held of items) {
    const same = nested(held, item);
    if (same === true) return true;
    if (same === undefined) maybe = true;
  }
  return maybe ? undefined : false;
}

function ordered(op: CompareOperator, left: Value, right: Value, nested: Equality): Comparison {
  if (left.kind === 'unknown' || right.kind === 'unknown') return undefined;
  if (isNumber(left) && isNumber(right)) return compareNumbers(op, left, right);
  if ((left.kind === 'str' && right.kind === 'str') || (left.kind === 'bytes' && right.kind === 'bytes')) {
    return orderedText(op, left.value, right.value);
  }
  if (left.kind === 'set' && right.kind === 'set') return orderedSets(op, left, right);
  if ((left.kind === 'list' && right.kind === 'list') || (left.kind === 'tuple' && right.kind === 'tuple')) {
    return orderedItems(op, left, right, nested);
  }
  return 'unsupported';
}

function orderedText(op: CompareOperator, a: string, b: string): boolean {
  const sign = a < b ? -1 : a > b ? 1 : 0;
  return orderedSign(op, sign);
}

function orderedSign(op: CompareOperator, sign: number): boolean {
  if (op === '<') return sign < 0;
  if (op === '<=') return sign <= 0;
  return op === '>' ? sign > 0 : sign >= 0;
}

function orderedSets(op: CompareOperator, left: SetValue, right: SetValue): boolean | undefined {
  if (left.rest || right.rest) return undefined;
  const within = (a: SetValue, b: SetValue) => [...a.items.keys()].every((k) => b.items.has(k));
  const strict = left.items.size !== right.items.size;
  switch (op) {
    case '<':
      return strict && within(left, right);
    case '<=':
      return within(left, right);
    case '>':
      return strict && within(right, left);
    default:
      return within(right, left);
  }
}

function orderedItems(
  op: CompareOperator,
  left: ListValue | TupleValue,
  right: ListValue | TupleValue,
  nested: Equality,
): Comparison {
  const shared = Math.min(left.items.length, right.items.length);
  for (let i = 0; i < shared; i++) {
    const [a, b] = [left.items[i]!, right.items[i]!];
    const same = nested(a, b);
    if (same === undefined) return undefined;
    if (!same) return ordered(op, a, b, nested);
  }
  if (left.rest || right.rest) return undefined;
  return orderedSign(op, Math.sign(left.items.length - right.items.length));
}

/** `bool(value)` of builtin kinds; `missing`: the class decides (`__bool__`, `__len__`). */
export function builtinTruth(value: Value): boolean | undefined | 'missing' {
  switch (value.kind) {
    case 'none':
      return false;
    case 'bool':
      return value.value;
    case 'int':
      return negated(compareNumbers('==', value, { kind: 'int', value: 0 }));
    case 'float':
      return negated(compareNumbers('==', value, { kind: 'int', value: 0 }));
    case 'str':
    case 'bytes':
      return value.value !== '';
    case 'list':
    case 'tuple':
      return value.items.length > 0 || (value.rest ? undefined : false);
    case 'set':
      return value.items.size > 0 || (value.rest ? undefined : false);
    case 'dict':
      return value.entries.size > 0 || (value.rest ? undefined : false);
    case 'range': {
      const { start, stop, step } = value;
      if (typeof step !== 'number') return undefined;
      return compareNumbers(step > 0 ? '<' : '>', { kind: 'int', value: start }, { kind: 'int', value: stop });
    }
    case 'unknown':
      return undefined;
    case 'instance':
    case 'tensor':
    case 'class':
      return 'missing';
    default:
      return true;
  }
}

/** A comparison's result as a value. */
export function truthValue(truth: boolean | undefined, cause?: UnknownValue): Value {
  if (truth !== undefined) return bool(truth);
  return cause ?? unknown('undecided', 'this comparison depends on sizes that are not known', undefined, 'bool');
}
