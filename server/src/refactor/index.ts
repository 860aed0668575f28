/** Refactorings of networks: what is offered at a place, and what each would do. */
import type { RefactoringId } from '../config';
import type { Context, Offer, Refactoring } from './context';
import { insertResidual } from './insertResidual';

export type { Context, Offer, Pledge } from './context';
export { effectText } from './effect';
export { type Effect, type Proven, prove, type Read, type ReadAgain } from './examine';
export { applyEdits } from './text';

const REFACTORINGS: Readonly<Record<RefactoringId, Refactoring>> = { insertResidual };

/** All that could be done at the place, not yet proven. */
export function offersAt(context: Context, only?: RefactoringId): Offer[] {
  return Object.values(REFACTORINGS).flatMap((one) =>
    only === undefined || one.id === only ? one.offers(context) : [],
  );
}
