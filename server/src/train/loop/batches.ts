/** Images and targets of each step, made from the recipe, the seed and the place in the run alone. */
import type { Recipe } from '../../recipe';
import { elementsOf, type Part, type Size } from '../data/types';
import type { Batch } from '../engines/engine';
import { augment, isAugmented } from './augment';
import { type Normalisation, normalise } from './normalise';
import { beta, randomFor, shuffled } from './random';

export interface Batches {
  readonly count: number;
  readonly batch: (index: number) => LabelledBatch;
}
export interface LabelledBatch extends Batch {
  /** Of the images; targets are made of them. */
  readonly labels: Int32Array;
}
export interface Kind {
  readonly size: Size;
  readonly classes: number;
  readonly normalisation: Normalisation;
}

export function stepsPerEpoch(recipe: Recipe, images: number): number {
  const whole = Math.floor(images / recipe.batch_size);
  return recipe.drop_last ? whole : Math.ceil(images / recipe.batch_size);
}

/** One epoch of training. */
export function trainingBatches(recipe: Recipe, part: Part, kind: Kind, epoch: number): Batches {
  const { seed, batch_size: size } = recipe;
  const order = shuffled(part.count, randomFor(seed, 'order', epoch));
  const varied = isAugmented(recipe.augmentation);
  const scratch = new Float32Array(elementsOf(kind.size));
  return {
    count: stepsPerEpoch(recipe, part.count),
    batch(index) {
      const chosen = order.subarray(index * size, Math.min(part.count, (index + 1) * size));
      const { images, labels } = read(part, chosen, kind.size);
      if (varied)
        for (let i = 0; i < chosen.length; i += 1)
          augment(
            images.subarray(i * scratch.length, (i + 1) * scratch.length),
            kind.size,
            recipe.augmentation,
            randomFor(seed, 'image', epoch, chosen[i] ?? 0),
            scratch,
          );
      normalise(images, kind.size, kind.normalisation);
      const noisy = withLabelNoise(labels, recipe, kind.classes, epoch, chosen);
      if (recipe.augmentation.mixup > 0) return mixed(images, noisy, recipe, kind, epoch, index);
      return { size: chosen.length, inputs: [images], labels: noisy, targets: targetsOf(noisy, recipe, kind.classes) };
    },
  };
}

/** In order and as they are. */
export function plainBatches(recipe: Recipe, part: Part, kind: Kind): Batches {
  const { batch_size: size } = recipe;
  return {
    count: Math.ceil(part.count / size),
    batch(index) {
      const count = Math.min(size, part.count - index * size);
      const chosen = Int32Array.from({ length: count }, (_, i) => index * size + i);
      const { images, labels } = read(part, chosen, kind.size);
      normalise(images, kind.size, kind.normalisation);
      return { size: count, inputs: [images], labels, targets: targetsOf(labels, recipe, kind.classes) };
    },
  };
}

function read(part: Part, chosen: Int32Array, size: Size): { images: Float32Array; labels: Int32Array } {
  const elements = elementsOf(size);
  const images = new Float32Array(chosen.length * elements);
  chosen.forEach((index, i) => {
    part.read(index, images, i * elements);
  });
  return { images, labels: chosen.map((index) => part.labels[index] ?? 0) };
}

function withLabelNoise(labels: Int32Array, recipe: Recipe, classes: number, epoch: number, chosen: Int32Array) {
  const share = recipe.regularisation.label_noise;
  if (share === 0) return labels;
  return labels.map((label, i) => {
    const random = randomFor(recipe.seed, 'labels', epoch, chosen[i] ?? 0);
    return random.next() < share ? Math.floor(random.next() * classes) : label;
  });
}

function targetsOf(labels: Int32Array, { loss }: Recipe, classes: number): Int32Array | Float32Array {
  return loss.name === 'cross_entropy' ? labels : oneHot(labels, classes);
}

function oneHot(labels: Int32Array, classes: number): Float32Array {
  const targets = new Float32Array(labels.length * classes);
  labels.forEach((label, i) => {
    targets[i * classes + label] = 1;
  });
  return targets;
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
  const plain = oneHot(labels, kind.classes);
  const blend = (values: Float32Array, width: number): Float32Array =>
    values.map((value, at) => {
      const i = Math.floor(at / width);
      return share * value + (1 - share) * (values[(partner[i] ?? 0) * width + (at - i * width)] ?? 0);
    });
  return { size: labels.length, inputs: [blend(images, elements)], labels, targets: blend(plain, kind.classes) };
}
