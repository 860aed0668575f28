/** Statements of the grammar's tree to statements of ours. */
import type { Raw } from '../raw';
import { ERROR } from '../raw';
import { BAD, MAGIC } from '../source';
import type { Alias, Stmt } from '../tree';
import { compoundStatement } from './compound';
import type { Lowering } from './context';
import {
  identifierOf,
  MAX_STATEMENT_DEPTH,
  missing,
  spanBetween,
  spanOf,
  splitAtCommas,
  standsFor,
  textOf,
} from './context';
import { expression, expressionList, items, oneOf, yieldExpression } from './expressions';
import { isBinaryOperator } from './operators';
import { typeDefinition } from './parameters';

/** The statements among `raws`, in order; `;` groups are laid flat. */
export function statements(lowering: Lowering, raws: readonly Raw[]): Stmt[] {
  const result: Stmt[] = [];
  lowering.statementDepth++;
  let decorators: Raw[] = [];
  for (const raw of raws) {
    if (isLooseDecorator(lowering, raw)) {
      decorators.push(raw);
      continue;
    }
    if (raw.name === 'StatementGroup') result.push(...statements(lowering, raw.children));
    else if (raw.name !== ';' && raw.name !== ERROR) result.push(statement(lowering, raw, decorators));
    decorators = [];
  }
  lowering.statementDepth--;
  return result;
}

/** A decorator the grammar cannot read comes disguised as a statement of its own: see dialect.ts. */
function isLooseDecorator(lowering: Lowering, raw: Raw): boolean {
  return raw.name === 'ExpressionStatement' && standsFor(lowering, raw, '@');
}

function statement(lowering: Lowering, raw: Raw, decorators: readonly Raw[]): Stmt {
  if (lowering.statementDepth > MAX_STATEMENT_DEPTH) return { kind: 'Bad', span: spanOf(lowering, raw) };
  const lower = simpleStatements[raw.name];
  if (lower !== undefined) return lower(lowering, raw);
  const loose = decorators.flatMap((one) => (one.children[0] === undefined ? [] : [one.children[0]]));
  return compoundStatement(lowering, raw, loose) ?? { kind: 'Bad', span: spanOf(lowering, raw) };
}

const simpleStatements: Readonly<Record<string, (lowering: Lowering, raw: Raw) => Stmt>> = {
  AssignStatement: assignment,
  UpdateStatement: update,
  ExpressionStatement: expressionStatement,
  YieldStatement: (lowering, raw) => ({
    kind: 'Expr',
    value: yieldExpression(lowering, raw),
    span: spanOf(lowering, raw),
  }),
  PrintStatement: printStatement,
  DeleteStatement: (lowering, raw) => ({
    kind: 'Delete',
    targets: items(lowering, raw.children.slice(1)),
    span: spanOf(lowering, raw),
  }),
  PassStatement: (lowering, raw) => ({ kind: 'Pass', span: spanOf(lowering, raw) }),
  BreakStatement: (lowering, raw) => ({ kind: 'Break', span: spanOf(lowering, raw) }),
  ContinueStatement: (lowering, raw) => ({ kind: 'Continue', span: spanOf(lowering, raw) }),
  ReturnStatement: returnStatement,
  RaiseStatement: raise,
  AssertStatement: assertion,
  ScopeStatement: scope,
  ImportStatement: importStatement,
  TypeDefinition: typeAlias,
};

function expressionStatement(lowering: Lowering, raw: Raw): Stmt {
  const { parsed, given } = lowering.source;
  if (parsed.startsWith(MAGIC, raw.from)) return { kind: 'Pass', span: spanOf(lowering, raw) };
  if (parsed.startsWith(BAD, raw.from)) return { kind: 'Bad', span: given.get(raw.from) ?? spanOf(lowering, raw) };
  return { kind: 'Expr', value: expressionList(lowering, raw.children, raw.from), span: spanOf(lowering, raw) };
}

/** `print` alone is an expression; `print x` is Python 2. */
function printStatement(lowering: Lowering, raw: Raw): Stmt {
  const span = spanOf(lowering, raw);
  if (raw.children.some((child) => child.name !== 'print' && child.name !== ERROR)) {
    lowering.problems.push({ message: "missing parentheses in call to 'print'", span });
    return { kind: 'Bad', span };
  }
  return { kind: 'Expr', value: { kind: 'Name', id: 'print', span }, span };
}

function assignment(lowering: Lowering, raw: Raw): Stmt {
  const span = spanOf(lowering, raw);
  const groups: Raw[][] = [[]];
  let annotation: Raw | undefined;
  let from = raw.from;
  for (const child of raw.children) {
    if (child.name === 'AssignOp') groups.push([]);
    else if (child.name === 'TypeDef') annotation = child;
    else groups[groups.length - 1]?.push(child);
    if (child.name === 'AssignOp') from = child.to;
  }
  const parts = groups.map((group) => expressionList(lowering, group, from));
  const target = parts[0] ?? missing(lowering, raw.from, raw.from);
  if (annotation !== undefined) {
    const type = typeDefinition(lowering, annotation) ?? missing(lowering, annotation.to, annotation.to);
    return { kind: 'AnnAssign', target, annotation: type, value: parts[1], span };
  }
  const value = parts[parts.length - 1] ?? missing(lowering, raw.to, raw.to);
  return { kind: 'Assign', targets: parts.slice(0, -1), value, span };
}

function update(lowering: Lowering, raw: Raw): Stmt {
  const span = spanOf(lowering, raw);
  const at = raw.children.findIndex((child) => child.name === 'UpdateOp');
  const token = raw.children[at];
  const op = token === undefined ? '' : textOf(lowering, token).slice(0, -1);
  if (token === undefined || !isBinaryOperator(op)) return { kind: 'Bad', span };
  const target = expressionList(lowering, raw.children.slice(0, at), raw.from);
  const value = expressionList(lowering, raw.children.slice(at + 1), token.to);
  return { kind: 'AugAssign', target, op, value, span };
}

function returnStatement(lowering: Lowering, raw: Raw): Stmt {
  const values = raw.children.slice(1);
  const value = values.length === 0 ? undefined : expressionList(lowering, values, raw.to);
  const nameSpan = spanBetween(lowering, raw.from, Math.min(raw.to, raw.from + 'return'.length));
  return { kind: 'Return', value, nameSpan, span: spanOf(lowering, raw) };
}

function raise(lowering: Lowering, raw: Raw): Stmt {
  const from = raw.children.findIndex((child) => child.name === 'from');
  const [exception] = raw.children.slice(1);
  return {
    kind: 'Raise',
    exception: exception === undefined ? undefined : expression(lowering, exception),
    cause: from < 0 ? undefined : oneOf(lowering, raw.children.slice(from + 1), raw.to),
    span: spanOf(lowering, raw),
  };
}

function assertion(lowering: Lowering, raw: Raw): Stmt {
  const [test, message] = items(lowering, raw.children.slice(1));
  return { kind: 'Assert', test: test ?? missing(lowering, raw.to, raw.to), message, span: spanOf(lowering, raw) };
}

function scope(lowering: Lowering, raw: Raw): Stmt {
  const names = raw.children.filter((child) => child.name === 'VariableName');
  return {
    kind: raw.children[0]?.name === 'global' ? 'Global' : 'Nonlocal',
    names: names.map((name) => identifierOf(lowering, name)).filter((name) => name !== ''),
    span: spanOf(lowering, raw),
  };
}

/** `type X = value` binds X, as far as shapes care. */
function typeAlias(lowering: Lowering, raw: Raw): Stmt {
  const name = raw.children.find((child) => child.name === 'VariableName');
  const value = raw.children[raw.children.length - 1];
  const target = name === undefined ? missing(lowering, raw.from, raw.from) : expression(lowering, name);
  return {
    kind: 'Assign',
    targets: [target],
    value: oneOf(lowering, value === undefined ? [] : [value], raw.to),
    span: spanOf(lowering, raw),
  };
}

function importStatement(lowering: Lowering, raw: Raw): Stmt {
  const span = spanOf(lowering, raw);
  const { children } = raw;
  const word = children.findIndex((child) => child.name === 'import');
  if (children[0]?.name !== 'from') return { kind: 'Import', names: aliases(lowering, children.slice(1)), span };
  const origin = children.slice(1, word < 0 ? undefined : word);
  const firstName = origin.findIndex((child) => child.name === 'VariableName');
  const dots = origin.slice(0, firstName < 0 ? undefined : firstName);
  return {
    kind: 'ImportFrom',
    module: firstName < 0 ? '' : dottedName(lowering, origin.slice(firstName)),
    level: dots.reduce((level, dot) => level + (dot.to - dot.from), 0),
    names: word < 0 ? [] : aliases(lowering, importList(children.slice(word + 1))),
    span,
  };
}

function importList(children: readonly Raw[]): readonly Raw[] {
  return children.filter((child) => child.name !== '(' && child.name !== ')');
}

function aliases(lowering: Lowering, children: readonly Raw[]): Alias[] {
  return splitAtCommas(importList(children))
    .flatMap((part) => {
      const first = part[0];
      const last = part[part.length - 1];
      if (first === undefined || last === undefined) return [];
      const as = part.findIndex((child) => child.name === 'as');
      const name = first.name === '*' ? '*' : dottedName(lowering, as < 0 ? part : part.slice(0, as));
      const asName = as < 0 ? '' : identifierOf(lowering, part[as + 1]);
      return [{ name, asName: asName === '' ? undefined : asName, span: spanBetween(lowering, first.from, last.to) }];
    })
    .filter((alias) => alias.name !== '');
}

function dottedName(lowering: Lowering, children: readonly Raw[]): string {
  return children
    .filter((child) => child.name === 'VariableName')
    .map((child) => identifierOf(lowering, child))
    .filter((part) => part !== '')
    .join('.');
}
