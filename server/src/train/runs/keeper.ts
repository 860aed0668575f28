/** What the loop keeps, in a run's folder. */
import type { Program } from '../../program';
import type { TensorValue } from '../checkpoint';
import type { Tensors } from '../engines/engine';
import type { Keeper } from '../loop/session';
import { forgetEpochsAfter, keepEpoch } from './epochs';
import type { Run } from './run';

export async function keeperOf(run: Run, program: Program, resume: boolean): Promise<Keeper> {
  const resumed = resume ? await run.loadState() : undefined;
  run.rewind(resumed?.progress.epoch ?? -1, resumed?.progress.last);
  forgetEpochsAfter(run.folder, resumed?.progress.epoch ?? -1);
  return {
    name: run.name,
    folder: run.folder,
    resumed,
    saveBest(parameters, buffers) {
      run.saveBest(stateDict(program, parameters, buffers));
      return run.bestFile;
    },
    saveState: run.saveState,
    saveEpoch: (epoch, parameters, buffers) => keepEpoch(run.folder, epoch, stateDict(program, parameters, buffers)),
  };
}

/** Names, shapes and types as `state_dict()` has them; parameters that are shared appear under each name. */
export function stateDict(program: Program, parameters: Tensors, buffers: Tensors): Map<string, TensorValue> {
  const weights = new Map<string, TensorValue>();
  for (const { name, aliases } of program.parameters) {
    const tensor = parameters.get(name);
    if (tensor !== undefined) for (const one of [name, ...aliases]) weights.set(one, tensor);
  }
  for (const { name, value, persistent } of program.buffers) {
    const tensor = buffers.get(name);
    if (tensor === undefined || !persistent) continue;
    const isWhole = program.values[value]?.element === 'int64';
    const data = isWhole ? BigInt64Array.from(tensor.data, (one) => BigInt(Math.round(one))) : tensor.data;
    weights.set(name, { shape: tensor.shape, data });
  }
  return weights;
}
