/** The inside of whole networks against what PyTorch computed in doubles: every layer, gradients, Grad-CAM. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { boxAround, gradCam, maskOf, receptiveBox, saliency, scoresOf } from '../../../server/src/explain';
import type { Layer } from '../../../server/src/program';
import { onnxBackend } from '../../../server/src/train/engines/onnx/backend';
import { referenceBackend } from '../../../server/src/train/engines/reference';
import { type Calculator, calculatorOf } from '../../../server/src/train/explain/calculator';
import { casesOf } from '../../oracle/training/models';
import { apart, held, print, signed } from '../../oracle/training/values';

type Print = readonly number[];
interface Recorded {
  readonly class: number;
  readonly layers: readonly (readonly [string, string, readonly number[], Print, Print])[];
  readonly input: Print;
  readonly guided: Print;
  readonly cam: { readonly layer: number; readonly shape: readonly number[]; readonly values: readonly number[] };
}

const TOLERANCE = 1e-4;
const source = casesOf('nets.py');
const truth: Readonly<Record<string, Recorded>> = JSON.parse(
  readFileSync(new URL('../../oracle/training/explain.json', import.meta.url), 'utf8'),
).cases;
const engines = { onnx: onnxBackend, reference: referenceBackend };

test('covers the networks', () => {
  expect(Object.keys(truth).sort()).toEqual(source.cases.map(({ name }) => name).sort());
});

function opened(name: string, engine: keyof typeof engines) {
  const one = source.cases.find((c) => c.name === name);
  if (!one) throw new Error(`${name} is not among the networks`);
  const program = source.program(one, false, true);
  const numbers = [...program.parameters, ...program.buffers].map(({ name: key, value }) => {
    const shape = (program.values[value]?.shape ?? []).map(Number);
    return [key, { shape, data: held(key, shape) }] as const;
  });
  const calculator = calculatorOf(engines[engine], program, new Map(numbers), 1);
  const [, ...sizes] = (one.inputs[0] ?? '').split('x').map(Number);
  return {
    calculator,
    sizes,
    image: Float32Array.from(
      signed(
        'input 0',
        sizes.reduce((n, s) => n * s, 1),
      ),
    ),
  };
}

const shapeOf = ({ program }: Calculator, value: number): number[] => (program.values[value]?.shape ?? []).map(Number);
/** Of a picture of scores the mean is meant, as everywhere. */
function classMask(calculator: Calculator, channel: number) {
  const scores = scoresOf(calculator.program);
  if (!scores) throw new Error('there are no classes');
  const mask = maskOf(shapeOf(calculator, scores.value), { kind: 'channel', channel });
  return { of: scores.value, mask };
}

/** Layers of PyTorch, without what this image does not reach. */
const layersOf = ({ program }: Calculator): readonly Layer[] => program.layers.filter(({ kind }) => kind === 'layer');

describe.each(Object.keys(truth))('%s', (name) => {
  const expected = truth[name];
  if (!expected) throw new Error(`${name} is not recorded`);

  test.each(['onnx', 'reference'] as const)('results of all layers and their gradients: %s', async (engine) => {
    const { calculator, image } = opened(name, engine);
    const layers = layersOf(calculator);
    expect(layers.map((layer) => [layer.name, layer.label, shapeOf(calculator, layer.value)])).toEqual(
      expected.layers.map(([at, cls, shape]) => [at, cls, shape]),
    );
    const wanted = layers.map(({ value }) => value);
    const values = await calculator.values(image, 1, wanted);
    values.forEach((data, i) => {
      expect(apart(print(`layer ${i}`, data), expected.layers[i]?.[3] ?? [], data.length)).toBeLessThan(TOLERANCE);
    });
    const found = await calculator.gradients(image, {
      ...classMask(calculator, expected.class),
      wrt: [...wanted, calculator.input],
    });
    found.of.slice(0, -1).forEach((data, i) => {
      const given = expected.layers[i]?.[4] ?? [];
      expect(relative(print(`gradient ${i}`, data), given), layers[i]?.name).toBeLessThan(TOLERANCE);
    });
    expect(relative(print('input', found.of.at(-1) ?? []), expected.input)).toBeLessThan(TOLERANCE);
    await calculator.dispose();
  });

  test.each(['onnx', 'reference'] as const)('Grad-CAM and guided gradients: %s', async (engine) => {
    const { calculator, image } = opened(name, engine);
    const layer = layersOf(calculator)[expected.cam.layer];
    if (!layer) throw new Error('the layer is not there');
    const [, channels = 0, height = 0, width = 0] = shapeOf(calculator, layer.value);
    const what = classMask(calculator, expected.class);
    const [activation] = await calculator.values(image, 1, [layer.value]);
    const { of } = await calculator.gradients(image, { ...what, wrt: [layer.value] });
    const cam = gradCam(activation ?? image, of[0] ?? image, [channels, height, width]);
    expect([cam.height, cam.width]).toEqual(expected.cam.shape);
    const most = Math.max(...expected.cam.values);
    cam.data.forEach((value, i) => {
      expect(Math.abs(value - (expected.cam.values[i] ?? 0))).toBeLessThan(TOLERANCE * most);
    });
    const guided = await calculator.gradients(image, { ...what, wrt: [calculator.input], relu: 'guided' });
    expect(relative(print('input', guided.of[0] ?? []), expected.guided)).toBeLessThan(TOLERANCE);
    await calculator.dispose();
  });

  test('what one unit depends on lies within its theoretical receptive field', async () => {
    const { calculator, image, sizes } = opened(name, 'onnx');
    const [channels = 1, height = 1, width = 1] = sizes;
    for (const layer of layersOf(calculator).filter(({ value }) => shapeOf(calculator, value).length === 4)) {
      const shape = shapeOf(calculator, layer.value);
      const place = shape.slice(2).map((size) => Math.floor(size / 3));
      const mask = maskOf(shape, { kind: 'unit', channel: 0, place });
      const { of } = await calculator.gradients(image, {
        of: layer.value,
        mask,
        wrt: [calculator.input],
        relu: 'open',
      });
      const measured = boxAround(saliency(of[0] ?? image, [channels, height, width]));
      const theory = receptiveBox(calculator.program, layer.value, [0, 0, ...place], calculator.input);
      const [, , rows = [0, 0], columns = [0, 0]] = theory ?? [];
      if (measured === undefined) continue;
      expect(measured.top, layer.name).toBeGreaterThanOrEqual(rows[0]);
      expect(measured.bottom, layer.name).toBeLessThanOrEqual(rows[1]);
      expect(measured.left, layer.name).toBeGreaterThanOrEqual(columns[0]);
      expect(measured.right, layer.name).toBeLessThanOrEqual(columns[1]);
    }
    await calculator.dispose();
  });
});

/** A gradient that is nothing but rounding is held to the scale of the others. */
const relative = (found: Print, expected: Print): number => {
  const scale = Math.max(expected[0] ?? 0, 1e-9);
  return Math.max(...found.map((value, i) => Math.abs(value - (expected[i] ?? 0)))) / scale;
};
