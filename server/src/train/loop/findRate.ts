/**
 * Find Learning Rate: one sweep from very small to very large, a step at each rate; the loss falls fastest at a good
 * one. Smith 2017, "Cyclical Learning Rates for Training Neural Networks", section 3.3.
 */
import type { EndEvent } from '../../protocol';
import type { Batches } from './batches';
import { drawsFor } from './draws';
import type { Session } from './session';
import { trainingOf } from './supply';

const STEPS = 100;
const LOWEST = 1e-6;
const HIGHEST = 10;
/** Of the running mean of the losses. */
const SMOOTHING = 0.9;

type Outcome = Pick<EndEvent, 'reason' | 'message' | 'suggested_lr'>;

export interface RatePoint {
  readonly lr: number;
  readonly loss: number;
}

export async function findLearningRate(session: Session): Promise<Outcome> {
  const { job, trainer, steps } = session;
  const { recipe, surroundings, model } = job;
  const epochs = new Map<number, Batches>();
  const epochOf = (epoch: number): Batches => {
    const batches = epochs.get(epoch) ?? trainingOf(session, epoch);
    epochs.set(epoch, batches);
    return batches;
  };
  const points: RatePoint[] = [];
  let average = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let step = 0; step < STEPS; step += 1) {
    if (!(await surroundings.goOn())) break;
    const lr = LOWEST * (HIGHEST / LOWEST) ** (step / (STEPS - 1));
    const batch = await epochOf(1 + Math.floor(step / steps)).batch(step % steps);
    const draws = drawsFor(model.train, batch.size, recipe.seed, step);
    const { loss } = await trainer.step(batch, { lr, draws });
    if (!Number.isFinite(loss)) break;
    average = SMOOTHING * average + (1 - SMOOTHING) * loss;
    const smooth = average / (1 - SMOOTHING ** (step + 1));
    points.push({ lr, loss: smooth });
    surroundings.report({ event: 'learning-rate', lr, loss: smooth });
    least = Math.min(least, smooth);
    if (smooth > 4 * least) break;
  }
  const suggested = suggestion(points);
  if (suggested === undefined)
    return {
      reason: 'finished',
      message: 'The loss does not fall at any learning rate: check the model with Overfit One Batch.',
    };
  return {
    reason: 'finished',
    suggested_lr: suggested,
    message: `The loss falls fastest at a learning rate of about ${suggested}. With a warm-up, up to three times as much is worth trying.`,
  };
}

/** Where the loss falls fastest over the logarithm of the rate, before it is least; to one digit. */
export function suggestion(points: readonly RatePoint[]): number | undefined {
  const least = points.reduce((best, { loss }, i) => (loss < (points[best]?.loss ?? 0) ? i : best), 0);
  const first = points[0]?.loss ?? 0;
  if (points.length < 10 || (points[least]?.loss ?? 0) > 0.98 * first) return undefined;
  let steepest = 0;
  let best = Number.POSITIVE_INFINITY;
  for (let i = 3; i < Math.min(points.length - 1, least + 1); i += 1) {
    const slope = (points[i + 1]?.loss ?? 0) - (points[i - 1]?.loss ?? 0);
    if (slope < best) {
      best = slope;
      steepest = i;
    }
  }
  return Number((points[steepest]?.lr ?? 0).toPrecision(1));
}
