/** Whether a run can go on: it is there, nobody else is writing it, and its model is still the same. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Program } from '../../program';
import { openCheckpoint } from '../checkpoint';
import { TrainError } from '../files/errors';

export async function checkResumable(folder: string, program: Program): Promise<void> {
  const name = basename(folder);
  if (!existsSync(folder)) {
    const parent = dirname(folder);
    const runs = existsSync(parent) ? readdirSync(parent) : [];
    throw new TrainError(
      runs.length === 0
        ? `there is no run ${name}: nothing has been trained here yet`
        : `there is no run ${name}; there are ${runs.slice(-8).join(', ')}`,
    );
  }
  const state = join(folder, 'state.safetensors');
  if (!existsSync(state)) return;
  const checkpoint = await openCheckpoint(state);
  try {
    const shapes = new Map([...checkpoint.tensors].map(([key, { shape }]) => [key, shape.join('×')]));
    const difference = changed(program, shapes);
    if (difference === undefined) return;
    throw new TrainError(
      `${name} cannot go on, for its model has changed: ${difference}. Start a new run; "weights": ".convscope/runs/${name}/best.safetensors" in the recipe begins with what this one learned, where the names are still the same`,
    );
  } finally {
    checkpoint.close();
  }
}

/** What the state and the model do not have in common, in words. */
function changed(program: Program, stored: ReadonlyMap<string, string>): string | undefined {
  const now = new Map<string, string>();
  for (const group of ['parameters', 'buffers'] as const)
    for (const { name, value } of program[group])
      now.set(`${group}/${name}`, (program.values[value]?.shape ?? []).map(String).join('×'));
  const plain = (key: string): string => key.replace(/^\w+\//, '');
  for (const [key, shape] of now) {
    const before = stored.get(key);
    if (before === undefined) return `${plain(key)} is new`;
    if (before !== shape) return `${plain(key)} was ${before} and is ${shape}`;
  }
  const gone = [...stored.keys()].find((key) => /^(?:parameters|buffers)\//.test(key) && !now.has(key));
  return gone === undefined ? undefined : `${plain(gone)} is no longer in it`;
}
