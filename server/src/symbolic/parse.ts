/** Reading sizes written as Python: what `python()` writes, and plain names and integers. */
import type { Dim } from './dim';
import { floorDiv, mod } from './divide';
import { extremum } from './extremum';
import { add, mul, neg, pow, sub, variable } from './poly';

/** `undefined` for anything that is not a whole-number expression. `named` gives names their symbols. */
export function parse(text: string, named: (name: string) => Dim = (name) => variable(name)): Dim | undefined {
  const tokens = tokenize(text);
  if (tokens === undefined) return undefined;
  const reader: Reader = { tokens, at: 0, named };
  const value = sum(reader);
  return reader.at === tokens.length && !Number.isNaN(value) ? value : undefined;
}

interface Reader {
  readonly tokens: readonly string[];
  readonly named: (name: string) => Dim;
  at: number;
}

/** What cannot be read is `NaN`, which the operations pass on. */
const broken = Number.NaN;
const namePattern = /^[\p{L}_]/u;

function tokenize(text: string): string[] | undefined {
  const tokens: string[] = [];
  const pattern = /\s*(\d+(?![\p{L}_.])|[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*|\/\/|\*\*|[-+*%(),])\s*/uy;
  while (pattern.lastIndex < text.length) {
    const token = pattern.exec(text)?.[1];
    if (token === undefined) return undefined;
    tokens.push(token);
  }
  return tokens;
}

function take(reader: Reader, ...wanted: readonly string[]): string | undefined {
  const token = reader.tokens[reader.at];
  if (token === undefined || !wanted.includes(token)) return undefined;
  reader.at++;
  return token;
}

function sum(reader: Reader): Dim {
  let value = productOf(reader);
  for (;;) {
    const operator = take(reader, '+', '-');
    if (operator === undefined) return value;
    value = (operator === '+' ? add : sub)(value, productOf(reader));
  }
}

function productOf(reader: Reader): Dim {
  let value = signed(reader);
  for (;;) {
    const operator = take(reader, '*', '//', '%');
    if (operator === undefined) return value;
    value = (operator === '*' ? mul : operator === '//' ? floorDiv : mod)(value, signed(reader));
  }
}

function signed(reader: Reader): Dim {
  if (take(reader, '-') !== undefined) return neg(signed(reader));
  if (take(reader, '+') !== undefined) return signed(reader);
  const base = primary(reader);
  if (take(reader, '**') === undefined) return base;
  const exponent = signed(reader);
  return typeof exponent === 'number' && exponent <= 64 ? pow(base, exponent) : broken;
}

function primary(reader: Reader): Dim {
  if (take(reader, '(') !== undefined) {
    const value = sum(reader);
    return take(reader, ')') === undefined ? broken : value;
  }
  const token = reader.tokens[reader.at++];
  if (token === undefined) return broken;
  if (/^\d/.test(token)) return Number(token);
  if (!namePattern.test(token)) return broken;
  const call = (token === 'min' || token === 'max') && take(reader, '(') !== undefined;
  return call ? extremum(token, operands(reader)) : reader.named(token);
}

function operands(reader: Reader): Dim[] {
  const values = [sum(reader)];
  while (take(reader, ',') !== undefined) values.push(sum(reader));
  return take(reader, ')') === undefined ? [broken] : values;
}
