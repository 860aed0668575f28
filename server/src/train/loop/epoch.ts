/** One epoch: its steps, its validation, what is kept of it and told. */
import type { EndReason, Score } from '../../protocol';
import { SMALL_WEIGHT } from '../../protocol';
import type { Tensors } from '../engines/engine';
import { trainingBatches } from './batches';
import { whatBroke } from './broken';
import { validated } from './measure';
import { isOverfitting, remedies, remedyText } from './overfitting';
import { afterEpoch } from './schedule';
import { type Session, snapshotOf } from './session';
import { allSteps } from './steps';

/** Undefined: on to the next one. */
export async function oneEpoch(
  session: Session,
  epoch: number,
): Promise<{ reason: EndReason; message?: string } | undefined> {
  const { job, trainer } = session;
  const { now, report } = job.surroundings;
  const began = now();
  const batches = trainingBatches(job.recipe, session.split.train, session.kind, epoch);
  const before = await snapshotOf(trainer);
  const steps = await allSteps(session, epoch, batches);
  if (steps.kind === 'not-a-number')
    return { reason: 'not-a-number', message: await whatBroke(session, epoch, steps.index, before, batches) };
  if (steps.kind === 'stopped') {
    if (session.progress.best === undefined) await keepBest(session);
    return { reason: 'stopped', message: `Stopped in epoch ${epoch}; the best weights are kept.` };
  }
  const trained = now();
  const { score: validation, predictions } = await validated(session, epoch);
  const best = await note(session, epoch, steps.score, validation);
  report({
    event: 'epoch',
    epoch,
    train: steps.score,
    validation,
    lr: steps.lr,
    images_per_second: steps.images / Math.max(1e-9, trained - began),
    seconds: now() - began,
    best,
    small_weights: smallWeights(await trainer.parameters(), session.layers),
  });
  report(predictions);
  hint(session, epoch);
  return undefined;
}

/** Keeps what the epoch came to; whether it is the best. */
async function note(session: Session, epoch: number, train: Score, validation: Score): Promise<boolean> {
  const { progress, history, job } = session;
  history.train.push(train);
  history.validation.push(validation);
  const isBest = progress.best === undefined || isBetter(validation, progress.best);
  const isLower = validation.loss < progress.lowestLoss;
  if (isBest) await keepBest(session);
  session.progress = {
    epoch,
    plateau: afterEpoch(progress.plateau, job.recipe.schedule, validation.loss),
    best: isBest ? { epoch, ...validation } : progress.best,
    sinceLower: isLower ? 0 : progress.sinceLower + 1,
    lowestLoss: isLower ? validation.loss : progress.lowestLoss,
  };
  const snapshot = await snapshotOf(session.trainer);
  job.keeper.saveState(snapshot, session.progress);
  job.keeper.saveEpoch(epoch, snapshot.parameters, snapshot.buffers);
  return isBest;
}

/** By intersection over union, else by accuracy; by the loss where they are equal, or there is neither. */
function isBetter(a: Score, b: Score): boolean {
  const [one = Number.NaN, other = Number.NaN] = [a.iou ?? a.accuracy, b.iou ?? b.accuracy];
  return one > other || (!(one < other) && a.loss < b.loss);
}

async function keepBest(session: Session): Promise<void> {
  const { trainer, job } = session;
  session.checkpoint = job.keeper.saveBest(await trainer.parameters(), await trainer.buffers());
}

function smallWeights(parameters: Tensors, layers: readonly string[]): number[] {
  return layers.map((name) => {
    const values = parameters.get(name)?.data ?? new Float32Array(0);
    let small = 0;
    for (const value of values) if (Math.abs(value) < SMALL_WEIGHT) small += 1;
    return values.length === 0 ? 0 : small / values.length;
  });
}

function hint(session: Session, epoch: number): void {
  const { history, job } = session;
  if (session.hinted || !isOverfitting(history.train, history.validation)) return;
  session.hinted = true;
  const found = remedies(job.recipe);
  const text = `Overfitting: the loss still falls on the training images and rises on the others. What helps: ${found.map(remedyText).join(', ')}.`;
  job.surroundings.report({ event: 'note', kind: 'overfitting', text, epoch, remedies: found });
}
