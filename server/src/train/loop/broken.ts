/** What to say when the loss is not a number. */

import type { Snapshot } from '../runs/state';
import type { Batches } from './batches';
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
    const batch = batches.batch(i);
    const at = (epoch - 1) * batches.count + i;
    await trainer.step(batch, { lr: rateAt(session, at), draws: draws(at, batch.size) });
  }
  const batch = batches.batch(index);
  const weights = { parameters: await trainer.parameters(), buffers: await trainer.buffers() };
  const layer = await firstNotFinite(job.engine, model.train, options, weights, batch, draws(step, batch.size));
  const where = layer === undefined ? 'All layers are finite: it is the loss itself' : `The first is ${layer}`;
  return `The loss is not a number in step ${step + 1} (epoch ${epoch}). ${where}. Most often the learning rate is too high: it was ${Number(lr.toPrecision(3))}; try a tenth of it, or "clip_norm": 1.`;
}
