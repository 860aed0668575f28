/** Whether training and validation part, and what helps: the remedies of any course on deep learning. */
import type { Score } from '../../protocol';
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
export function remedies(recipe: Recipe): string[] {
  const { regularisation, optimizer, loss, augmentation } = recipe;
  const decays = optimizer.weight_decay > 0 || regularisation.l2 > 0 || regularisation.l1 > 0;
  return [
    ...(isAugmented(augmentation) || augmentation.mixup > 0
      ? []
      : ['augmentation ("augmentation": { "crop_padding": 2 })']),
    ...(decays ? [] : ['weight decay ("optimizer": { "weight_decay": 0.0005 })']),
    ...(loss.label_smoothing > 0 || regularisation.label_noise > 0 || loss.name !== 'cross_entropy'
      ? []
      : ['label smoothing ("loss": { "label_smoothing": 0.1 })']),
    'dropout before the last layer',
    'fewer parameters',
    ...(recipe.early_stopping > 0 ? [] : ['early stopping ("early_stopping": 5)']),
  ];
}
