/**
 * Weights wherever they come from, seen alike: a checkpoint, a run with the weights of its epochs, a fresh
 * initialisation. Nothing is read before it is asked for, and never more than one tensor, or a part of it, at a time.
 */
import { basename } from 'node:path';
import type { WeightsOrigin } from '../../protocol';
import { type Checkpoint, openCheckpoint, type StoredTensor } from '../checkpoint';
import { TrainError } from '../files/errors';
import { initialWeights } from '../loop/weights';
import { epochFile, epochsOf } from '../runs/epochs';

export interface WeightsSource {
  readonly title: string;
  /** Ascending; 0 is the initialisation of a run, and the only one of what has no epochs. */
  readonly epochs: readonly number[];
  /** To be closed. Names are those of `state_dict()`. */
  readonly open: (epoch: number) => Promise<Weights>;
}

export type Weights = Pick<Checkpoint, 'tensors' | 'close'>;

export async function weightsFrom(origin: WeightsOrigin): Promise<WeightsSource> {
  switch (origin.kind) {
    case 'file':
      return { title: basename(origin.file), epochs: [0], open: () => openCheckpoint(origin.file) };
    case 'run':
      return ofRun(origin.folder);
    case 'initial': {
      const drawn = inMemory(origin);
      return { title: 'as initialised', epochs: [0], open: async () => drawn };
    }
  }
}

/** Closes them, whatever happens. */
export async function using<T>(weights: Weights, act: (weights: Weights) => Promise<T>): Promise<T> {
  try {
    return await act(weights);
  } finally {
    weights.close();
  }
}

function ofRun(folder: string): WeightsSource {
  const epochs = epochsOf(folder);
  const name = basename(folder);
  if (epochs.length === 0)
    throw new TrainError(`${name}: this run has kept no weights yet; it does so when its first epoch begins`);
  return {
    title: name,
    epochs,
    open: (epoch) => {
      const file = epochFile(folder, epoch);
      if (file === undefined)
        throw new TrainError(`${name}: the weights of epoch ${epoch} are not kept; there are ${epochs.join(', ')}`);
      return openCheckpoint(file);
    },
  };
}

function inMemory({ program, seed }: Extract<WeightsOrigin, { kind: 'initial' }>): Weights {
  const { parameters, buffers } = initialWeights(program, seed);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, { shape, data }] of [...parameters, ...buffers])
    tensors.set(name, {
      dtype: 'float32',
      shape,
      read: async (part) => {
        const { from, count } = part ?? { from: 0, count: data.length };
        return new Uint8Array(data.buffer, data.byteOffset + 4 * from, 4 * count);
      },
    });
  return { tensors, close() {} };
}
