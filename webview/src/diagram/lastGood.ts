/** While code is broken, the last picture that could be drawn stays, with the error beside it. */
import type { DiagramAnswer, DiagramModel } from '../../../server/src/protocol';
import type { Shown } from './view';

export function afterReading(before: Shown | undefined, { shown, models }: DiagramAnswer): Shown | undefined {
  if (!shown) return before && { ...before, isStale: true };
  const isSame = before?.model.model === shown.model || before?.model.cls === shown.cls;
  if (before && isSame && isBroken(shown) && !isBroken(before.model))
    return { model: before.model, models, problems: shown.problems, isStale: true };
  return { model: shown, models, problems: shown.problems, isStale: false };
}

const isBroken = ({ diagram }: DiagramModel): boolean => diagram.nodes.some(({ look }) => look === 'error');
