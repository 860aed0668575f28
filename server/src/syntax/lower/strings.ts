/** String literals: prefixes, escapes, f-strings and implicit concatenation. */
import type { Raw } from '../raw';
import { ERROR } from '../raw';
import type { Expr, FormattedValue, JoinedStr, Span } from '../tree';
import type { Lowering } from './context';
import { spanOf, textOf } from './context';
import { decodeEscapes } from './escapes';

interface Literal {
  readonly isRaw: boolean;
  readonly isBytes: boolean;
  /** Range of the text between the quotes. */
  readonly from: number;
  readonly to: number;
}

/** A String, FormatString or ContinuedString. */
export function stringExpression(lowering: Lowering, raw: Raw): Expr {
  const pieces = raw.name === 'ContinuedString' ? raw.children : [raw];
  const span = spanOf(lowering, raw);
  if (pieces.some((piece) => piece.name === 'FormatString')) return joined(lowering, pieces, span);
  const literals = pieces.filter((piece) => piece.name === 'String').map((piece) => literal(lowering, piece));
  const value = literals.map((one) => plainText(lowering, one)).join('');
  return { kind: literals[0]?.isBytes ? 'Bytes' : 'Str', value, span };
}

function joined(lowering: Lowering, pieces: readonly Raw[], span: Span): JoinedStr {
  const values = new TextAndValues();
  for (const piece of pieces) {
    if (piece.name === ERROR) continue;
    const parts = literal(lowering, piece);
    if (piece.name === 'String') values.text(plainText(lowering, parts));
    else formatParts(lowering, piece, parts, values);
  }
  return { kind: 'JoinedStr', values: values.all, span };
}

/** Collects the parts of an f-string; texts that touch are one text. */
class TextAndValues {
  readonly all: (string | FormattedValue)[] = [];

  text(text: string): void {
    if (text === '') return;
    const last = this.all[this.all.length - 1];
    if (typeof last === 'string') this.all[this.all.length - 1] = last + text;
    else this.all.push(text);
  }

  value(value: FormattedValue): void {
    this.all.push(value);
  }
}

function literal(lowering: Lowering, raw: Raw): Literal {
  const text = textOf(lowering, raw);
  const prefix = /^[a-zA-Z]*/.exec(text)?.[0].toLowerCase() ?? '';
  const opening = text.charAt(prefix.length);
  const long = text.startsWith(opening.repeat(3), prefix.length);
  const quote = long ? opening.repeat(3) : opening;
  const from = raw.from + prefix.length + quote.length;
  const closed = text.length >= prefix.length + 2 * quote.length && text.endsWith(quote);
  if (!closed) lowering.problems.push({ message: 'unterminated string literal', span: spanOf(lowering, raw) });
  return {
    isRaw: prefix.includes('r'),
    isBytes: prefix.includes('b'),
    from,
    to: closed ? raw.to - quote.length : Math.max(raw.to, from),
  };
}

function plainText(lowering: Lowering, parts: Literal): string {
  return decoded(lowering, parts, parts.from, parts.to);
}

function decoded(lowering: Lowering, parts: Literal, from: number, to: number): string {
  const text = lowering.source.shown.slice(from, to).replace(/\r\n?/g, '\n');
  return parts.isRaw ? text : decodeEscapes(text, parts.isBytes);
}

/** Literal text and replacements, in order, of an f-string or of a format specification. */
function formatParts(lowering: Lowering, raw: Raw, parts: Literal, values: TextAndValues): void {
  let done = parts.from;
  for (const child of raw.children) {
    if (child.name !== 'FormatReplacement') continue;
    values.text(undoubled(decoded(lowering, parts, done, child.from)));
    replacement(lowering, child, parts, values);
    done = child.to;
  }
  values.text(undoubled(decoded(lowering, parts, done, parts.to)));
}

/** `{{` and `}}` mean one brace. A named character's braces are gone by now. */
function undoubled(text: string): string {
  return text.replaceAll('{{', '{').replaceAll('}}', '}');
}

const conversions = { s: 's', r: 'r', a: 'a' } as const;

function replacement(lowering: Lowering, raw: Raw, parts: Literal, values: TextAndValues): void {
  const named = (name: string): Raw | undefined => raw.children.find((child) => child.name === name);
  const selfDoc = named('FormatSelfDoc');
  const spec = named('FormatSpec');
  const last = [selfDoc, named('FormatConversion'), spec].find((child) => child !== undefined);
  const end = raw.children.findIndex((child) => child === last || child.name === '}');
  const value = lowering.whole.expressionList(lowering, raw.children.slice(1, end < 0 ? undefined : end), raw.from + 1);
  if (selfDoc !== undefined) values.text(selfDocumentation(lowering, raw, selfDoc));
  const letter = named('FormatConversion');
  const format = new TextAndValues();
  if (spec !== undefined) formatParts(lowering, spec, { ...parts, from: spec.from + 1, to: spec.to }, format);
  const implied = selfDoc !== undefined && spec === undefined ? 'r' : undefined;
  values.value({
    kind: 'FormattedValue',
    value,
    conversion: letter === undefined ? implied : conversionOf(textOf(lowering, letter)),
    format: format.all,
    span: spanOf(lowering, raw),
  });
}

function conversionOf(text: string): 's' | 'r' | 'a' | undefined {
  const letter = text.charAt(1);
  return letter === 's' || letter === 'r' || letter === 'a' ? conversions[letter] : undefined;
}

/** `{x = }` prints its own text first, spaces and all. */
function selfDocumentation(lowering: Lowering, raw: Raw, selfDoc: Raw): string {
  const { shown } = lowering.source;
  let end = selfDoc.to;
  while (/\s/.test(shown.charAt(end))) end++;
  return shown.slice(raw.from + 1, end);
}
