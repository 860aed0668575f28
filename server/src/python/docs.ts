/** Docstrings. */
import type { Expr, Stmt } from '../syntax';
import { NONE, str, type Value } from './values';

export function docOf(body: readonly Stmt[] | Expr): Value {
  if (!isStatements(body)) return NONE;
  const first = body[0];
  return first?.kind === 'Expr' && first.value.kind === 'Str' ? str(first.value.value) : NONE;
}

/** A function's body is statements, a lambda's an expression. */
export function isStatements(body: readonly Stmt[] | Expr): body is readonly Stmt[] {
  return Array.isArray(body);
}
