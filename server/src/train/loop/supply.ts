/** Where the batches of a run come from: made when their step asks for them, or ahead of it by another thread. */
import { type Batches, plainBatches, stepsPerEpoch, trainingBatches } from './batches';
import type { Normalisation } from './normalise';
import type { Session } from './session';

/** Batches made elsewhere: the same ones, whatever the timing, for they follow from the recipe and their place alone. */
export interface Supply {
  readonly normalisation: () => Promise<Normalisation>;
  readonly training: (epoch: number, count: number) => Batches;
  readonly validation: (count: number) => Batches;
}

type Given = Pick<Session, 'job' | 'split' | 'kind'>;

export function trainingOf({ job, split, kind }: Given, epoch: number): Batches {
  const { recipe, supply } = job;
  if (supply === undefined) return trainingBatches(recipe, split.train, kind, epoch);
  return supply.training(epoch, stepsPerEpoch(recipe, split.train.count));
}

export function validationOf({ job, split, kind }: Given): Batches {
  const { recipe, supply } = job;
  if (supply === undefined) return plainBatches(recipe, split.validation, kind);
  return supply.validation(Math.ceil(split.validation.count / recipe.batch_size));
}
