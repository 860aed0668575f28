/** What to say when the loss is not a number. */

import type { Snapshot } from '../runs/state';
import { type Batches, plainBatches } from './batches';
import { firstNotFinite } from './diagnose';
import { drawsFor } from './draws';
import { rateAt, type Session } from './session';

/** The weights before the epoch are put back, and its steps done again up to the one that broke. */
export async function whatBroke(
  session: Session,
  epoch: number,
  index: number,
  before: Snapshot,
  batches: Batches,
): Promise<string> {
  const { trainer, job, options } = session;
  const { recipe, model } = job;
  const step = (epoch - 1) * batches.count + index;
  const lr = rateAt(session, step);
  await trainer.setParameters(before.parameters);
  await trainer.setBuffers(before.buffers);
  await trainer.setOptimiserState(before.optimiser);
  const draws = (at: number, size: number): Float32Array[] => drawsFor(model.train, size, recipe.seed, at);
  for (let i = 0; i < index; i += 1) {
    const batch = await batches.batch(i);
    const at = (epoch - 1) * batches.count + i;
    await trainer.step(batch, { lr: rateAt(session, at), draws: draws(at, batch.size) });
  }
  const batch = await batches.batch(index);
  const weights = { parameters: await trainer.parameters(), buffers: await trainer.buffers() };
  const layer = await firstNotFinite(job.engine, model.train, options, weights, batch, draws(step, batch.size));
  if (batch.inputs.some((values) => !values.every(Number.isFinite)))
    return `The loss is not a number in step ${step + 1} (epoch ${epoch}): an image of ${job.data.name} holds values that are not numbers. Mend the data, or take that image out.`;
  const where = layer === undefined ? 'All layers are finite: it is the loss itself' : `The first is ${layer}`;
  return `The loss is not a number in step ${step + 1} (epoch ${epoch}). ${where}. Most often the learning rate is too high: it was ${Number(lr.toPrecision(3))}; try a tenth of it, or "clip_norm": 1.`;
}

/** The same for images that it is only measured on, after an epoch. */
export async function whatBrokeInValidation(session: Session, epoch: number): Promise<string> {
  const { trainer, job, options, split, kind } = session;
  const weights = { parameters: await trainer.parameters(), buffers: await trainer.buffers() };
  const batches = plainBatches(job.recipe, split.validation, kind);
  const begin = `The validation loss is not a number after epoch ${epoch}`;
  for (let index = 0; index < batches.count; index += 1) {
    const batch = batches.batch(index);
    if (batch.inputs.some((values) => !values.every(Number.isFinite)))
      return `${begin}: an image of ${job.data.name} holds values that are not numbers. Mend the data, or take that image out.`;
    if (!Number.isNaN((await trainer.evaluate(batch)).loss)) continue;
    const layer = await firstNotFinite(job.engine, job.model.evaluate, options, weights, batch, []);
    if (layer !== undefined) return `${begin}. The first is ${layer}. Try a tenth of the learning rate.`;
  }
  return `${begin}. All layers are finite: it is the loss itself. Try a tenth of the learning rate.`;
}
