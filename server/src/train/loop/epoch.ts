/** One epoch: its steps, its validation, what is kept of it and told. */
import type { EndReason, EpochEvent, Score } from '../../protocol';
import { SMALL_WEIGHT } from '../../protocol';
import type { Tensors } from '../engines/engine';
import { whatBroke, whatBrokeInValidation } from './broken';
import { validated } from './measure';
import { isOverfitting, remedies } from './overfitting';
import { afterEpoch } from './schedule';
import { type Session, snapshotOf } from './session';
import { allSteps } from './steps';
import { trainingOf } from './supply';

/** Undefined: on to the next one. */
export async function oneEpoch(
  session: Session,
  epoch: number,
): Promise<{ reason: EndReason; message?: string } | undefined> {
  const { job, trainer } = session;
  const { now, report } = job.surroundings;
  const began = now();
  const batches = trainingOf(session, epoch);
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
  if (Number.isNaN(validation.loss))
    return { reason: 'not-a-number', message: await whatBrokeInValidation(session, epoch) };
  const seconds = { trained: trained - began, all: now() - began };
  report(await note(session, epoch, { train: steps.score, validation, lr: steps.lr, images: steps.images, seconds }));
  report(predictions);
  hint(session, epoch);
  return undefined;
}

interface Outcome {
  readonly train: Score;
  readonly validation: Score;
  readonly lr: number;
  /** Seen while it was trained. */
  readonly images: number;
  readonly seconds: { readonly trained: number; readonly all: number };
}

/** Keeps what the epoch came to, and says it. */
async function note(session: Session, epoch: number, outcome: Outcome): Promise<EpochEvent> {
  const { progress, history, job, trainer, layers } = session;
  const { train, validation, lr, images, seconds } = outcome;
  history.train.push(train);
  history.validation.push(validation);
  const best = progress.best === undefined || isBetter(validation, progress.best);
  const isLower = validation.loss < progress.lowestLoss;
  if (best) await keepBest(session);
  const snapshot = await snapshotOf(trainer);
  const last: EpochEvent = {
    event: 'epoch',
    epoch,
    train,
    validation,
    lr,
    images_per_second: images / Math.max(1e-9, seconds.trained),
    seconds: seconds.all,
    best,
    small_weights: smallWeights(snapshot.parameters, layers),
  };
  session.progress = {
    epoch,
    plateau: afterEpoch(progress.plateau, job.recipe.schedule, validation.loss),
    best: best ? { epoch, ...validation } : progress.best,
    sinceLower: isLower ? 0 : progress.sinceLower + 1,
    lowestLoss: isLower ? validation.loss : progress.lowestLoss,
    last,
  };
  job.keeper.saveState(snapshot, session.progress);
  job.keeper.saveEpoch(epoch, snapshot.parameters, snapshot.buffers);
  return last;
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
  const text = 'Overfitting: the loss still falls on the training images and rises on the others.';
  job.surroundings.report({ event: 'note', kind: 'overfitting', text, epoch, remedies: found });
}
