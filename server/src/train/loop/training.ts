/**
 * Training, from the first step to the last. No files, no clock of its own: what is kept goes through `Keeper`, what
 * is told through `report`, so that the same loop runs on the command line, behind the panel and in tests.
 */
import type { EndEvent } from '../../protocol';
import { messageOf, TrainError } from '../files/errors';
import { oneEpoch } from './epoch';
import { tested } from './measure';
import { begin, type Job, type Session } from './session';

export async function trainModel(job: Job): Promise<EndEvent> {
  const started = job.surroundings.now();
  const outcome = await attempt(job);
  const end: EndEvent = { event: 'end', ...outcome, seconds: job.surroundings.now() - started };
  job.surroundings.report(end);
  return end;
}

type Outcome = Omit<EndEvent, 'event' | 'seconds'>;

async function attempt(job: Job): Promise<Outcome> {
  let session: Session | undefined;
  try {
    session = await begin(job);
    return await allEpochs(session);
  } catch (error) {
    if (!(error instanceof TrainError)) throw error;
    return { reason: 'failed', message: messageOf(error), ...bestOf(session) };
  } finally {
    await session?.trainer.dispose();
  }
}

async function allEpochs(session: Session): Promise<Outcome> {
  const { recipe } = session.job;
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
