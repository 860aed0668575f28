/** Refactorings of networks: what is offered at a place, and what each would do. */
import type { RefactoringId } from '../config';
import { adaptiveHead } from './adaptiveHead';
import { annotate } from './annotate';
import type { Context, Offer, Refactoring } from './context';
import { extractRepeated } from './extractRepeated';
import { functional } from './functional';
import { insertActivation } from './insertActivation';
import { insertDropout } from './insertDropout';
import { insertNorm } from './insertNorm';
import { insertResidual } from './insertResidual';
import { resize } from './resize';
import { separable } from './separable';
import { sequential } from './sequential';
import { stack } from './stack';
import { upsample } from './upsample';
import { width } from './width';
import { wrapResidual } from './wrapResidual';

export type { Context, Offer, Pledge } from './context';
export { effectText } from './effect';
export { type Effect, type Proven, prove, type Read, type ReadAgain } from './examine';
export { sitesIn } from './site';
export { channelsOut } from './sizes';
export { BLOCKS, type BlockSnippet, snippetSource } from './snippets';
export { applyEdits } from './text';

/** In the order of the menu. */
const REFACTORINGS: Readonly<Record<RefactoringId, Refactoring>> = {
  insertResidual,
  wrapResidual,
  insertNorm,
  insertActivation,
  insertDropout,
  resize,
  adaptiveHead,
  upsample,
  separable,
  stack,
  extractRepeated,
  sequential,
  functional,
  width,
  annotate,
};

/** All that could be done at the place, not yet proven. */
export function offersAt(context: Context, only?: RefactoringId): Offer[] {
  return Object.values(REFACTORINGS).flatMap((one) =>
    only === undefined || one.id === only ? one.offers(context) : [],
  );
}
