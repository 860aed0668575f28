/**
 * The theoretical receptive field of one unit: which part of the input it can depend on, by the arithmetic of every
 * step and whatever the weights are. A box is followed from the unit back to the input; where a step mixes places
 * (a dense layer, a global pool, attention), the box is all there is. The result holds everything that can matter.
 */
import type { Attributes, Name, Program, Step, ValueId } from '../program';
import { type Boxes, type Interval, RULES } from './fieldRules';

/** First and last place on each axis of the input; undefined: the unit does not depend on it. */
export function receptiveBox(
  program: Pick<Program, 'values' | 'steps'>,
  value: ValueId,
  place: readonly number[],
  input: ValueId,
): readonly Interval[] | undefined {
  const boxes = new Map<ValueId, readonly Interval[]>([[value, place.map((at) => [at, at])]]);
  const shapeOf = (id: ValueId): number[] => (program.values[id]?.shape ?? []).map(Number);
  for (const step of program.steps.toReversed()) {
    step.outputs.forEach((output, nth) => {
      const box = boxes.get(output);
      if (box === undefined) return;
      const found = boxesBefore(step, nth, box, step.inputs.map(shapeOf), step.outputs.map(shapeOf));
      step.inputs.forEach((id, i) => {
        const one = found[i];
        if (one !== undefined) boxes.set(id, united(boxes.get(id), one));
      });
    });
  }
  return boxes.get(input);
}

function boxesBefore(
  step: Step,
  nth: number,
  box: readonly Interval[],
  inputs: readonly (readonly number[])[],
  outputs: readonly (readonly number[])[],
): Boxes {
  const apply = <N extends Name>(name: N, attributes: Attributes[N]): Boxes =>
    RULES[name]({ attributes, inputs, outputs, nth, box });
  return apply(step.name, step.attributes);
}

const united = (a: readonly Interval[] | undefined, b: readonly Interval[]): readonly Interval[] =>
  a === undefined ? b : a.map(([low, high], i) => [Math.min(low, b[i]?.[0] ?? low), Math.max(high, b[i]?.[1] ?? high)]);
