/** The arithmetic behind explanations, by what must hold of it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boxAround, enlarged, maskOf, occluded, occlusionMap, patchesOver } from '../../../server/src/explain';
import { beginAscent, usualSettings } from '../../../server/src/explain/ascent';
import { cosines, transformed } from '../../../server/src/explain/ascent/cosines';
import { frequencies, pixels } from '../../../server/src/explain/ascent/image';
import { totalVariation } from '../../../server/src/explain/ascent/variation';
import { drawView, seen, unseen } from '../../../server/src/explain/ascent/view';
import { reshaped } from '../../../server/src/explain/reshaped';
import { seeded } from '../../../server/src/program';

const normal = (count: number, seed: number): Float32Array => {
  const random = seeded(seed);
  return Float32Array.from({ length: count }, () => random.normal());
};
const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
const side = fc.integer({ min: 1, max: 9 });
const seed = fc.integer({ min: 0, max: 1e6 });

describe('the cosine transform', () => {
  test('undoes itself and keeps lengths', () => {
    fc.assert(
      fc.property(side, side, seed, (height, width, from) => {
        const plane = normal(height * width, from);
        const [rows, columns] = [cosines(height), cosines(width)];
        const there = transformed(plane, rows, columns, 'analysis');
        const back = transformed(there, rows, columns, 'synthesis');
        back.forEach((x, i) => {
          expect(x).toBeCloseTo(plane[i] ?? 0, 4);
        });
        expect(dot(there, there)).toBeCloseTo(dot(plane, plane), 3);
      }),
    );
  });
});

describe('what the network is shown', () => {
  test('has its transpose: ⟨Tx, y⟩ = ⟨x, Tᵀy⟩', () => {
    fc.assert(
      fc.property(side, side, seed, (height, width, from) => {
        const size = { channels: 2, height, width };
        const view = drawView({ jitter: 2, rotation: 30, scaling: 0.3 }, seeded(from));
        const [x, y] = [normal(2 * height * width, from + 1), normal(2 * height * width, from + 2)];
        expect(dot(seen(x, size, view), y)).toBeCloseTo(dot(x, unseen(y, size, view)), 3);
      }),
    );
  });

  test('is the image itself where nothing is shaken', () => {
    const size = { channels: 1, height: 5, width: 4 };
    const image = normal(20, 1);
    expect([...seen(image, size, { down: 0, right: 0, angle: 0, scale: 1 })]).toEqual([...image]);
    const shifted = seen(image, size, { down: 1, right: 0, angle: 0, scale: 1 });
    expect([...shifted.subarray(4)]).toEqual([...image.subarray(0, 16)]);
  });
});

/** (f(x + h·d) − f(x − h·d)) / 2h */
function slope(f: (x: Float32Array) => number, at: Float32Array, along: Float32Array): number {
  const h = 1e-2;
  const moved = (by: number): Float32Array => at.map((x, i) => x + by * (along[i] ?? 0));
  return (f(moved(h)) - f(moved(-h))) / (2 * h);
}

describe('gradients are slopes', () => {
  const size = { channels: 3, height: 4, width: 5 };
  test.each([
    ['frequencies', frequencies(size)],
    ['pixels', pixels(size)],
  ])('of an image described by %s', (_, described) => {
    const [at, along, weights] = [normal(60, 3), normal(60, 4), normal(60, 5)];
    const gradient = described.back(weights, described.image(at));
    expect(dot(gradient, along)).toBeCloseTo(
      slope((x) => dot(described.image(x), weights), at, along),
      2,
    );
  });

  test('of the total variation', () => {
    const [at, along] = [normal(60, 6), normal(60, 7)];
    const { gradient } = totalVariation(at, size);
    expect(dot(gradient, along)).toBeCloseTo(
      slope((x) => totalVariation(x, size).value, at, along),
      2,
    );
    expect(totalVariation(new Float32Array(60).fill(0.3), size).value).toBeCloseTo(0.01, 6);
  });
});

test('an ascent finds the image that is asked for, and is the same for the same seed', () => {
  const size = { channels: 1, height: 6, width: 6 };
  const wanted = Float32Array.from({ length: 36 }, (_, i) => (i % 6 < 3 ? 1 : -1));
  const made = (): Float32Array => {
    const ascent = beginAscent(size, { ...usualSettings(size), jitter: 0, rotation: 0, scaling: 0, steps: 200 });
    for (let step = 0; step < 200; step++) ascent.advance(wanted);
    return ascent.image();
  };
  const image = made();
  image.forEach((x, i) => {
    if (i % 6 < 3) expect(x).toBeGreaterThan(0.8);
    else expect(x).toBeLessThan(0.2);
  });
  expect([...made()]).toEqual([...image]);
});

describe('occlusion', () => {
  test('patches cover every pixel where they are no further apart than wide', () => {
    fc.assert(
      fc.property(side, side, fc.integer({ min: 1, max: 5 }), (height, width, patch) => {
        const patches = patchesOver(height, width, { side: patch, stride: patch });
        const map = occlusionMap(
          height,
          width,
          patch,
          patches.map((one) => ({ patch: one, fall: 1 })),
        );
        expect(new Set(map.data)).toEqual(new Set([1]));
      }),
    );
  });

  test('a patch is filled channel by channel, and only there', () => {
    const image = occluded(new Float32Array(18), [2, 3, 3], { top: -1, left: 1 }, 2, [5, 7]);
    expect([...image]).toEqual([0, 5, 5, 0, 0, 0, 0, 0, 0, 0, 7, 7, 0, 0, 0, 0, 0, 0]);
  });
});

test('a box in another arrangement holds at least the same places', () => {
  const shapes = [
    [[4, 6], [24]],
    [
      [4, 6],
      [2, 2, 6],
    ],
    [
      [3, 4, 2],
      [12, 2],
    ],
    [
      [6, 1, 4],
      [2, 3, 4],
    ],
    [[24], [4, 3, 2]],
  ] as const;
  fc.assert(
    fc.property(fc.constantFrom(...shapes), seed, ([from, to], at) => {
      const random = seeded(at);
      const box = from.map((size): [number, number] => {
        const ends = [Math.floor(random.next() * size), Math.floor(random.next() * size)].sort((a, b) => a - b);
        return [ends[0] ?? 0, ends[1] ?? 0];
      });
      const result = reshaped(box, from, to);
      const placeOf = (flat: number, shape: readonly number[]): number[] =>
        shape.map((size, axis) => Math.floor(flat / shape.slice(axis + 1).reduce((n, s) => n * s, 1)) % size);
      const isIn = (place: readonly number[], one: readonly (readonly [number, number])[]): boolean =>
        place.every((x, axis) => x >= (one[axis]?.[0] ?? 0) && x <= (one[axis]?.[1] ?? -1));
      for (let flat = 0; flat < 24; flat++)
        if (isIn(placeOf(flat, from), box)) expect(isIn(placeOf(flat, to), result)).toBe(true);
    }),
  );
});

test('masks, boxes and enlarged maps', () => {
  expect([...maskOf([1, 2, 1, 2], { kind: 'channel', channel: 1 })]).toEqual([0, 0, 0.5, 0.5]);
  expect([...maskOf([1, 2, 1, 2], { kind: 'unit', channel: 1, place: [0, 1] })]).toEqual([0, 0, 0, 1]);
  const map = { height: 3, width: 3, data: Float32Array.of(0, 0, 0, 0, 2, -1, 0, 0, 0) };
  expect(boxAround(map)).toEqual({ top: 1, bottom: 1, left: 1, right: 2 });
  expect(boxAround(map, 0.6)).toEqual({ top: 1, bottom: 1, left: 1, right: 1 });
  expect(boxAround({ ...map, data: new Float32Array(9) })).toBeUndefined();
  // F.interpolate([[0, 1]], size=4, mode='bilinear')
  expect([...enlarged({ height: 1, width: 2, data: Float32Array.of(0, 1) }, 1, 4).data]).toEqual([0, 0.25, 0.75, 1]);
});
