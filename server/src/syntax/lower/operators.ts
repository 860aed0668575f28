/**
 * Operators, by precedence climbing over the flat row of operands. The grammar's own nesting is not used: it binds
 * `not a and b` as `not (a and b)`, `await a + b` as `await (a + b)`, and nests without bound.
 */
import type { Raw } from '../raw';
import { ERROR } from '../raw';
import type { BinaryOperator, CompareOperator, Expr } from '../tree';
import type { Lowering } from './context';
import { missing, spanBetween, standsFor, textOf } from './context';

/** A row of operators and operands, flat. */
interface Row {
  readonly items: readonly Item[];
  next: number;
}
interface Item {
  readonly raw: Raw;
  /** undefined: an operand. */
  readonly operator: string | undefined;
}
/** An operand with its extent, parentheses included, which its span leaves out. */
interface Operand {
  readonly expr: Expr;
  readonly from: number;
  readonly to: number;
}

const rowNodes = new Set(['BinaryExpression', 'UnaryExpression', 'AwaitExpression']);
const operatorNodes = new Set(['ArithOp', 'BitOp', 'CompareOp', 'and', 'or', 'not', 'in', 'is', 'await']);

export function isRow(raw: Raw): boolean {
  return rowNodes.has(raw.name);
}

/** Depth a row may reach when its operators all nest. */
export function rowDepth(lowering: Lowering, raw: Raw): { levels: number; lower: () => Expr } {
  const items = flatten(lowering, raw);
  const levels = items.reduce((count, item) => count + (item.operator === undefined ? 0 : 1), 1);
  return { levels, lower: () => climb(lowering, { items, next: 0 }, lowest, raw.from).expr };
}

function flatten(lowering: Lowering, raw: Raw): Item[] {
  const items: Item[] = [];
  const waiting: Raw[] = [raw];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (rowNodes.has(node.name)) {
      for (let i = node.children.length - 1; i >= 0; i--) {
        const child = node.children[i];
        if (child !== undefined && child.name !== ERROR) waiting.push(child);
      }
    } else {
      items.push({ raw: node, operator: operatorNodes.has(node.name) ? operatorText(lowering, node) : undefined });
    }
  }
  return items;
}

function operatorText(lowering: Lowering, raw: Raw): string {
  // A comma, star or at sign may stand here under another name: see dialect.ts.
  for (const disguised of [',', '@']) if (standsFor(lowering, raw, disguised)) return disguised;
  return textOf(lowering, raw);
}

const lowest = 0;
const comma = 1;
const not = 5;
const compare = 6;
const star = 6.5;
const unary = 13;
const power = 14;
const awaiting = 15;

const binaryPrecedence: Readonly<Record<string, number>> = {
  ',': comma,
  or: 3,
  and: 4,
  in: compare,
  not: compare,
  is: compare,
  '<': compare,
  '<=': compare,
  '>': compare,
  '>=': compare,
  '==': compare,
  '!=': compare,
  '<>': compare,
  '|': 7,
  '^': 8,
  '&': 9,
  '<<': 10,
  '>>': 10,
  '+': 11,
  '-': 11,
  '*': 12,
  '@': 12,
  '/': 12,
  '%': 12,
  '//': 12,
  '**': power,
};

function climb(lowering: Lowering, row: Row, least: number, from: number): Operand {
  let left = prefixed(lowering, row, from);
  for (;;) {
    const operator = row.items[row.next]?.operator;
    const precedence = operator === undefined ? undefined : binaryPrecedence[operator];
    if (operator === undefined || precedence === undefined || precedence < least) return left;
    left = precedence === compare ? comparison(lowering, row, left) : binary(lowering, row, left, operator, precedence);
  }
}

function binary(lowering: Lowering, row: Row, left: Operand, operator: string, precedence: number): Operand {
  const token = row.items[row.next++]?.raw;
  const at = token?.to ?? left.to;
  // `**` alone binds to the right, and lets a sign stand after it.
  const right = climb(lowering, row, operator === '**' ? unary : precedence + 0.25, at);
  const span = spanBetween(lowering, left.from, right.to);
  return { expr: combine(operator, left.expr, right.expr, span), from: left.from, to: right.to };
}

function combine(operator: string, left: Expr, right: Expr, span: Expr['span']): Expr {
  if (operator === 'and' || operator === 'or') return { kind: 'BoolOp', op: operator, left, right, span };
  if (operator === ',') {
    return { kind: 'Tuple', elements: left.kind === 'Tuple' ? [...left.elements, right] : [left, right], span };
  }
  return isBinaryOperator(operator) ? { kind: 'BinOp', op: operator, left, right, span } : { kind: 'Missing', span };
}

const binaryOperators: ReadonlySet<string> = new Set<BinaryOperator>([
  '+',
  '-',
  '*',
  '/',
  '//',
  '%',
  '**',
  '@',
  '<<',
  '>>',
  '&',
  '|',
  '^',
]);

export function isBinaryOperator(text: string): text is BinaryOperator {
  return binaryOperators.has(text);
}

/** A whole chain `a < b < c` is one node. */
function comparison(lowering: Lowering, row: Row, left: Operand): Operand {
  const ops: CompareOperator[] = [];
  const comparators: Expr[] = [];
  let to = left.to;
  for (;;) {
    const operator = compareOperator(row);
    if (operator === undefined) break;
    ops.push(operator);
    const right = climb(lowering, row, compare + 0.25, row.items[row.next - 1]?.raw.to ?? to);
    comparators.push(right.expr);
    to = right.to;
  }
  const span = spanBetween(lowering, left.from, to);
  return { expr: { kind: 'Compare', left: left.expr, ops, comparators, span }, from: left.from, to };
}

const compareOperators: Readonly<Record<string, CompareOperator>> = {
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '==': '==',
  '!=': '!=',
  '<>': '!=',
  in: 'in',
  is: 'is',
  not: 'not in',
};

function compareOperator(row: Row): CompareOperator | undefined {
  const first = row.items[row.next]?.operator;
  const operator = first === undefined ? undefined : compareOperators[first];
  if (operator === undefined) return undefined;
  row.next++;
  const second = row.items[row.next]?.operator;
  if (first === 'not' && second === 'in') row.next++;
  if (first !== 'is' || second !== 'not') return operator;
  row.next++;
  return 'is not';
}

/** An operand behind its signs, `not` or `await`. */
function prefixed(lowering: Lowering, row: Row, from: number): Operand {
  const item = row.items[row.next];
  if (item === undefined) return { expr: missing(lowering, from, from), from, to: from };
  if (item.operator === undefined) {
    row.next++;
    return { expr: lowering.whole.expression(lowering, item.raw), from: item.raw.from, to: item.raw.to };
  }
  const precedence = prefixPrecedence(lowering, item);
  if (precedence === undefined) return { expr: missing(lowering, from, from), from, to: from };
  row.next++;
  const operand = climb(lowering, row, precedence, item.raw.to);
  const span = spanBetween(lowering, item.raw.from, operand.to);
  return { expr: prefix(lowering, item, operand.expr, span), from: item.raw.from, to: operand.to };
}

function prefixPrecedence(lowering: Lowering, item: Item): number | undefined {
  if (item.operator === 'not') return not;
  if (item.operator === 'await') return awaiting;
  if (standsFor(lowering, item.raw, '*')) return star;
  if (item.operator === '@') return lowest;
  return item.operator === '+' || item.operator === '-' || item.operator === '~' ? unary : undefined;
}

function prefix(lowering: Lowering, item: Item, value: Expr, span: Expr['span']): Expr {
  switch (item.operator) {
    case 'await':
      return { kind: 'Await', value, span };
    case 'not':
    case '+':
    case '-':
    case '~':
      return { kind: 'UnaryOp', op: item.operator, operand: value, span };
    case '@':
      return value;
    default:
      return standsFor(lowering, item.raw, '*') ? { kind: 'Starred', value, span } : value;
  }
}
