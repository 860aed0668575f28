/** The reference interpreter: every primitive by its meaning, in doubles. Slow; what fast engines are held to. */
import type { Attributes, Name } from './attributes';
import type { Dense } from './dense';
import { type ConcreteType, PRIMITIVES } from './primitives';
import type { Step, TensorType, ValueId } from './program';
import { numbers } from './shapes';

export interface Runnable {
  readonly values: readonly TensorType[];
  readonly steps: readonly Step[];
}

/** All values that are asked for, from the given ones. */
export function evaluateProgram(
  { values, steps }: Runnable,
  feeds: ReadonlyMap<ValueId, Dense>,
  wanted: readonly ValueId[],
): readonly Dense[] {
  const held = new Map(feeds);
  const get = (value: ValueId): Dense => {
    const found = held.get(value);
    if (!found) throw new Error(`value ${value} was not fed`);
    return found;
  };
  const typeOf = (value: ValueId): ConcreteType => {
    const type = values[value];
    if (!type) throw new Error(`the program has no value ${value}`);
    return { shape: numbers(type.shape), element: type.element };
  };
  const last = lastUses(steps, wanted);
  steps.forEach((step, index) => {
    const results = evaluateStep(step.name, step.attributes, step.inputs.map(get), step.outputs.map(typeOf));
    step.outputs.forEach((output, i) => {
      const result = results[i];
      if (result) held.set(output, result);
    });
    for (const input of step.inputs) if (last.get(input) === index) held.delete(input);
  });
  return wanted.map(get);
}

/** After which step a value is not read any more. */
function lastUses(steps: readonly Step[], wanted: readonly ValueId[]): ReadonlyMap<ValueId, number> {
  const last = new Map<ValueId, number>();
  steps.forEach((step, index) => {
    for (const input of step.inputs) last.set(input, index);
  });
  for (const value of wanted) last.delete(value);
  return last;
}

const evaluateStep = <N extends Name>(
  name: N,
  attributes: Attributes[N],
  inputs: readonly Dense[],
  results: readonly ConcreteType[],
): readonly Dense[] => PRIMITIVES[name].evaluate(inputs, attributes, results);
