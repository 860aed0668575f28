/** Every primitive, by the functions of PyTorch that are made of it: values and gradients against PyTorch's in doubles. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, test } from 'vitest';
import { atBatch, dense, evaluateProgram, symbolsOf, type ValueId } from '../../../server/src/program';
import { PRIMITIVES } from '../../../server/src/program/primitives';
import { compileOnTfjs } from '../../../server/src/tfjs';
import { allOps, loweredOps } from '../../../server/src/torch';
import { onnxBackend } from '../../../server/src/train/engines/onnx/backend';
import { casesOf } from '../../oracle/training/models';
import { differing, expectedOf, type Recorded, withGradients } from '../../oracle/training/opRuns';

const source = casesOf('ops.py');
const truth: Readonly<Record<string, Recorded>> = JSON.parse(
  readFileSync(new URL('../../oracle/training/ops.json', import.meta.url), 'utf8'),
).cases;

const used = new Set<string>();

describe.each(source.cases)('$name', (one) => {
  const made = source.program(one, true, false);
  const program = symbolsOf(made).length === 0 ? made : atBatch(made, 2);
  const { b, feeds, wanted, shapeOf } = withGradients(program);
  for (const { name } of b.steps) used.add(name);
  const recorded = truth[one.name];
  if (!recorded) throw new Error(`${one.name} is not recorded`);
  const expected = expectedOf(program, recorded);
  const errors = (found: readonly ArrayLike<number>[]) => differing(expected, found);

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
      const { read: found } = await compiled.run(given(ids), 0);
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
