/** Whether training and validation part, and what helps: the remedies of any course on deep learning. */
import type { Remedy, Score } from '../../protocol';
import type { Recipe } from '../../recipe';
import { isAugmented } from './augment';

/** Epochs over which the validation loss must have risen. */
const EPOCHS = 3;

/** Of the epochs so far: the loss on training images still falls while that on validation images rises. */
export function isOverfitting(train: readonly Score[], validation: readonly Score[]): boolean {
  if (train.length <= EPOCHS) return false;
  const lately = validation.slice(-EPOCHS).map(({ loss }) => loss);
  const before = validation.slice(0, -EPOCHS).map(({ loss }) => loss);
  const best = Math.min(...before);
  const trainBefore = train.at(-1 - EPOCHS)?.loss ?? 0;
  const isFalling = (train.at(-1)?.loss ?? 0) < trainBefore;
  return isFalling && lately.every((loss) => loss > best * 1.02);
}

/** Only what the recipe does not have yet. */
export function remedies(recipe: Recipe): Remedy[] {
  const { regularisation, optimizer, loss, augmentation, data } = recipe;
  const decays = optimizer.weight_decay > 0 || regularisation.l2 > 0 || regularisation.l1 > 0;
  const isVaried = isAugmented(augmentation) || augmentation.mixup > 0;
  const isSmooth = loss.label_smoothing > 0 || regularisation.label_noise > 0;
  const set = (title: string, path: string, value: number): Remedy => ({ kind: 'recipe', title, path, value });
  return [
    ...(isVaried ? [] : [set('augmentation', 'augmentation.crop_padding', data.name === 'digits' ? 1 : 2)]),
    ...(decays ? [] : [set('weight decay', 'optimizer.weight_decay', 0.0005)]),
    ...(isSmooth || loss.name !== 'cross_entropy' ? [] : [set('label smoothing', 'loss.label_smoothing', 0.1)]),
    { kind: 'code', title: 'dropout before the last layer', change: 'dropout' },
    { kind: 'code', title: 'fewer parameters', change: 'narrower' },
    ...(recipe.early_stopping > 0 ? [] : [set('early stopping', 'early_stopping', 5)]),
  ];
}

/** As it stands in the recipe: `augmentation ("crop_padding": 2)`. */
export function remedyText(remedy: Remedy): string {
  if (remedy.kind === 'code') return remedy.title;
  return `${remedy.title} ("${remedy.path}": ${remedy.value})`;
}
