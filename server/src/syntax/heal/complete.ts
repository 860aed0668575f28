/**
 * Completes one half-typed logical line whose brackets and strings already end: puts a mark wherever an operand must
 * stand, and the words, commas and colons without which the statement is none.
 */
import type { Token } from '../lexer';
import type { Edit } from '../source';
import { MISSING } from '../source';
import type { SyntaxProblem } from '../tree';
import { isAdded } from './lines';

export interface Completion {
  /** With the closers that healing had added before, in their places. */
  readonly edits: readonly Edit[];
  readonly problems: readonly SyntaxProblem[];
}

/** undefined: not a half-typed statement but junk. */
export function complete(tokens: readonly Token[]): Completion | undefined {
  const reader = newReader(tokens);
  while (reader.next < tokens.length && !reader.failed) step(reader);
  if (!reader.failed) endStatement(reader);
  if (!reader.failed) header(reader);
  return reader.failed ? undefined : { edits: reader.edits, problems: reader.problems };
}

/** What a bracket (or the line itself) waits for. */
interface Frame {
  readonly bracket: string;
  /** Opened after an operand: a call or subscript. */
  readonly isTrailer: boolean;
  hasFor: boolean;
  /** `for` without its `in`, `if` without its `else`, `lambda` without its colon. */
  ins: number;
  elses: number;
  lambdas: number;
  /** In braces: some entry so far had a colon; this one has; this one is `**mapping`. */
  isDict: boolean;
  hasKey: boolean;
  isSpread: boolean;
}

interface Reader {
  readonly tokens: readonly Token[];
  readonly edits: Edit[];
  readonly problems: SyntaxProblem[];
  readonly frames: Frame[];
  next: number;
  /** Whether an operand, not an operator, belongs here. */
  wantsOperand: boolean;
  /** First token of the statement (there may be several on the line). */
  first: Token | undefined;
  before: Token | undefined;
  /** The colon of a compound statement was seen. */
  hasColon: boolean;
  failed: boolean;
}

function newReader(tokens: readonly Token[]): Reader {
  return {
    tokens,
    edits: [],
    problems: [],
    frames: [frame('', false)],
    next: 0,
    wantsOperand: true,
    first: undefined,
    before: undefined,
    hasColon: false,
    failed: false,
  };
}

function frame(bracket: string, isTrailer: boolean): Frame {
  return {
    bracket,
    isTrailer,
    hasFor: false,
    ins: 0,
    elses: 0,
    lambdas: 0,
    isDict: false,
    hasKey: false,
    isSpread: false,
  };
}

function top(reader: Reader): Frame {
  return reader.frames[reader.frames.length - 1] ?? frame('', false);
}

function insert(reader: Reader, text: string, message: string): void {
  const at = reader.before?.end ?? reader.tokens[0]?.start ?? 0;
  reader.edits.push({ start: at, end: at, text: ` ${text} ` });
  reader.problems.push({ message, span: { start: at, end: at } });
}

function insertOperand(reader: Reader): void {
  insert(reader, MISSING, 'expected an expression');
  reader.wantsOperand = false;
}

function step(reader: Reader): void {
  const token = reader.tokens[reader.next++];
  if (token === undefined) return;
  reader.first ??= token;
  switch (token.kind) {
    case 'name':
      word(reader, token);
      break;
    case 'number':
    case 'string':
    case 'magic':
      operand(reader, token);
      break;
    case 'open':
      openBracket(reader, token);
      break;
    case 'close':
      closeBracket(reader);
      break;
    case 'operator':
      operator(reader, token);
      break;
    default:
      reader.failed = true;
  }
  if (isAdded(token)) reader.edits.push({ start: token.start, end: token.end, text: token.text });
  reader.before = token;
}

/** Two operands in a row want a comma inside brackets, and are junk outside. */
function operand(reader: Reader, token: Token): void {
  if (!reader.wantsOperand) {
    const isConcatenation = token.kind === 'string' && reader.before?.kind === 'string';
    if (!isConcatenation && reader.frames.length > 1) insert(reader, ',', "expected ','");
    else if (!isConcatenation && reader.before !== softKeyword(reader)) reader.failed = true;
  }
  reader.wantsOperand = false;
}

function softKeyword(reader: Reader): Token | undefined {
  const text = reader.first?.text ?? '';
  return text === 'match' || text === 'case' || text === 'type' ? reader.first : undefined;
}

const wordOperators = new Set(['and', 'or', 'in', 'is', 'as', 'if', 'else', 'for', 'from', 'import', 'not']);
const prefixWords = new Set(['not', 'await', 'yield', 'lambda', 'async']);
/** Words that begin a statement and take an operand, or take none. */
const openingWords = new Set([
  'return',
  'raise',
  'assert',
  'del',
  'global',
  'nonlocal',
  'import',
  'from',
  'if',
  'elif',
  'while',
  'for',
  'with',
  'class',
  'def',
  'except',
  'else',
  'try',
  'finally',
  'async',
  'pass',
  'break',
  'continue',
]);
const loneWords = new Set(['pass', 'break', 'continue', 'else', 'try', 'finally']);

function word(reader: Reader, token: Token): void {
  if (reader.before?.text === '.' && reader.first?.text !== 'from') {
    reader.wantsOperand = false;
  } else if (isOpening(reader, token)) {
    reader.wantsOperand = !loneWords.has(token.text);
    if (token.text === 'for') top(reader).ins++;
  } else if (reader.wantsOperand && prefixWords.has(token.text)) {
    if (token.text === 'lambda') top(reader).lambdas++;
  } else if (wordOperators.has(token.text)) {
    wordOperator(reader, token);
  } else if (token.text === 'async' && reader.frames.length > 1) {
    return;
  } else if (openingWords.has(token.text)) {
    reader.failed = true;
  } else {
    operand(reader, token);
  }
}

/** The word begins the statement, maybe after `async`. */
function isOpening(reader: Reader, token: Token): boolean {
  const isFirst = token === reader.first || (reader.before === reader.first && reader.before?.text === 'async');
  return isFirst && openingWords.has(token.text);
}

function wordOperator(reader: Reader, token: Token): void {
  const inner = top(reader);
  const isExceptStar = token.text === 'from' && reader.before?.text === 'yield';
  const isRelativeImport = token.text === 'import' && reader.first?.text === 'from';
  if (token.text === 'not' && reader.tokens[reader.next]?.text !== 'in') {
    // `a not` on its way to `a not in b`.
    if (reader.next < reader.tokens.length) reader.failed = true;
    else insert(reader, 'in', "expected 'in'");
  } else if (reader.wantsOperand && !isExceptStar && !isRelativeImport && !isNotOfIn(reader, token)) {
    insertOperand(reader);
  }
  if (token.text === 'for') {
    if (reader.frames.length === 1) reader.failed = true;
    settle(reader, inner.ins);
    inner.hasFor = true;
    inner.ins++;
  } else if (token.text === 'in') {
    if (inner.ins > 0) inner.ins--;
  } else if (token.text === 'if') {
    if (!inner.hasFor) inner.elses++;
  } else if (token.text === 'else') {
    if (inner.elses === 0) reader.failed = true;
    else inner.elses--;
  }
  reader.wantsOperand = true;
}

/** `not in` and `is not` are one operator. */
function isNotOfIn(reader: Reader, token: Token): boolean {
  return token.text === 'in' && reader.before?.text === 'not';
}

function openBracket(reader: Reader, token: Token): void {
  const isTrailer = !reader.wantsOperand && (token.text !== '{' || reader.before === softKeyword(reader));
  if (!reader.wantsOperand && !isTrailer) operand(reader, token);
  reader.frames.push(frame(token.text, isTrailer));
  reader.wantsOperand = true;
}

function closeBracket(reader: Reader): void {
  const inner = top(reader);
  const before = reader.before?.text ?? '';
  const mayBeEmpty =
    before === ',' ||
    (before === inner.bracket && !(inner.bracket === '[' && inner.isTrailer)) ||
    (before === ':' && inner.bracket === '[') ||
    isBareStar(reader);
  if (reader.wantsOperand && !mayBeEmpty && before !== 'yield') insertOperand(reader);
  settle(reader, 0);
  entryValue(reader);
  if (reader.frames.length > 1) reader.frames.pop();
  reader.wantsOperand = false;
}

/** `*` and `/` alone among parameters. */
function isBareStar(reader: Reader): boolean {
  const isList = reader.first?.text === 'def' || reader.first?.text === 'async' || top(reader).lambdas > 0;
  return isList && (reader.before?.text === '*' || reader.before?.text === '/');
}

/** Adds what the innermost bracket still waits for. */
function settle(reader: Reader, ins: number): void {
  const inner = top(reader);
  while (inner.lambdas > 0) {
    insert(reader, `: ${MISSING}`, "expected ':'");
    inner.lambdas--;
    reader.wantsOperand = false;
  }
  while (inner.ins > ins) {
    if (reader.wantsOperand) insertOperand(reader);
    insert(reader, `in ${MISSING}`, "expected 'in'");
    inner.ins--;
  }
  while (inner.elses > 0) {
    if (reader.wantsOperand) insertOperand(reader);
    insert(reader, `else ${MISSING}`, "expected 'else'");
    inner.elses--;
  }
}

const signs = new Set(['+', '-', '~', '*', '**']);

function operator(reader: Reader, token: Token): void {
  switch (token.text) {
    case ',':
      separator(reader);
      break;
    case ':':
      colon(reader);
      break;
    case ';':
      endStatement(reader);
      reader.first = undefined;
      break;
    case '.':
      dot(reader);
      return;
    case '...':
      if (reader.first?.text !== 'from') operand(reader, token);
      return;
    case '@':
      if (token === reader.first) break;
      if (reader.wantsOperand) insertOperand(reader);
      break;
    case '/':
      if (
        reader.wantsOperand &&
        !(reader.first?.text === 'def' || reader.first?.text === 'async' || top(reader).lambdas > 0)
      )
        insertOperand(reader);
      break;
    default:
      if (token.text === '**' && reader.wantsOperand) top(reader).isSpread = true;
      if (reader.wantsOperand && !signs.has(token.text) && !isAfterTrailingComma(reader, token)) insertOperand(reader);
  }
  reader.wantsOperand = true;
}

/** `a, = b`, `def f() ->`. */
function isAfterTrailingComma(reader: Reader, token: Token): boolean {
  return token.text === '=' && reader.before?.text === ',';
}

function separator(reader: Reader): void {
  if (reader.wantsOperand && !isBareStar(reader) && reader.before?.text !== ')') insertOperand(reader);
  const inner = top(reader);
  if (inner.elses > 0) settle(reader, inner.ins);
  if (inner.lambdas === 0 && inner.ins === 0) entryValue(reader);
}

/** `{'a': 1, 'b'}`: the entry that is being typed has no value yet. */
function entryValue(reader: Reader): void {
  const inner = top(reader);
  const isOpen = reader.before?.text === ',' || reader.before?.text === '{';
  if (inner.isDict && !inner.hasKey && !inner.isSpread && !isOpen) insert(reader, `: ${MISSING}`, "expected ':'");
  inner.hasKey = false;
  inner.isSpread = false;
}

function colon(reader: Reader): void {
  const inner = top(reader);
  if (inner.lambdas > 0) {
    inner.lambdas--;
    return;
  }
  if (inner.bracket === '[') return;
  const mayBeBare =
    reader.before?.text === 'lambda' ||
    loneWords.has(reader.before?.text ?? '') ||
    reader.before?.text === 'except' ||
    reader.before?.text === ',';
  if (reader.wantsOperand && !mayBeBare) insertOperand(reader);
  if (inner.bracket === '{') {
    inner.isDict = true;
    inner.hasKey = true;
  }
  if (inner.bracket !== '') return;
  if (isHeaderWord(reader.first) || softKeyword(reader) !== undefined) {
    if (reader.hasColon) return;
    settle(reader, 0);
    definitionParts(reader);
    reader.hasColon = true;
    reader.first = undefined;
  }
}

function dot(reader: Reader): void {
  const next = reader.tokens[reader.next];
  const isRelative = reader.first?.text === 'from' && reader.wantsOperand;
  if (isRelative) return;
  if (reader.wantsOperand) insertOperand(reader);
  if (next?.kind === 'name') return;
  reader.before = reader.tokens[reader.next - 1];
  insertOperand(reader);
}

const headerWords = new Set([
  'if',
  'elif',
  'else',
  'for',
  'while',
  'with',
  'try',
  'except',
  'finally',
  'def',
  'class',
  'async',
]);

function isHeaderWord(token: Token | undefined): boolean {
  return headerWords.has(token?.text ?? '');
}

const optionalOperand = new Set(['return', 'yield', 'raise', 'except', ',', ';', ...loneWords]);

function endStatement(reader: Reader): void {
  const { first, before } = reader;
  if (first === undefined || before === undefined) return;
  if (first.text === 'async' && before === first) reader.failed = true;
  if (importParts(reader)) return;
  const text = before.text;
  const isOptional = optionalOperand.has(text) && !(text === ',' && (first.text === 'import' || first.text === 'with'));
  if (reader.wantsOperand && !isOptional && !isDefinitionWord(before)) insertOperand(reader);
  settle(reader, 0);
}

function isDefinitionWord(token: Token): boolean {
  return token.text === 'def' || token.text === 'class';
}

/** The words of an import that are not there yet. */
function importParts(reader: Reader): boolean {
  const { tokens, first, before } = reader;
  if (first?.text !== 'from' || before === undefined) return false;
  const hasImport = tokens.some((token) => token.text === 'import');
  const endsInDots = before.text === '.' || before.text === '...';
  if (!hasImport) {
    const hasModule = before.kind === 'name' && before !== first;
    insert(reader, `${hasModule || endsInDots ? '' : MISSING} import ${MISSING}`, "expected 'import'");
  } else if (before.text === 'import' || before.text === 'as' || before.text === ',') {
    insert(reader, MISSING, 'expected a name');
  }
  return true;
}

/** `def` and `class` without a name, `def` without its parameters. */
function definitionParts(reader: Reader): void {
  const { first, tokens } = reader;
  const isAsync = first?.text === 'async';
  const keyword = isAsync ? tokens[1] : first;
  if (keyword?.text !== 'def' && keyword?.text !== 'class') return;
  const name = tokens[tokens.indexOf(keyword) + 1];
  const hasName = name?.kind === 'name';
  const hasList = tokens.some((token) => token.text === '(');
  const addName = hasName ? '' : MISSING;
  const addList = keyword.text === 'def' && !hasList ? '()' : '';
  if (addName === '' && addList === '') return;
  const after = hasName ? name : keyword;
  reader.edits.push({ start: after.end, end: after.end, text: ` ${addName}${addList} ` });
  reader.problems.push({
    message: hasName ? "expected '('" : 'expected a name',
    span: { start: after.end, end: after.end },
  });
}

/** A compound statement needs its colon. */
function header(reader: Reader): void {
  if (reader.hasColon || !isHeaderWord(reader.first)) return;
  definitionParts(reader);
  insert(reader, ':', "expected ':'");
}
