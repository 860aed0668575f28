/** Every primitive, by the functions of PyTorch that are made of it: values and gradients against PyTorch's in doubles. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, test } from 'vitest';
import {
  atBatch,
  createBuilder,
  dense,
  elements,
  evaluateProgram,
  gradients,
  type Program,
  symbolsOf,
  type ValueId,
} from '../../../server/src/program';
import { PRIMITIVES } from '../../../server/src/program/primitives';
import { compileOnTfjs } from '../../../server/src/tfjs';
import { allOps, loweredOps } from '../../../server/src/torch';
import { onnxBackend } from '../../../server/src/train/engines/onnx/backend';
import { casesOf } from '../../oracle/training/models';
import { apart, hashed, held, print, signed } from '../../oracle/training/values';

interface Recorded {
  readonly outputs: readonly (readonly number[])[];
  readonly inputs: readonly (readonly number[])[];
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly buffers: Readonly<Record<string, readonly number[]>>;
}

const source = casesOf('ops.py');
const truth: Readonly<Record<string, Recorded>> = JSON.parse(
  readFileSync(new URL('../../oracle/training/ops.json', import.meta.url), 'utf8'),
).cases;

/** The program with Σ output·direction and its gradients: what is fed, and what is asked for by name. */
function withGradients(program: Program) {
  const b = createBuilder(program);
  const shapeOf = (value: ValueId): number[] => b.shape(value).map(Number);
  const parts = program.outputs.flatMap(({ value }, i) => {
    if (b.type(value).element !== 'float32') return [];
    const shape = shapeOf(value);
    const direction = b.constant(Array.from(signed(`loss ${i}`, elements(shape))), shape);
    return [
      b.reduce(
        'sum',
        b.mul(value, direction),
        shape.map((_, axis) => axis),
      ),
    ];
  });
  const sources = [...program.inputs, ...program.parameters].map((s) => s.value);
  const found = gradients(
    b,
    parts.reduce((sum, part) => b.add(sum, part)),
    sources,
  ).map((g, i) => g ?? b.fill(0, shapeOf(sources[i] ?? -1)));
  const feeds = new Map<ValueId, Float64Array>();
  program.inputs.forEach(({ value }, i) => {
    const size = elements(shapeOf(value));
    feeds.set(
      value,
      b.type(value).element === 'int64'
        ? hashed(`input ${i}`, size).map((u) => Math.floor(7 * u))
        : Float64Array.from(Float32Array.from(signed(`input ${i}`, size))),
    );
  });
  for (const { name, value } of [...program.parameters, ...program.buffers])
    feeds.set(value, Float64Array.from(held(name, shapeOf(value))));
  program.draws.forEach(({ value, law }, i) => {
    const keep = law.kind === 'bernoulli' ? law.keep : 1;
    feeds.set(
      value,
      hashed(`draw ${i}`, elements(shapeOf(value))).map((u) => Number(u < keep)),
    );
  });
  const wanted = [
    ...program.outputs.map((o) => o.value),
    ...found,
    ...program.buffers.map(({ value, next }) => next ?? value),
  ];
  return { b, feeds, wanted, shapeOf };
}

const expectedOf = (program: Program, { outputs, inputs, parameters, buffers }: Recorded) => [
  ...program.outputs.map((_, i) => ({ name: `output ${i}`, print: outputs[i] })),
  ...program.inputs.map((_, i) => ({ name: `input ${i}`, print: inputs[i] })),
  ...program.parameters.map(({ name }) => ({ name, print: parameters[name] })),
  ...program.buffers.map(({ name }) => ({ name, print: buffers[name] })),
];

const used = new Set<string>();

describe.each(source.cases)('$name', (one) => {
  const made = source.program(one, true, false);
  const program = symbolsOf(made).length === 0 ? made : atBatch(made, 2);
  const { b, feeds, wanted, shapeOf } = withGradients(program);
  for (const { name } of b.steps) used.add(name);
  const recorded = truth[one.name];
  if (!recorded) throw new Error(`${one.name} is not recorded`);
  const expected = expectedOf(program, recorded);
  const errors = (found: readonly ArrayLike<number>[]): readonly string[] =>
    expected.flatMap(({ name, print: want }, i) => {
      const data = found[i] ?? [];
      const error = apart(print(name, data), want ?? [], data.length);
      return error < 1e-5 ? [] : [`${name}: ${error}`];
    });

  test('the reference interpreter', () => {
    const found = evaluateProgram(
      b,
      new Map([...feeds].map(([value, data]) => [value, dense(shapeOf(value), data)])),
      wanted,
    );
    expect(errors(found.map(({ data }) => data))).toEqual([]);
  });

  test.each([true, false])(
    'tfjs kernels, the filters\u2019 gradient by a kernel of its own: %s',
    async (ownFilterGradient) => {
      await tf.setBackend('cpu');
      const before = tf.memory().numTensors;
      const ids = [...feeds.keys()];
      const compiled = compileOnTfjs(tf, b, ids, wanted, { ownFilterGradient });
      const found = await compiled.run(given(ids));
      compiled.dispose();
      expect(errors(found)).toEqual([]);
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  const given = (ids: readonly ValueId[]) =>
    ids.map((value) => ({
      shape: shapeOf(value),
      element: b.type(value).element,
      data: Float32Array.from(feeds.get(value) ?? []),
    }));

  test.each([
    { plain: true, title: 'onnxruntime, standard ops only' },
    { plain: false, title: 'onnxruntime, blocked ops where they fit' },
  ])('$title', async ({ plain }) => {
    const ids = [...feeds.keys()];
    const compiled = await onnxBackend.compile(b, ids, wanted, { threads: 1, plain });
    const found = await compiled.run(given(ids), []);
    await compiled.dispose();
    // A value that is fed and asked for comes back as it was given.
    expect(errors(found)).toEqual([]);
  });
});

test('every primitive is held to PyTorch', () => {
  expect(Object.keys(PRIMITIVES).filter((name) => !used.has(name))).toEqual([]);
});

test('every rule belongs to a declared op', () => {
  const declared = new Set(allOps.map((op) => op.name));
  expect(loweredOps().filter((name) => !declared.has(name))).toEqual([]);
});
