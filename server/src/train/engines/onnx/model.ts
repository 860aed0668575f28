/** A program as an ONNX model. */
import type { Attributes, Name, Runnable, Step, ValueId } from '../../../program';
import type { Form, Typed } from './form';
import { FORMS } from './forms';
import { createWriter, type Size, type Writer } from './writer';

/** Forms that take the place of the standard ones. */
export type Overrides = { readonly [N in Name]?: Form<N> };

export const nameOf = (value: ValueId): string => `v${value}`;

/** Its inputs and outputs carry the names of their values: `v12`. */
export function onnxOf(
  program: Runnable,
  feeds: readonly ValueId[],
  fetches: readonly ValueId[],
  overrides: Overrides = {},
  domains: readonly string[] = [],
): Uint8Array {
  const w = createWriter('step');
  const typed = (value: ValueId): Typed => {
    const type = program.values[value];
    if (!type) throw new Error(`the program has no value ${value}`);
    return { name: nameOf(value), ...type };
  };
  const declared = (value: ValueId, declare: Writer['input']): void => {
    const { name, element, shape } = typed(value);
    declare(
      name,
      element,
      shape.map((size): Size => (typeof size === 'number' ? size : 'batch')),
    );
  };
  for (const value of feeds) declared(value, w.input);
  for (const step of needed(program.steps, fetches)) write(w, step, step.name, step.attributes, typed, overrides);
  for (const value of fetches) declared(value, w.output);
  return w.finish(domains);
}

/** Steps that the wanted values depend on. */
function needed(steps: readonly Step[], wanted: readonly ValueId[]): readonly Step[] {
  const live = new Set(wanted);
  const kept: Step[] = [];
  for (const step of [...steps].reverse()) {
    if (!step.outputs.some((output) => live.has(output))) continue;
    kept.push(step);
    for (const input of step.inputs) live.add(input);
  }
  return kept.reverse();
}

function write<N extends Name>(
  w: Writer,
  step: Step,
  name: N,
  attributes: Attributes[N],
  typed: (value: ValueId) => Typed,
  overrides: Overrides,
): void {
  const form: Form<N> = overrides[name] ?? FORMS[name];
  form({ w, attributes, inputs: step.inputs.map(typed), outputs: step.outputs.map(typed) });
}
