/** Expressions of the grammar's tree to expressions of ours. */
import type { Raw } from '../raw';
import { ERROR } from '../raw';
import type { Comprehension, DictExpr, Expr, Keyword, NamedExpr, Slice, Span } from '../tree';
import type { Lowering } from './context';
import { deeper, identifierOf, inner, missing, spanBetween, spanOf, splitAtCommas, textOf } from './context';
import { numberConstant } from './numbers';
import { isRow, rowDepth } from './operators';
import { lambdaParameters } from './parameters';
import { stringExpression } from './strings';

export function expression(lowering: Lowering, raw: Raw): Expr {
  if (isRow(raw)) {
    const { levels, lower } = rowDepth(lowering, raw);
    return deeper(lowering, levels, raw, lower);
  }
  if (raw.name === 'CallExpression' || raw.name === 'MemberExpression') return trailers(lowering, raw);
  const lower = lowerings[raw.name];
  if (lower === undefined) return missing(lowering, raw.from, raw.to);
  return deeper(lowering, 1, raw, () => lower(lowering, raw));
}

/** What stands where one expression belongs: the first that is there, or Missing at `from`. */
export function oneOf(lowering: Lowering, raws: readonly Raw[], from: number): Expr {
  const raw = raws.find((child) => child.name !== ERROR);
  return raw === undefined ? missing(lowering, from, from) : expression(lowering, raw);
}

/** `a, *b, c`: a bare tuple where there is a comma, otherwise the one expression. */
export function expressionList(lowering: Lowering, raws: readonly Raw[], from: number): Expr {
  const present = raws.filter((raw) => raw.name !== ERROR);
  const first = present[0];
  const last = present[present.length - 1];
  if (first === undefined || last === undefined) return missing(lowering, from, from);
  const elements = items(lowering, present);
  const only = elements[0];
  const hasComma = present.some((raw) => raw.name === ',');
  if (!hasComma && only !== undefined) return only;
  return { kind: 'Tuple', elements, span: spanBetween(lowering, first.from, last.to) };
}

/** The elements of a list at its commas. */
export function items(lowering: Lowering, raws: readonly Raw[]): Expr[] {
  return splitAtCommas(raws).map((part) => item(lowering, part, raws[0]?.from ?? 0));
}

function item(lowering: Lowering, part: readonly Raw[], from: number): Expr {
  const [first, second] = part;
  if (first === undefined) return missing(lowering, from, from);
  if (first.name !== '*') return expression(lowering, first);
  const value = second === undefined ? missing(lowering, first.to, first.to) : expression(lowering, second);
  return { kind: 'Starred', value, span: spanBetween(lowering, first.from, (second ?? first).to) };
}

type Lower = (lowering: Lowering, raw: Raw) => Expr;

const lowerings: Readonly<Record<string, Lower>> = {
  VariableName: name,
  Number: (lowering, raw) => numberConstant(textOf(lowering, raw), spanOf(lowering, raw)),
  String: stringExpression,
  FormatString: stringExpression,
  ContinuedString: stringExpression,
  Boolean: (lowering, raw) => ({
    kind: textOf(lowering, raw) === 'True' ? 'True' : 'False',
    span: spanOf(lowering, raw),
  }),
  None: (lowering, raw) => ({ kind: 'None', span: spanOf(lowering, raw) }),
  Ellipsis: (lowering, raw) => ({ kind: 'Ellipsis', span: spanOf(lowering, raw) }),
  ParenthesizedExpression: (lowering, raw) => item(lowering, present(inner(raw)), raw.from + 1),
  TupleExpression: (lowering, raw) => ({
    kind: 'Tuple',
    elements: items(lowering, inner(raw)),
    span: spanOf(lowering, raw),
  }),
  ArrayExpression: (lowering, raw) => ({
    kind: 'List',
    elements: items(lowering, inner(raw)),
    span: spanOf(lowering, raw),
  }),
  SetExpression: (lowering, raw) => ({
    kind: 'Set',
    elements: items(lowering, inner(raw)),
    span: spanOf(lowering, raw),
  }),
  DictionaryExpression: dict,
  ComprehensionExpression: (lowering, raw) =>
    comprehension(lowering, 'GeneratorExp', inner(raw), spanOf(lowering, raw)),
  ArrayComprehensionExpression: (lowering, raw) =>
    comprehension(lowering, 'ListComp', inner(raw), spanOf(lowering, raw)),
  SetComprehensionExpression: (lowering, raw) => comprehension(lowering, 'SetComp', inner(raw), spanOf(lowering, raw)),
  DictionaryComprehensionExpression: (lowering, raw) =>
    comprehension(lowering, 'DictComp', inner(raw), spanOf(lowering, raw)),
  ConditionalExpression: conditional,
  LambdaExpression: lambda,
  NamedExpression: (lowering, raw) => named(lowering, raw.children, raw),
  YieldExpression: yieldExpression,
};

function present(raws: readonly Raw[]): Raw[] {
  return raws.filter((raw) => raw.name !== ERROR);
}

function name(lowering: Lowering, raw: Raw): Expr {
  const id = identifierOf(lowering, raw);
  const span = spanOf(lowering, raw);
  return id === '' ? { kind: 'Missing', span } : { kind: 'Name', id, span };
}

function conditional(lowering: Lowering, raw: Raw): Expr {
  const branch = raw.children.findIndex((child) => child.name === 'if');
  const otherwise = raw.children.findIndex((child) => child.name === 'else');
  return {
    kind: 'IfExp',
    body: oneOf(lowering, raw.children.slice(0, branch), raw.from),
    test: oneOf(lowering, raw.children.slice(branch + 1, otherwise < 0 ? undefined : otherwise), raw.to),
    orelse:
      otherwise < 0 ? missing(lowering, raw.to, raw.to) : oneOf(lowering, raw.children.slice(otherwise + 1), raw.to),
    span: spanOf(lowering, raw),
  };
}

function lambda(lowering: Lowering, raw: Raw): Expr {
  const outer = lowering.yields;
  const colon = raw.children.findIndex((child) => child.name === ':');
  const list = raw.children.find((child) => child.name === 'ParamList');
  const result: Expr = {
    kind: 'Lambda',
    parameters: list === undefined ? [] : lambdaParameters(lowering, list),
    body: colon < 0 ? missing(lowering, raw.to, raw.to) : oneOf(lowering, raw.children.slice(colon + 1), raw.to),
    span: spanOf(lowering, raw),
  };
  lowering.yields = outer;
  return result;
}

/** `target := value`, wherever it stands. */
function named(lowering: Lowering, children: readonly Raw[], raw: { from: number; to: number }): Expr {
  const operator = children.findIndex((child) => child.name === 'AssignOp');
  const target = oneOf(lowering, children.slice(0, operator), raw.from);
  const value = oneOf(lowering, children.slice(operator + 1), raw.to);
  if (target.kind !== 'Name') return value;
  const result: NamedExpr = { kind: 'NamedExpr', target, value, span: spanBetween(lowering, raw.from, raw.to) };
  return result;
}

/** Of a YieldExpression or a YieldStatement. */
export function yieldExpression(lowering: Lowering, raw: Raw): Expr {
  lowering.yields = true;
  const span = spanOf(lowering, raw);
  const from = raw.children.findIndex((child) => child.name === 'from');
  if (from >= 0) return { kind: 'YieldFrom', value: oneOf(lowering, raw.children.slice(from + 1), raw.to), span };
  const values = present(raw.children.slice(1));
  return { kind: 'Yield', value: values.length === 0 ? undefined : expressionList(lowering, values, raw.to), span };
}

function dict(lowering: Lowering, raw: Raw): Expr {
  const entries: DictExpr['entries'][number][] = [];
  for (const part of splitAtCommas(inner(raw))) {
    const colon = part.findIndex((child) => child.name === ':');
    const first = part[0];
    if (first?.name === '**') entries.push({ key: undefined, value: oneOf(lowering, part.slice(1), first.to) });
    else if (first !== undefined && colon >= 0) {
      const key = oneOf(lowering, part.slice(0, colon), first.from);
      entries.push({ key, value: oneOf(lowering, part.slice(colon + 1), part[colon]?.to ?? first.to) });
    } else if (first !== undefined) {
      entries.push({ key: expression(lowering, first), value: missing(lowering, first.to, first.to) });
    }
  }
  return { kind: 'Dict', entries, span: spanOf(lowering, raw) };
}

type ComprehensionKind = 'ListComp' | 'SetComp' | 'DictComp' | 'GeneratorExp';

function comprehension(lowering: Lowering, kind: ComprehensionKind, children: readonly Raw[], span: Span): Expr {
  const start = children.findIndex((child) => child.name === 'for' || child.name === 'async');
  const head = children.slice(0, start);
  const from = children[0]?.from ?? 0;
  const colon = head.findIndex((child) => child.name === ':');
  const element = item(lowering, present(colon < 0 ? head : head.slice(0, colon)), from);
  const value = colon < 0 ? undefined : oneOf(lowering, head.slice(colon + 1), from);
  return { kind, element, value, generators: generators(lowering, children.slice(start)), span };
}

const clauseWords = new Set(['for', 'in', 'if', 'async']);

/** `for target in iter if condition …`, flat in the grammar's tree. */
function generators(lowering: Lowering, children: readonly Raw[]): Comprehension[] {
  const result: { target: Expr; iter: Expr; conditions: Expr[] }[] = [];
  for (let i = 0; i < children.length; ) {
    const word = children[i];
    if (word === undefined) break;
    let end = i + 1;
    while (end < children.length && !clauseWords.has(children[end]?.name ?? '')) end++;
    const part = children.slice(i + 1, end);
    const last = result[result.length - 1];
    if (word.name === 'for') {
      const nothing = missing(lowering, word.to, word.to);
      result.push({ target: expressionList(lowering, part, word.to), iter: nothing, conditions: [] });
    } else if (word.name === 'in' && last !== undefined) {
      last.iter = oneOf(lowering, part, word.to);
    } else if (word.name === 'if') {
      last?.conditions.push(oneOf(lowering, part, word.to));
    }
    i = end;
  }
  return result;
}

/** A chain `a.b(c)[d]`, from the innermost out, so that a long one needs no stack. */
function trailers(lowering: Lowering, raw: Raw): Expr {
  const chain: Raw[] = [];
  let base: Raw | undefined = raw;
  while (base !== undefined && (base.name === 'CallExpression' || base.name === 'MemberExpression')) {
    chain.push(base);
    base = base.children[0];
  }
  const innermost = base;
  return deeper(lowering, chain.length, raw, () => {
    let value = innermost === undefined ? missing(lowering, raw.from, raw.from) : expression(lowering, innermost);
    for (let i = chain.length - 1; i >= 0; i--) {
      const link = chain[i];
      if (link !== undefined) value = trailer(lowering, value, link);
    }
    return value;
  });
}

function trailer(lowering: Lowering, value: Expr, raw: Raw): Expr {
  const span = spanOf(lowering, raw);
  if (raw.name === 'CallExpression') {
    const list = raw.children.find((child) => child.name === 'ArgList');
    return { kind: 'Call', func: value, ...callArguments(lowering, list), span };
  }
  const property = raw.children.find((child) => child.name === 'PropertyName');
  const dot = raw.children[1];
  if (dot?.name !== '[') {
    const end = dot?.to ?? raw.to;
    const attr = identifierOf(lowering, property);
    const attrSpan = property === undefined ? spanBetween(lowering, end, end) : spanOf(lowering, property);
    return { kind: 'Attribute', value, attr, attrSpan, span };
  }
  return { kind: 'Subscript', value, index: subscript(lowering, raw, dot), span };
}

function subscript(lowering: Lowering, raw: Raw, bracket: Raw): Expr {
  const last = raw.children[raw.children.length - 1];
  const children = present(raw.children.slice(2, last?.name === ']' ? -1 : undefined));
  const first = children[0];
  const end = children[children.length - 1];
  if (first === undefined || end === undefined) return missing(lowering, bracket.to, bracket.to);
  const elements = splitAtCommas(children).map((part) => index(lowering, part, bracket.to));
  const only = elements[0];
  if (only !== undefined && !children.some((child) => child.name === ',') && only.kind !== 'Starred') return only;
  return { kind: 'Tuple', elements, span: spanBetween(lowering, first.from, end.to) };
}

/** One index: an expression or a slice. */
function index(lowering: Lowering, part: readonly Raw[], from: number): Expr {
  const first = part[0];
  const last = part[part.length - 1];
  if (first === undefined || last === undefined) return missing(lowering, from, from);
  if (!part.some((child) => child.name === ':')) return item(lowering, part, from);
  const bounds: (Raw | undefined)[] = [undefined, undefined, undefined];
  let position = 0;
  for (const child of part) {
    if (child.name === ':') position++;
    else bounds[position] = child;
  }
  const [lower, upper, step] = bounds.map((bound) => (bound === undefined ? undefined : expression(lowering, bound)));
  const slice: Slice = { kind: 'Slice', lower, upper, step, span: spanBetween(lowering, first.from, last.to) };
  return slice;
}

/** The arguments of a call, or the bases of a class. */
export function callArguments(lowering: Lowering, list: Raw | undefined): { args: Expr[]; keywords: Keyword[] } {
  const args: Expr[] = [];
  const keywords: Keyword[] = [];
  if (list === undefined) return { args, keywords };
  const children = inner(list);
  if (children.some((child) => child.name === 'for' || child.name === 'async')) {
    args.push(comprehension(lowering, 'GeneratorExp', children, spanOf(lowering, list)));
    return { args, keywords };
  }
  for (const part of splitAtCommas(children)) argument(lowering, part, args, keywords, list);
  return { args, keywords };
}

function argument(lowering: Lowering, part: readonly Raw[], args: Expr[], keywords: Keyword[], list: Raw): void {
  const [first, second] = part;
  const last = part[part.length - 1];
  if (first === undefined || last === undefined) {
    args.push(missing(lowering, list.from + 1, list.from + 1));
    return;
  }
  const span = spanBetween(lowering, first.from, last.to);
  if (first.name === '**') {
    keywords.push({ name: undefined, value: oneOf(lowering, part.slice(1), first.to), span });
  } else if (second?.name === 'AssignOp' && textOf(lowering, second) === ':=') {
    args.push(named(lowering, part, { from: first.from, to: last.to }));
  } else if (second?.name === 'AssignOp') {
    const value = oneOf(lowering, part.slice(2), second.to);
    keywords.push({ name: identifierOf(lowering, first), value, span });
  } else {
    args.push(item(lowering, part, first.from));
  }
}
