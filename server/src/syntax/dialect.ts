/**
 * Substitutions of the same length for what Python (or a notebook) allows and the grammar cannot read. Lowering knows
 * each disguise, because it reads the text as shown:
 *
 * | as shown                     | as parsed                   | why                                       |
 * | ---------------------------- | --------------------------- | ----------------------------------------- |
 * | `with a as self.b, c as (d)` | `with a ,  self.b, c ,  (d)` | its targets are plain names only          |
 * | `for x in *a, b`, `a[*b]`    | `~a`, `a[~b]`               | no star there                             |
 * | `@a.b[0](c)`                 | `~a.b[0](c)`                | its decorators are dotted names           |
 * | `match a, b:`                | `match a+ b:`               | its subjects are one expression           |
 * | `case {A.B: c}`              | `case {A_B: c}`             | its keys are literals and names           |
 * | `case Foo() \| [] \| {}:`     | `case Foo__ \| __ \| __:`     | its brackets hold something               |
 * | `lambda a, /: b`             | `lambda a, *: b`            | no such mark in a lambda                  |
 * | `print = log`                | `prinT = log`               | it takes `print` for Python 2's statement |
 * | `%time`, `!ls`, `x = !ls`    | one mark, then blanks       | not Python                                |
 */
import type { Token } from './lexer';
import { tokenize } from './lexer';
import { MAGIC, MISSING } from './source';

interface Substitution {
  readonly start: number;
  readonly text: string;
}

/** `parsed` (already of the same length as `shown`) with every disguise put on. */
export function disguise(shown: string, parsed: string): string {
  const substitutions: Substitution[] = [];
  for (const line of logicalLines(tokenize(shown))) disguiseLine(shown, line, substitutions);
  if (substitutions.length === 0) return parsed;
  substitutions.sort((a, b) => a.start - b.start);
  const parts: string[] = [];
  let done = 0;
  for (const { start, text } of substitutions) {
    if (start < done) continue;
    parts.push(parsed.slice(done, start), text);
    done = start + text.length;
  }
  parts.push(parsed.slice(done));
  return parts.join('');
}

/** Tokens by logical line, for a text whose brackets match. */
export function logicalLines(tokens: readonly Token[]): Token[][] {
  const lines: Token[][] = [];
  let line: Token[] = [];
  let depth = 0;
  for (const token of tokens) {
    if (token.startsLine && depth === 0 && line.length > 0) {
      lines.push(line);
      line = [];
    }
    if (token.kind === 'open') depth++;
    if (token.kind === 'close' && depth > 0) depth--;
    line.push(token);
  }
  if (line.length > 0) lines.push(line);
  return lines;
}

function disguiseLine(shown: string, line: readonly Token[], out: Substitution[]): void {
  if (magics(line, out)) return;
  const pattern = line[0]?.text === 'case' ? patternOf(line) : [];
  stars(line.slice(pattern.length), out);
  lambdas(line, out);
  const first = line[0]?.text === 'async' ? line[1] : line[0];
  switch (first?.text) {
    case 'with':
      withTargets(line, out);
      break;
    case '@':
      decorator(first, line, out);
      break;
    case 'match':
      subject(line, out);
      break;
    case 'case':
      mappingKeys(shown, pattern, out);
      emptyBrackets(pattern, out);
      break;
    case 'print':
      if (/^[=,:;]$/.test(line[1]?.text ?? '')) out.push({ start: first.start, text: 'prinT' });
      break;
    default:
  }
}

/** A case up to its guard or colon: what follows on the line is no pattern. */
function patternOf(line: readonly Token[]): readonly Token[] {
  let depth = 0;
  const end = line.findIndex(({ kind, text }) => {
    if (kind === 'open') depth++;
    if (kind === 'close') depth--;
    return depth === 0 && (text === ':' || text === 'if');
  });
  return end < 0 ? line : line.slice(0, end);
}

/** Whether the whole line is a magic. */
function magics(line: readonly Token[], out: Substitution[]): boolean {
  const first = line[0];
  const last = line[line.length - 1];
  if (first === undefined || last === undefined) return true;
  if (first.kind === 'magic' || (last.kind === 'junk' && last.text === '?')) {
    out.push(blank(MAGIC, first.start, last.end));
    return true;
  }
  for (const token of line) if (token.kind === 'magic') out.push(blank(MISSING, token.start, token.end));
  return false;
}

function blank(mark: string, start: number, end: number): Substitution {
  return { start, text: mark + ' '.repeat(end - start - 1) };
}

/** Stars where the grammar has none: in subscripts, after `in`, `for` or an annotation's colon, in a `for`'s row. */
function stars(line: readonly Token[], out: Substitution[]): void {
  const open: string[] = [];
  let afterIn = false;
  line.forEach((token, i) => {
    if (token.kind === 'open') open.push(token.text);
    if (token.kind === 'close') open.pop();
    if (token.text === 'in' && open.length === 0 && isFor(line)) afterIn = true;
    if (token.text !== '*') return;
    const before = line[i - 1]?.text ?? '';
    const inRow = open[open.length - 1] === '[' && (before === '[' || before === ',');
    const inFor = afterIn && open.length === 0 && (before === 'in' || before === ',');
    if (inRow || inFor || before === 'for' || (before === ':' && open.length > 0))
      out.push({ start: token.start, text: '~' });
  });
}

function isFor(line: readonly Token[]): boolean {
  return line[0]?.text === 'for' || line[1]?.text === 'for';
}

function lambdas(line: readonly Token[], out: Substitution[]): void {
  line.forEach((token, i) => {
    if (token.text !== 'lambda') return;
    let depth = 0;
    for (let at = i + 1; at < line.length; at++) {
      const one = line[at];
      const next = line[at + 1]?.text;
      if (one === undefined || (depth === 0 && one.text === ':')) return;
      if (one.kind === 'open') depth++;
      if (one.kind === 'close' && --depth < 0) return;
      if (depth === 0 && one.text === '/' && (next === ',' || next === ':')) out.push({ start: one.start, text: '*' });
      if (depth === 0 && one.text === ',' && next === ':') out.push({ start: one.start, text: ' ' });
    }
  });
}

function withTargets(line: readonly Token[], out: Substitution[]): void {
  for (const token of line) if (token.text === 'as') out.push({ start: token.start, text: ', ' });
}

/** A dotted name and at most one call is what the grammar knows. */
function decorator(at: Token, line: readonly Token[], out: Substitution[]): void {
  let i = 1;
  while (line[i]?.kind === 'name' && line[i + 1]?.text === '.') i += 2;
  if (line[i]?.kind === 'name') i++;
  const isDotted = i === line.length;
  const isCall = line[i]?.text === '(' && closerOf(line, i) === line.length - 1;
  if (!isDotted && !isCall) out.push({ start: at.start, text: '~' });
}

function closerOf(line: readonly Token[], opener: number): number {
  let depth = 0;
  for (let i = opener; i < line.length; i++) {
    if (line[i]?.kind === 'open') depth++;
    if (line[i]?.kind === 'close' && --depth === 0) return i;
  }
  return -1;
}

function subject(line: readonly Token[], out: Substitution[]): void {
  if (line[line.length - 1]?.text !== ':') return;
  let depth = 0;
  for (const token of line) {
    if (token.kind === 'open') depth++;
    if (token.kind === 'close') depth--;
    if (depth === 0 && token.text === ',') out.push({ start: token.start, text: '+' });
  }
}

function mappingKeys(shown: string, line: readonly Token[], out: Substitution[]): void {
  line.forEach((token, i) => {
    const before = line[i - 1]?.text;
    if (token.kind !== 'name' || (before !== '{' && before !== ',')) return;
    const dots: Token[] = [];
    let at = i + 1;
    for (; line[at]?.text === '.' && line[at + 1]?.kind === 'name'; at += 2) {
      const dot = line[at];
      if (dot !== undefined) dots.push(dot);
    }
    const last = line[at - 1];
    const isTight = last !== undefined && !/\s/.test(shown.slice(token.start, last.end));
    if (line[at]?.text !== ':' || !isTight) return;
    for (const dot of dots) out.push({ start: dot.start, text: '_' });
  });
}

function emptyBrackets(line: readonly Token[], out: Substitution[]): void {
  line.forEach((token, i) => {
    const next = line[i + 1];
    if (token.kind !== 'open' || next?.kind !== 'close') return;
    const before = line[i - 1];
    const isTight = token.text !== '(' || before?.kind !== 'name' || before === line[0] || before.end === token.start;
    if (isTight) out.push({ start: token.start, text: '_'.repeat(next.end - token.start) });
  });
}
