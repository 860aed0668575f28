/**
 * Writing a sum as a product where that is easy to see: `16·⌊H/4⌋·⌊W/4⌋ − 48·⌊H/4⌋ − 48·⌊W/4⌋ + 144`
 * is `16·(⌊H/4⌋−3)·(⌊W/4⌋−3)`. Only for showing and solving: the canonical form stays expanded.
 */
import type { Atom, Dim, Poly } from './dim';
import { gcd } from './integer';
import { outermost, splitLinear } from './linear';
import { memo } from './memo';
import { ofAtom, sub } from './poly';
import { dividesAsPoly } from './quotient';
import { wholeRoots } from './roots';

export interface Factors {
  readonly content: number;
  readonly parts: readonly { readonly dim: Dim; readonly power: number }[];
}

const known = memo<Factors>(10_000);

/** `content · Π part^power`; the parts need not be irreducible. */
export function factorise(d: Dim): Factors {
  return typeof d === 'number' ? { content: d, parts: [] } : known(d.id, () => split(d));
}

function split(p: Poly): Factors {
  const content = contentOf(p);
  const found = new Map<string, { dim: Dim; power: number }>();
  let pending: Dim = dividesAsPoly(p, content) ?? p;
  while (typeof pending !== 'number') {
    const part: Poly = factorOf(pending) ?? pending;
    found.set(part.id, { dim: part, power: 1 + (found.get(part.id)?.power ?? 0) });
    pending = dividesAsPoly(pending, part) ?? 1;
  }
  return { content: content * pending, parts: [...found.values()] };
}

/** The gcd of the coefficients, negative when all of them are. */
function contentOf(p: Poly): number {
  const common = p.terms.reduce((g, t) => gcd(g, t.coefficient), p.constant);
  return p.constant <= 0 && p.terms.every((t) => t.coefficient < 0) ? -common : common;
}

/** A proper factor: an atom that is in every term, or `atom + rest`. */
function factorOf(p: Poly): Poly | undefined {
  for (const atom of outermost(p)) {
    for (const candidate of candidates(p, atom)) {
      if (typeof candidate !== 'number' && candidate.id !== p.id && dividesAsPoly(p, candidate) !== undefined)
        return candidate;
    }
  }
  return undefined;
}

/** If `p = slope·atom + rest` has the factor `atom + x`, then x is `rest/slope`. */
function candidates(p: Poly, atom: Atom): Dim[] {
  const itself = ofAtom(atom);
  const parts = splitLinear(p, atom);
  if (parts === undefined) return [itself, ...wholeRoots(p, atom).map((root) => sub(itself, root))];
  const shift = dividesAsPoly(parts.rest, parts.slope);
  return shift === undefined ? [itself] : [itself, sub(itself, sub(0, shift))];
}
