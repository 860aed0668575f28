/** What a recipe allows and nobody wants: the rules for scripts that hold for recipes too (docs/rules). */
import type { Recipe } from './declaration';

export interface RecipeWarning {
  readonly code: 'CS217' | 'CS219' | 'CS220';
  /** `augmentation.flip` */
  readonly path: string;
  readonly message: string;
}

type DataName = Recipe['data']['name'];

/** Images of characters, which have an up and a right. */
const TEXT: readonly DataName[] = ['digits', 'mnist', 'kmnist', 'svhn'];
const GREY: readonly DataName[] = ['digits', 'mnist', 'fashion-mnist', 'kmnist'];
const MOST_DEGREES = 20;
const CLASSES: Readonly<Partial<Record<DataName, number>>> = {
  digits: 10,
  mnist: 10,
  'fashion-mnist': 10,
  kmnist: 10,
  cifar10: 10,
  cifar100: 100,
  svhn: 10,
  stl10: 10,
};

/** `outputs`: how many scores the model gives, where that is known. */
export function recipeWarnings(recipe: Recipe, outputs?: number): RecipeWarning[] {
  const { data, augmentation, normalise, model } = recipe;
  const found: RecipeWarning[] = [];
  const classes = CLASSES[data.name];
  if (classes !== undefined && outputs !== undefined && outputs !== classes)
    found.push({
      code: 'CS217',
      path: 'model',
      message: `${model} gives ${outputs} scores, and ${data.name} has ${classes} classes; let its last layer give ${classes}`,
    });
  if (GREY.includes(data.name) && (normalise.mean?.length ?? 1) > 1)
    found.push({
      code: 'CS219',
      path: 'normalise.mean',
      message: `${normalise.mean?.length} numbers, and the images of ${data.name} have one channel; write one`,
    });
  if (!TEXT.includes(data.name)) return found;
  if (augmentation.flip)
    found.push({
      code: 'CS220',
      path: 'augmentation.flip',
      message: `mirrored characters of ${data.name} are no characters, or others; leave it out`,
    });
  if (augmentation.rotation > MOST_DEGREES)
    found.push({
      code: 'CS220',
      path: 'augmentation.rotation',
      message: `turned by up to ${augmentation.rotation} degrees, a 6 is a 9; turn by ${MOST_DEGREES} degrees at most`,
    });
  return found;
}
