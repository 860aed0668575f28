/**
 * Training, from the first step to the last. No files, no clock of its own: what is kept goes through `Keeper`, what
 * is told through `report`, so that the same loop runs on the command line, behind the panel and in tests.
 */
import type { EndEvent, TrainingMode } from '../../protocol';
import { messageOf, TrainError } from '../files/errors';
import { oneEpoch } from './epoch';
import { findLearningRate } from './findRate';
import { tested } from './measure';
import { overfitOneBatch } from './oneBatch';
import { begin, type Job, type Session } from './session';

export async function trainModel(job: Job, mode: TrainingMode = 'train'): Promise<EndEvent> {
  const started = job.surroundings.now();
  const outcome = await attempt(job, mode);
  const end: EndEvent = { event: 'end', ...outcome, seconds: job.surroundings.now() - started };
  job.surroundings.report(end);
  return end;
}

type Outcome = Omit<EndEvent, 'event' | 'seconds'>;

async function attempt(job: Job, mode: TrainingMode): Promise<Outcome> {
  let session: Session | undefined;
  try {
    session = await begin(job);
    return await inMode(session, mode);
  } catch (error) {
    if (!(error instanceof TrainError)) throw error;
    return { reason: 'failed', message: messageOf(error), ...bestOf(session) };
  } finally {
    await session?.trainer.dispose();
  }
}

function inMode(session: Session, mode: TrainingMode): Promise<Outcome> {
  switch (mode) {
    case 'train':
      return allEpochs(session);
    case 'overfit-one-batch':
      return overfitOneBatch(session);
    case 'find-learning-rate':
      return findLearningRate(session);
  }
}

async function allEpochs(session: Session): Promise<Outcome> {
  const { recipe } = session.job;
  const done = session.progress.epoch;
  if (done >= recipe.epochs) {
    const message = `This run has done its ${done} epochs: for more of them, raise "epochs" in the recipe above ${done}.`;
    return { reason: 'finished', message, ...bestOf(session), ...(await tested(session)) };
  }
  for (let epoch = session.progress.epoch + 1; epoch <= recipe.epochs; epoch += 1) {
    const ended = await oneEpoch(session, epoch);
    if (ended !== undefined) return { ...ended, ...bestOf(session) };
    if (recipe.early_stopping > 0 && session.progress.sinceLower >= recipe.early_stopping && epoch < recipe.epochs) {
      const message = `The validation loss has not fallen for ${recipe.early_stopping} epochs.`;
      return { reason: 'early-stopping', message, ...bestOf(session), ...(await tested(session)) };
    }
  }
  return { reason: 'finished', ...bestOf(session), ...(await tested(session)) };
}

function bestOf(session: Session | undefined): Pick<EndEvent, 'best' | 'checkpoint'> {
  const best = session?.progress.best;
  const checkpoint = session?.checkpoint;
  return { ...(best !== undefined && { best }), ...(checkpoint !== undefined && { checkpoint }) };
}
