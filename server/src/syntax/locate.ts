/** What stands at an offset. The end of a node counts as inside it: there the cursor rests after typing. */
import type { Expr, ModuleTree, Span, Stmt } from './tree';
import { expressionsIn, expressionsOf, suitesOf } from './walk';

/** The innermost statement at an offset. */
export function statementAt(tree: ModuleTree, offset: number): Stmt | undefined {
  return statementsAt(tree, offset).at(-1);
}

/** The statements around an offset, outermost first. */
export function statementsAt(tree: ModuleTree, offset: number): Stmt[] {
  const path: Stmt[] = [];
  let suites: readonly (readonly Stmt[])[] = [tree.body];
  for (;;) {
    const stmt = suites.map((suite) => statementIn(suite, offset)).find((one) => one !== undefined);
    if (stmt === undefined) return path;
    path.push(stmt);
    suites = suitesOf(stmt);
  }
}

/** The expressions around an offset, outermost first; empty where there is none. */
export function expressionAt(tree: ModuleTree, offset: number): Expr[] {
  const stmt = statementAt(tree, offset);
  const path: Expr[] = [];
  let candidates: readonly Expr[] = stmt === undefined ? [] : expressionsOf(stmt);
  for (;;) {
    const expr = best(candidates, offset);
    if (expr === undefined) return path;
    path.push(expr);
    candidates = expressionsIn(expr);
  }
}

function holds(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}

/** Where two touch at the offset, the one that begins there. */
function best(exprs: readonly Expr[], offset: number): Expr | undefined {
  const around = exprs.filter((expr) => holds(expr.span, offset));
  return around.find((expr) => expr.span.start === offset) ?? around[0];
}

/** By halving: suites are long and in order. */
function statementIn(suite: readonly Stmt[], offset: number): Stmt | undefined {
  let low = 0;
  let high = suite.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((suite[middle]?.span.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const stmt = suite[low - 1];
  return stmt !== undefined && holds(stmt.span, offset) ? stmt : undefined;
}
