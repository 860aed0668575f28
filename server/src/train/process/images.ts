/** Training images as they are and as training sees them, before anything is trained. */
import type { ImageRow, ShownImage, TrainingImages } from '../../protocol';
import { type AugmentationRecipe, RECIPE, type Recipe } from '../../recipe';
import { type DataSet, elementsOf, type Part } from '../data/types';
import { augment, isAugmented } from '../loop/augment';
import { randomFor, shuffled } from '../loop/random';
import { splitOf } from '../loop/split';

const ROWS = 8;
const EPOCHS = [1, 2, 3, 4, 5];

export function trainingImages(recipe: Recipe, data: DataSet): TrainingImages {
  const { train } = splitOf(data, recipe.data, recipe.seed);
  const order = shuffled(train.count, randomFor(recipe.seed, 'order', 1));
  return {
    data: data.name,
    size: data.size,
    classes: data.classes,
    rows: [...ofManyClasses(train, order)].map((index) => rowOf(recipe, data, train, index)),
    variations: variationsOf(recipe.augmentation),
  };
}

/** One of each class as long as there are new ones, then any. */
function ofManyClasses({ labels }: Part, order: Int32Array): Int32Array {
  const seen = new Set<number>();
  const isFirst = (index: number): boolean => {
    const label = labels[index] ?? 0;
    if (seen.has(label)) return false;
    seen.add(label);
    return true;
  };
  const first = order.filter(isFirst);
  const chosen = new Set([...first, ...order.subarray(0, ROWS + first.length)]);
  return Int32Array.from([...chosen].slice(0, ROWS));
}

function rowOf(recipe: Recipe, data: DataSet, part: Part, index: number): ImageRow {
  const varied = isAugmented(recipe.augmentation) ? EPOCHS : [];
  return {
    label: labelOf(data, part, index),
    plain: shown(recipe, data, part, index, undefined),
    varied: varied.map((epoch) => shown(recipe, data, part, index, epoch)),
  };
}

function labelOf({ targets, classes }: DataSet, part: Part, index: number): string {
  switch (targets?.kind) {
    case 'masks':
      return '';
    case 'numbers': {
      const numbers = new Float32Array(targets.count);
      part.readTarget?.(index, numbers, 0);
      return [...numbers].map((one) => Number(one.toPrecision(4))).join(', ');
    }
    case 'classes':
    case undefined:
      return classes[part.labels[index] ?? 0] ?? '';
  }
}

/** The same draws as in that epoch of training; undefined: as it is. */
function shown(recipe: Recipe, data: DataSet, part: Part, index: number, epoch: number | undefined): ShownImage {
  const { size } = data;
  const image = new Float32Array(elementsOf(size));
  part.read(index, image, 0);
  const values = data.targets?.kind === 'masks' ? new Int32Array(size.height * size.width) : undefined;
  if (values !== undefined) part.readTarget?.(index, values, 0);
  if (epoch !== undefined) {
    const random = randomFor(recipe.seed, 'image', epoch, index);
    const mask = values && { values, outside: recipe.loss.ignore_index ?? 0 };
    augment(image, size, recipe.augmentation, random, new Float32Array(image.length), mask);
  }
  const pixels = base64(Uint8ClampedArray.from(image, (value) => value * 255));
  return values === undefined ? { pixels } : { pixels, mask: base64(Uint8ClampedArray.from(values)) };
}

const base64 = (bytes: Uint8ClampedArray): string => Buffer.from(bytes.buffer).toString('base64');

/** Fields that differ from their defaults. */
function variationsOf(augmentation: AugmentationRecipe): string[] {
  return Object.entries(RECIPE.augmentation.fields).flatMap(([name, field]) => {
    const value = Object.entries(augmentation).find(([one]) => one === name)?.[1];
    const isDefault = value === undefined || ('default' in field && value === field.default);
    return isDefault ? [] : [value === true ? name : `${name} ${JSON.stringify(value)}`];
  });
}
