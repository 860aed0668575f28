/** Patterns of `case`. What the grammar could not read is MatchUnknown, which may match anything. */
import type { Raw } from '../raw';
import { ERROR } from '../raw';
import type { Expr, Pattern } from '../tree';
import type { Lowering } from './context';
import { identifierOf, inner, missing, spanBetween, splitAtCommas, textOf } from './context';
import { expression } from './expressions';
import { numberConstant } from './numbers';

const unknown: Pattern = { kind: 'MatchUnknown' };

/** What stands between `case` and the guard: several patterns are a sequence. */
export function casePattern(lowering: Lowering, raws: readonly Raw[]): Pattern {
  const patterns = sequence(lowering, raws);
  const only = patterns[0];
  if (patterns.length === 1 && only !== undefined && !raws.some((raw) => raw.name === ',')) return only;
  return patterns.length === 0 ? unknown : { kind: 'MatchSequence', patterns };
}

function sequence(lowering: Lowering, raws: readonly Raw[]): Pattern[] {
  return splitAtCommas(raws)
    .filter((part) => !part.every(isEmpty))
    .map((part) => (part[0] === undefined ? unknown : pattern(lowering, part[0])));
}

/** `Foo()` holds a literal pattern that holds nothing. */
function isEmpty(raw: Raw): boolean {
  return raw.name === 'LiteralPattern' && raw.children.every((child) => child.name === ERROR);
}

function pattern(lowering: Lowering, raw: Raw): Pattern {
  const levels = 1;
  if (lowering.expressionDepth + levels > 100) return unknown;
  lowering.expressionDepth += levels;
  const result = shallowPattern(lowering, raw);
  lowering.expressionDepth -= levels;
  return result;
}

function shallowPattern(lowering: Lowering, raw: Raw): Pattern {
  switch (raw.name) {
    case 'CapturePattern':
      if (endsInBracket(lowering, raw)) return emptyPattern(lowering, raw);
      return { kind: 'MatchAs', pattern: undefined, name: captured(lowering, raw.children[0]) };
    case 'LiteralPattern':
      return isEmpty(raw) ? unknown : { kind: 'MatchValue', value: literal(lowering, raw) };
    case 'AttributePattern':
      if (endsInBracket(lowering, raw)) return emptyPattern(lowering, raw);
      return { kind: 'MatchValue', value: dotted(lowering, raw) };
    case 'AsPattern':
      return {
        kind: 'MatchAs',
        pattern: raw.children[0] === undefined ? unknown : pattern(lowering, raw.children[0]),
        name: captured(
          lowering,
          raw.children.find((child) => child.name === 'VariableName'),
        ),
      };
    case 'OrPattern':
      return orPattern(lowering, raw);
    case 'StarPattern':
      return { kind: 'MatchStar', name: captured(lowering, raw.children[1]?.children[0]) };
    case 'SequencePattern':
      return sequencePattern(lowering, raw);
    case 'MappingPattern':
      return mapping(lowering, raw);
    case 'ClassPattern':
      return classPattern(lowering, raw);
    default:
      return unknown;
  }
}

/** `Foo()`, `[]`, `()` and `{}` reach the grammar as names: see dialect.ts. */
function endsInBracket(lowering: Lowering, raw: Raw): boolean {
  return /[)\]}]$/.test(textOf(lowering, raw));
}

function emptyPattern(lowering: Lowering, raw: Raw): Pattern {
  const text = textOf(lowering, raw);
  if (text.startsWith('{')) return { kind: 'MatchMapping', keys: [], patterns: [], rest: undefined };
  if (text.startsWith('(') || text.startsWith('[')) return { kind: 'MatchSequence', patterns: [] };
  const name = { ...raw, to: raw.from + text.indexOf('(') };
  return { kind: 'MatchClass', cls: dottedText(lowering, name), patterns: [], keywords: [] };
}

function captured(lowering: Lowering, raw: Raw | undefined): string | undefined {
  const name = identifierOf(lowering, raw);
  return name === '_' || name === '' ? undefined : name;
}

/** `as` names the whole of `a | b as c`; the grammar gives it `b` alone. */
function orPattern(lowering: Lowering, raw: Raw): Pattern {
  const parts = alternatives(raw);
  const last = parts[parts.length - 1];
  if (last?.name !== 'AsPattern') return { kind: 'MatchOr', patterns: parts.map((part) => pattern(lowering, part)) };
  const inner = last.children[0];
  const all = inner === undefined ? parts.slice(0, -1) : [...parts.slice(0, -1), inner];
  const whole: Pattern = { kind: 'MatchOr', patterns: all.map((part) => pattern(lowering, part)) };
  const name = captured(
    lowering,
    last.children.find((child) => child.name === 'VariableName'),
  );
  return { kind: 'MatchAs', pattern: whole, name };
}

/** The grammar nests `a | b | c`; here it is flat. */
function alternatives(raw: Raw): Raw[] {
  return raw.children
    .filter((child) => child.name !== 'LogicOp' && child.name !== ERROR)
    .flatMap((child) => (child.name === 'OrPattern' ? alternatives(child) : [child]));
}

/** `(p)` is p itself. */
function sequencePattern(lowering: Lowering, raw: Raw): Pattern {
  const children = inner(raw);
  const patterns = sequence(lowering, children);
  const only = patterns[0];
  const isGroup =
    raw.children[0]?.name === '(' && patterns.length === 1 && !children.some((child) => child.name === ',');
  return isGroup && only !== undefined ? only : { kind: 'MatchSequence', patterns };
}

function mapping(lowering: Lowering, raw: Raw): Pattern {
  const keys: Expr[] = [];
  const patterns: Pattern[] = [];
  let rest: string | undefined;
  for (const part of splitAtCommas(inner(raw))) {
    const [key, second] = part;
    const value = part[part.length - 1];
    if (key?.name === '**') rest = captured(lowering, second?.children[0]);
    else if (key !== undefined && value !== undefined) {
      keys.push(mappingKey(lowering, key));
      patterns.push(pattern(lowering, value));
    }
  }
  return { kind: 'MatchMapping', keys, patterns, rest };
}

function mappingKey(lowering: Lowering, raw: Raw): Expr {
  return raw.name === 'LiteralPattern' ? literal(lowering, raw) : dottedText(lowering, raw);
}

/** A dotted key reaches the grammar as one name: see dialect.ts. */
function dottedText(lowering: Lowering, raw: Raw): Expr {
  let from = raw.from;
  let result: Expr | undefined;
  for (const attr of textOf(lowering, raw).split('.')) {
    const to = from + attr.length;
    const attrSpan = spanBetween(lowering, from, to);
    const span = spanBetween(lowering, raw.from, to);
    result =
      result === undefined
        ? { kind: 'Name', id: attr, span }
        : { kind: 'Attribute', value: result, attr, attrSpan, span };
    from = to + 1;
  }
  return result ?? missing(lowering, raw.from, raw.to);
}

function classPattern(lowering: Lowering, raw: Raw): Pattern {
  const [cls, list] = raw.children;
  const patterns: Pattern[] = [];
  const keywords: { name: string; pattern: Pattern }[] = [];
  for (const part of list === undefined ? [] : splitAtCommas(inner(list))) {
    const first = part[0];
    if (first === undefined || isEmpty(first)) continue;
    if (first.name !== 'KeywordPattern') patterns.push(pattern(lowering, first));
    else {
      const value = first.children[first.children.length - 1];
      const name = identifierOf(lowering, first.children[0]);
      keywords.push({ name, pattern: value === undefined ? unknown : pattern(lowering, value) });
    }
  }
  return {
    kind: 'MatchClass',
    cls: cls === undefined ? missing(lowering, raw.from, raw.from) : dotted(lowering, cls),
    patterns,
    keywords,
  };
}

function dotted(lowering: Lowering, raw: Raw): Expr {
  return raw.name === 'AttributePattern' ? dottedText(lowering, raw) : expression(lowering, raw);
}

/** A number with its sign and imaginary part, a string, or a name with a meaning of its own. */
function literal(lowering: Lowering, raw: Raw): Expr {
  const parts = raw.children.filter((child) => child.name !== ERROR);
  const first = parts[0];
  const span = spanBetween(lowering, raw.from, raw.to);
  if (first === undefined) return { kind: 'Missing', span };
  if (parts.length === 1) return expression(lowering, first);
  if (parts.length > 2) return { kind: 'Float', value: Number.NaN, span };
  const number = parts[1] === undefined ? '' : textOf(lowering, parts[1]);
  const numberSpan = spanBetween(lowering, parts[1]?.from ?? raw.from, raw.to);
  return { kind: 'UnaryOp', op: '-', operand: numberConstant(number, numberSpan), span };
}
