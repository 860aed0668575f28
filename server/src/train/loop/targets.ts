/** What the model should say of a batch, in the form that its loss takes. */
import type { Recipe } from '../../recipe';
import type { Part } from '../data/types';
import type { Kind } from './batches';

/** As the data have it: classes of images, of all their pixels (images × height × width), or numbers. */
export function givenTargets(
  part: Part,
  chosen: Int32Array,
  { size, targets = { kind: 'classes' } }: Kind,
): Int32Array | Float32Array {
  switch (targets.kind) {
    case 'classes':
      return chosen.map((index) => part.labels[index] ?? 0);
    case 'masks':
      return filled(part, chosen, new Int32Array(chosen.length * size.height * size.width));
    case 'numbers':
      return filled(part, chosen, new Float32Array(chosen.length * targets.count));
  }
}

function filled<T extends Int32Array | Float32Array>(part: Part, chosen: Int32Array, into: T): T {
  const each = into.length / chosen.length;
  chosen.forEach((index, i) => {
    part.readTarget?.(index, into, i * each);
  });
  return into;
}

/** Indices for cross-entropy; else a 1 for the class, or 0 and 1 where one score tells two classes apart. */
export function targetsOf(labels: Int32Array, { loss }: Recipe, kind: Kind): Int32Array | Float32Array {
  if (loss.name === 'cross_entropy') return labels;
  if (kind.outputs === 1) return Float32Array.from(labels);
  return oneHot(labels, kind.classes, planeOf(kind));
}

/** Labels of `plane` pixels an image: images × classes × pixels. */
export function oneHot(labels: Int32Array, classes: number, plane: number): Float32Array {
  const targets = new Float32Array(labels.length * classes);
  labels.forEach((label, i) => {
    const image = Math.floor(i / plane);
    targets[(image * classes + label) * plane + (i - image * plane)] = 1;
  });
  return targets;
}

export const planeOf = ({ targets, size }: Pick<Kind, 'targets' | 'size'>): number =>
  targets?.kind === 'masks' ? size.height * size.width : 1;

/**
 * The share of images (or pixels that count) that an engine's count of right outputs stands for; NaN where it counts
 * scores instead: each of several by itself, as binary cross-entropy does.
 */
export function rightShareOf(correct: number, labels: Int32Array, { loss }: Recipe, kind: Kind): number {
  if (loss.name === 'bce' && kind.outputs !== 1) return Number.NaN;
  const { ignore_index: ignore } = loss;
  const counted = ignore === undefined ? labels.length : labels.reduce((sum, one) => sum + (one === ignore ? 0 : 1), 0);
  return counted === 0 ? Number.NaN : correct / counted;
}
