/** Values in blocks of channels give what the program means: losses, gradients and predictions beside the reference's. */
import { describe, expect, test } from 'vitest';
import { atBatch, defaultOptions, elements, PLAIN_SGD } from '../../../server/src/program';
import type { Batch, Engine, Model, Tensors } from '../../../server/src/train/engines';
import { blocks, onnxEngine } from '../../../server/src/train/engines/onnx/backend';
import { BLOCKED_DOMAIN } from '../../../server/src/train/engines/onnx/blocked';
import { onnxOf } from '../../../server/src/train/engines/onnx/model';
import { referenceEngine } from '../../../server/src/train/engines/reference';
import { casesOf } from '../../oracle/training/models';
import { hashed, held, signed } from '../../oracle/training/values';

const source = casesOf('blocks.py');

const options = {
  ...defaultOptions({ kind: 'cross-entropy', labelSmoothing: 0 }, PLAIN_SGD),
  threads: 1,
  plain: false,
} as const;

function startOf({ train }: Model): Tensors {
  return new Map(
    [...train.parameters, ...train.buffers].map(({ name, value }) => {
      const shape = (train.values[value]?.shape ?? []).map(Number);
      return [name, { shape, data: held(name, shape) }];
    }),
  );
}

async function outcome(engine: Engine, model: Model, batch: Batch) {
  const trainer = await engine.prepare(model, options);
  const start = startOf(model);
  await trainer.setParameters(start);
  await trainer.setBuffers(start);
  const { output } = await trainer.evaluate(batch);
  const { loss } = await trainer.step(batch, { lr: 1, draws: [] });
  const found = { output, loss, after: await trainer.parameters(), buffers: await trainer.buffers() };
  await trainer.dispose();
  return found;
}

const apart = (found: ArrayLike<number>, right: ArrayLike<number>, start?: ArrayLike<number>): number => {
  let [difference, size] = [0, 1e-6];
  for (let i = 0; i < right.length; i++) {
    difference = Math.max(difference, Math.abs((found[i] ?? Number.NaN) - (right[i] ?? 0)));
    size = Math.max(size, Math.abs((right[i] ?? 0) - (start?.[i] ?? 0)));
  }
  return difference / size;
};

describe.each(source.cases)('$name', (one) => {
  const model: Model = { train: source.program(one, true, true), evaluate: source.program(one, false, true) };
  const shape = (one.inputs[0] ?? '').split('x').map(Number);
  const size = shape[0] ?? 1;
  const classes = Number(model.train.values[model.train.outputs[0]?.value ?? -1]?.shape[1]);
  const batch: Batch = {
    size,
    inputs: [Float32Array.from(signed('input', elements(shape)))],
    targets: Int32Array.from(hashed('target', size), (u) => Math.floor(u * classes)),
  };

  test('as the reference', async () => {
    const [found, right] = [await outcome(onnxEngine, model, batch), await outcome(referenceEngine, model, batch)];
    const start = startOf(model);
    expect(apart(found.output.data, right.output.data)).toBeLessThan(1e-5);
    expect(apart([found.loss], [right.loss])).toBeLessThan(1e-5);
    for (const [name, { data }] of right.after) {
      const error = apart(found.after.get(name)?.data ?? [], data, start.get(name)?.data);
      expect({ name, error }).toEqual({ name, error: expect.toSatisfy((e: number) => e < 1e-4) });
    }
    for (const [name, { data }] of right.buffers)
      expect(apart(found.buffers.get(name)?.data ?? [], data)).toBeLessThan(1e-5);
  });

  test('with blocked ops where there are any, and without where they are not wanted', async () => {
    const found = await blocks();
    if (!('size' in found)) throw new Error(found.reason);
    const program = atBatch(model.evaluate, size);
    const wanted = {
      feeds: [...program.parameters, ...program.buffers, ...program.inputs].map((x) => x.value),
      fetches: program.outputs.map((o) => o.value),
    };
    const mentions = (model: Uint8Array): boolean => Buffer.from(model).includes(BLOCKED_DOMAIN);
    expect(mentions(onnxOf(program, wanted, { block: found.size }))).toBe(true);
    expect(mentions(onnxOf(program, wanted))).toBe(false);
  });
});
