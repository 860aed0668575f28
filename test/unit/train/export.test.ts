/** Exported ONNX files run in onnxruntime with the outputs of PyTorch, at batch sizes that the file does not name. */
import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { atBatch, dense, evaluateProgram, type Program } from '../../../server/src/program';
import { exportOnnx } from '../../../server/src/train/engines';
import { casesOf } from '../../oracle/training/models';
import { apart, held, print, signed } from '../../oracle/training/values';

const source = casesOf('nets.py');
const truth: Readonly<Record<string, { readonly eval: readonly number[] }>> = JSON.parse(
  readFileSync(new URL('../../oracle/training/nets.json', import.meta.url), 'utf8'),
).cases;

const tensorsOf = (program: Program) =>
  new Map(
    [...program.parameters, ...program.buffers].map(({ name, value }) => {
      const shape = (program.values[value]?.shape ?? []).map(Number);
      return [name, { shape, data: held(name, shape) }];
    }),
  );

async function exported(program: Program, shape: readonly number[]) {
  const size = shape.reduce((n, s) => n * s, 1);
  const input = Float32Array.from(signed('input 0', size));
  const session = await InferenceSession.create(exportOnnx(program, tensorsOf(program)));
  const found = await session.run({ [session.inputNames[0] ?? '']: new Tensor('float32', input, shape) });
  const data = found[session.outputNames[0] ?? '']?.data;
  if (!(data instanceof Float32Array)) throw new Error('the model gives no floats');
  return { input, session, data };
}

test.each(source.cases)('$name gives what PyTorch gave', async (one) => {
  const shape = (one.inputs[0] ?? '').split('x').map(Number);
  const { data } = await exported(source.program(one, false, true), shape);
  expect(apart(print('output 0', data), truth[one.name]?.eval ?? [], data.length)).toBeLessThan(1e-5);
});

describe.each(source.cases.filter(({ name }) => ['LeNet', 'UNet', 'ViTTiny'].includes(name)))('$name', (one) => {
  test.each([1, 3])('batch of %i', async (size) => {
    const program = source.program(one, false, true);
    const tensors = tensorsOf(program);
    const shape = (one.inputs[0] ?? '').split('x').map(Number).with(0, size);
    const { input, session, data } = await exported(program, shape);

    const exact = atBatch(program, size);
    const feeds = new Map(
      [...exact.parameters, ...exact.buffers].map(({ name, value }) => {
        const tensor = tensors.get(name);
        return [value, dense(tensor?.shape ?? [], Float64Array.from(tensor?.data ?? []))] as const;
      }),
    );
    feeds.set(exact.inputs[0]?.value ?? -1, dense(shape, Float64Array.from(input)));
    const [reference] = evaluateProgram(exact, feeds, [exact.outputs[0]?.value ?? -1]);
    expect(apart(print('output', data), print('output', reference?.data ?? []), data.length)).toBeLessThan(1e-5);
    expect([...session.outputNames, ...session.inputNames]).not.toContain('v0');
  });
});
