/** The weights that a model begins with. */

import { initialValues } from '../../engine/initial';
import type { Program } from '../../program';
import type { Tensor, Tensors } from '../engines/engine';

export interface InitialWeights {
  readonly parameters: Tensors;
  readonly buffers: Tensors;
}

/** By what the model's code does; `unknown`: parameters for which it does not say. */
export function initialWeights(
  program: Program,
  seed: number,
): InitialWeights & { readonly unknown: readonly string[] } {
  const { values, unknown } = initialValues(program, seed);
  const named = (all: readonly { readonly name: string }[]): Tensors =>
    new Map(
      all.flatMap(({ name }): [string, Tensor][] => {
        const tensor = values.get(name);
        return tensor === undefined ? [] : [[name, tensor]];
      }),
    );
  return {
    parameters: named(program.parameters),
    buffers: named(program.buffers),
    unknown: unknown.map(({ name, reason }) => `${name} (${reason})`),
  };
}
