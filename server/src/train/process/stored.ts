/** Weights to begin with, from a file: names and shapes must fit. */

import type { Program } from '../../program';
import { evaluate } from '../../symbolic';
import { floatsOf, openCheckpoint } from '../checkpoint';
import type { Tensor } from '../engines/engine';
import { TrainError } from '../files/errors';
import type { InitialWeights } from '../loop/weights';

export async function withStoredWeights(
  file: string,
  program: Program,
  drawn: InitialWeights,
): Promise<InitialWeights> {
  const checkpoint = await openCheckpoint(file);
  try {
    const parameters = new Map<string, Tensor>();
    const buffers = new Map(drawn.buffers);
    for (const { name, value } of program.parameters) parameters.set(name, await tensorOf(name, value, true));
    for (const { name, value, persistent } of program.buffers)
      if (persistent && checkpoint.tensors.has(name)) buffers.set(name, await tensorOf(name, value, false));
    return { parameters, buffers };
  } finally {
    checkpoint.close();
  }

  async function tensorOf(name: string, value: number, needed: boolean): Promise<Tensor> {
    const stored = checkpoint.tensors.get(name);
    const shape = (program.values[value]?.shape ?? []).map((size) => evaluate(size, new Map()) ?? 0);
    if (stored === undefined) {
      const first = [...checkpoint.tensors.keys()].slice(0, 3).join(', ');
      throw new TrainError(`${file}: '${name}' is not in it${needed ? `; it holds ${first}, …` : ''}`);
    }
    if (stored.shape.join() !== shape.join())
      throw new TrainError(`${file}: '${name}' is ${stored.shape.join('×')} there and ${shape.join('×')} in the model`);
    return { shape, data: await floatsOf(stored) };
  }
}
