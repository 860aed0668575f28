/** Numbers for a program's symbols. */
import { type Dim, display, evaluate, variablesOf } from '../symbolic';
import type { Attributes, Name } from './attributes';
import { resultsOf } from './primitives';
import type { Program, Step, TensorType } from './program';
import { sameShape, shapeText } from './shapes';

/** Names of the sizes that are open: usually the batch. */
export function symbolsOf(program: Program): readonly string[] {
  const names = new Set<string>();
  for (const { shape } of program.values)
    for (const size of shape) for (const { name } of variablesOf(size)) names.add(name);
  return [...names].sort();
}

/** The same program with numbers for sizes. Throws where they do not fit (a model that needs an even batch). */
export function atSizes(program: Program, sizes: ReadonlyMap<string, number>): Program {
  const values = program.values.map(
    ({ shape, element }): TensorType => ({ shape: shape.map((size) => numberOf(size, sizes)), element }),
  );
  for (const step of program.steps) check(step, values, step.name, step.attributes);
  return { ...program, values };
}

/** One symbol for all: the batch. */
export const atBatch = (program: Program, batch: number): Program =>
  atSizes(program, new Map(symbolsOf(program).map((name) => [name, batch])));

function numberOf(size: Dim, sizes: ReadonlyMap<string, number>): number {
  const value = evaluate(size, sizes);
  if (value === undefined) throw new Error(`the size ${display(size)} has no number`);
  return value;
}

/** Each primitive's own rule must find the sizes that stand there. */
function check<N extends Name>(step: Step, values: readonly TensorType[], name: N, attributes: Attributes[N]): void {
  const typed = (ids: readonly number[]): TensorType[] => ids.flatMap((id) => values[id] ?? []);
  const stated = typed(step.outputs);
  resultsOf(name, typed(step.inputs), attributes, stated).forEach((found, i) => {
    const expected = stated[i]?.shape ?? [];
    if (!sameShape(found.shape, expected))
      throw new Error(`${name} gives ${shapeText(found.shape)} where ${shapeText(expected)} is expected`);
  });
}
