/** The numbers of a model's parameters and buffers, from any source, matched by name. */

import { drawn } from '../../engine/initial';
import { matchWeights, type NamedShape } from '../../inspect';
import { type Program, seeded } from '../../program';
import type { Explained, WeightsOrigin } from '../../protocol';
import { floatsOf } from '../checkpoint';
import type { Tensor, Tensors } from '../engines/engine';
import { TrainError } from '../files/errors';
import { weightsFrom } from '../weights/source';

export interface LoadedWeights {
  readonly tensors: Tensors;
  readonly about: Explained['weights'];
}

export async function loadWeights(
  program: Program,
  origin: WeightsOrigin,
  wished: number | undefined,
): Promise<LoadedWeights> {
  const source = await weightsFrom(origin);
  const epoch = wished ?? source.epochs.at(-1) ?? 0;
  const weights = await source.open(epoch);
  try {
    const wanted = wantedOf(program);
    const held = [...weights.tensors]
      .filter(([name]) => !isCounter(name))
      .map(([name, { shape }]): NamedShape => ({ name, shape }));
    const { pairs, missing, unused } = matchWeights(wanted, held);
    if (pairs.length === 0)
      throw new TrainError(
        `${source.title} does not fit this model: it holds ${named(held)}, and the model has ${named(wanted)}. Choose weights of this model`,
      );
    const tensors = new Map<string, Tensor>();
    for (const pair of pairs) {
      const stored = weights.tensors.get(pair.held);
      if (stored !== undefined) tensors.set(pair.wanted, { shape: stored.shape, data: await floatsOf(stored) });
    }
    for (const [name, tensor] of drawnFor(program, tensors)) tensors.set(name, tensor);
    return { tensors, about: { title: source.title, epochs: source.epochs, epoch, missing, unused } };
  } finally {
    weights.close();
  }
}

const named = (all: readonly NamedShape[]): string =>
  all.length === 0
    ? 'nothing'
    : `${all
        .slice(0, 3)
        .map(({ name, shape }) => `${name} (${shape.join('×')})`)
        .join(', ')}${all.length > 3 ? ', …' : ''}`;

/** How many batches a normalisation has seen matters to nobody here. */
const isCounter = (name: string): boolean => name.endsWith('num_batches_tracked');

/** What `state_dict()` holds of it. */
const wantedOf = (program: Program): NamedShape[] =>
  [...program.parameters, ...program.buffers.filter(({ persistent }) => persistent)]
    .filter(({ name }) => !isCounter(name))
    .map(({ name, value }) => ({ name, shape: (program.values[value]?.shape ?? []).map(Number) }));

/** What is not held begins as the code says. */
function drawnFor(program: Program, held: Tensors): [string, Tensor][] {
  return [...program.parameters, ...program.buffers].flatMap(({ name, value, initial }, i): [string, Tensor][] => {
    if (held.has(name)) return [];
    const shape = (program.values[value]?.shape ?? []).map(Number);
    return [[name, { shape, data: Float32Array.from(drawn(initial, shape, seeded(i))) }]];
  });
}
