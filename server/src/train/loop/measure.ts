/** A model on images that it does not learn from. */
import type { Score, TrainingEvent } from '../../protocol';
import type { Part } from '../data/types';
import { type Batches, plainBatches } from './batches';
import { mean } from './metrics';
import type { Session } from './session';
import { validationOf } from './supply';
import { type Tally, tallyOf } from './tally';

interface Validated {
  readonly score: Score;
  readonly predictions: TrainingEvent;
}

export async function validated(session: Session, epoch: number): Promise<Validated> {
  const { score, tally } = await measured(session, session.split.validation, validationOf(session));
  return { score, predictions: tally.event(epoch) };
}

async function measured(
  { trainer, kind, job }: Session,
  part: Part,
  batches: Batches,
): Promise<{ score: Score; tally: Tally }> {
  const tally = tallyOf(part, kind, job.recipe);
  const loss = mean();
  for (let index = 0; index < batches.count; index += 1) {
    const batch = await batches.batch(index);
    const evaluation = await trainer.evaluate(batch);
    loss.add(evaluation.loss, batch.size);
    tally.add(evaluation.output.data, batch.labels);
  }
  return { score: { loss: loss.value(), ...tally.score() }, tally };
}

/** The last weights on test images that took no part, where there are such. */
export async function tested(session: Session): Promise<{ readonly test?: Score }> {
  const { job, split, kind } = session;
  const { test } = split;
  return test === undefined
    ? {}
    : { test: (await measured(session, test, plainBatches(job.recipe, test, kind))).score };
}
