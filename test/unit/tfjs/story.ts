/** Everything that a run asks a trainer for, in an order in which the device's memory could be forgotten. */
import { defaultOptions, type Optimiser } from '../../../server/src/program';
import type { Engine, Model, PrepareOptions } from '../../../server/src/train/engines';
import { casesOf } from '../../oracle/training/models';
import { batchOf, startOf } from '../../oracle/training/runs';

const nets = casesOf('nets.py');
export function modelOf(name: string): { readonly model: Model; readonly input: string } {
  const one = nets.cases.find((c) => c.name === name);
  if (!one) throw new Error(`there is no ${name}`);
  return {
    model: { train: nets.program(one, true, true), evaluate: nets.program(one, false, true) },
    input: one.inputs[0] ?? '',
  };
}
export const optionsOf = (optimiser: Optimiser): PrepareOptions => ({
  ...defaultOptions({ kind: 'cross-entropy', labelSmoothing: 0.1 }, optimiser),
  threads: 1,
  plain: true,
});
export async function story(engine: Engine, { model, input }: ReturnType<typeof modelOf>, options: PrepareOptions) {
  const trainer = await engine.prepare(model, options);
  const start = startOf(model);
  await trainer.setParameters(start);
  await trainer.setBuffers(start);
  const told: number[] = [];
  const step = async (n: number, text = input): Promise<void> => {
    const { batch, draws } = batchOf(model, text, n);
    const { loss, gradientNorm, layers } = await trainer.step(batch, { lr: 0.01, draws, norms: n === 1 });
    told.push(loss, gradientNorm, ...[...layers.values()].flatMap(({ update, weight }) => [update, weight]));
  };
  await step(0);
  await step(1);
  told.push((await trainer.evaluate(batchOf(model, input, 0).batch)).loss);
  const midway = await trainer.parameters();
  const slots = await trainer.optimiserState();
  // A smaller batch is another program.
  await step(2, input.replace(/^\d+/, '2'));
  await trainer.setParameters(midway);
  await trainer.setOptimiserState(slots);
  await step(3);
  const [output] = await trainer.predict(batchOf(model, input, 1).batch.inputs, 4);
  const end = {
    parameters: await trainer.parameters(),
    buffers: await trainer.buffers(),
    state: await trainer.optimiserState(),
  };
  await trainer.dispose();
  return { told: [...told, ...(output?.data ?? [])], ...end };
}
