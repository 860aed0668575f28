/** The arithmetic view's windows give, number for number, what PyTorch gives. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  convolvePicture,
  cropped,
  inGreys,
  KERNELS,
  outputSize,
  readPositions,
  type SlidingLayer,
  sizeFormula,
  stripOf,
  trainedKernels,
  type WindowAxis,
  type WindowLayer,
} from '../../../server/src/draw/arithmetic';

interface Recorded {
  readonly input: number;
  readonly output?: number;
  readonly kernel?: number;
  readonly stride?: number;
  readonly before?: number;
  readonly after?: number;
  readonly dilation?: number;
  readonly outputPadding?: number;
  readonly ceil?: boolean;
}
type Case = readonly [kind: string, axis: Recorded, result: readonly number[] | null];

const golden: { readonly cases: readonly Case[] } = JSON.parse(
  readFileSync(new URL('../../oracle/arithmetic.json', import.meta.url), 'utf8'),
);
const channels = { input: 1, output: 1, groups: 1 };

function layerOf([kind, axis]: Case): SlidingLayer {
  const { input, output = 0 } = axis;
  if (kind === 'conv' || kind === 'transposed' || kind === 'max') return windowLayer(kind, axis);
  if (kind === 'adaptive') return { kind, pool: 'average', axes: [{ input, output }], channels };
  const [mode = '', corners] = kind.split(' ');
  if (mode !== 'nearest' && mode !== 'nearest-exact' && mode !== 'area' && mode !== 'linear' && mode !== 'cubic')
    throw new Error(`No such mode: ${mode}`);
  return {
    kind: 'resize',
    mode,
    alignCorners: corners === 'True',
    axes: [{ input, output, step: input / output }],
    channels,
  };
}

function windowLayer(kind: WindowLayer['kind'], axis: Recorded): WindowLayer {
  const { input, kernel = 1, stride = 1, before = 0, after = 0, dilation = 1, outputPadding = 0, ceil = false } = axis;
  return { kind, axes: [{ input, kernel, stride, before, after, dilation, outputPadding, ceil }], channels };
}

/** The layer computed from its strip alone. */
function computed(layer: SlidingLayer): number[] {
  const { cells, output, taps } = stripOf(layer, 0);
  return Array.from({ length: output }, (_, o) => {
    const terms = taps(o).map(({ at, kernel, weight }) => {
      const cell = cells[at];
      const value = cell?.kind === 'input' ? cell.index + 1 : undefined;
      return { value, factor: weight ?? ((kernel ?? 0) + 1) / 10 };
    });
    if (layer.kind === 'max') return Math.max(...terms.flatMap(({ value }) => (value === undefined ? [] : [value])));
    return terms.reduce((sum, { value, factor }) => sum + (value ?? 0) * factor, 0);
  });
}

describe('sliding layers', () => {
  it('gives the numbers that PyTorch gives', () => {
    expect(golden.cases.length).toBe(792);
    for (const one of golden.cases) {
      const [kind, axis, result] = one;
      const layer = layerOf(one);
      const label = `${kind} ${JSON.stringify(axis)}`;
      if (result === null) {
        expect(outputSize(layer, 0), label).toBeLessThanOrEqual(0);
        continue;
      }
      const ours = computed(layer);
      expect(ours.length, label).toBe(result.length);
      ours.forEach((value, i) => {
        expect(value, `${label} at ${i}`).toBeCloseTo(result[i] ?? Number.NaN, 4);
      });
    }
  });
});

const stem: WindowAxis = {
  input: 224,
  kernel: 7,
  stride: 2,
  before: 3,
  after: 3,
  dilation: 1,
  outputPadding: 0,
  ceil: false,
};

describe('a corner', () => {
  it('shows the first windows at their true places', () => {
    const whole: WindowLayer = { kind: 'conv', axes: [stem, stem], channels };
    const corner = cropped(whole);
    expect(corner?.cut).toEqual([8, 8]);
    const small = stripOf(corner?.layer ?? whole, 0);
    const large = stripOf(whole, 0);
    expect(small.output).toBeGreaterThanOrEqual(3);
    for (let o = 0; o < small.output; o += 1) {
      const read = (strip: typeof small) => strip.taps(o).map(({ at }) => strip.cells[at]);
      expect(read(small)).toEqual(read(large));
    }
  });

  it('is the whole layer where that is small', () => {
    const small: WindowLayer = { kind: 'conv', axes: [{ ...stem, input: 9 }], channels };
    expect(cropped(small)).toEqual({ layer: small, cut: [undefined] });
  });

  it('keeps the windows of an adaptive pool', () => {
    const whole: SlidingLayer = { kind: 'adaptive', pool: 'average', axes: [{ input: 28, output: 7 }], channels };
    expect(cropped(whole)?.layer.axes).toEqual([{ input: 12, output: 3 }]);
  });

  it('is not drawn where it would be large', () => {
    const whole: SlidingLayer = { kind: 'adaptive', pool: 'average', axes: [{ input: 225, output: 7 }], channels };
    expect(cropped(whole)).toBeUndefined();
  });
});

describe('words', () => {
  const layer: WindowLayer = { kind: 'conv', axes: [stem], channels };
  it('puts the numbers into the formula', () => {
    expect(sizeFormula(layer, 0)).toBe('⌊(224 + 2·3 − 1·(7−1) − 1)/2⌋ + 1 = 112');
  });
  it('says what one position reads', () => {
    expect(readPositions(layer, 0, 0)).toBe('0 to 3 and 3 of padding');
    expect(readPositions(layer, 0, 5)).toBe('7 to 13');
  });
});

describe('kernels on a picture', () => {
  const picture = { width: 4, height: 3, values: Float32Array.from([0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1]) };
  it('leaves the picture alone with the identity', () => {
    const identity = KERNELS.find(({ name }) => name === 'Identity');
    expect([...convolvePicture(picture, identity?.rows ?? []).values]).toEqual([...picture.values]);
  });
  it('answers to an edge with its own direction only', () => {
    const at = (name: string): number =>
      convolvePicture(picture, KERNELS.find((kernel) => kernel.name === name)?.rows ?? []).values[5] ?? 0;
    expect(at('Vertical edges')).toBe(4);
    expect(at('Horizontal edges')).toBe(0);
  });
  it('adds the channels of a filter over colours, which is what it does with grey', () => {
    const data = Float32Array.from({ length: 2 * 3 * 2 * 2 }, (_, i) => i);
    const [first, second] = trainedKernels({ shape: [2, 3, 2, 2], data });
    expect(first?.rows).toEqual([
      [0 + 4 + 8, 1 + 5 + 9],
      [2 + 6 + 10, 3 + 7 + 11],
    ]);
    expect(second?.name).toBe('Filter 1');
  });
  it('shows the channel with the largest weights of a filter deeper in', () => {
    const data = new Float32Array(1 * 5 * 1 * 3);
    data.set([1, -9, 1], 2 * 3);
    const [only] = trainedKernels({ shape: [1, 5, 1, 3], data });
    expect(only?.name).toBe('Filter 0, channel 2');
    expect(only?.rows).toEqual([[1, -9, 1]]);
  });
  it('finds no kernels in what holds none', () => {
    expect(trainedKernels({ shape: [10, 128], data: new Float32Array(1280) })).toEqual([]);
    expect(trainedKernels({ shape: [2, 3, 7, 7], data: new Float32Array(4) })).toEqual([]);
  });
  it('shows nothing as grey, and the largest answer as white or black', () => {
    expect([...inGreys({ width: 3, height: 1, values: Float32Array.from([0, -4, 2]) }).values]).toEqual([0.5, 0, 0.75]);
  });
});
