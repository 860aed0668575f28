/** Statements with suites. */
import type { Raw } from '../raw';
import { ERROR } from '../raw';
import type { ExceptHandler, Expr, If, MatchCase, Span, Stmt, With } from '../tree';
import type { Lowering } from './context';
import { identifierOf, inner, MAX_STATEMENT_DEPTH, missing, newSpan, spanBetween, spanOf, standsFor } from './context';
import { callArguments, expression, expressionList, oneOf } from './expressions';
import { functionParameters, typeDefinition } from './parameters';
import { casePattern } from './patterns';

/** `loose` are decorators that came as statements of their own. */
export function compoundStatement(lowering: Lowering, raw: Raw, loose: readonly Raw[]): Stmt | undefined {
  switch (raw.name) {
    case 'FunctionDefinition':
      return functionDefinition(lowering, raw, loose);
    case 'ClassDefinition':
      return classDefinition(lowering, raw, loose);
    case 'DecoratedStatement':
      return decorated(lowering, raw, loose);
    case 'IfStatement':
      return ifStatement(lowering, raw);
    case 'WhileStatement':
      return whileStatement(lowering, raw);
    case 'ForStatement':
      return forStatement(lowering, raw);
    case 'TryStatement':
      return tryStatement(lowering, raw);
    case 'WithStatement':
      return withStatement(lowering, raw);
    case 'MatchStatement':
      return match(lowering, raw);
    default:
      return undefined;
  }
}

/** A compound statement ends where its last statement ends, not at the line break after it. */
function spanUntil(lowering: Lowering, from: number, raw: Raw, bodies: readonly (readonly Stmt[])[]): Span {
  const start = lowering.source.at(from);
  for (let i = bodies.length - 1; i >= 0; i--) {
    const last = bodies[i]?.[(bodies[i]?.length ?? 0) - 1];
    if (last !== undefined) return newSpan(lowering, start, last.span.end);
  }
  return newSpan(lowering, start, lowering.source.at(lastTokenEnd(raw)));
}

function lastTokenEnd(raw: Raw): number {
  let node = raw;
  for (;;) {
    const last = node.children[node.children.length - 1];
    if (last === undefined) return node.to;
    node = last;
  }
}

function suite(lowering: Lowering, body: Raw | undefined): Stmt[] {
  return body === undefined ? [] : lowering.whole.statements(lowering, body.children.slice(1));
}

/** The Body after the keyword at `children[index]`, and what stands between the two. */
function clause(raw: Raw, index: number): { head: readonly Raw[]; body: Raw | undefined } {
  const end = raw.children.findIndex((child, i) => i > index && child.name === 'Body');
  return {
    head: raw.children.slice(index + 1, end < 0 ? undefined : end),
    body: end < 0 ? undefined : raw.children[end],
  };
}

function keywordIndex(raw: Raw, keyword: string): number {
  return raw.children.findIndex((child) => child.name === keyword);
}

function elseSuite(lowering: Lowering, raw: Raw): Stmt[] {
  const index = keywordIndex(raw, 'else');
  return index < 0 ? [] : suite(lowering, clause(raw, index).body);
}

function decorated(lowering: Lowering, raw: Raw, loose: readonly Raw[]): Stmt | undefined {
  const definition = raw.children[raw.children.length - 1];
  const decorators = [...loose, ...raw.children.filter((child) => child.name === 'Decorator')];
  return definition === undefined || definition.name === ERROR || definition.name === 'Decorator'
    ? undefined
    : compoundStatement(lowering, definition, decorators);
}

/** `@a.b(c)`, or a disguised decorator that is an expression already. */
function decorator(lowering: Lowering, raw: Raw): Expr {
  if (raw.name !== 'Decorator') return expression(lowering, raw);
  let value: Expr | undefined;
  const first = raw.children[1]?.from ?? raw.to;
  for (const child of raw.children.slice(1)) {
    const span = spanBetween(lowering, first, child.to);
    if (child.name === 'VariableName') {
      const name = identifierOf(lowering, child);
      const attrSpan = spanOf(lowering, child);
      if (value !== undefined) value = { kind: 'Attribute', value, attr: name, attrSpan, span };
      else if (name !== '') value = { kind: 'Name', id: name, span };
    } else if (child.name === 'ArgList' && value !== undefined) {
      value = { kind: 'Call', func: value, ...callArguments(lowering, child), span };
    }
  }
  return value ?? missing(lowering, first, first);
}

/** What functions and classes have in common. */
function definition(lowering: Lowering, raw: Raw, decorators: readonly Raw[]) {
  const name = raw.children.find((child) => child.name === 'VariableName');
  const body = raw.children.find((child) => child.name === 'Body');
  const after = raw.children[0]?.to ?? raw.from;
  return {
    from: decorators[0]?.from ?? raw.from,
    name: identifierOf(lowering, name),
    nameSpan: name === undefined ? spanBetween(lowering, after, after) : spanOf(lowering, name),
    headerSpan: spanBetween(lowering, raw.from, body?.from ?? raw.to),
    decorators: decorators.map((one) => decorator(lowering, one)),
    body,
  };
}

function functionDefinition(lowering: Lowering, raw: Raw, loose: readonly Raw[]): Stmt {
  const { from, body: bodyRaw, ...common } = definition(lowering, raw, loose);
  const list = raw.children.find((child) => child.name === 'ParamList');
  const parameters = list === undefined ? [] : functionParameters(lowering, list);
  const returns = typeDefinition(
    lowering,
    raw.children.find((child) => child.name === 'TypeDef'),
  );
  const outer = lowering.yields;
  lowering.yields = false;
  const body = suite(lowering, bodyRaw);
  const isGenerator = lowering.yields;
  lowering.yields = outer;
  const isAsync = raw.children[0]?.name === 'async';
  const span = spanUntil(lowering, from, raw, [body]);
  return { kind: 'FunctionDef', ...common, parameters, returns, body, isAsync, isGenerator, span };
}

function classDefinition(lowering: Lowering, raw: Raw, loose: readonly Raw[]): Stmt {
  const { from, body: bodyRaw, ...common } = definition(lowering, raw, loose);
  const { args: bases, keywords } = callArguments(
    lowering,
    raw.children.find((child) => child.name === 'ArgList'),
  );
  const body = suite(lowering, bodyRaw);
  return { kind: 'ClassDef', ...common, bases, keywords, body, span: spanUntil(lowering, from, raw, [body]) };
}

/** `elif` nests; built from the last one in. */
function ifStatement(lowering: Lowering, raw: Raw): Stmt {
  const starts = raw.children.flatMap((child, i) => (child.name === 'if' || child.name === 'elif' ? [i] : []));
  // Each `elif` nests one level in the tree.
  const deepest = MAX_STATEMENT_DEPTH - lowering.statementDepth + 1;
  const kept = starts.slice(0, Math.max(1, deepest));
  const clauses = kept.map((start) => {
    const { head, body } = clause(raw, start);
    const token = raw.children[start];
    return {
      from: token?.from ?? raw.from,
      test: oneOf(lowering, head, token?.to ?? raw.from),
      body: suite(lowering, body),
    };
  });
  let orelse: readonly Stmt[] = elseSuite(lowering, raw);
  if (kept.length < starts.length) orelse = [{ kind: 'Bad', span: spanOf(lowering, raw) }];
  for (let i = clauses.length - 1; i > 0; i--) {
    const one = clauses[i];
    if (one !== undefined) orelse = [ifNode(lowering, raw, one, orelse)];
  }
  const first = clauses[0] ?? { from: raw.from, test: missing(lowering, raw.to, raw.to), body: [] };
  return ifNode(lowering, raw, first, orelse);
}

function ifNode(
  lowering: Lowering,
  raw: Raw,
  one: { from: number; test: Expr; body: Stmt[] },
  orelse: readonly Stmt[],
): If {
  const span = spanUntil(lowering, one.from, raw, [one.body, orelse]);
  return { kind: 'If', test: one.test, body: one.body, orelse, span };
}

function whileStatement(lowering: Lowering, raw: Raw): Stmt {
  const { head, body: bodyRaw } = clause(raw, 0);
  const test = oneOf(lowering, head, raw.children[0]?.to ?? raw.from);
  const body = suite(lowering, bodyRaw);
  const orelse = elseSuite(lowering, raw);
  return { kind: 'While', test, body, orelse, span: spanUntil(lowering, raw.from, raw, [body, orelse]) };
}

function forStatement(lowering: Lowering, raw: Raw): Stmt {
  const start = keywordIndex(raw, 'for');
  const { head, body: bodyRaw } = clause(raw, start);
  const middle = head.findIndex((child) => child.name === 'in');
  const after = raw.children[start]?.to ?? raw.from;
  const target = expressionList(lowering, middle < 0 ? head : head.slice(0, middle), after);
  const iter =
    middle < 0
      ? missing(lowering, after, after)
      : expressionList(lowering, head.slice(middle + 1), head[middle]?.to ?? after);
  const body = suite(lowering, bodyRaw);
  const orelse = elseSuite(lowering, raw);
  return { kind: 'For', target, iter, body, orelse, span: spanUntil(lowering, raw.from, raw, [body, orelse]) };
}

function tryStatement(lowering: Lowering, raw: Raw): Stmt {
  const handlers: ExceptHandler[] = [];
  const body = suite(lowering, clause(raw, 0).body);
  raw.children.forEach((child, i) => {
    if (child.name === 'except') handlers.push(handler(lowering, raw, child, clause(raw, i)));
  });
  const orelse = elseSuite(lowering, raw);
  const last = keywordIndex(raw, 'finally');
  const finalbody = last < 0 ? [] : suite(lowering, clause(raw, last).body);
  const bodies = [body, ...handlers.map((one) => one.body), orelse, finalbody];
  return { kind: 'Try', body, handlers, orelse, finalbody, span: spanUntil(lowering, raw.from, raw, bodies) };
}

function handler(
  lowering: Lowering,
  raw: Raw,
  word: Raw,
  { head, body: bodyRaw }: ReturnType<typeof clause>,
): ExceptHandler {
  const parts = head.filter((child) => child.name !== '*' && child.name !== ERROR);
  const as = parts.findIndex((child) => child.name === 'as');
  const types = as < 0 ? parts : parts.slice(0, as);
  const name = as < 0 ? '' : identifierOf(lowering, parts[as + 1]);
  const body = suite(lowering, bodyRaw);
  return {
    type: types.length === 0 ? undefined : expressionList(lowering, types, word.to),
    name: name === '' ? undefined : name,
    body,
    span: spanUntil(lowering, word.from, raw, [body]),
  };
}

function withStatement(lowering: Lowering, raw: Raw): Stmt {
  const { head, body: bodyRaw } = clause(raw, keywordIndex(raw, 'with'));
  const withItems = itemsOfWith(lowering, head);
  const body = suite(lowering, bodyRaw);
  return { kind: 'With', items: withItems, body, span: spanUntil(lowering, raw.from, raw, [body]) };
}

type WithItem = With['items'][number];

/** `as` may have reached the grammar as a comma: see dialect.ts. Parentheses around all items are not a tuple. */
function itemsOfWith(lowering: Lowering, head: readonly Raw[]): WithItem[] {
  const present = head.filter((child) => child.name !== ERROR);
  const only = present[0];
  if (present.length === 1 && only?.name === 'TupleExpression') return itemsOfWith(lowering, inner(only));
  const result: WithItem[] = [];
  let isTarget = false;
  for (const child of present) {
    if (child.name === 'as' || child.name === ',') {
      isTarget = child.name === 'as' || standsFor(lowering, child, 'as');
      continue;
    }
    const value = expression(lowering, child);
    const last = result.pop();
    if (!isTarget || last === undefined)
      result.push(...(last === undefined ? [] : [last]), { context: value, target: undefined });
    else result.push({ context: last.context, target: value });
    isTarget = false;
  }
  return result;
}

function match(lowering: Lowering, raw: Raw): Stmt {
  const body = raw.children.find((child) => child.name === 'MatchBody');
  const head = raw.children.slice(1, body === undefined ? undefined : raw.children.indexOf(body));
  const cases = (body?.children ?? []).flatMap((child) =>
    child.name === 'MatchClause' ? [matchCase(lowering, child)] : [],
  );
  const span = spanUntil(
    lowering,
    raw.from,
    raw,
    cases.map((one) => one.body),
  );
  return { kind: 'Match', subject: expressionList(lowering, head, raw.to), cases, span };
}

function matchCase(lowering: Lowering, raw: Raw): MatchCase {
  const { head, body } = clause(raw, 0);
  const guard = head.find((child) => child.name === 'Guard');
  return {
    pattern: casePattern(
      lowering,
      head.filter((child) => child.name !== 'Guard'),
    ),
    guard: guard === undefined ? undefined : oneOf(lowering, guard.children.slice(1), guard.to),
    body: suite(lowering, body),
  };
}
