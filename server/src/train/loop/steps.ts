/** The steps of one epoch. */
import type { Score } from '../../protocol';
import type { LayerNorms, StepMetrics } from '../engines/engine';
import type { Batches } from './batches';
import { drawsFor } from './draws';
import { mean } from './metrics';
import { rateAt, type Session } from './session';
import { rightShareOf } from './targets';

/** How often a step is told, at most. */
const SECONDS_BETWEEN = 0.1;
/** Rows of the heat map for an epoch. */
const NORMS_PER_EPOCH = 8;

export type Steps =
  | { readonly kind: 'done'; readonly score: Score; readonly images: number; readonly lr: number }
  | { readonly kind: 'not-a-number'; readonly index: number }
  | { readonly kind: 'stopped' };

export async function allSteps(session: Session, epoch: number, batches: Batches): Promise<Steps> {
  const { recipe, surroundings } = session.job;
  const every = Math.max(1, Math.floor(batches.count / NORMS_PER_EPOCH));
  const whole = { loss: mean(), accuracy: mean() };
  let part = { loss: mean(), accuracy: mean(), images: 0, since: surroundings.now() };
  let images = 0;
  let lr = 0;
  for (let index = 0; index < batches.count; index += 1) {
    if (!(await surroundings.goOn())) return { kind: 'stopped' };
    const batch = await batches.batch(index);
    const step = (epoch - 1) * batches.count + index;
    lr = rateAt(session, step);
    const norms = index % every === 0;
    const draws = drawsFor(session.job.model.train, batch.size, recipe.seed, step);
    const metrics = await session.trainer.step(batch, { lr, draws, norms });
    if (!Number.isFinite(metrics.loss)) return { kind: 'not-a-number', index };
    const accuracy = rightShareOf(metrics.correct, batch.labels, recipe, session.kind);
    for (const one of [whole, part]) {
      one.loss.add(metrics.loss, batch.size);
      one.accuracy.add(accuracy, batch.size);
    }
    images += batch.size;
    part.images += batch.size;
    if (norms) reportNorms(session, epoch, step + 1, metrics);
    const elapsed = surroundings.now() - part.since;
    if (elapsed >= SECONDS_BETWEEN || index === batches.count - 1) {
      const speed = part.images / Math.max(1e-9, elapsed);
      const left = batches.count * recipe.epochs - step - 1;
      surroundings.report({
        event: 'step',
        epoch,
        step: step + 1,
        loss: part.loss.value(),
        accuracy: part.accuracy.value(),
        lr,
        images_per_second: speed,
        seconds_left: (left * recipe.batch_size) / speed,
        gradient_norm: metrics.gradientNorm,
        memory_bytes: surroundings.memory(),
      });
      part = { loss: mean(), accuracy: mean(), images: 0, since: surroundings.now() };
    }
  }
  return { kind: 'done', score: { loss: whole.loss.value(), accuracy: whole.accuracy.value() }, images, lr };
}

type Measured = Pick<StepMetrics, 'layers' | 'activations'>;

function reportNorms({ job, layers }: Session, epoch: number, step: number, measured: Measured): void {
  const of = (which: keyof LayerNorms): number[] => layers.map((name) => measured.layers.get(name)?.[which] ?? 0);
  job.surroundings.report({
    event: 'layers',
    epoch,
    step,
    gradient: of('gradient'),
    update: of('update'),
    weight: of('weight'),
    dead: measured.activations.map(({ dead }) => dead),
    idle: measured.activations.map(({ idle }) => idle),
  });
}
