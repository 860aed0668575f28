/** What is counted while a model is measured, by what it is to say: classes, masks or numbers. */
import type { NumbersEvent, PredictionsEvent, Score, TrainingEvent } from '../../protocol';
import type { Recipe } from '../../recipe';
import type { Part } from '../data/types';
import type { Kind } from './batches';
import { accuracy } from './metrics';
import { collector } from './predictions';
import { maskTally } from './segmentation';

export interface Tally {
  /** Scores of the next images and their labels (those of all pixels, for masks). */
  readonly add: (scores: Float32Array, labels: Int32Array) => void;
  readonly score: () => Omit<Score, 'loss'>;
  readonly event: (epoch: number) => TrainingEvent;
}

export function tallyOf(part: Part, kind: Kind, { loss }: Recipe): Tally {
  switch (kind.targets?.kind) {
    case 'masks':
      return maskTally(part, kind, loss.ignore_index);
    case 'numbers':
      return numberTally(part, kind.targets.count);
    case 'classes':
    case undefined:
      return classTally(part, kind);
  }
}

function classTally(part: Part, { size, classes, outputs }: Kind): Tally {
  const found = collector(part, size, classes);
  // One score for the second of two classes: the first one's is 0.
  const both = (scores: Float32Array): Float32Array =>
    Float32Array.from({ length: 2 * scores.length }, (_, i) => (i % 2 === 0 ? 0 : (scores[i >> 1] ?? 0)));
  return {
    add: (scores, labels) => found.add(outputs === 1 ? both(scores) : scores, labels),
    score: () => ({ accuracy: accuracy(found.confusion) }),
    event: (epoch): PredictionsEvent => found.event(epoch),
  };
}

const MOST_POINTS = 400;

function numberTally(part: Part, count: number): Tally {
  const stride = Math.max(1, Math.ceil(part.count / MOST_POINTS));
  const said: number[][] = [];
  const truth: number[][] = [];
  let seen = 0;
  return {
    add(scores) {
      for (let i = 0; i < scores.length / count; i += 1, seen += 1) {
        if (seen % stride !== 0) continue;
        const is = new Float32Array(count);
        part.readTarget?.(seen, is, 0);
        truth.push([...is]);
        said.push([...scores.subarray(i * count, (i + 1) * count)]);
      }
    },
    score: () => ({ accuracy: Number.NaN }),
    event: (epoch): NumbersEvent => ({ event: 'numbers', epoch, truth, said }),
  };
}
