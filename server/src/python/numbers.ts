/**
 * Arithmetic on int, bool and float. Sizes may be symbols; a float that is an exact ratio of sizes
 * keeps it, so that `int(H / 2)` stays known.
 */
import {
  add,
  type Dim,
  equal,
  floorDiv,
  less,
  lessEqual,
  mod,
  mul,
  neg,
  pow,
  range,
  sub,
  type Truth,
} from '../symbolic';
import type { BinaryOperator, CompareOperator } from '../syntax';
import {
  type BoolValue,
  type FloatValue,
  float,
  type IntValue,
  int,
  type UnknownValue,
  unknown,
  type Value,
} from './values';

export type NumberValue = IntValue | BoolValue | FloatValue;
type Ratio = NonNullable<FloatValue['ratio']>;

/** A result, or the name of Python's complaint. */
export type Arithmetic = Value | 'ZeroDivisionError' | 'unsupported';

export function isNumber(value: Value): value is NumberValue {
  return value.kind === 'int' || value.kind === 'bool' || value.kind === 'float';
}

/** int or bool as a size. */
export function dimOf(value: IntValue | BoolValue): Dim {
  return value.kind === 'int' ? value.value : value.value ? 1 : 0;
}

export function arithmetic(op: BinaryOperator, left: NumberValue, right: NumberValue): Arithmetic {
  if (left.kind === 'float' || right.kind === 'float') return floatArithmetic(op, left, right);
  return intArithmetic(op, dimOf(left), dimOf(right), left.kind === 'bool' && right.kind === 'bool');
}

const inexact = (): UnknownValue => unknown('limit', 'this integer is too large to be exact', undefined, 'int');

/** An int result; what a double does not hold exactly is not known. */
export function exactInt(dim: Dim): IntValue | UnknownValue {
  return typeof dim === 'number' && !Number.isSafeInteger(dim) ? inexact() : int(dim);
}

function intArithmetic(op: BinaryOperator, a: Dim, b: Dim, bools: boolean): Arithmetic {
  switch (op) {
    case '+':
      return exactInt(add(a, b));
    case '-':
      return exactInt(sub(a, b));
    case '*':
      return exactInt(mul(a, b));
    case '//':
      return b === 0 ? 'ZeroDivisionError' : exactInt(floorDiv(a, b));
    case '%':
      return b === 0 ? 'ZeroDivisionError' : exactInt(mod(a, b));
    case '/':
      return b === 0 ? 'ZeroDivisionError' : quotient(a, b);
    case '**':
      return intPower(a, b);
    case '&':
    case '|':
    case '^':
    case '<<':
    case '>>':
      return bits(op, a, b, bools);
    case '@':
      return 'unsupported';
  }
}

function intPower(a: Dim, b: Dim): Arithmetic {
  if (typeof b !== 'number') return unknown('undecided', 'the exponent is not a known number');
  if (b >= 0) return exactInt(pow(a, b));
  if (a === 0) return 'ZeroDivisionError';
  return typeof a === 'number' ? float(a ** b) : quotient(1, pow(a, -b));
}

function bits(op: '&' | '|' | '^' | '<<' | '>>', a: Dim, b: Dim, bools: boolean): Arithmetic {
  if (typeof a !== 'number' || typeof b !== 'number') {
    if (op === '<<' && typeof b === 'number' && b >= 0) return exactInt(mul(a, 2 ** b));
    if (op === '>>' && typeof b === 'number' && b >= 0) return exactInt(floorDiv(a, 2 ** b));
    return unknown('undecided', `the operands of ${op} are not known numbers`, undefined, 'int');
  }
  if ((op === '<<' || op === '>>') && (b < 0 || b > 4096)) return inexact();
  const [x, y] = [BigInt(a), BigInt(b)];
  const result = op === '&' ? x & y : op === '|' ? x | y : op === '^' ? x ^ y : op === '<<' ? x << y : x >> y;
  const plain = Number(result);
  if (bools && op !== '<<' && op !== '>>') return { kind: 'bool', value: plain !== 0 };
  return exactInt(plain);
}

function quotient(a: Dim, b: Dim): FloatValue {
  if (typeof a === 'number' && typeof b === 'number') return float(a / b);
  return ratioFloat({ numerator: a, denominator: b });
}

function ratioFloat(ratio: Ratio): FloatValue {
  const { numerator, denominator } = ratio;
  if (typeof numerator === 'number' && typeof denominator === 'number') return float(numerator / denominator);
  return { kind: 'float', value: undefined, ratio };
}

/** The number as an exact ratio of sizes, where it is one. */
export function ratioOf(value: NumberValue): Ratio | undefined {
  if (value.kind !== 'float') return { numerator: dimOf(value), denominator: 1 };
  if (value.ratio) return value.ratio;
  if (value.value === undefined) return undefined;
  for (let denominator = 1; denominator <= 1024; denominator *= 2) {
    const numerator = value.value * denominator;
    if (Number.isSafeInteger(numerator)) return { numerator, denominator };
  }
  return undefined;
}

const plainNumber = (value: NumberValue): number | undefined => {
  if (value.kind === 'float') return value.value;
  const dim = dimOf(value);
  return typeof dim === 'number' ? dim : undefined;
};

function floatArithmetic(op: BinaryOperator, left: NumberValue, right: NumberValue): Arithmetic {
  const a = plainNumber(left);
  const b = plainNumber(right);
  if ((op === '/' || op === '//' || op === '%') && b === 0) return 'ZeroDivisionError';
  if (a !== undefined && b !== undefined) return plainFloat(op, a, b);
  if (op === '&' || op === '|' || op === '^' || op === '<<' || op === '>>' || op === '@') return 'unsupported';
  const [x, y] = [ratioOf(left), ratioOf(right)];
  return (x && y ? ratioArithmetic(op, x, y) : undefined) ?? float(undefined);
}

function plainFloat(op: BinaryOperator, a: number, b: number): Arithmetic {
  switch (op) {
    case '+':
      return float(a + b);
    case '-':
      return float(a - b);
    case '*':
      return float(a * b);
    case '/':
      return float(a / b);
    case '//':
      return float(Math.floor(a / b));
    case '%':
      return float(a - b * Math.floor(a / b));
    case '**':
      // A fractional power of a negative number is complex in Python.
      return a === 0 && b < 0 ? 'ZeroDivisionError' : float(a < 0 && !Number.isInteger(b) ? undefined : a ** b);
    default:
      return 'unsupported';
  }
}

function ratioArithmetic(op: BinaryOperator, x: Ratio, y: Ratio): FloatValue | undefined {
  const cross = (f: (a: Dim, b: Dim) => Dim) =>
    equal(x.denominator, y.denominator) === 'yes'
      ? { numerator: f(x.numerator, y.numerator), denominator: x.denominator }
      : {
          numerator: f(mul(x.numerator, y.denominator), mul(y.numerator, x.denominator)),
          denominator: mul(x.denominator, y.denominator),
        };
  switch (op) {
    case '+':
      return ratioFloat(cross(add));
    case '-':
      return ratioFloat(cross(sub));
    case '*':
      return ratioFloat({ numerator: mul(x.numerator, y.numerator), denominator: mul(x.denominator, y.denominator) });
    case '/':
      return ratioFloat({ numerator: mul(x.numerator, y.denominator), denominator: mul(x.denominator, y.numerator) });
    case '//':
      return ratioFloat({
        numerator: floorDiv(mul(x.numerator, y.denominator), mul(x.denominator, y.numerator)),
        denominator: 1,
      });
    default:
      return undefined;
  }
}

export function negate(value: NumberValue): Value {
  if (value.kind !== 'float') return exactInt(neg(dimOf(value)));
  if (value.value !== undefined) return float(-value.value);
  return value.ratio
    ? ratioFloat({ numerator: neg(value.ratio.numerator), denominator: value.ratio.denominator })
    : value;
}

/** Three-valued: undefined where it depends on a symbol or an unknown float. */
export function compareNumbers(op: CompareOperator, left: NumberValue, right: NumberValue): boolean | undefined {
  const a = plainNumber(left);
  const b = plainNumber(right);
  if (a !== undefined && b !== undefined) return comparePlain(op, a, b);
  const [x, y] = [ratioOf(left), ratioOf(right)];
  if (!x || !y) return undefined;
  // a/b < c/d is a·d < c·b only where both denominators are positive.
  if (range(x.denominator).min < 1 || range(y.denominator).min < 1) return undefined;
  return decided(compareDims(op, mul(x.numerator, y.denominator), mul(y.numerator, x.denominator)));
}

function comparePlain(op: CompareOperator, a: number, b: number): boolean | undefined {
  switch (op) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      return undefined;
  }
}

function compareDims(op: CompareOperator, a: Dim, b: Dim): Truth {
  switch (op) {
    case '==':
      return equal(a, b);
    case '!=':
      return opposite(equal(a, b));
    case '<':
      return less(a, b);
    case '<=':
      return lessEqual(a, b);
    case '>':
      return less(b, a);
    case '>=':
      return lessEqual(b, a);
    default:
      return 'maybe';
  }
}

const opposite = (truth: Truth): Truth => (truth === 'yes' ? 'no' : truth === 'no' ? 'yes' : 'maybe');
const decided = (truth: Truth): boolean | undefined => (truth === 'maybe' ? undefined : truth === 'yes');

export type Rounding = 'floor' | 'ceil' | 'trunc' | 'round';

/** `math.floor(x)`, `math.ceil(x)`, `int(x)`, `round(x)`; undefined: not known. */
export function roundToInt(value: NumberValue, rounding: Rounding): Dim | undefined {
  if (value.kind !== 'float') return dimOf(value);
  if (value.value !== undefined) return Number.isFinite(value.value) ? roundPlain(value.value, rounding) : undefined;
  if (!value.ratio) return undefined;
  const { numerator, denominator } = value.ratio;
  switch (rounding) {
    case 'floor':
      return floorDiv(numerator, denominator);
    case 'ceil':
      return neg(floorDiv(neg(numerator), denominator));
    case 'trunc':
      if (range(denominator).min < 1) return undefined;
      if (range(numerator).min >= 0) return floorDiv(numerator, denominator);
      return range(numerator).max <= 0 ? neg(floorDiv(neg(numerator), denominator)) : undefined;
    case 'round':
      return equal(mul(floorDiv(numerator, denominator), denominator), numerator) === 'yes'
        ? floorDiv(numerator, denominator)
        : undefined;
  }
}

function roundPlain(value: number, rounding: Rounding): number {
  switch (rounding) {
    case 'floor':
      return Math.floor(value) + 0;
    case 'ceil':
      return Math.ceil(value) + 0;
    case 'trunc':
      return Math.trunc(value) + 0;
    case 'round': {
      // Python rounds halves to even.
      const floor = Math.floor(value);
      if (value - floor !== 0.5) return Math.round(value) + 0;
      return (floor % 2 === 0 ? floor : floor + 1) + 0;
    }
  }
}
