/** What the network needs of sizes that are not known, in words. */
import type { Assumption } from '../graph';
import { display, residues } from '../symbolic';
import type { RequirementRecord } from './record';

export function writeAssumptions(requirements: readonly RequirementRecord[]): Assumption[] {
  const seen = new Set<string>();
  const assumptions: Assumption[] = [];
  for (const { requirement, place } of requirements) {
    const text = wording(requirement);
    if (seen.has(text)) continue;
    seen.add(text);
    assumptions.push({ text, reason: requirement.reason, place });
  }
  return assumptions;
}

function wording({ relation, left, right }: RequirementRecord['requirement']): string {
  if (relation === 'divides') return `${display(right)} is divisible by ${display(left)}`;
  if (relation === '<=') return `${display(left)} ≤ ${display(right)}`;
  const when = residues(left, right);
  if (when && when.residues.length === 1 && when.residues[0] === 0) return `${when.variable} is divisible by ${when.modulus}`;
  if (when && when.residues.length > 0) return `${when.variable} mod ${when.modulus} is ${when.residues.join(' or ')}`;
  return `${display(left)} = ${display(right)}`;
}
