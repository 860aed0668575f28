/** New weights over the old ones: only where nothing reads the old ones too late, and with the same numbers. */
import { expect, test } from 'vitest';
import {
  atBatch,
  createBuilder,
  defaultOptions,
  mayOverwrite,
  type Optimiser,
  PLAIN_SGD,
  type TrainingOptions,
  trainingStep,
} from '../../../server/src/program';
import type { Model, Tensors } from '../../../server/src/train/engines/engine';
import { onnxEngine } from '../../../server/src/train/engines/onnx/backend';
import { casesOf } from '../../oracle/training/models';
import { batchOf, startOf } from '../../oracle/training/runs';

const source = casesOf('nets.py');
const OPTIMISERS: readonly Optimiser[] = [
  { kind: 'sgd', momentum: 0.9, dampening: 0, nesterov: true, weightDecay: 1e-3 },
  { kind: 'adamw', beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 1e-2 },
  { kind: 'rmsprop', alpha: 0.9, eps: 1e-3, momentum: 0.5, centered: true, weightDecay: 0 },
];
const everything = (optimiser: Optimiser): TrainingOptions => ({
  ...defaultOptions({ kind: 'cross-entropy', labelSmoothing: 0 }, optimiser),
  l1: { lambda: 1e-4, proximal: true },
  l2: 1e-4,
  clipNorm: 1,
  clipValue: 0.5,
});
const caseOf = (name: string) => {
  const one = source.cases.find((found) => found.name === name);
  if (!one) throw new Error(`there is no ${name}`);
  return one;
};

test.each(source.cases)(
  'a step of $name may, whatever the update is; one that also measures the weights may not',
  (one) => {
    const program = atBatch(source.program(one, true, true), 2);
    for (const optimiser of OPTIMISERS)
      for (const options of [
        everything(optimiser),
        defaultOptions({ kind: 'cross-entropy', labelSmoothing: 0 }, optimiser),
      ]) {
        expect(mayOverwrite(trainingStep(program, options, { target: 'indices', norms: false }))).toBe(true);
        expect(mayOverwrite(trainingStep(program, options, { target: 'indices', norms: true }))).toBe(false);
      }
  },
);

test('a result that reads weights and that no gradient waits for forbids it', () => {
  const program = atBatch(source.program(caseOf('LeNet'), true, true), 2);
  const options = everything(PLAIN_SGD);
  const step = trainingStep(program, options, { target: 'indices', norms: false });
  const b = createBuilder(step);
  const value = b.reduce('sum', b.unary('abs', step.feeds.weights), [0]);
  const buffers = [...step.results.buffers, { name: 'sum', value }];
  expect(mayOverwrite({ ...step, steps: b.steps, values: b.values, results: { ...step.results, buffers } })).toBe(
    false,
  );
  expect(mayOverwrite({ ...step, steps: b.steps, values: b.values })).toBe(true);
});

test.each([
  { name: 'ResNet20', at: 0 },
  { name: 'ViTTiny', at: 1 },
  { name: 'LeNet', at: 2 },
])('$name learns the same to the last bit either way', async ({ name, at }) => {
  const one = caseOf(name);
  const model: Model = { train: source.program(one, true, true), evaluate: source.program(one, false, true) };
  const options = { ...everything(OPTIMISERS[at] ?? PLAIN_SGD), threads: 1, plain: false };
  const learned: Tensors[] = [];
  for (const norms of [false, true]) {
    const trainer = await onnxEngine.prepare(model, options);
    await trainer.setParameters(startOf(model));
    await trainer.setBuffers(startOf(model));
    for (let step = 0; step < 3; step++) {
      const { batch, draws } = batchOf(model, one.inputs[0] ?? '', step);
      // A step that measures leaves its numbers elsewhere: the one after it goes on from there.
      await trainer.step(batch, { lr: 0.01, draws, norms: norms && step !== 1 });
    }
    learned.push(await trainer.parameters());
    await trainer.dispose();
  }
  const [over = new Map(), apart = new Map()] = learned;
  expect(over.size).toBeGreaterThan(0);
  for (const [key, { data }] of over) expect(apart.get(key)?.data, key).toEqual(data);
});
