/** What a classifier says: its scores before softmax, and its probabilities. */
import type { Program, Step, ValueId } from '../program';

export interface Scores {
  /** One score for each class: what is explained. */
  readonly value: ValueId;
  /** How the scores become probabilities. */
  readonly law: 'softmax' | 'sigmoid';
  readonly classes: number;
  /** Sizes after the class axis: scores for each pixel. */
  readonly space: readonly number[];
}

/**
 * Of the first output, before a softmax or sigmoid that the network ends with: gradients of a saturated probability
 * vanish (Simonyan et al. 2014 take the score for this reason). Undefined: the result has no axis of classes.
 */
export function scoresOf(program: Program): Scores | undefined {
  const output = program.outputs[0];
  if (output === undefined) return undefined;
  const end = lastStep(program, output.value);
  const ends = end?.name === 'softmax' || end?.name === 'logSoftmax' ? 'softmax' : undefined;
  const isSigmoid = end?.name === 'unary' && end.attributes.fn === 'sigmoid';
  const value = (ends !== undefined || isSigmoid ? end?.inputs[0] : undefined) ?? output.value;
  const type = program.values[value];
  const [, classes, ...space] = (type?.shape ?? []).map(Number);
  if (classes === undefined || type?.element !== 'float32') return undefined;
  return { value, law: isSigmoid || (classes === 1 && ends === undefined) ? 'sigmoid' : 'softmax', classes, space };
}

const lastStep = ({ steps }: Program, value: ValueId): Step | undefined =>
  steps.findLast(({ outputs }) => outputs.includes(value));

/** Of row-major scores [classes, …space] of one image; for a map of scores those of the mean score. */
export function probabilities(scores: ArrayLike<number>, { classes, law }: Pick<Scores, 'classes' | 'law'>): number[] {
  const plane = scores.length / classes;
  const means = Array.from({ length: classes }, (_, c) => {
    let sum = 0;
    for (let i = 0; i < plane; i++) sum += scores[c * plane + i] ?? 0;
    return sum / plane;
  });
  if (law === 'sigmoid') return means.map((x) => 1 / (1 + Math.exp(-x)));
  const most = Math.max(...means);
  const powers = means.map((x) => Math.exp(x - most));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((x) => x / total);
}
