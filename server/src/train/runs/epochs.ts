/**
 * Weights of a run epoch by epoch, in `epochs/` of its folder: `0.safetensors` is the initialisation. When they take
 * more room than they may, every second one goes; the first and the last always stay.
 */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TensorValue } from '../checkpoint';
import { writeSafetensors } from '../checkpoint/safetensors';

/** Of all epochs of one run: some 1,900 of a small network, ten of a ResNet-18. */
const MOST_BYTES = 512 * 2 ** 20;

const folderOf = (run: string): string => join(run, 'epochs');
const fileOf = (run: string, epoch: number): string => join(folderOf(run), `${epoch}.safetensors`);

/** Those whose weights are kept, ascending. A run of before they were kept has its best ones alone, as epoch 0. */
export function epochsOf(run: string): readonly number[] {
  const kept = keptEpochs(run);
  return kept.length === 0 && existsSync(bestOf(run)) ? [0] : kept;
}

export function epochFile(run: string, epoch: number): string | undefined {
  const file = fileOf(run, epoch);
  if (existsSync(file)) return file;
  return epoch === 0 && keptEpochs(run).length === 0 && existsSync(bestOf(run)) ? bestOf(run) : undefined;
}

const bestOf = (run: string): string => join(run, 'best.safetensors');

function keptEpochs(run: string): readonly number[] {
  if (!existsSync(folderOf(run))) return [];
  return readdirSync(folderOf(run))
    .flatMap((name) => {
      const found = /^(\d+)\.safetensors$/.exec(name);
      return found ? [Number(found[1])] : [];
    })
    .sort((a, b) => a - b);
}

export function keepEpoch(
  run: string,
  epoch: number,
  weights: ReadonlyMap<string, TensorValue>,
  most = MOST_BYTES,
): void {
  writeSafetensors(fileOf(run, epoch), weights);
  const size = statSync(fileOf(run, epoch)).size;
  let kept = keptEpochs(run);
  while (kept.length > 2 && kept.length * size > most) {
    for (const one of thinned(kept)) rmSync(fileOf(run, one), { force: true });
    kept = keptEpochs(run);
  }
}

/** Every second one, the ends left alone. */
const thinned = (epochs: readonly number[]): readonly number[] =>
  epochs.filter((_, place) => place % 2 === 1 && place < epochs.length - 1);

/** A run that goes on after `epoch` makes the later ones anew. */
export function forgetEpochsAfter(run: string, epoch: number): void {
  for (const one of keptEpochs(run)) if (one > epoch) rmSync(fileOf(run, one), { force: true });
}
