/** What is computed on a graphics card and what must come out, as plain data: made here, run in Node and in a page. */
import { readFileSync } from 'node:fs';
import { atBatch, defaultOptions, type Optimiser, symbolsOf } from '../../server/src/program';
import type { Model, PrepareOptions } from '../../server/src/train/engines';
import { onnxEngine } from '../../server/src/train/engines/onnx/backend';
import { casesOf } from '../oracle/training/models';
import { expectedOf, type Recorded, withGradients } from '../oracle/training/opRuns';
import { batchOf, startOf } from '../oracle/training/runs';
import type { Job, NetJob, OpJob } from './onDevice';

const OPTIMISERS: Readonly<Record<string, Optimiser>> = {
  LeNet: { kind: 'adamw', beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 1e-2 },
  LectureNetwork: { kind: 'sgd', momentum: 0.9, dampening: 0, nesterov: false, weightDecay: 1e-3 },
};
const STEPS = 2;
const FOLDER = 'test/oracle/training';

/** Functions of PyTorch, and LeNet and a small residual network, whose steps the CPU engine gives. */
export async function makeJob(): Promise<Job> {
  const nets = casesOf('nets.py', FOLDER);
  const chosen = nets.cases.filter(({ name }) => name in OPTIMISERS);
  return {
    ops: opJobs(),
    nets: await Promise.all(
      chosen.map((one) => {
        const model: Model = { train: nets.program(one, true, true), evaluate: nets.program(one, false, true) };
        return netJob(one.name, model, one.inputs[0] ?? '', OPTIMISERS[one.name] ?? { kind: 'sgd', ...NO_MOMENTUM });
      }),
    ),
  };
}
const NO_MOMENTUM = { momentum: 0, dampening: 0, nesterov: false, weightDecay: 0 };

function opJobs(): OpJob[] {
  const source = casesOf('ops.py', FOLDER);
  const truth: Readonly<Record<string, Recorded>> = JSON.parse(readFileSync(`${FOLDER}/ops.json`, 'utf8')).cases;
  return source.cases.map((one) => {
    const made = source.program(one, true, false);
    const program = symbolsOf(made).length === 0 ? made : atBatch(made, 2);
    const { b, feeds, wanted, shapeOf } = withGradients(program);
    const recorded = truth[one.name];
    if (!recorded) throw new Error(`${one.name} is not recorded`);
    return {
      name: one.name,
      program: { values: b.values, steps: b.steps },
      feeds: [...feeds].map(([value, data]) => ({
        value,
        shape: shapeOf(value),
        element: b.type(value).element,
        data: Array.from(data),
      })),
      wanted,
      expected: expectedOf(program, recorded),
    };
  });
}

async function netJob(name: string, model: Model, input: string, optimiser: Optimiser): Promise<NetJob> {
  const options: PrepareOptions = {
    ...defaultOptions({ kind: 'cross-entropy', labelSmoothing: 0.1 }, optimiser),
    threads: 1,
    plain: false,
  };
  const start = startOf(model);
  const trainer = await onnxEngine.prepare(model, options);
  await trainer.setParameters(start);
  await trainer.setBuffers(start);
  const lr = 0.01;
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const { batch, draws } = batchOf(model, input, step);
    losses.push((await trainer.step(batch, { lr, draws })).loss);
  }
  const [parameters, buffers] = [await trainer.parameters(), await trainer.buffers()];
  const evaluated = await trainer.evaluate(batchOf(model, input, 0).batch);
  await trainer.dispose();
  const after = [...parameters, ...buffers].map(([key, { data }]): [string, number[]] => [key, Array.from(data)]);
  return { name, model, options, input, lr, losses, after, evaluated: evaluated.loss };
}
