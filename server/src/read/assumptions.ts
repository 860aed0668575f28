/** What the network needs of sizes that are not known, in words: one line a variable where that says it all. */
import type { Assumption, Place } from '../graph';
import {
  combineResidues,
  conditions,
  describeResidues,
  display,
  evaluate,
  type Residues,
  range,
  sub,
  variablesOf,
} from '../symbolic';
import type { RequirementRecord } from './record';

/** Sizes up to this are tried when a smallest admissible one is looked for. */
const LARGEST_TRIED = 4096;

export function writeAssumptions(records: readonly RequirementRecord[]): Assumption[] {
  const { facts, others } = remainders(records);
  return [...facts, ...smallest(records), ...others];
}

interface Fact {
  readonly residues: Residues;
  readonly record: RequirementRecord;
}

/** Equalities that hold for some remainders only, joined by variable; the last reason stands for all. */
function remainders(records: readonly RequirementRecord[]): {
  readonly facts: Assumption[];
  readonly others: Assumption[];
} {
  const byVariable = new Map<string, Fact>();
  const others = new Map<string, Assumption>();
  for (const record of records) {
    const { relation, left, right, reason } = record.requirement;
    if (relation === '<=') continue;
    const found = relation === '==' ? conditions(left, right) : undefined;
    for (const residues of found ?? []) {
      const known = byVariable.get(residues.variable);
      const both = known ? combineResidues(known.residues, residues) : residues;
      if (both) byVariable.set(residues.variable, { residues: both, record });
    }
    if (found) continue;
    const text =
      relation === '==' ? `${display(left)} = ${display(right)}` : `${display(right)} is divisible by ${display(left)}`;
    if (!others.has(text)) others.set(text, { text, reason, place: record.place });
  }
  const facts = [...byVariable.values()].map(({ residues, record }) => ({
    text: describeResidues(residues),
    reason: record.requirement.reason,
    place: record.place,
  }));
  return { facts, others: [...others.values()] };
}

/** `H ≥ 32`, from every inequality that speaks of H alone and that larger values satisfy. */
function smallest(records: readonly RequirementRecord[]): Assumption[] {
  const bounds = new Map<string, { readonly least: number; readonly reason: string; readonly place: Place }>();
  for (const { requirement, place } of records) {
    if (requirement.relation !== '<=') continue;
    const slack = sub(requirement.right, requirement.left);
    const names = new Set(variablesOf(slack).map((v) => v.name));
    const [name] = names;
    if (name === undefined || names.size > 1 || range(slack).max !== Number.POSITIVE_INFINITY) continue;
    const least = firstHolding((value) => (evaluate(slack, new Map([[name, value]])) ?? -1) >= 0);
    if (least === undefined || least <= (bounds.get(name)?.least ?? 1)) continue;
    bounds.set(name, { least, reason: requirement.reason, place });
  }
  return [...bounds].map(([name, { least, reason, place }]) => ({ text: `${name} ≥ ${least}`, reason, place }));
}

function firstHolding(holds: (value: number) => boolean): number | undefined {
  for (let value = 1; value <= LARGEST_TRIED; value++) if (holds(value)) return value;
  return undefined;
}
