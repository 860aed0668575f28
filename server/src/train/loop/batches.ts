/** Images and targets of each step, made from the recipe, the seed and the place in the run alone. */
import type { Recipe } from '../../recipe';
import { elementsOf, type Part, type Size, type Targets } from '../data/types';
import type { Batch } from '../engines/engine';
import { augment, isAugmented } from './augment';
import { type Normalisation, normalise } from './normalise';
import { beta, randomFor, shuffled } from './random';
import { givenTargets, oneHot, targetsOf } from './targets';

/** Asked for in order, but where a search for what broke begins again. */
export interface Batches {
  readonly count: number;
  readonly batch: (index: number) => LabelledBatch | Promise<LabelledBatch>;
}
/** Made at once. */
interface OwnBatches extends Batches {
  readonly batch: (index: number) => LabelledBatch;
}
export interface LabelledBatch extends Batch {
  /** Classes of the images, or of all their pixels; targets are made of them. None where targets are numbers. */
  readonly labels: Int32Array;
}
export interface Kind {
  readonly size: Size;
  readonly classes: number;
  readonly normalisation: Normalisation;
  /** Undefined: classes. */
  readonly targets?: Targets | undefined;
  /** How many scores the model gives for an image or a pixel; undefined: as many as there are classes. */
  readonly outputs?: number;
}

export function stepsPerEpoch(recipe: Recipe, images: number): number {
  const whole = Math.floor(images / recipe.batch_size);
  return recipe.drop_last ? whole : Math.ceil(images / recipe.batch_size);
}

/** One epoch of training. */
export function trainingBatches(recipe: Recipe, part: Part, kind: Kind, epoch: number): OwnBatches {
  const { seed, batch_size: size } = recipe;
  const order = shuffled(part.count, randomFor(seed, 'order', epoch));
  return {
    count: stepsPerEpoch(recipe, part.count),
    batch(index) {
      const chosen = order.subarray(index * size, Math.min(part.count, (index + 1) * size));
      const { images, given } = read(part, chosen, kind);
      if (isAugmented(recipe.augmentation)) vary(images, given, recipe, kind, epoch, chosen);
      normalise(images, kind.size, kind.normalisation);
      if (!(given instanceof Int32Array)) return numbered(images, given, chosen.length);
      const noisy = withLabelNoise(given, recipe, kind.classes, epoch, chosen);
      if (recipe.augmentation.mixup > 0) return mixed(images, noisy, recipe, kind, epoch, index);
      return { size: chosen.length, inputs: [images], labels: noisy, targets: targetsOf(noisy, recipe, kind) };
    },
  };
}

/** In order and as they are. */
export function plainBatches(recipe: Recipe, part: Part, kind: Kind): OwnBatches {
  const { batch_size: size } = recipe;
  return {
    count: Math.ceil(part.count / size),
    batch(index) {
      const count = Math.min(size, part.count - index * size);
      const chosen = Int32Array.from({ length: count }, (_, i) => index * size + i);
      const { images, given } = read(part, chosen, kind);
      normalise(images, kind.size, kind.normalisation);
      if (!(given instanceof Int32Array)) return numbered(images, given, count);
      return { size: count, inputs: [images], labels: given, targets: targetsOf(given, recipe, kind) };
    },
  };
}

function read(part: Part, chosen: Int32Array, kind: Kind): { images: Float32Array; given: Int32Array | Float32Array } {
  const elements = elementsOf(kind.size);
  const images = new Float32Array(chosen.length * elements);
  chosen.forEach((index, i) => {
    part.read(index, images, i * elements);
  });
  return { images, given: givenTargets(part, chosen, kind) };
}

function numbered(images: Float32Array, targets: Float32Array, size: number): LabelledBatch {
  return { size, inputs: [images], labels: new Int32Array(0), targets };
}

/** Masks move with their images. */
function vary(
  images: Float32Array,
  given: Int32Array | Float32Array,
  { seed, augmentation, loss }: Recipe,
  { size, targets }: Kind,
  epoch: number,
  chosen: Int32Array,
): void {
  const scratch = new Float32Array(elementsOf(size));
  const plane = size.height * size.width;
  chosen.forEach((image, i) => {
    const isMask = targets?.kind === 'masks' && given instanceof Int32Array;
    const values = isMask ? given.subarray(i * plane, (i + 1) * plane) : undefined;
    augment(
      images.subarray(i * scratch.length, (i + 1) * scratch.length),
      size,
      augmentation,
      randomFor(seed, 'image', epoch, image),
      scratch,
      values && { values, outside: loss.ignore_index ?? 0 },
    );
  });
}

function withLabelNoise(labels: Int32Array, recipe: Recipe, classes: number, epoch: number, chosen: Int32Array) {
  const share = recipe.regularisation.label_noise;
  if (share === 0) return labels;
  return labels.map((label, i) => {
    const random = randomFor(recipe.seed, 'labels', epoch, chosen[i] ?? 0);
    return random.next() < share ? Math.floor(random.next() * classes) : label;
  });
}

/** mixup (Zhang et al. 2018): one share for the batch, each image blended with another of it. */
function mixed(
  images: Float32Array,
  labels: Int32Array,
  { seed, augmentation }: Recipe,
  kind: Kind,
  epoch: number,
  index: number,
): LabelledBatch {
  const random = randomFor(seed, 'mixup', epoch, index);
  const share = beta(augmentation.mixup, random);
  const partner = shuffled(labels.length, random);
  const elements = elementsOf(kind.size);
  const plain = oneHot(labels, kind.classes, 1);
  const blend = (values: Float32Array, width: number): Float32Array =>
    values.map((value, at) => {
      const i = Math.floor(at / width);
      return share * value + (1 - share) * (values[(partner[i] ?? 0) * width + (at - i * width)] ?? 0);
    });
  return { size: labels.length, inputs: [blend(images, elements)], labels, targets: blend(plain, kind.classes) };
}
