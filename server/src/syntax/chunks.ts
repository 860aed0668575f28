/**
 * A module cut where one top-level statement ends and the next begins. Each chunk is read by itself, so that a
 * keystroke costs one chunk, and a half-typed statement cannot do harm beyond its own.
 */
import type { Token } from './lexer';
import { isLineBreak, tokenize } from './lexer';

export interface Chunks {
  readonly text: string;
  /** Where the chunks begin; the first is 0. */
  readonly starts: readonly number[];
  /** A string without an end makes every later quote doubtful: then nothing is taken over into the next text. */
  readonly isDoubtful: boolean;
}

/** Where `text` is cut depends on the text alone; `previous` only saves work. */
export function cut(text: string, previous?: Chunks): Chunks {
  const reused = previous === undefined ? undefined : cutAgain(text, previous);
  if (reused !== undefined) return reused;
  const tokens = tokenize(text);
  const isDoubtful = hasOpenString(text, tokens);
  const starts = chunkStarts(text, isDoubtful ? tokenize(text, { suspicious: true }) : tokens);
  return { text, starts: [0, ...starts.filter((start) => start > 0)], isDoubtful };
}

/** A string in three quotes that does not end. */
function hasOpenString(text: string, tokens: readonly Token[]): boolean {
  return tokens.some((token) => token.unterminated && /^[a-zA-Z]*(?:"""|''')/.test(text.slice(token.start, token.end)));
}

/** Cuts only around the one stretch that changed. */
function cutAgain(text: string, previous: Chunks): Chunks | undefined {
  if (previous.isDoubtful) return undefined;
  const { start, oldEnd, newEnd } = difference(previous.text, text);
  const shift = newEnd - oldEnd;
  // The cut before a chunk may depend on its first lines, and the chunk before it on where it begins.
  const first = Math.max(0, previous.starts.findLastIndex((one) => one <= start) - 2);
  const from = previous.starts[first] ?? 0;
  const next = previous.starts.findIndex((one) => one > oldEnd);
  const last = next < 0 ? undefined : previous.starts[next + 2];
  const to = last === undefined ? text.length : last + shift;
  const tokens = tokenize(text.slice(from, to));
  if (hasOpenString(text.slice(from, to), tokens)) return undefined;
  const middle = chunkStarts(text.slice(from, to), tokens).map((one) => one + from);
  const kept = previous.starts.slice(0, first + 1);
  const found = middle.filter((one) => one > from);
  if (last === undefined) return { text, starts: [...kept, ...found], isDoubtful: false };
  // The old cuts behind the change hold if the new reading comes to one of them by itself.
  const firstKept = (previous.starts[next + 1] ?? 0) + shift;
  if (!found.includes(firstKept)) return undefined;
  const rest = previous.starts.slice(next + 1).map((one) => one + shift);
  return { text, starts: [...kept, ...found.filter((one) => one < firstKept), ...rest], isDoubtful: false };
}

function difference(before: string, after: string): { start: number; oldEnd: number; newEnd: number } {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let end = 0;
  const limit = most - start;
  while (end < limit && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)) end++;
  return { start, oldEnd: before.length - end, newEnd: after.length - end };
}

/** A statement at column 0. */
interface Statement {
  readonly start: number;
  readonly isDefinition: boolean;
  readonly isDecorator: boolean;
  readonly afterBlank: boolean;
}

/** Where chunks begin; the first statement's start is among them only if it begins one. */
function chunkStarts(text: string, tokens: readonly Token[]): number[] {
  const statements = topStatements(text, tokens);
  const starts: number[] = [];
  statements.forEach((statement, i) => {
    const before = statements[i - 1];
    if (before?.isDecorator === true) return;
    if (statement.isDefinition || before?.isDefinition === true || statement.afterBlank) starts.push(statement.start);
  });
  return starts;
}

function topStatements(text: string, tokens: readonly Token[]): Statement[] {
  const statements: Statement[] = [];
  let depth = 0;
  let candidate: Token | undefined;
  tokens.forEach((token, i) => {
    const isAtMargin = token.startsLine && isLineStart(text, token.start);
    const isForced = isAtMargin && depth > 0 && (strictWords.has(token.text) || isDecoratorLine(text, tokens, i));
    if (isForced) depth = 0;
    if (token.startsLine && depth === 0) {
      const before = tokens[i - 1];
      if (candidate !== undefined && (isAtMargin || before?.text === ':' || mayHoldSuite(candidate))) {
        statements.push(describe(text, candidate));
      }
      candidate = isAtMargin && mayBeginChunk(token) ? token : undefined;
    }
    if (token.kind === 'open') depth++;
    else if (token.kind === 'close' && depth > 0) depth--;
  });
  if (candidate !== undefined) statements.push(describe(text, candidate));
  return statements;
}

/** Words no expression holds: at the margin they begin a statement, whatever bracket is open. */
const strictWords = new Set([
  'def',
  'class',
  'import',
  'with',
  'while',
  'return',
  'try',
  'raise',
  'assert',
  'del',
  'global',
]);
const suiteWords = new Set(['def', 'class', 'if', 'for', 'while', 'with', 'try', 'async', '@']);
const definitionWords = new Set(['def', 'class', 'async', '@']);
const innerWords = new Set(['elif', 'else', 'except', 'finally', 'case']);

/** `@name` with a definition or one more decorator on the next line; `@` alone may be an operator. */
function isDecoratorLine(text: string, tokens: readonly Token[], at: number): boolean {
  if (tokens[at]?.text !== '@' || tokens[at + 1]?.kind !== 'name' || tokens[at + 1]?.start !== tokens[at]?.end)
    return false;
  let next = at + 1;
  while (next < tokens.length && tokens[next]?.startsLine !== true) next++;
  const below = tokens[next];
  return below !== undefined && definitionWords.has(below.text) && isLineStart(text, below.start);
}

function mayHoldSuite(token: Token): boolean {
  return suiteWords.has(token.text);
}

function mayBeginChunk(token: Token): boolean {
  if (token.kind === 'name') return !innerWords.has(token.text);
  return token.text === '@' || token.kind === 'string' || token.kind === 'number' || token.kind === 'magic';
}

function describe(text: string, token: Token): Statement {
  return {
    start: token.start,
    isDefinition: definitionWords.has(token.text),
    isDecorator: token.text === '@',
    afterBlank: isAfterBlankLine(text, token.start),
  };
}

function isLineStart(text: string, at: number): boolean {
  return at === 0 || isLineBreak(text.charCodeAt(at - 1));
}

function isAfterBlankLine(text: string, at: number): boolean {
  return /\n[ \t\r]*\n$/.test(text.slice(Math.max(0, at - 80), at));
}
