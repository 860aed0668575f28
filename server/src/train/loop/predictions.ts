/** Images with what the model says of them. */
import type { PredictionsEvent, SampleImage } from '../../protocol';
import { elementsOf, type Part, type Size } from '../data/types';
import { type Confusion, count, emptyConfusion, softmax } from './metrics';

const SAMPLES = 12;
const MISTAKES = 12;

interface Said {
  readonly index: number;
  readonly said: number;
  readonly probability: number;
}

export interface Collector {
  readonly confusion: Confusion;
  /** The scores of the next images, in order. */
  readonly add: (scores: Float32Array, labels: Int32Array) => void;
  readonly event: (epoch: number) => PredictionsEvent;
}

export function collector(part: Part, size: Size, classes: number): Collector {
  const confusion = emptyConfusion(classes);
  const stride = Math.max(1, Math.floor(part.count / SAMPLES));
  const samples: Said[] = [];
  let mistakes: Said[] = [];
  let seen = 0;
  return {
    confusion,
    add(scores, labels) {
      const width = scores.length / labels.length;
      const used = width === classes ? scores : narrowed(scores, width, classes);
      const said = count(confusion, used, labels);
      said.forEach((cls, i) => {
        const index = seen + i;
        const isSample = index % stride === 0 && samples.length < SAMPLES;
        if (!isSample && cls === labels[i]) return;
        const one = { index, said: cls, probability: softmax(used.slice(i * classes, (i + 1) * classes))[cls] ?? 0 };
        if (isSample) samples.push(one);
        if (cls !== labels[i]) mistakes.push(one);
      });
      mistakes = mistakes.sort((a, b) => b.probability - a.probability).slice(0, MISTAKES);
      seen += labels.length;
    },
    event: (epoch) => ({
      event: 'predictions',
      epoch,
      size,
      samples: samples.map((one) => imageOf(part, size, one)),
      mistakes: mistakes.map((one) => imageOf(part, size, one)),
      confusion: Array.from({ length: classes }, (_, row) => [
        ...confusion.counts.subarray(row * classes, (row + 1) * classes),
      ]),
    }),
  };
}

/** A model with more scores than there are classes: the rest is left out. */
function narrowed(scores: Float32Array, width: number, classes: number): Float32Array {
  return Float32Array.from({ length: (scores.length / width) * classes }, (_, at) => {
    const i = Math.floor(at / classes);
    return scores[i * width + (at - i * classes)] ?? 0;
  });
}

function imageOf(part: Part, size: Size, { index, said, probability }: Said): SampleImage {
  const image = new Float32Array(elementsOf(size));
  part.read(index, image, 0);
  const bytes = Uint8ClampedArray.from(image, (value) => value * 255);
  return { label: part.labels[index] ?? 0, said, probability, pixels: Buffer.from(bytes.buffer).toString('base64') };
}
