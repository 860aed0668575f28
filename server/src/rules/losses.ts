/** Losses, wherever they are computed, and the step that made what they judge. */
import { type Step, tensorOf } from './network';
import type { Subject } from './subject';

export interface Loss {
  readonly step: Step;
  /** What made its input, changes of form left out. */
  readonly input: Step | undefined;
}

export function lossesOf({ networks, outside }: Subject): readonly Loss[] {
  const steps = [...networks.flatMap((n) => n.steps), ...outside];
  return steps
    .filter((s) => s.category === 'loss')
    .map((step) => {
      const producer = tensorOf(step, 'input')?.producer;
      return { step, input: formedBy(step.from.find((s) => s.node.id === producer?.node)) };
    });
}

/** The step before `view`, `squeeze`, `permute` and the like. */
function formedBy(step: Step | undefined): Step | undefined {
  let found = step;
  while (found?.category === 'shape' && found.from.length === 1) found = found.from[0];
  return found;
}
