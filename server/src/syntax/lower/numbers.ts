import type { Expr, Span } from '../tree';

/** The value of a number as written; a complex one is a float that is not a number. */
export function numberConstant(text: string, span: Span): Expr {
  const plain = text.replaceAll('_', '').toLowerCase();
  if (/^0[xob]/.test(plain)) return integer(plain, span);
  if (plain.endsWith('j')) return { kind: 'Float', value: Number.NaN, span };
  if (/[.e]/.test(plain)) return { kind: 'Float', value: Number(plain), span };
  return integer(plain, span);
}

function integer(text: string, span: Span): Expr {
  const value = Number(text);
  return { kind: 'Int', value: Number.isSafeInteger(value) ? value : undefined, span };
}
