/** Whole steps of an engine on tfjs kernels beside the CPU engine's; weights that stay on the device are never behind. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test, vi } from 'vitest';
import { engineOnTfjs } from '../../../server/src/engine/tfjs';
import type { Optimiser } from '../../../server/src/program';
import { compileOnTfjs, type Device, Fault } from '../../../server/src/tfjs';
import type { Tensors, Trainer } from '../../../server/src/train/engines';
import { onnxEngine } from '../../../server/src/train/engines/onnx/backend';
import { tensorflowEngine } from '../../../server/src/train/engines/tensorflow/node';
import { batchOf, startOf } from '../../oracle/training/runs';
import { modelOf, optionsOf, story } from './story';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

const device = (isGone = () => false): Device => ({
  ...{ description: 'plain JavaScript', kind: 'cpu', isSoftware: true, isGone, close() {} },
  compile: (program, feeds, fetches) => compileOnTfjs(tf, program, feeds, fetches, { ownFilterGradient: true }),
});

const ADAM: Optimiser = { kind: 'adamw', beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 1e-2 };
const MOMENTUM: Optimiser = { kind: 'sgd', momentum: 0.9, dampening: 0, nesterov: true, weightDecay: 1e-3 };

function furthest(found: Tensors, expected: Tensors): number {
  expect([...found.keys()]).toEqual([...expected.keys()]);
  return Math.max(
    ...[...expected].flatMap(([name, { data }]) =>
      Array.from(data, (x, i) => Math.abs(x - (found.get(name)?.data[i] ?? Number.NaN)) / (1 + Math.abs(x))),
    ),
  );
}

test('trains as on the CPU engine, and leaves nothing on the device', async () => {
  const about = modelOf('LeNet');
  const before = tf.memory().numTensors;
  const found = await story(
    engineOnTfjs('webgpu', async () => device()),
    about,
    optionsOf(ADAM),
  );
  const expected = await story(onnxEngine, about, optionsOf(ADAM));
  expect(tf.memory().numTensors).toBe(before);
  expect(Math.max(...found.told.map((x, i) => Math.abs(x - (expected.told[i] ?? Number.NaN))))).toBeLessThan(1e-4);
  expect(furthest(found.parameters, expected.parameters)).toBeLessThan(1e-4);
  expect(furthest(found.buffers, expected.buffers)).toBeLessThan(1e-4);
  expect(furthest(found.state, expected.state)).toBeLessThan(1e-4);
});

test('a device that is gone is opened anew; one that is missing is looked for again', async () => {
  const { model, input } = modelOf('LeNet');
  let [opened, isGone] = [0, false];
  const answers: (Device | string)[] = ['it is not installed', device(() => isGone), device()];
  const engine = engineOnTfjs('webgpu', async () => answers[opened++] ?? 'no more');
  expect(await engine.unavailable()).toBe('it is not installed');
  await expect(engine.unavailable()).resolves.toBeUndefined();
  const stepOf = async (trainer: Trainer): Promise<number> => {
    const { batch, draws } = batchOf(model, input, 0);
    return (await trainer.step(batch, { lr: 0.01, draws })).loss;
  };
  const loss = await stepOf(await engine.prepare(model, optionsOf(MOMENTUM)));
  isGone = true;
  expect(await stepOf(await engine.prepare(model, optionsOf(MOMENTUM)))).toBeCloseTo(loss, 5);
  expect(opened).toBe(3);
});

test('tfjs-node is found where it was installed, and trains; where there is none, the command that adds it is named', async () => {
  const { model, input } = modelOf('LeNet');
  const folder = mkdtempSync(join(tmpdir(), 'convscope-tensorflow-'));
  vi.stubEnv('CONVSCOPE_ENGINES', folder);
  expect(await tensorflowEngine.unavailable()).toContain('Install TensorFlow Engine');
  // Its interface: the library with a backend of that name.
  const place = join(folder, 'node_modules/@tensorflow/tfjs-node');
  mkdirSync(place, { recursive: true });
  const at = (name: string): string => JSON.stringify(createRequire(import.meta.url).resolve(name));
  writeFileSync(join(place, 'package.json'), '{ "name": "@tensorflow/tfjs-node", "main": "index.js" }');
  writeFileSync(
    join(place, 'index.js'),
    `const tf = require(${at('@tensorflow/tfjs-core')});
     const { MathBackendCPU } = require(${at('@tensorflow/tfjs-backend-cpu')});
     tf.copyRegisteredKernels('cpu', 'tensorflow');
     tf.registerBackend('tensorflow', () => new MathBackendCPU());
     module.exports = tf;`,
  );
  expect(await tensorflowEngine.unavailable()).toBeUndefined();
  expect(await tensorflowEngine.capabilities()).toMatchObject({ description: 'TensorFlow on the CPU', device: 'cpu' });
  const { batch, draws } = batchOf(model, input, 0);
  const losses = await Promise.all(
    [tensorflowEngine, onnxEngine].map(async (engine) => {
      const trainer = await engine.prepare(model, optionsOf(MOMENTUM));
      await trainer.setParameters(startOf(model));
      return (await trainer.step(batch, { lr: 0.01, draws })).loss;
    }),
  );
  expect(losses[0]).toBeCloseTo(losses[1] ?? Number.NaN, 5);
  vi.unstubAllEnvs();
});

test('what went wrong on a device is told in plain words, with its own', () => {
  expect(new Fault('lost', 'Device is lost.\nmore').message).toBe('the graphics card was lost (Device is lost.)');
  expect(new Fault('memory', ' no room ').message).toBe(
    'the graphics card has no room for this model at this batch size (no room)',
  );
});
