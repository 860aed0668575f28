/** A model on images that it does not learn from. */
import type { PredictionsEvent, Score } from '../../protocol';
import { type Batches, plainBatches } from './batches';
import { largest, mean } from './metrics';
import { collector } from './predictions';
import type { Session } from './session';

interface Validated {
  readonly score: Score;
  readonly predictions: PredictionsEvent;
}

export async function validated(session: Session, epoch: number): Promise<Validated> {
  const { split, kind } = session;
  const found = collector(split.validation, kind.size, kind.classes);
  const score = await measured(session, plainBatches(session.job.recipe, split.validation, kind), found.add);
  return { score, predictions: found.event(epoch) };
}

async function measured(
  { trainer, kind }: Session,
  batches: Batches,
  add: (scores: Float32Array, labels: Int32Array) => void,
): Promise<Score> {
  const loss = mean();
  const right = mean();
  for (let index = 0; index < batches.count; index += 1) {
    const batch = batches.batch(index);
    const evaluation = await trainer.evaluate(batch);
    loss.add(evaluation.loss, batch.size);
    add(evaluation.output.data, batch.labels);
    right.add(rightShare(evaluation.output.data, batch.labels, kind.classes), batch.size);
  }
  return { loss: loss.value(), accuracy: right.value() };
}

function rightShare(scores: Float32Array, labels: Int32Array, classes: number): number {
  const width = scores.length / labels.length;
  return labels.filter((label, i) => largest(scores, i * width, classes) === label).length / labels.length;
}

/** The last weights on test images that took no part, where there are such. */
export async function tested(session: Session): Promise<{ readonly test?: Score }> {
  const { split, kind, job } = session;
  if (split.test === undefined) return {};
  return { test: await measured(session, plainBatches(job.recipe, split.test, kind), () => {}) };
}
