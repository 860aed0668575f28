/** Ways over the tree that do not care what each node means. */
import type { Comprehension, Expr, Keyword, Parameters, Pattern, Stmt } from './tree';

/** The expressions directly in an expression, in the order in which they are written. */
export function expressionsIn(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'JoinedStr':
      return formatted(expr.values);
    case 'Int':
    case 'Float':
    case 'Str':
    case 'Bytes':
    case 'True':
    case 'False':
    case 'None':
    case 'Ellipsis':
    case 'Name':
    case 'Missing':
      return [];
    case 'Attribute':
    case 'Starred':
    case 'Await':
      return [expr.value];
    case 'Yield':
    case 'YieldFrom':
      return present(expr.value);
    case 'Subscript':
      return [expr.value, expr.index];
    case 'Slice':
      return present(expr.lower, expr.upper, expr.step);
    case 'Call':
      return inOrder([expr.func, ...expr.args, ...keywordValues(expr.keywords)]);
    case 'BinOp':
    case 'BoolOp':
      return [expr.left, expr.right];
    case 'UnaryOp':
      return [expr.operand];
    case 'Compare':
      return [expr.left, ...expr.comparators];
    case 'IfExp':
      return [expr.body, expr.test, expr.orelse];
    case 'Lambda':
      return [...parameterExpressions(expr.parameters), expr.body];
    case 'Tuple':
    case 'List':
    case 'Set':
      return expr.elements;
    case 'Dict':
      return expr.entries.flatMap(({ key, value }) => present(key, value));
    case 'ListComp':
    case 'SetComp':
    case 'DictComp':
    case 'GeneratorExp':
      return [expr.element, ...present(expr.value), ...expr.generators.flatMap(generatorExpressions)];
    case 'NamedExpr':
      return [expr.target, expr.value];
  }
}

/** The expressions directly in a statement, not those of the statements in it. */
export function expressionsOf(stmt: Stmt): readonly Expr[] {
  switch (stmt.kind) {
    case 'FunctionDef':
      return [...stmt.decorators, ...parameterExpressions(stmt.parameters), ...present(stmt.returns)];
    case 'ClassDef':
      return [...stmt.decorators, ...inOrder([...stmt.bases, ...keywordValues(stmt.keywords)])];
    case 'Return':
      return present(stmt.value);
    case 'Delete':
      return stmt.targets;
    case 'Assign':
      return [...stmt.targets, stmt.value];
    case 'AugAssign':
      return [stmt.target, stmt.value];
    case 'AnnAssign':
      return present(stmt.target, stmt.annotation, stmt.value);
    case 'For':
      return [stmt.target, stmt.iter];
    case 'While':
    case 'If':
      return [stmt.test];
    case 'With':
      return stmt.items.flatMap(({ context, target }) => present(context, target));
    case 'Raise':
      return present(stmt.exception, stmt.cause);
    case 'Try':
      return stmt.handlers.flatMap((handler) => present(handler.type));
    case 'Assert':
      return present(stmt.test, stmt.message);
    case 'Expr':
      return [stmt.value];
    case 'Match':
      return [
        stmt.subject,
        ...stmt.cases.flatMap(({ pattern, guard }) => [...patternExpressions(pattern), ...present(guard)]),
      ];
    case 'Import':
    case 'ImportFrom':
    case 'Global':
    case 'Nonlocal':
    case 'Pass':
    case 'Break':
    case 'Continue':
    case 'Bad':
      return [];
  }
}

/** The suites of a statement, each a list of statements. */
export function suitesOf(stmt: Stmt): readonly (readonly Stmt[])[] {
  switch (stmt.kind) {
    case 'FunctionDef':
    case 'ClassDef':
    case 'With':
      return [stmt.body];
    case 'For':
    case 'While':
    case 'If':
      return [stmt.body, stmt.orelse];
    case 'Try':
      return [stmt.body, ...stmt.handlers.map((handler) => handler.body), stmt.orelse, stmt.finalbody];
    case 'Match':
      return stmt.cases.map((one) => one.body);
    default:
      return [];
  }
}

export interface Visitor {
  /** Returning false leaves out what is inside. */
  readonly statement?: (stmt: Stmt) => boolean | undefined;
  readonly expression?: (expr: Expr) => boolean | undefined;
}

/** Visits every statement and expression, parents first. */
export function visit(stmts: readonly Stmt[], visitor: Visitor): void {
  for (const stmt of stmts) {
    if (visitor.statement?.(stmt) === false) continue;
    if (visitor.expression !== undefined)
      for (const expr of expressionsOf(stmt)) visitExpression(expr, visitor.expression);
    for (const suite of suitesOf(stmt)) visit(suite, visitor);
  }
}

/** Visits an expression and all in it, parents first; `false` leaves out what is inside. */
export function visitExpression(expr: Expr, visitor: (expr: Expr) => boolean | undefined): void {
  if (visitor(expr) === false) return;
  for (const child of expressionsIn(expr)) visitExpression(child, visitor);
}

function present(...exprs: readonly (Expr | undefined)[]): Expr[] {
  return exprs.filter((expr) => expr !== undefined);
}

function keywordValues(keywords: readonly Keyword[]): Expr[] {
  return keywords.map((keyword) => keyword.value);
}

function inOrder(exprs: Expr[]): Expr[] {
  return exprs.sort((a, b) => a.span.start - b.span.start);
}

type JoinedValues = Extract<Expr, { kind: 'JoinedStr' }>['values'];

function formatted(values: JoinedValues): Expr[] {
  return values.flatMap((part) => (typeof part === 'string' ? [] : [part.value, ...formatted(part.format)]));
}

function parameterExpressions(parameters: Parameters): Expr[] {
  return parameters.flatMap((parameter) => present(parameter.annotation, parameter.default));
}

function generatorExpressions(generator: Comprehension): Expr[] {
  return [generator.target, generator.iter, ...generator.conditions];
}

function patternExpressions(pattern: Pattern): Expr[] {
  switch (pattern.kind) {
    case 'MatchValue':
      return [pattern.value];
    case 'MatchMapping':
      return [...pattern.keys, ...pattern.patterns.flatMap(patternExpressions)];
    case 'MatchClass':
      return [
        pattern.cls,
        ...[...pattern.patterns, ...pattern.keywords.map((one) => one.pattern)].flatMap(patternExpressions),
      ];
    case 'MatchSequence':
    case 'MatchOr':
      return pattern.patterns.flatMap(patternExpressions);
    case 'MatchAs':
      return pattern.pattern === undefined ? [] : patternExpressions(pattern.pattern);
    case 'MatchStar':
    case 'MatchUnknown':
      return [];
  }
}
