/** For which remainders of its variables a size equals another: "only when H is divisible by 16". */
import { type Case, casesOf, moduliOf } from './cases';
import { judgeDirectly, type Truth, unanimous, vanishing } from './compare';
import type { Dim } from './dim';
import { lcm, modOf } from './integer';
import { sub } from './poly';

/** `variable mod modulus` is one of `residues`, which are sorted. */
export interface Residues {
  readonly variable: string;
  readonly modulus: number;
  readonly residues: readonly number[];
}

/** More remainders than this are not worth listing. */
const modulusLimit = 4096;

/** The one condition under which `a` equals `b`; `undefined` when there is no such single condition. */
export function residues(a: Dim, b: Dim): Residues | undefined {
  const [only, another] = conditions(a, b) ?? [];
  return another === undefined ? only : undefined;
}

/**
 * The conditions, one per variable, that hold together exactly when `a` equals `b`. `undefined` when
 * equality depends on more than remainders, or never holds; empty when it always does.
 */
export function conditions(a: Dim, b: Dim): readonly Residues[] | undefined {
  const difference = sub(a, b);
  const moduli = moduliOf(difference);
  const cases = casesOf(difference, moduli);
  if (cases === undefined) return undefined;
  const truths = cases.map((c) => judgeDirectly(c.dim, vanishing));
  const holding = cases.filter((_, i) => truths[i] === 'yes');
  if (truths.includes('maybe') || holding.length === 0) return undefined;
  const found = [...moduli].map(([variable, modulus]) => ({
    variable,
    modulus,
    residues: remaindersOf(holding, variable),
  }));
  // Conditions on single variables say it all only if every combination of them holds.
  const combinations = found.reduce((n, f) => n * f.residues.length, 1);
  return combinations === holding.length ? found.map(reduced).filter((f) => f.modulus > 1) : undefined;
}

/** Both facts at once; `undefined` when they exclude each other or are about different variables. */
export function combineResidues(a: Residues, b: Residues): Residues | undefined {
  const modulus = lcm(a.modulus, b.modulus);
  if (a.variable !== b.variable || modulus > modulusLimit) return undefined;
  const both: number[] = [];
  for (let r = 0; r < modulus; r++) if (admits(a, r) && admits(b, r)) both.push(r);
  return both.length === 0 ? undefined : reduced({ variable: a.variable, modulus, residues: both });
}

/** Whether the fact allows this value of its variable. */
export function admits(fact: Residues, value: number): boolean {
  return fact.residues.includes(modOf(value, fact.modulus));
}

/** `equal` for those values of the variables that the facts allow. */
export function equalUnder(a: Dim, b: Dim, facts: readonly Residues[]): Truth {
  const difference = sub(a, b);
  const moduli = moduliOf(difference);
  for (const fact of facts) moduli.set(fact.variable, lcm(moduli.get(fact.variable) ?? 1, fact.modulus));
  const cases = casesOf(difference, moduli);
  if (cases === undefined) return 'maybe';
  return unanimous(cases.filter((c) => allowed(c, facts)).map((c) => judgeDirectly(c.dim, vanishing)));
}

/** For people: "H is divisible by 16". */
export function describeResidues({ variable, modulus, residues: list }: Residues): string {
  const [first = 0, ...others] = list;
  const last = list.at(-1) ?? first;
  if (others.length === 0 && modulus === 2) return `${variable} is ${first === 0 ? 'even' : 'odd'}`;
  if (others.length === 0)
    return first === 0 ? `${variable} is divisible by ${modulus}` : `${variable} mod ${modulus} is ${first}`;
  if (list.length === modulus - 1 && first === 1) return `${variable} is not divisible by ${modulus}`;
  if (last - first === list.length - 1) return `${variable} mod ${modulus} is ${first} to ${last}`;
  return `${variable} mod ${modulus} is ${list.slice(0, -1).join(', ')} or ${last}`;
}

function allowed(c: Case, facts: readonly Residues[]): boolean {
  return facts.every((fact) => {
    const remainder = c.remainders.get(fact.variable);
    return remainder === undefined || admits(fact, remainder);
  });
}

function remaindersOf(cases: readonly Case[], variable: string): number[] {
  return [...new Set(cases.map((c) => c.remainders.get(variable) ?? 0))].sort((a, b) => a - b);
}

/** The same set with the smallest modulus: {0, 2} mod 4 is {0} mod 2. */
function reduced(fact: Residues): Residues {
  for (let modulus = 1; modulus < fact.modulus; modulus++) {
    if (fact.modulus % modulus !== 0) continue;
    const repeats = fact.modulus / modulus;
    const rests = [...new Set(fact.residues.map((r) => r % modulus))].sort((a, b) => a - b);
    if (rests.length * repeats === fact.residues.length) return { variable: fact.variable, modulus, residues: rests };
  }
  return fact;
}
