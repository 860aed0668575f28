/**
 * Indentation made consistent: a header without a suite gets `pass`, a line that is indented for no reason goes to
 * where it can stand, an `else` without its `if` is given up.
 */
import type { Edit } from '../source';
import type { SyntaxProblem } from '../tree';
import { columns } from './lines';
import type { RepairedLine } from './repair';
import { bad } from './repair';

export interface Structured {
  readonly lines: readonly RepairedLine[];
  readonly edits: readonly Edit[];
  readonly problems: readonly SyntaxProblem[];
}

interface Level {
  readonly indent: number;
  /** The blanks that give this indentation. */
  readonly blanks: string;
  /** First word of the header this level belongs to. */
  readonly header: string;
  /** First word of the last statement at this level. */
  word: string;
}

export function structure(text: string, given: readonly RepairedLine[]): Structured {
  const lines = givenUpWhereOrphaned(given);
  const edits: Edit[] = [];
  const problems: SyntaxProblem[] = [];
  const levels: Level[] = [{ indent: 0, blanks: '', header: '', word: '' }];
  let opener: RepairedLine | undefined;
  const result = lines.map((line, i) => {
    const isSuite = opener !== undefined && line.indent > top(levels).indent;
    const header = opener === undefined ? '' : firstWord(opener);
    if (isSuite) levels.push({ indent: line.indent, blanks: text.slice(line.lineStart, line.start), header, word: '' });
    else {
      if (opener !== undefined) edits.push(emptySuite(opener, problems));
      if (line.indent !== top(levels).indent) place(text, lines, i, levels, edits, problems);
    }
    const level = top(levels);
    const orphaned = isOrphan(line, level) ? bad(line) : line;
    level.word = orphaned.isBad ? level.word : firstWord(orphaned);
    opener = orphaned.opensSuite ? orphaned : undefined;
    return orphaned;
  });
  if (opener !== undefined) edits.push(emptySuite(opener, problems));
  return { lines: result, edits, problems };
}

function top(levels: readonly Level[]): Level {
  return levels[levels.length - 1] ?? { indent: 0, blanks: '', header: '', word: '' };
}

function emptySuite(opener: RepairedLine, problems: SyntaxProblem[]): Edit {
  problems.push({ message: 'expected an indented block', span: { start: opener.end, end: opener.end } });
  return { start: opener.end, end: opener.end, text: ' pass' };
}

/** Brings `levels` and the line's indentation together. */
function place(
  text: string,
  lines: readonly RepairedLine[],
  i: number,
  levels: Level[],
  edits: Edit[],
  problems: SyntaxProblem[],
): void {
  const line = lines[i];
  if (line === undefined) return;
  const level = top(levels);
  if (line.indent > level.indent) {
    problems.push({ message: 'unexpected indent', span: { start: line.start, end: line.start } });
    edits.push(reindent(line, level));
    return;
  }
  if (isInterloper(lines, i, levels)) {
    problems.push({ message: 'unindent does not match', span: { start: line.start, end: line.start } });
    edits.push(reindent(line, level));
    return;
  }
  while (levels.length > 1 && top(levels).indent > line.indent) levels.pop();
  if (top(levels).indent !== line.indent || columns(text, line.lineStart, line.start) !== line.indent) {
    edits.push(reindent(line, top(levels)));
  }
}

function reindent(line: RepairedLine, level: Level): Edit {
  return { start: line.lineStart, end: line.start, text: level.blanks };
}

/** One line too far left, with the suite it interrupts going on below it. */
function isInterloper(lines: readonly RepairedLine[], i: number, levels: readonly Level[]): boolean {
  const line = lines[i];
  const next = lines[i + 1];
  if (line === undefined || next === undefined || line.opensSuite) return false;
  if (next.indent !== top(levels).indent) return false;
  const isKnownLevel = levels.some((level) => level.indent === line.indent);
  return !(isKnownLevel && (line.afterBlank || mayBecomeHeader(line)));
}

const definitionWords = [
  'def',
  'class',
  'async',
  'if',
  'for',
  'while',
  'with',
  'try',
  'else',
  'elif',
  'except',
  'finally',
];

function mayBecomeHeader(line: RepairedLine): boolean {
  const word = firstWord(line);
  return word === '@' || (word !== '' && definitionWords.some((one) => one.startsWith(word)));
}

function firstWord(line: RepairedLine): string {
  return line.tokens[0]?.text ?? '';
}

const leaders: ReadonlyMap<string, readonly string[]> = new Map([
  ['elif', ['if', 'elif']],
  ['else', ['if', 'elif', 'for', 'while', 'try', 'except', 'async']],
  ['except', ['try', 'except']],
  ['finally', ['try', 'except', 'else']],
]);

function isOrphan(line: RepairedLine, level: Level): boolean {
  if (firstWord(line) === 'case' && line.opensSuite) return level.header !== 'match';
  const wanted = leaders.get(firstWord(line));
  return wanted !== undefined && !line.isBad && !wanted.includes(level.word);
}

/** A decorator needs a definition below it, a `match` a `case`. */
function givenUpWhereOrphaned(lines: readonly RepairedLine[]): RepairedLine[] {
  const result = [...lines];
  for (let i = result.length - 1; i >= 0; i--) {
    const line = result[i];
    const next = result[i + 1];
    if (line === undefined || line.isBad) continue;
    const isMatch = firstWord(line) === 'match' && line.opensSuite;
    if (isMatch && !(next?.opensSuite === true && firstWord(next) === 'case')) result[i] = bad(line);
    if (firstWord(line) !== '@') continue;
    const isFollowed = next !== undefined && !next.isBad && ['@', 'def', 'class', 'async'].includes(firstWord(next));
    if (!isFollowed || next.indent !== line.indent) result[i] = bad(line);
  }
  return result;
}
