/** Everything that a run needs to go on where it was, in one file: weights, the optimiser's memory, the place. */

import type { EpochEvent, Score } from '../../protocol';
import { openCheckpoint, type TensorValue } from '../checkpoint';
import { floatsOf } from '../checkpoint/floats';
import { writeSafetensors } from '../checkpoint/safetensors';
import type { Tensors } from '../engines/engine';
import { TrainError } from '../files/errors';
import type { Plateau } from '../loop/schedule';

/** What is known after a whole epoch. */
export interface Progress {
  /** Epochs done. */
  readonly epoch: number;
  readonly plateau: Plateau;
  readonly best: (Score & { readonly epoch: number }) | undefined;
  /** Epochs since the validation loss last fell, for early stopping. */
  readonly sinceLower: number;
  readonly lowestLoss: number;
  /** What the last epoch came to: a run that is killed before it is written among the metrics loses nothing. */
  readonly last?: EpochEvent | undefined;
}

export interface Snapshot {
  readonly parameters: Tensors;
  readonly buffers: Tensors;
  readonly optimiser: Tensors;
}

const GROUPS = ['parameters', 'buffers', 'optimiser'] as const;

export function writeState(file: string, snapshot: Snapshot, progress: Progress): void {
  const all = new Map<string, TensorValue>();
  for (const group of GROUPS) for (const [name, tensor] of snapshot[group]) all.set(`${group}/${name}`, tensor);
  writeSafetensors(file, all, { progress: JSON.stringify(progress, infinityAsText) });
}

export async function readState(file: string): Promise<{ snapshot: Snapshot; progress: Progress }> {
  const checkpoint = await openCheckpoint(file);
  try {
    const progress = progressOf(checkpoint.metadata.get('progress'));
    if (progress === undefined) throw new TrainError(`${file}: not the state of a training run; start a new one`);
    const snapshot = { parameters: new Map(), buffers: new Map(), optimiser: new Map() };
    for (const [full, tensor] of checkpoint.tensors) {
      const group = GROUPS.find((one) => full.startsWith(`${one}/`));
      if (group === undefined) continue;
      snapshot[group].set(full.slice(group.length + 1), { shape: tensor.shape, data: await floatsOf(tensor) });
    }
    return { snapshot, progress };
  } finally {
    checkpoint.close();
  }
}

/** JSON has no infinity, and a loss that has not been measured yet is one. */
function infinityAsText(_: string, value: unknown): unknown {
  return value === Number.POSITIVE_INFINITY ? 'Infinity' : value;
}

function progressOf(text: string | undefined): Progress | undefined {
  if (text === undefined) return undefined;
  const given: unknown = JSON.parse(text, (_, value) => (value === 'Infinity' ? Number.POSITIVE_INFINITY : value));
  return isProgress(given) ? given : undefined;
}

function isProgress(value: unknown): value is Progress {
  return typeof value === 'object' && value !== null && 'epoch' in value && 'plateau' in value && 'sinceLower' in value;
}
