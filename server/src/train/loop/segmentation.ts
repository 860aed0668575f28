/** Masks beside those that the model gives: which class is taken for which, and pictures of both. */
import { MASK_SIDE, type MaskSample, type MasksEvent } from '../../protocol';
import { elementsOf, type Part } from '../data/types';
import type { Kind } from './batches';
import { accuracy, type Confusion, emptyConfusion } from './metrics';
import type { Tally } from './tally';

const SAMPLES = 6;
const WORST = 6;

interface Said {
  readonly index: number;
  readonly said: Uint8Array;
  readonly iou: number;
}

export function maskTally(part: Part, kind: Kind, ignore: number | undefined): Tally {
  const { size, classes } = kind;
  const plane = size.height * size.width;
  const outputs = kind.outputs ?? classes;
  const confusion = emptyConfusion(classes);
  const stride = Math.max(1, Math.floor(part.count / SAMPLES));
  const samples: Said[] = [];
  let worst: Said[] = [];
  let seen = 0;
  return {
    add(scores, labels) {
      const images = labels.length / plane;
      for (let i = 0; i < images; i += 1) {
        const said = classesOf(
          scores.subarray(i * outputs * plane, (i + 1) * outputs * plane),
          outputs,
          plane,
          classes,
        );
        const own = emptyConfusion(classes);
        countPixels(own, said, labels.subarray(i * plane, (i + 1) * plane), ignore);
        own.counts.forEach((count, at) => {
          confusion.counts[at] = (confusion.counts[at] ?? 0) + count;
        });
        const one = { index: seen + i, said, iou: meanIou(own) };
        if (one.index % stride === 0 && samples.length < SAMPLES) samples.push(one);
        worst.push(one);
      }
      worst = worst.sort((a, b) => a.iou - b.iou).slice(0, WORST);
      seen += images;
    },
    score: () => ({ accuracy: accuracy(confusion), iou: meanIou(confusion) }),
    event: (epoch): MasksEvent => {
      const shown = shrunkSize(kind);
      const pictured = (all: readonly Said[]): MaskSample[] => all.map((one) => sampleOf(part, kind, one, ignore));
      const iou = ious(confusion).map((value) => (Number.isNaN(value) ? null : value));
      return { event: 'masks', epoch, size: shown, samples: pictured(samples), worst: pictured(worst), iou };
    },
  };
}

/** The class of the largest score of every pixel; one score tells two classes apart. */
function classesOf(scores: Float32Array, outputs: number, plane: number, classes: number): Uint8Array {
  const said = new Uint8Array(plane);
  for (let pixel = 0; pixel < plane; pixel += 1) {
    if (outputs === 1) {
      said[pixel] = (scores[pixel] ?? 0) > 0 ? 1 : 0;
      continue;
    }
    let best = 0;
    for (let c = 1; c < classes; c += 1)
      if ((scores[c * plane + pixel] ?? 0) > (scores[best * plane + pixel] ?? 0)) best = c;
    said[pixel] = best;
  }
  return said;
}

function countPixels({ classes, counts }: Confusion, said: Uint8Array, truth: Int32Array, ignore: number | undefined) {
  truth.forEach((label, pixel) => {
    if (label === ignore) return;
    const at = label * classes + (said[pixel] ?? 0);
    counts[at] = (counts[at] ?? 0) + 1;
  });
}

/** Of each class: what is both over what is either; not a number where it does not occur. */
export function ious({ classes, counts }: Confusion): number[] {
  return Array.from({ length: classes }, (_, one) => {
    let either = 0;
    for (let other = 0; other < classes; other += 1)
      either += (counts[one * classes + other] ?? 0) + (counts[other * classes + one] ?? 0);
    const both = counts[one * classes + one] ?? 0;
    return either === 0 ? Number.NaN : both / (either - both);
  });
}

export function meanIou(confusion: Confusion): number {
  const known = ious(confusion).filter((value) => !Number.isNaN(value));
  return known.length === 0 ? Number.NaN : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function shrunkSize({ size }: Kind): MasksEvent['size'] {
  const factor = factorOf(size);
  return { ...size, height: Math.floor(size.height / factor), width: Math.floor(size.width / factor) };
}

const factorOf = ({ height, width }: Kind['size']): number => Math.ceil(Math.max(height, width) / MASK_SIDE);

function sampleOf(part: Part, kind: Kind, { index, said, iou }: Said, ignore: number | undefined): MaskSample {
  const { size } = kind;
  const image = new Float32Array(elementsOf(size));
  part.read(index, image, 0);
  const truth = new Int32Array(size.height * size.width);
  part.readTarget?.(index, truth, 0);
  const shown = truth.map((label) => (label === ignore ? 255 : label));
  return {
    pixels: shrunk(image, kind, (value) => value * 255),
    truth: shrunk(shown, kind, (value) => value),
    said: shrunk(said, kind, (value) => value),
    iou: Number.isNaN(iou) ? 1 : iou,
  };
}

/** Every so many pixels, as bytes. */
function shrunk(values: ArrayLike<number>, { size }: Kind, byte: (value: number) => number): string {
  const factor = factorOf(size);
  const [height, width] = [Math.floor(size.height / factor), Math.floor(size.width / factor)];
  const plane = size.height * size.width;
  const bytes = Uint8ClampedArray.from({ length: (values.length / plane) * height * width }, (_, i) => {
    const channel = Math.floor(i / (height * width));
    const rest = i - channel * height * width;
    const y = Math.floor(rest / width) * factor;
    return byte(values[channel * plane + y * size.width + (rest % width) * factor] ?? 0);
  });
  return Buffer.from(bytes.buffer).toString('base64');
}
