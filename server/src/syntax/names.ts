/**
 * Which names a statement binds, mentions and changes. All three look into compound statements; `bound` does not look
 * into the functions, classes and comprehensions it finds there, whose names are their own, `mentioned` does.
 */
import type { Expr, Pattern, Stmt } from './tree';
import { expressionsOf, suitesOf, visit, visitExpression } from './walk';

/** Names that running the statements may bind (or delete) in their own scope. */
export function boundNames(stmts: readonly Stmt[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const stmt of stmts) bind(stmt, names);
  return names;
}

function bind(stmt: Stmt, names: Set<string>): void {
  for (const expr of expressionsOf(stmt)) walrus(expr, names);
  switch (stmt.kind) {
    case 'FunctionDef':
    case 'ClassDef':
      if (stmt.name !== '') names.add(stmt.name);
      return;
    case 'Assign':
    case 'Delete':
      for (const target of stmt.targets) targetNames(target, names);
      return;
    case 'AugAssign':
    case 'AnnAssign':
      targetNames(stmt.target, names);
      return;
    case 'Import':
    case 'ImportFrom':
      for (const alias of stmt.names)
        names.add(alias.asName ?? (stmt.kind === 'Import' ? firstPart(alias.name) : alias.name));
      return;
    case 'For':
      targetNames(stmt.target, names);
      break;
    case 'With':
      for (const { target } of stmt.items) if (target !== undefined) targetNames(target, names);
      break;
    case 'Try':
      for (const handler of stmt.handlers) if (handler.name !== undefined) names.add(handler.name);
      break;
    case 'Match':
      for (const { pattern } of stmt.cases) patternNames(pattern, names);
      break;
    default:
  }
  for (const suite of suitesOf(stmt)) for (const child of suite) bind(child, names);
}

function firstPart(dotted: string): string {
  const dot = dotted.indexOf('.');
  return dot < 0 ? dotted : dotted.slice(0, dot);
}

/** The plain names in a target; attributes and items are changes, not bindings. */
export function targetNames(target: Expr, names: Set<string>): void {
  if (target.kind === 'Name') names.add(target.id);
  else if (target.kind === 'Starred') targetNames(target.value, names);
  else if (target.kind === 'Tuple' || target.kind === 'List')
    for (const element of target.elements) targetNames(element, names);
}

/** `:=` binds in the scope around its comprehension too, but not around its lambda. */
function walrus(expr: Expr, names: Set<string>): void {
  visitExpression(expr, (one) => {
    if (one.kind === 'NamedExpr') names.add(one.target.id);
    return one.kind !== 'Lambda';
  });
}

function patternNames(pattern: Pattern, names: Set<string>): void {
  switch (pattern.kind) {
    case 'MatchAs':
      if (pattern.name !== undefined) names.add(pattern.name);
      if (pattern.pattern !== undefined) patternNames(pattern.pattern, names);
      break;
    case 'MatchStar':
      if (pattern.name !== undefined) names.add(pattern.name);
      break;
    case 'MatchMapping':
      if (pattern.rest !== undefined) names.add(pattern.rest);
      for (const one of pattern.patterns) patternNames(one, names);
      break;
    case 'MatchClass':
      for (const one of [...pattern.patterns, ...pattern.keywords.map(({ pattern: inner }) => inner)])
        patternNames(one, names);
      break;
    case 'MatchSequence':
    case 'MatchOr':
      for (const one of pattern.patterns) patternNames(one, names);
      break;
    default:
  }
}

/** Every name read or written anywhere in the statements, functions and classes included. */
export function mentionedNames(stmts: readonly Stmt[]): ReadonlySet<string> {
  const names = new Set(boundNames(stmts));
  visit(stmts, {
    statement: (stmt) => {
      if (stmt.kind === 'Global' || stmt.kind === 'Nonlocal') for (const name of stmt.names) names.add(name);
      return true;
    },
    expression: (expr) => {
      if (expr.kind === 'Name') names.add(expr.id);
      return true;
    },
  });
  return names;
}

/**
 * Names whose object the statements may change in place without binding them: `x.a = …`, `x[0] += …`, `del x[0]`, and
 * `x.f(…)` or `f(x)`, which may do anything to x. The root name only.
 */
export function changedNames(stmts: readonly Stmt[]): ReadonlySet<string> {
  const names = new Set<string>();
  visit(stmts, {
    statement: (stmt) => {
      for (const target of targetsOf(stmt)) changedRoots(target, names);
      return true;
    },
    expression: (expr) => {
      if (expr.kind !== 'Call') return true;
      if (expr.func.kind === 'Attribute') addRoot(expr.func.value, names);
      for (const argument of [...expr.args, ...expr.keywords.map((keyword) => keyword.value)]) addRoot(argument, names);
      return true;
    },
  });
  return names;
}

/** `root.attribute` for every attribute the statements assign, as loops and branches need to forget. */
export function assignedAttributes(
  stmts: readonly Stmt[],
): readonly { readonly root: string; readonly attr: string }[] {
  const result: { root: string; attr: string }[] = [];
  const add = (target: Expr): void => {
    if (target.kind === 'Tuple' || target.kind === 'List') for (const element of target.elements) add(element);
    else if (target.kind === 'Starred') add(target.value);
    else if (target.kind === 'Attribute') {
      const root = rootName(target.value);
      if (root !== undefined) result.push({ root, attr: target.attr });
    }
  };
  visit(stmts, {
    statement: (stmt) => {
      for (const target of targetsOf(stmt)) add(target);
      return true;
    },
  });
  return result;
}

function targetsOf(stmt: Stmt): readonly Expr[] {
  switch (stmt.kind) {
    case 'Assign':
    case 'Delete':
      return stmt.targets;
    case 'AugAssign':
    case 'AnnAssign':
    case 'For':
      return [stmt.target];
    case 'With':
      return stmt.items.flatMap(({ target }) => (target === undefined ? [] : [target]));
    default:
      return [];
  }
}

function changedRoots(target: Expr, names: Set<string>): void {
  if (target.kind === 'Tuple' || target.kind === 'List')
    for (const element of target.elements) changedRoots(element, names);
  else if (target.kind === 'Starred') changedRoots(target.value, names);
  else if (target.kind === 'Attribute' || target.kind === 'Subscript') addRoot(target.value, names);
}

function addRoot(expr: Expr, names: Set<string>): void {
  const root = rootName(expr.kind === 'Starred' ? expr.value : expr);
  if (root !== undefined) names.add(root);
}

/** The name that `a.b[0].c` begins with. */
export function rootName(expr: Expr): string | undefined {
  let at = expr;
  while (at.kind === 'Attribute' || at.kind === 'Subscript') at = at.value;
  return at.kind === 'Name' ? at.id : undefined;
}
