/**
 * Looking for values of several variables. An input that nothing pins down is first tried as a
 * square: all variables equal, or all but the first (`C·H·W = 3072` is 3·32·32). Else one variable
 * takes each value in turn, and the result nearest to a square wins.
 */
import type { Dim, Variable } from './dim';
import { choose, type Domain, domainOf, type Fact, holds, isAbout, tries } from './domain';
import { factorise } from './factor';
import { intersect } from './interval';
import { mul, variable } from './poly';
import { range } from './range';
import { substitute, variablesOf } from './substitute';

export type Values = ReadonlyMap<string, number>;

/** Bounds the search over several variables. */
const triesPerVariable = 1024;
const triesForOddOne = 256;
const domainsPerSearch = 3000;

/** `undefined` when none was found. */
export function assignment(facts: readonly Fact[], variables: readonly Variable[]): Values | undefined {
  return allEqual(facts, variables) ?? byComponent(facts, variables);
}

function allEqual(facts: readonly Fact[], variables: readonly Variable[]): Values | undefined {
  const [first] = variables;
  if (first === undefined) return facts.every((fact) => holds(fact, new Map())) ? new Map() : undefined;
  const bounds = variables.reduce(intersect, { min: -Number.MAX_VALUE, max: Number.POSITIVE_INFINITY });
  if (bounds.min > bounds.max) return undefined;
  const one = variable(first.name, bounds.min, bounds.max);
  const same = new Map(variables.map((v) => [v.name, one]));
  const domain = knownDomain(substituted(facts, same), { ...bounds, name: first.name });
  if (domain === undefined) return undefined;
  const value = choose(domain);
  return new Map(variables.map((v) => [v.name, value]));
}

/** Variables that no fact joins are solved apart. */
function byComponent(facts: readonly Fact[], variables: readonly Variable[]): Values | undefined {
  const chosen = new Map<string, number>();
  for (const group of components(facts, variables)) {
    const names = new Set(group.map((v) => v.name));
    const mine = facts.filter((fact) => variablesOf(fact.dim).some((v) => names.has(v.name)));
    const found = oddOneOut(mine, group) ?? search(mine, group, { domains: domainsPerSearch });
    if (found === undefined) return undefined;
    for (const [name, value] of found) chosen.set(name, value);
  }
  return facts.every((fact) => variablesOf(fact.dim).length > 0 || holds(fact, chosen)) ? chosen : undefined;
}

function components(facts: readonly Fact[], variables: readonly Variable[]): Variable[][] {
  let groups = variables.map((v) => [v]);
  for (const fact of facts) {
    const names = new Set(variablesOf(fact.dim).map((v) => v.name));
    const joined = groups.filter((group) => group.some((v) => names.has(v.name)));
    if (joined.length > 1) groups = [...groups.filter((group) => !joined.includes(group)), joined.flat()];
  }
  return groups;
}

/** The smallest value of the first of at least three that lets the others be equal. */
function oddOneOut(facts: readonly Fact[], variables: readonly Variable[]): Values | undefined {
  const [first, ...others] = variables;
  if (first === undefined || others.length < 2) return undefined;
  const last = Math.min(first.max, first.min + triesForOddOne);
  for (let value = first.min; value <= last; value++) {
    const rest = allEqual(substituted(facts, new Map([[first.name, value]])), others);
    if (rest !== undefined) return new Map([[first.name, value], ...rest]);
  }
  return undefined;
}

function search(
  facts: readonly Fact[],
  variables: readonly Variable[],
  budget: { domains: number },
): Values | undefined {
  const [first, ...others] = variables;
  if (first === undefined) return new Map();
  if (others.length === 0) {
    budget.domains--;
    const domain = knownDomain(facts, first);
    return domain === undefined ? undefined : new Map([[first.name, choose(domain)]]);
  }
  const own = domainOf(
    facts.filter((fact) => isAbout(fact, first.name)),
    first,
  );
  let best: Values | undefined;
  for (const value of own === undefined ? [] : tries(own, triesPerVariable)) {
    if (budget.domains <= 0 || (best !== undefined && spread(best) === 1)) break;
    if (own?.contains(value) !== true) continue;
    const rest = search(substituted(facts, new Map([[first.name, value]])), others, budget);
    if (rest === undefined) continue;
    const found = new Map([[first.name, value], ...rest]);
    if (best === undefined || spread(found) < spread(best)) best = found;
  }
  return best;
}

/** How far from a square: the largest over the smallest. */
function spread(values: Values): number {
  return Math.max(...values.values()) / Math.max(1, Math.min(...values.values()));
}

/** `64·B·(⌊H/2⌋−5) = 0` says that `⌊H/2⌋ = 5`: a factor that is never zero says nothing. */
export function withoutNonzero(d: Dim): Dim {
  if (typeof d === 'number') return d;
  const kept = factorise(d).parts.filter(({ dim }) => range(dim).min <= 0 && range(dim).max >= 0);
  return kept.reduce<Dim>((product, part) => mul(product, part.dim), 1);
}

/** Facts that still name a variable nobody solves for cannot be satisfied here. */
export function knownDomain(facts: readonly Fact[], v: Variable): Domain | undefined {
  return facts.every((fact) => isAbout(fact, v.name)) ? domainOf(facts, v) : undefined;
}

export function substituted(facts: readonly Fact[], values: ReadonlyMap<string, Dim>): Fact[] {
  return facts.map(({ dim, says }) => {
    const put = substitute(dim, values);
    return { dim: says === 'zero' ? withoutNonzero(put) : put, says };
  });
}
