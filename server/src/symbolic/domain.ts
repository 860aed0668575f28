/** The values of one variable that satisfy facts about it. */
import type { Dim, Variable } from './dim';
import { floorOf, modOf } from './integer';
import { everything, type Interval, intersect } from './interval';
import { preimage } from './inverse';
import { admits, combineResidues, conditions, type Residues } from './residues';
import { evaluate, variablesOf } from './substitute';

/** A size that is zero, or one that is at least zero: every constraint is one of these. */
export interface Fact {
  readonly dim: Dim;
  readonly says: 'zero' | 'natural';
}

export interface Domain {
  readonly min: number;
  readonly max: number;
  /** Known when the values are those of one remainder. */
  readonly modulus?: { readonly m: number; readonly r: number };
  readonly contains: (value: number) => boolean;
}

/** How far to look for values one by one where no formula gives them. */
const scanLength = 4096;

export function holds(fact: Fact, values: ReadonlyMap<string, number>): boolean {
  const value = evaluate(fact.dim, values);
  return value !== undefined && (fact.says === 'zero' ? value === 0 : value >= 0);
}

/** `undefined` when no value was found. The facts may name no other variable. */
export function domainOf(facts: readonly Fact[], variable: Variable): Domain | undefined {
  let bounds: Interval = variable;
  let remainder: Residues = { variable: variable.name, modulus: 1, residues: [0] };
  const others: Fact[] = [];
  for (const fact of facts) {
    const known = understand(fact);
    if (known === 'no') return undefined;
    if (known === undefined) {
      others.push(fact);
    } else {
      bounds = intersect(bounds, known.interval ?? everything);
      const both = known.remainder === undefined ? remainder : combineResidues(remainder, known.remainder);
      if (both === undefined) return undefined;
      remainder = both;
    }
  }
  return others.length === 0 ? regular(bounds, remainder) : scanned(bounds, remainder, others, variable.name);
}

interface Known {
  readonly interval?: Interval;
  readonly remainder?: Residues;
}

/** What a fact says as an interval or a remainder; `undefined` if it is neither. */
function understand({ dim, says }: Fact): Known | 'no' | undefined {
  if (typeof dim === 'number') return (says === 'zero' ? dim === 0 : dim >= 0) ? {} : 'no';
  const interval = preimage(dim, { min: 0, max: says === 'zero' ? 0 : Number.POSITIVE_INFINITY });
  if (interval !== undefined) return { interval };
  if (says === 'natural') return undefined;
  const [remainder, another] = conditions(dim, 0) ?? [];
  return remainder === undefined || another !== undefined ? undefined : { remainder };
}

function regular(bounds: Interval, remainder: Residues): Domain | undefined {
  const min = Number.isFinite(bounds.min) ? step(bounds.min, 1, remainder) : bounds.min;
  const max = Number.isFinite(bounds.max) ? step(bounds.max, -1, remainder) : bounds.max;
  if (min > max) return undefined;
  return domain(min, max, remainder, (value) => admits(remainder, value));
}

/** The nearest value in this direction that has the remainder; there is one within the modulus. */
function step(from: number, by: 1 | -1, remainder: Residues): number {
  let value = from;
  while (!admits(remainder, value)) value += by;
  return value;
}

function scanned(bounds: Interval, remainder: Residues, facts: readonly Fact[], name: string): Domain | undefined {
  const fits = (value: number) =>
    admits(remainder, value) && facts.every((fact) => holds(fact, new Map([[name, value]])));
  const first = Math.max(bounds.min, -scanLength);
  const last = Math.min(bounds.max, first + scanLength);
  let min: number | undefined;
  let max = first;
  for (let value = first; value <= last; value++) {
    if (!fits(value)) continue;
    min ??= value;
    max = value;
  }
  if (min === undefined) return undefined;
  // Values right up to where the scan gave up: nothing suggests that they stop there.
  const open = last < bounds.max && max > last - Math.max(64, remainder.modulus);
  return domain(min, open ? bounds.max : max, remainder, fits);
}

function domain(min: number, max: number, remainder: Residues, fits: (value: number) => boolean): Domain {
  const contains = (value: number) => value >= min && value <= max && fits(value);
  const [r = 0, another] = remainder.residues;
  if (another !== undefined || remainder.modulus === 1) return { min, max, contains };
  return { min, max, contains, modulus: { m: remainder.modulus, r } };
}

const preferred = [224, 32, 64, 256, 128, 299, 28];

/** A sensible size: a usual one, else the roundest of the small ones. */
export function choose(d: Domain): number {
  const usual = preferred.find(d.contains);
  if (usual !== undefined) return usual;
  const start = Number.isFinite(d.min) ? d.min : 1;
  for (const round of [32, 16, 8, 4, 2, 1]) {
    const first = start + modOf(-start, round);
    for (let i = 0; i < 64; i++) if (d.contains(first + i * round)) return first + i * round;
  }
  return d.min;
}

/** Whether a fact is about this variable and no other. */
export function isAbout(fact: Fact, name: string): boolean {
  return variablesOf(fact.dim).every((v) => v.name === name);
}

/** Values to try for one of several variables, the usual ones first. */
export function* tries({ min, max }: Interval, count: number): Generator<number> {
  for (const value of preferred) if (value >= min && value <= max) yield value;
  const first = Number.isFinite(min) ? min : floorOf(-count, 2);
  for (let value = first; value <= Math.min(max, first + count); value++) {
    if (!preferred.includes(value)) yield value;
  }
}
