/** Reverse-mode differentiation (Griewank and Walther 2008), from a program to a longer program. */
import type { Attributes, Name } from './attributes';
import type { Builder } from './builder';
import { PRIMITIVES } from './primitives';
import type { Step, ValueId } from './program';

/**
 * How gradients pass a ReLU: as calculus says; guided, only where they are positive too (Springenberg et al. 2015,
 * "Striving for Simplicity"); open, everywhere, which is not a gradient and wakes a unit that nothing reaches.
 */
export type ReluGradient = 'plain' | 'guided' | 'open';

/**
 * Gradients of the scalar `of` with respect to some values, by the steps written so far. Undefined where `of` does
 * not depend on one.
 */
export function gradients(
  b: Builder,
  of: ValueId,
  wrt: readonly ValueId[],
  relu: ReluGradient = 'plain',
): readonly (ValueId | undefined)[] {
  const steps = [...b.steps];
  const needed = dependents(steps, wrt);
  const sums = new Map<ValueId, ValueId>([[of, b.fill(1, b.shape(of))]]);
  for (const step of steps.reverse()) {
    const upstream = step.outputs.map((output) => sums.get(output));
    if (!upstream.some((g) => g !== undefined) || !step.inputs.some((input) => needed.has(input))) continue;
    const found =
      passesRelu(b, step, upstream, relu) ?? differentiate(b, step.name, step.attributes, step, upstream, needed);
    step.inputs.forEach((input, i) => {
      const gradient = found[i];
      if (gradient === undefined || !needed.has(input)) return;
      const sum = sums.get(input);
      sums.set(input, sum === undefined ? gradient : b.add(sum, gradient));
    });
  }
  return wrt.map((value) => sums.get(value));
}

function passesRelu(
  b: Builder,
  step: Step,
  [upstream]: readonly (ValueId | undefined)[],
  relu: ReluGradient,
): readonly (ValueId | undefined)[] | undefined {
  if (relu === 'plain' || upstream === undefined || step.name !== 'unary' || step.attributes.fn !== 'relu')
    return undefined;
  if (relu === 'open') return [upstream];
  return [b.mul(b.unary('relu', upstream), b.unary('sign', step.outputs[0] ?? -1))];
}

/** Values through which something flows from the given ones. */
function dependents(steps: readonly Step[], from: readonly ValueId[]): ReadonlySet<ValueId> {
  const found = new Set(from);
  for (const step of steps) {
    if (PRIMITIVES[step.name].gradient === 'none' || !step.inputs.some((input) => found.has(input))) continue;
    for (const output of step.outputs) found.add(output);
  }
  return found;
}

function differentiate<N extends Name>(
  b: Builder,
  name: N,
  attributes: Attributes[N],
  { inputs, outputs }: Pick<Step, 'inputs' | 'outputs'>,
  upstream: readonly (ValueId | undefined)[],
  needed: ReadonlySet<ValueId>,
): readonly (ValueId | undefined)[] {
  const rule = PRIMITIVES[name].gradient;
  if (rule === 'none') return [];
  return rule(b, { attributes, inputs, outputs, needs: inputs.map((input) => needed.has(input)) }, upstream);
}
