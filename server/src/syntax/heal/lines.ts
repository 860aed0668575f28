/** Logical lines of a damaged text: where statements begin, and brackets and strings that end where they must. */
import type { Token } from '../lexer';
import { isBlank, isLineBreak } from '../lexer';
import type { Edit } from '../source';
import type { SyntaxProblem } from '../tree';

export interface LogicalLine {
  /** With the closers that healing added (empty tokens) and without those it removed. */
  readonly tokens: readonly Token[];
  readonly start: number;
  readonly end: number;
  /** Offset at which its first physical line begins, before the indentation. */
  readonly lineStart: number;
  /** In columns; tabs go to the next multiple of 8. */
  readonly indent: number;
  readonly afterBlank: boolean;
  /** What was added and removed, but for the closers, which are tokens. */
  readonly edits: readonly Edit[];
  readonly problems: readonly SyntaxProblem[];
}

/** Whether healing added the token. */
export function isAdded(token: Token): boolean {
  return token.start === token.end;
}

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

export function readLines(text: string, tokens: readonly Token[]): LogicalLine[] {
  const unclosed = unclosedOpeners(tokens);
  const lines: LogicalLine[] = [];
  let building: Builder | undefined;
  tokens.forEach((token, i) => {
    if (token.startsLine && building !== undefined && endsBefore(building, text, tokens, i, unclosed)) {
      lines.push(finish(building));
      building = undefined;
    }
    building ??= start(text, token);
    add(building, token, text);
  });
  if (building !== undefined) lines.push(finish(building));
  return lines;
}

/** Openers that no closer answers. All that follows a forgotten bracket is balanced in itself, so these are the ones. */
function unclosedOpeners(tokens: readonly Token[]): ReadonlySet<Token> {
  const open: Token[] = [];
  const unclosed = new Set<Token>();
  for (const token of tokens) {
    if (token.kind === 'open') open.push(token);
    if (token.kind !== 'close') continue;
    const match = open.findLastIndex((one) => closers[one.text] === token.text);
    if (match < 0) continue;
    for (const one of open.splice(match).slice(1)) unclosed.add(one);
  }
  for (const one of open) unclosed.add(one);
  return unclosed;
}

interface Builder {
  readonly tokens: Token[];
  readonly open: Token[];
  readonly edits: Edit[];
  readonly problems: SyntaxProblem[];
  readonly start: number;
  end: number;
  readonly lineStart: number;
  readonly indent: number;
  readonly afterBlank: boolean;
}

function start(text: string, token: Token): Builder {
  const lineStart = lineStartOf(text, token.start);
  const afterBlank = isBlankLine(text, lineStart - 1);
  const indent = columns(text, lineStart, token.start);
  return {
    tokens: [],
    open: [],
    edits: [],
    problems: [],
    start: token.start,
    end: token.end,
    lineStart,
    indent,
    afterBlank,
  };
}

/** Whether the line that ends with the break at `end` holds nothing. */
function isBlankLine(text: string, end: number): boolean {
  let at = end - 1;
  while (at >= 0 && (isBlank(text.charCodeAt(at)) || text.charCodeAt(at) === 13)) at--;
  return at >= 0 && text.charCodeAt(at) === 10;
}

export function lineStartOf(text: string, at: number): number {
  let from = at;
  while (from > 0 && isBlank(text.charCodeAt(from - 1))) from--;
  return from === 0 || isLineBreak(text.charCodeAt(from - 1)) ? from : at;
}

export function columns(text: string, from: number, to: number): number {
  let column = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 9) column += 8 - (column % 8);
    else if (code === 12 || code === 0xfeff) column = 0;
    else column++;
  }
  return column;
}

function add(line: Builder, token: Token, text: string): void {
  line.end = token.end;
  if (token.kind === 'close') {
    const match = line.open.findLastIndex((one) => closers[one.text] === token.text);
    if (match < 0) {
      line.edits.push({ start: token.start, end: token.end, text: ' ' });
      line.problems.push({ message: `unmatched '${token.text}'`, span: { start: token.start, end: token.end } });
      return;
    }
    closeAbove(line, match + 1);
    line.open.pop();
  }
  if (token.kind === 'open') line.open.push(token);
  line.tokens.push(token);
  if (token.unterminated) terminate(line, token, text);
}

/** Closes what is open above `least`, right after the last token. */
function closeAbove(line: Builder, least: number): void {
  while (line.open.length > least) {
    const opener = line.open.pop();
    const last = line.tokens[line.tokens.length - 1];
    if (opener === undefined || last === undefined) return;
    const closer = closers[opener.text] ?? ')';
    line.tokens.push(added(last.end, closer));
    const span = { start: opener.start, end: opener.end };
    line.problems.push({ message: `'${opener.text}' was never closed`, span });
  }
}

function added(at: number, text: string): Token {
  return { kind: 'close', start: at, end: at, text, unterminated: false, startsLine: false };
}

/** Ends a string where the lexer took it to end; a replacement left open must not swallow the quote. */
function terminate(line: Builder, token: Token, text: string): void {
  const source = text.slice(token.start, token.end);
  const prefix = /^[a-zA-Z]*/.exec(source)?.[0] ?? '';
  const character = source.charAt(prefix.length);
  const quote = source.startsWith(character.repeat(3), prefix.length) ? character.repeat(3) : character;
  const format = prefix.toLowerCase().indexOf('f');
  if (format >= 0) line.edits.push({ start: token.start + format, end: token.start + format + 1, text: '' });
  const backslashes = /\\*$/.exec(source)?.[0].length ?? 0;
  line.edits.push({ start: token.end, end: token.end, text: (backslashes % 2 === 1 ? '\\' : '') + quote });
  line.problems.push({ message: 'unterminated string literal', span: { start: token.start, end: token.end } });
}

function finish(line: Builder): LogicalLine {
  closeAbove(line, 0);
  const { tokens, edits, problems, lineStart, indent, afterBlank } = line;
  return { tokens, edits, problems, lineStart, indent, afterBlank, start: line.start, end: line.end };
}

/** Whether the statement being read ends before `tokens[at]`, the first of a physical line. */
function endsBefore(
  line: Builder,
  text: string,
  tokens: readonly Token[],
  at: number,
  unclosed: ReadonlySet<Token>,
): boolean {
  if (line.open.length === 0) return true;
  const first = tokens[at];
  if (first === undefined) return true;
  const row = physicalRow(tokens, at);
  const isShallow = columns(text, lineStartOf(text, first.start), first.start) <= line.indent;
  const isForgotten = line.open.some((one) => unclosed.has(one));
  if (isClearStatement(row) || isDottedAssignment(row)) return isShallow || isForgotten;
  if (!isForgotten) return false;
  return isShallow
    ? mayBeginStatement(first)
    : isHeader(line.tokens) && readsLikeSuite(line.tokens[0]?.text ?? '', row);
}

function physicalRow(tokens: readonly Token[], at: number): readonly Token[] {
  let end = at + 1;
  while (end < tokens.length && tokens[end]?.startsLine !== true) end++;
  return tokens.slice(at, end);
}

const statementWords = new Set([
  'def',
  'class',
  'return',
  'import',
  'while',
  'raise',
  'assert',
  'pass',
  'break',
  'continue',
  'del',
  'global',
  'nonlocal',
  'elif',
  'except',
  'with',
  'try',
  'finally',
]);
const headerWords = new Set([
  'def',
  'class',
  'if',
  'elif',
  'else',
  'for',
  'while',
  'with',
  'try',
  'except',
  'finally',
  'async',
]);
const continuationWords = new Set([
  'if',
  'else',
  'for',
  'in',
  'and',
  'or',
  'not',
  'is',
  'async',
  'lambda',
  'await',
  'as',
]);

export function isHeader(tokens: readonly Token[]): boolean {
  return headerWords.has(tokens[0]?.text ?? '');
}

/** A line that cannot stand inside brackets. */
function isClearStatement(row: readonly Token[]): boolean {
  const first = row[0]?.text ?? '';
  const second = row[1]?.text ?? '';
  if (statementWords.has(first)) return true;
  if (first === 'from') return row.some((token) => token.text === 'import');
  if (first === 'async') return second === 'def' || second === 'with';
  if (first === '@') return row[1]?.kind === 'name' && row[1].start === row[0]?.end;
  return (first === 'if' || first === 'for' || first === 'else') && row[row.length - 1]?.text === ':';
}

/** `self.x = …`, `a[0] = …`, `a, b = …` or `a += …`: not an argument. */
function isDottedAssignment(row: readonly Token[]): boolean {
  if (row[0]?.kind !== 'name') return false;
  let depth = 0;
  let hasComma = false;
  for (const [i, token] of row.entries()) {
    if (token.kind === 'open') depth++;
    if (token.kind === 'close') depth--;
    if (depth !== 0) continue;
    if (/^(?:[-+*/%@&|^]|\*\*|\/\/|<<|>>)=$/.test(token.text)) return true;
    if (token.text === '=') return hasComma ? token.start > (row[i - 1]?.end ?? 0) : i > 1;
    if (token.text === ',') hasComma = true;
    if (![',', '.', ']'].includes(token.text) && token.kind !== 'name') return false;
  }
  return false;
}

function mayBeginStatement(first: Token): boolean {
  if (first.kind === 'name') return !continuationWords.has(first.text);
  return first.kind === 'string' || first.kind === 'number' || first.kind === 'magic';
}

/** Below a header whose bracket was forgotten: the first line of its suite, rather than one more argument. */
function readsLikeSuite(header: string, row: readonly Token[]): boolean {
  const first = row[0];
  const last = row[row.length - 1];
  if (first === undefined || last === undefined) return false;
  if (row[1]?.text === '=' && row[1].start > first.end) return true;
  if (first.kind === 'string') return true;
  const isCall = first.kind === 'name' && last.kind === 'open' && (row[1]?.text === '.' || row[1] === last);
  if (isCall && header !== 'class') return row[1]?.text === '.' || header !== 'def';
  return last.text !== ',' && last.kind !== 'open' && last.kind !== 'operator';
}
