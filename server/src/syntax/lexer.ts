/**
 * A small tokenizer of our own, for what the grammar gives up on. It knows strings, brackets and logical lines, and
 * never fails: any text is some row of tokens.
 */
export type TokenKind = 'name' | 'number' | 'string' | 'operator' | 'open' | 'close' | 'magic' | 'junk';

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** Of a name or an operator or a bracket; empty for the rest. */
  readonly text: string;
  /** A string that has no end; `end` is where it was taken to end. */
  readonly unterminated: boolean;
  /** First of its physical line. */
  readonly startsLine: boolean;
}

export interface LexOptions {
  /** The text is broken: take a triple-quoted string that swallows code for an unterminated one. */
  readonly suspicious: boolean;
}

/** All tokens of a text but comments and line breaks. */
export function tokenize(text: string, options: LexOptions = { suspicious: false }): Token[] {
  const tokens: Token[] = [];
  let startsLine = true;
  let depth = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (isBlank(code)) at++;
    else if (isLineBreak(code)) {
      startsLine = true;
      at++;
    } else if (code === backslash && isLineBreak(text.charCodeAt(at + 1))) {
      at += text.startsWith('\r\n', at + 1) ? 3 : 2;
    } else if (code === hash) at = lineEnd(text, at);
    else {
      const token = readToken(text, at, startsLine, depth, tokens, options);
      if (token.kind === 'open') depth++;
      if (token.kind === 'close' && depth > 0) depth--;
      tokens.push(token);
      at = token.end;
      startsLine = false;
    }
  }
  return tokens;
}

const hash = 35;
const backslash = 92;

export function isLineBreak(code: number): boolean {
  return code === 10 || code === 13;
}

/** Space, tab, form feed, and the byte order mark. */
export function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 12 || code === 0xfeff;
}

/** Offset of the line break that ends the line, or of the end of the text. */
export function lineEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isLineBreak(text.charCodeAt(at))) at++;
  return at;
}

function readToken(
  text: string,
  at: number,
  startsLine: boolean,
  depth: number,
  before: readonly Token[],
  options: LexOptions,
): Token {
  const magic = depth === 0 ? magicEnd(text, at, startsLine, before[before.length - 1]) : undefined;
  if (magic !== undefined) return token('magic', at, magic, '', startsLine);
  const string = stringStart(text, at);
  if (string !== undefined) {
    const { end, terminated } = stringEnd(text, string, options);
    return { kind: 'string', start: at, end, text: '', unterminated: !terminated, startsLine };
  }
  const character = text.charAt(at);
  if ('([{'.includes(character)) return token('open', at, at + 1, character, startsLine);
  if (')]}'.includes(character)) return token('close', at, at + 1, character, startsLine);
  for (const [kind, expression] of expressions) {
    expression.lastIndex = at;
    const match = expression.exec(text);
    if (match !== null) return token(kind, at, at + match[0].length, kind === 'number' ? '' : match[0], startsLine);
  }
  return token('junk', at, at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1), character, startsLine);
}

const expressions: readonly (readonly [TokenKind, RegExp])[] = [
  ['number', /0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?[jJ]?/y],
  ['name', /[A-Za-z_\u00a1-\uffff][\w\u00a1-\uffff]*/y],
  ['operator', /\.\.\.|\*\*=|\/\/=|>>=|<<=|->|:=|\*\*|\/\/|<<|>>|<=|>=|==|!=|<>|[-+*/%@&|^<>=.,:;~]=?/y],
];

function token(kind: TokenKind, start: number, end: number, text: string, startsLine: boolean): Token {
  return { kind, start, end, text, unterminated: false, startsLine };
}

/** `%magic`, `!command` and `?help` at the start of a line or after `=`: they reach to the end of the line. */
function magicEnd(text: string, at: number, startsLine: boolean, before: Token | undefined): number | undefined {
  const character = text.charAt(at);
  const isMagic =
    (character === '%' && /[%A-Za-z_]/.test(text.charAt(at + 1))) ||
    (character === '!' && text.charAt(at + 1) !== '=') ||
    (character === '?' && startsLine);
  if (!isMagic || !(startsLine || before?.text === '=')) return undefined;
  let end = lineEnd(text, at);
  while (text.charCodeAt(end - 1) === backslash && end < text.length) {
    end = lineEnd(text, text.startsWith('\r\n', end) ? end + 2 : end + 1);
  }
  return end;
}

interface StringStart {
  readonly content: number;
  readonly quote: string;
  readonly isFormat: boolean;
  readonly isRaw: boolean;
}

function stringStart(text: string, at: number): StringStart | undefined {
  let from = at;
  while (from < at + 3 && isPrefixLetter(text.charCodeAt(from))) from++;
  const code = text.charCodeAt(from);
  if (code !== doubleQuote && code !== singleQuote) return undefined;
  const prefix = from === at ? '' : text.slice(at, from).toLowerCase();
  if (!prefixes.has(prefix)) return undefined;
  const quote = quoteAt(text, from);
  return { content: from + quote.length, quote, isFormat: prefix.includes('f'), isRaw: prefix.includes('r') };
}

const doubleQuote = 34;
const singleQuote = 39;

/** One of `bfruBFRU`. */
function isPrefixLetter(code: number): boolean {
  const lower = code | 32;
  return lower === 98 || lower === 102 || lower === 114 || lower === 117;
}

/** One quote, or three of a kind. */
function quoteAt(text: string, at: number): string {
  const character = text.charAt(at);
  return text.charAt(at + 1) === character && text.charAt(at + 2) === character ? text.slice(at, at + 3) : character;
}

const prefixes = new Set(['', 'r', 'u', 'b', 'f', 'br', 'rb', 'fr', 'rf']);

interface StringEnd {
  readonly end: number;
  readonly terminated: boolean;
}

function stringEnd(text: string, string: StringStart, options: LexOptions): StringEnd {
  const { quote } = string;
  const long = quote.length === 3;
  const first = quote.charCodeAt(0);
  let at = string.content;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === backslash) at += text.startsWith('\r\n', at + 1) ? 2 : 1;
    else if (isLineBreak(code) && !long) return { end: at, terminated: false };
    else if (code === first && text.startsWith(quote, at)) return closing(text, string, at + quote.length, options);
    else if (code === brace && string.isFormat) at = replacementEnd(text, at, long);
  }
  return unended(text, string);
}

const brace = 123;

/** The last character of a replacement field of an f-string, whose expression may hold strings of any quotes. */
function replacementEnd(text: string, from: number, long: boolean): number {
  if (text.charCodeAt(from + 1) === brace) return from + 1;
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at);
    if (isLineBreak(text.charCodeAt(at)) && !long) return from;
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character) && --depth === 0) return at;
    else if (character === '"' || character === "'") {
      const end = innerStringEnd(text, at);
      if (end === undefined) return from;
      at = end - 1;
    }
  }
  return from;
}

function innerStringEnd(text: string, at: number): number | undefined {
  const quote = quoteAt(text, at);
  const { end, terminated } = stringEnd(
    text,
    { content: at + quote.length, quote, isFormat: false, isRaw: false },
    { suspicious: false },
  );
  return terminated ? end : undefined;
}

function closing(text: string, string: StringStart, end: number, options: LexOptions): StringEnd {
  if (!options.suspicious || string.quote.length === 1) return { end, terminated: true };
  const content = text.slice(string.content, end);
  const isSwallower = content.includes('\n') && (wordFollows(text, end) || holdsCode(text, string.content, content));
  return isSwallower ? unended(text, string) : { end, terminated: true };
}

/** A definition no deeper than the line on which the string began, or any code less deep: the string swallowed it. */
function holdsCode(text: string, contentStart: number, content: string): boolean {
  const lineStart = text.lastIndexOf('\n', contentStart - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart, contentStart))?.[0].length ?? 0;
  const lines = content.split('\n').slice(1);
  return lines.some((line) => {
    const depth = /^[ \t]*/.exec(line)?.[0].length ?? 0;
    return (depth <= indent && definitionLine.test(line)) || (depth < indent && codeLine.test(line));
  });
}

const definitionLine = /^[ \t]*(?:@\w|(?:async[ \t]+)?def[ \t]+\w+[ \t]*\(|class[ \t]+\w+[ \t]*[(:])/;
const codeLine = /^[ \t]*(?:[\w.[\], ]+[ \t]=[ \t]\S|(?:return|raise|if|for|while|with|try|else|elif|except)\b.*:?$)/;

/** What follows the closing quotes reads like the text of the next string: then these quotes opened it. */
function wordFollows(text: string, at: number): boolean {
  const word = /^[ \t]*([A-Za-z_]\w*)/.exec(text.slice(at, lineEnd(text, at)))?.[1];
  return word !== undefined && !wordsAfterOperand.has(word);
}

const wordsAfterOperand = new Set(['in', 'not', 'is', 'if', 'else', 'for', 'and', 'or', 'as', 'from', 'async']);

/** A string without an end is taken to end with its line. */
function unended(text: string, string: StringStart): StringEnd {
  return { end: lineEnd(text, string.content), terminated: false };
}
