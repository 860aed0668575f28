/** Overfit One Batch: whether the model can learn at all. One batch, again and again, without augmentation. */
import type { EndEvent } from '../../protocol';
import { subset } from '../data/types';
import { plainBatches } from './batches';
import { drawsFor } from './draws';
import { randomFor, shuffled } from './random';
import type { Session } from './session';
import { rightShareOf } from './targets';

const MOST_STEPS = 300;
const LOW_LOSS = 0.05;

type Outcome = Pick<EndEvent, 'reason' | 'message'>;

export async function overfitOneBatch({ job, split, kind, trainer }: Session): Promise<Outcome> {
  const { recipe, surroundings, model } = job;
  const chosen = shuffled(split.train.count, randomFor(recipe.seed, 'order', 1)).slice(0, recipe.batch_size);
  const batch = plainBatches(recipe, subset(split.train, chosen), kind).batch(0);
  const lr = recipe.optimizer.lr;
  let first = Number.NaN;
  let since = surroundings.now();
  for (let step = 1; step <= MOST_STEPS; step += 1) {
    if (!(await surroundings.goOn())) return { reason: 'stopped', message: `Stopped after ${step - 1} steps.` };
    const draws = drawsFor(model.train, batch.size, recipe.seed, step);
    const { loss, correct, gradientNorm } = await trainer.step(batch, { lr, draws });
    if (!Number.isFinite(loss))
      return {
        reason: 'not-a-number',
        message: `The loss is not a number after ${step} steps; try a learning rate of ${Number((lr / 10).toPrecision(2))}.`,
      };
    if (step === 1) first = loss;
    const accuracy = rightShareOf(correct, batch.labels, recipe, kind);
    const now = surroundings.now();
    surroundings.report({
      event: 'step',
      epoch: 1,
      step,
      loss,
      accuracy,
      lr,
      images_per_second: batch.size / Math.max(1e-9, now - since),
      seconds_left: (MOST_STEPS - step) * (now - since),
      gradient_norm: gradientNorm,
      memory_bytes: surroundings.memory(),
    });
    since = now;
    if (loss < LOW_LOSS && !(accuracy < (kind.targets?.kind === 'masks' ? 0.99 : 1)))
      return {
        reason: 'finished',
        message: `The model learns: it knows ${batch.size} images by heart after ${step} steps (loss ${first.toFixed(2)} → ${loss.toFixed(3)}).`,
      };
    if (step === MOST_STEPS)
      return {
        reason: 'finished',
        message: `After ${MOST_STEPS} steps on the same ${batch.size} images the loss is ${loss.toFixed(3)}${Number.isNaN(accuracy) ? '' : ` and ${Math.round(100 * accuracy)} % are right`}: a sound model knows them by heart. Check the learning rate (Find Learning Rate), dropout, and whether gradients reach every layer (the heat map).`,
      };
  }
  return { reason: 'finished' };
}
