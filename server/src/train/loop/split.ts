/** Training and validation images, as the recipe says. */
import type { DataRecipe } from '../../recipe';
import { type DataSet, type Part, subset } from '../data/types';
import { TrainError } from '../files/errors';
import { randomFor, shuffled } from './random';

export interface Split {
  readonly train: Part;
  readonly validation: Part;
  /** Measured once at the end, where validation is held out from training. */
  readonly test: Part | undefined;
  /** "10,000 test images", for people. */
  readonly validationText: string;
}

/** Held out where the data set has no test images of its own. */
const DEFAULT_SHARE = 0.2;

export function splitOf(data: DataSet, { validation }: DataRecipe, seed: number): Split {
  if (typeof validation === 'string' && data.test !== undefined) {
    const validationText = `${data.test.count.toLocaleString('en')} test images`;
    return { train: data.train, validation: data.test, test: undefined, validationText };
  }
  const share = typeof validation === 'number' ? validation : DEFAULT_SHARE;
  const held = heldOut(data.train.labels, share, seed);
  const rest = Int32Array.from({ length: data.train.count }, (_, i) => i).filter((i) => !held.has(i));
  const chosen = Int32Array.from([...held].sort((a, b) => a - b));
  if (rest.length === 0 || chosen.length === 0)
    throw new TrainError(
      `${data.name}: ${data.train.count} images are too few to hold out ${Math.round(share * 100)} % for validation; change "validation" in the recipe's data, or add images`,
    );
  return {
    train: subset(data.train, rest),
    validation: subset(data.train, chosen),
    test: data.test,
    validationText: `${chosen.length.toLocaleString('en')} images held out from training`,
  };
}

/** The same share of each class; a class of one image stays in training. */
function heldOut(labels: Int32Array, share: number, seed: number): Set<number> {
  const order = shuffled(labels.length, randomFor(seed, 'split'));
  const byClass = new Map<number, number[]>();
  for (const index of order) {
    const label = labels[index] ?? 0;
    const members = byClass.get(label) ?? [];
    if (members.length === 0) byClass.set(label, members);
    members.push(index);
  }
  return new Set([...byClass.values()].flatMap((members) => members.slice(0, Math.round(members.length * share))));
}
