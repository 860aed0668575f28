/** A job on the browser's own WebGPU. */

import { engineOnTfjs } from '../../server/src/engine/tfjs';
import { openDevice } from '../../server/src/tfjs/webgpu';
import { type Job, type Outcome, runNets, runOps } from './onDevice';

async function compute(job: Job): Promise<readonly Outcome[] | string> {
  const device = await openDevice(Reflect.get(navigator, 'gpu'));
  if (typeof device === 'string') return device;
  const outcomes: Outcome[] = [];
  const tell = (one: Outcome): void => {
    outcomes.push(one);
  };
  await runOps(device, job.ops, tell);
  await runNets(
    engineOnTfjs('webgpu', async () => device),
    job.nets,
    tell,
  );
  return outcomes;
}
Reflect.set(globalThis, 'compute', compute);
