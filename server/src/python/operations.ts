/** Operators as Python dispatches them: dunder methods of user and native classes, then builtin kinds. */
import type { BinaryOperator, CompareOperator } from '../syntax';
import { withEach } from './aliases';
import { lookupClass } from './classes';
import type { Copied } from './heap';
import { payload } from './library/support';
import { percentFormat } from './library/template';
import { unionMembers, unionOf } from './library/union';
import type { Machine } from './machine';
import { toInt } from './native';
import { leadsOn, widened } from './objects';
import {
  builtinBinary,
  builtinCompare,
  builtinTruth,
  builtinUnary,
  MOST_REPEATED,
  negated,
  type OperatorResult,
  truthValue,
} from './operators';
import type { ClassValue, InstanceValue, UnknownValue, Value } from './values';
import { FALSE, NOT_IMPLEMENTED, str, TRUE, unknown } from './values';

const BINARY: Readonly<Record<BinaryOperator, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'truediv',
  '//': 'floordiv',
  '%': 'mod',
  '**': 'pow',
  '@': 'matmul',
  '<<': 'lshift',
  '>>': 'rshift',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
};

const COMPARE: Readonly<Partial<Record<CompareOperator, readonly [method: string, reflected: string]>>> = {
  '==': ['__eq__', '__eq__'],
  '!=': ['__ne__', '__ne__'],
  '<': ['__lt__', '__gt__'],
  '<=': ['__le__', '__ge__'],
  '>': ['__gt__', '__lt__'],
  '>=': ['__ge__', '__le__'],
};

/** The class in which special methods of this value are looked up, where that is not a plain builtin kind. */
export function specialClassOf(value: Value): ClassValue | undefined {
  switch (value.kind) {
    case 'instance':
    case 'tensor':
      return value.cls;
    case 'list':
    case 'tuple':
    case 'dict':
      return value.cls;
    case 'class':
      return value.metaclass?.kind === 'class' ? value.metaclass : undefined;
    default:
      return undefined;
  }
}

/** A special method, bound; found on the class only, as Python does. */
export function specialMethod(machine: Machine, value: Value, name: string): Value | undefined {
  const cls = specialClassOf(value);
  if (cls === undefined) return undefined;
  const found = lookupClass(cls, name);
  return found === undefined ? undefined : machine.bindTo(value, found);
}

/** Calls a special method; undefined: there is none. */
export function callSpecial(machine: Machine, value: Value, name: string, args: readonly Value[]): Value | undefined {
  const method = specialMethod(machine, value, name);
  return method === undefined ? undefined : machine.call(method, args);
}

/** `operator.index`: what stands for an int, as that int; what does not, as it is. */
export function asIndex(machine: Machine, index: Value): Value {
  switch (index.kind) {
    case 'instance':
      return payloadOrIndex(machine, index);
    case 'tensor':
      return toInt(index) === undefined
        ? machine.unknown('data', 'the index is a tensor whose value is not known')
        : index;
    default:
      return index;
  }
}

function payloadOrIndex(machine: Machine, index: InstanceValue): Value {
  const held = payload(index);
  if (held.kind === 'int' || held.kind === 'bool') return held;
  return callSpecial(machine, index, '__index__', []) ?? unknownClassOf(index) ?? index;
}

/** What an operation on a value of an unknown class gives. */
export function unknownClassOf(value: Value): UnknownValue | undefined {
  return specialClassOf(value)?.unknownBase;
}

export function binary(machine: Machine, op: BinaryOperator, left: Value, right: Value): Value {
  if (op === '%' && (left.kind === 'str' || left.kind === 'bytes')) return percent(machine, left, right);
  const own = binarySpecial(machine, op, left, right);
  if (own !== undefined) return own;
  const result = op === '*' ? product(machine, left, right) : builtinBinary(op, left, right);
  if (result === 'ZeroDivisionError') return machine.raise('ZeroDivisionError', 'division by zero');
  if (result !== undefined) return result.kind === 'unknown' ? machine.located(result) : result;
  if (op === '|' && isType(left) && isType(right)) return unionOf([left, right]);
  return unknownClassOf(left) ?? unknownClassOf(right) ?? unsupported(machine, op, left, right);
}

/** A sequence may be repeated by what stands for an int. */
function product(machine: Machine, left: Value, right: Value): OperatorResult {
  const [a, b] = [
    isSequence(right) ? asIndex(machine, left) : left,
    isSequence(left) ? asIndex(machine, right) : right,
  ];
  return builtinBinary('*', a, b);
}

const isSequence = ({ kind }: Value): boolean =>
  kind === 'list' || kind === 'tuple' || kind === 'str' || kind === 'bytes';

/** Operands of `int | None` and `A | B`. */
const isType = (value: Value): boolean =>
  value.kind === 'class' || value.kind === 'none' || unionMembers(value) !== undefined;

function percent(machine: Machine, left: Extract<Value, { kind: 'str' | 'bytes' }>, right: Value): Value {
  const text = percentFormat(left.value, right, machine);
  if (typeof text !== 'string') return text;
  return left.kind === 'str' ? str(text) : { kind: 'bytes', value: text };
}

function binarySpecial(machine: Machine, op: BinaryOperator, left: Value, right: Value): Value | undefined {
  const l = specialClassOf(left);
  const r = specialClassOf(right);
  if (l === undefined && r === undefined) return undefined;
  const name = BINARY[op];
  // A subclass on the right that has its own reflected method comes first.
  if (l && r && r !== l && r.mro.includes(l) && lookupClass(r, `__r${name}__`) !== lookupClass(l, `__r${name}__`)) {
    return tried(machine, right, `__r${name}__`, left) ?? tried(machine, left, `__${name}__`, right);
  }
  return (l && tried(machine, left, `__${name}__`, right)) ?? (r && tried(machine, right, `__r${name}__`, left));
}

function tried(machine: Machine, self: Value, name: string, other: Value): Value | undefined {
  const result = callSpecial(machine, self, name, [other]);
  return result === undefined || result.kind === 'not-implemented' ? undefined : result;
}

function nameOf(machine: Machine, value: Value): string {
  const cls = machine.typeOf(value);
  return cls.kind === 'class' ? cls.name : 'object';
}

function unsupported(machine: Machine, op: string, left: Value, right: Value): never {
  const [a, b] = [nameOf(machine, left), nameOf(machine, right)];
  if (op === '+' && (left.kind === 'str' || left.kind === 'list' || left.kind === 'tuple')) {
    return machine.raise('TypeError', `can only concatenate ${a} (not "${b}") to ${a}`);
  }
  return machine.raise('TypeError', `unsupported operand type(s) for ${op}: '${a}' and '${b}'`);
}

/** `left op= right`. */
export function inPlace(machine: Machine, op: BinaryOperator, left: Value, right: Value): Value {
  if (left.kind === 'unknown' && leadsOn(left))
    return withEach(machine, left, (one) => inPlace(machine, op, one, right));
  const own = specialClassOf(left) && tried(machine, left, `__i${BINARY[op]}__`, right);
  if (own !== undefined) return own;
  if (left.kind === 'list' && op === '+') {
    const { items, rest } = machine.iterate(right);
    machine.touch(left);
    if (left.rest) left.rest = widened(left.rest, [...items, rest]);
    else {
      const isLong = left.items.length + items.length > MOST_REPEATED;
      // A copy: `x += x` reads what it extends.
      if (!isLong) for (const item of [...items]) left.items.push(item);
      const last = isLong ? machine.unknown('limit', 'this sequence is too long to be read item by item') : rest;
      if (last) left.rest = last;
    }
    return left;
  }
  const result = binary(machine, op, left, right);
  if (left.kind === 'list' && op === '*' && result.kind === 'list') {
    machine.touch(left);
    left.items = result.items;
    left.rest = result.rest;
    return left;
  }
  if (left.kind === 'dict' && op === '|' && result.kind === 'dict') {
    machine.touch(left);
    left.entries = result.entries;
    left.rest = result.rest;
    return left;
  }
  if (left.kind === 'set' && !left.frozen && result.kind === 'set') {
    machine.touch(left);
    left.items = result.items;
    left.rest = result.rest;
    return left;
  }
  return result;
}

export function unary(machine: Machine, op: '+' | '-' | '~', operand: Value): Value {
  const name = op === '-' ? '__neg__' : op === '+' ? '__pos__' : '__invert__';
  const own = callSpecial(machine, operand, name, []);
  if (own !== undefined) return own;
  const result = builtinUnary(op, operand) ?? unknownClassOf(operand);
  return result ?? machine.raise('TypeError', `bad operand type for unary ${op}: '${nameOf(machine, operand)}'`);
}

export function compare(machine: Machine, op: CompareOperator, left: Value, right: Value): Value {
  if (op === 'is' || op === 'is not') {
    const maybeOne = left !== right && isCopied(left) && isCopied(right) && machine.heap.mayBeOne(left, right);
    return truthOf(machine, maybeOne ? undefined : builtinCompare(op, left, right), left, right);
  }
  if (op === 'in' || op === 'not in') return membership(machine, op, left, right);
  const own = compareSpecial(machine, op, left, right);
  if (own !== undefined) return own;
  const nested = (a: Value, b: Value) => valuesEqual(machine, a, b);
  const result = builtinCompare(op, left, right, nested);
  if (result !== 'unsupported') return truthOf(machine, result, left, right);
  const unknownClass = unknownClassOf(left) ?? unknownClassOf(right);
  if (unknownClass) return unknownClass;
  const [a, b] = [nameOf(machine, left), nameOf(machine, right)];
  return machine.raise('TypeError', `'${op}' not supported between instances of '${a}' and '${b}'`);
}

/** A join may make a copy of it that stands for either. */
const isCopied = (value: Value): value is Copied =>
  value.kind === 'list' || value.kind === 'dict' || value.kind === 'set';

function truthOf(machine: Machine, truth: boolean | undefined | 'unsupported', left: Value, right: Value): Value {
  if (truth === true) return TRUE;
  if (truth === false) return FALSE;
  if (left.kind === 'unknown' || right.kind === 'unknown') {
    const cause = left.kind === 'unknown' ? left.cause : right.kind === 'unknown' ? right.cause : undefined;
    if (cause) return { kind: 'unknown', cause, type: 'bool' };
  }
  return machine.located(truthValue(undefined));
}

function compareSpecial(machine: Machine, op: CompareOperator, left: Value, right: Value): Value | undefined {
  const names = COMPARE[op];
  if (names === undefined) return undefined;
  const l = specialClassOf(left);
  const r = specialClassOf(right);
  if (l === undefined && r === undefined) return undefined;
  const own = (l && tried(machine, left, names[0], right)) ?? (r && tried(machine, right, names[1], left));
  if (own !== undefined || op !== '!=') return own;
  // `!=` is the opposite of `==` unless the class says otherwise.
  const equal = compareSpecial(machine, '==', left, right);
  return equal === undefined ? undefined : not(machine, equal);
}

export function not(machine: Machine, value: Value): Value {
  const truth = negated(machine.truth(value));
  if (truth !== undefined) return truth ? TRUE : FALSE;
  return value.kind === 'unknown'
    ? { kind: 'unknown', cause: value.cause, type: 'bool' }
    : machine.located(truthValue(undefined));
}

function membership(machine: Machine, op: 'in' | 'not in', item: Value, container: Value): Value {
  const own = callSpecial(machine, container, '__contains__', [item]);
  if (own !== undefined) return op === 'in' ? own : not(machine, own);
  const nested = (a: Value, b: Value) => valuesEqual(machine, a, b);
  let result = builtinCompare(op, item, container, nested);
  const isTable = container.kind === 'dict' || container.kind === 'set';
  if (isTable && result === (op === 'not in') && machine.register(item, container))
    result = builtinCompare(op, item, container, nested);
  if (result === 'unsupported' && isIterable(machine, container)) {
    const { items, rest } = machine.iterate(container);
    result = builtinCompare(op, item, { kind: 'tuple', items, rest }, nested);
  }
  if (result !== 'unsupported') return truthOf(machine, result, item, container);
  const unknownClass = unknownClassOf(container);
  return unknownClass ?? machine.raise('TypeError', `argument of type '${nameOf(machine, container)}' is not iterable`);
}

function isIterable(machine: Machine, value: Value): boolean {
  if (value.kind === 'iterator') return true;
  return (
    specialMethod(machine, value, '__iter__') !== undefined ||
    specialMethod(machine, value, '__getitem__') !== undefined
  );
}

/** `a == b`, three-valued, dunder methods included. */
export function valuesEqual(machine: Machine, a: Value, b: Value): boolean | undefined {
  if (a === b) return true;
  return machine.truth(compare(machine, '==', a, b));
}

export function truth(machine: Machine, value: Value): boolean | undefined {
  if (value.kind === 'bool') return value.value;
  const own = specialClassOf(value) && specialTruth(machine, value);
  if (own !== undefined) return own === 'undecided' ? undefined : own;
  const result = builtinTruth(value);
  if (result !== 'missing') return result;
  if (value.kind === 'tensor') return tensorTruth(value.values);
  return unknownClassOf(value) === undefined ? true : undefined;
}

const tensorTruth = (values: readonly number[] | undefined) => (values?.length === 1 ? values[0] !== 0 : undefined);

function specialTruth(machine: Machine, value: Value): boolean | 'undecided' | undefined {
  const result = callSpecial(machine, value, '__bool__', []) ?? callSpecial(machine, value, '__len__', []);
  if (result === undefined || result === NOT_IMPLEMENTED) return undefined;
  return builtinTruth(result) === true ? true : builtinTruth(result) === false ? false : 'undecided';
}

/** Why a condition is not decided, for what depends on it. */
export function undecidedBy(machine: Machine, condition: Value, text: string): UnknownValue {
  if (condition.kind === 'unknown' && condition.cause.kind !== 'undecided' && condition.cause.kind !== 'argument') {
    return { kind: 'unknown', cause: condition.cause };
  }
  return unknown('undecided', `depends on \`${text}\``, machine.place());
}
