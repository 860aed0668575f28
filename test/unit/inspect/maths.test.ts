import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  deadFilters,
  effectiveRank,
  FREQUENCIES,
  filtersFirst,
  fourierMagnitude,
  histogramOf,
  laidOut,
  layoutsOf,
  normsOf,
  npyOf,
  similarityOrder,
  singularValues,
  statisticsOf,
  tileOrder,
  twinsOf,
} from '../../../server/src/inspect';

const numbers = fc.float({ min: -8, max: 8, noNaN: true });
const matrix = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }))
  .chain(([rows, columns]) =>
    fc
      .array(numbers, { minLength: rows * columns, maxLength: rows * columns })
      .map((values) => ({ rows, columns, data: Float32Array.from(values) })),
  );

describe('statistics', () => {
  test('of a few numbers, the broken ones left out', () => {
    const found = statisticsOf(Float32Array.of(-1, 0, 3, Number.NaN, Number.POSITIVE_INFINITY, 0.0005), 1e-3);
    expect(found).toMatchObject({ count: 6, low: -1, high: 3, broken: 2, small: 0.5 });
    expect(found.mean).toBeCloseTo(0.500125);
    expect(statisticsOf(new Float32Array(0), 1)).toMatchObject({ count: 0, mean: 0, std: 0 });
  });

  test('a histogram counts every number once', () => {
    fc.assert(
      fc.property(matrix, ({ data }) => {
        const { counts } = histogramOf(data, statisticsOf(data, 0), 16);
        expect(counts.reduce((a, b) => a + b, 0)).toBe(data.length);
      }),
    );
  });

  test('a dead filter is one that is next to nothing beside the others', () => {
    expect(deadFilters(Float32Array.of(1, 0.9, 0.005, 1.2, 0))).toEqual([2, 4]);
    expect(deadFilters(Float32Array.of(1, 1, 0.5))).toEqual([]);
  });
});

describe('spectrum', () => {
  test('squares of singular values add up to the squares of all numbers', () => {
    fc.assert(
      fc.property(matrix, ({ rows, data }) => {
        const found = singularValues(data, rows) ?? [];
        const squares = data.reduce((sum, value) => sum + value * value, 0);
        expect(found.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(squares, 3);
        expect(found).toEqual([...found].sort((a, b) => b - a));
      }),
    );
  });

  test('a diagonal has its own numbers; a product of two vectors has rank one', () => {
    const diagonal = singularValues(Float32Array.of(3, 0, 0, 0, -5, 0), 2) ?? [];
    expect(diagonal[0]).toBeCloseTo(5);
    expect(diagonal[1]).toBeCloseTo(3);
    const product = singularValues(Float32Array.of(1, 2, 3, 2, 4, 6, 3, 6, 9), 3) ?? [];
    expect(product[0]).toBeCloseTo(14);
    expect(effectiveRank(product)).toBeCloseTo(1, 2);
    expect(effectiveRank([2, 2, 2])).toBeCloseTo(3);
  });

  test('what is too large or broken has none', () => {
    expect(singularValues(new Float32Array(600 * 600), 600)).toBeUndefined();
    expect(singularValues(Float32Array.of(1, Number.NaN), 1)).toBeUndefined();
  });

  test('a mean has all its power in the middle, a checkerboard at the corners', () => {
    const middle = ((FREQUENCIES - 1) / 2) * (FREQUENCIES + 1);
    const even = fourierMagnitude(new Float32Array(9).fill(1 / 9), 3, 3) ?? new Float32Array(0);
    expect(even[middle]).toBeCloseTo(1);
    expect(Math.max(...even)).toBeCloseTo(1);
    const board = fourierMagnitude(Float32Array.of(1, -1, -1, 1), 2, 2) ?? new Float32Array(0);
    expect(board[0]).toBeCloseTo(4);
    expect(board[middle]).toBeCloseTo(0);
    expect(fourierMagnitude(new Float32Array(4), 1, 1)).toBeUndefined();
  });
});

describe('filters that are alike', () => {
  test('one that is another one, longer, is found; chance finds none', () => {
    const size = 27;
    const data = Float32Array.from({ length: 40 * size }, (_, i) => Math.sin(i * i * 0.37 + i));
    for (let i = 0; i < size; i += 1) data[7 * size + i] = 2.5 * (data[31 * size + i] ?? 0);
    const found = twinsOf(data, 40, []);
    expect(found.map(({ first, second }) => [first, second])).toEqual([[7, 31]]);
    expect(found[0]?.cosine).toBeCloseTo(1);
    expect(twinsOf(data, 40, [7])).toEqual([]);
  });

  test('the order by similarity holds every filter once, and twins side by side', () => {
    const size = 9;
    const data = Float32Array.from({ length: 20 * size }, (_, i) => Math.sin(i * i * 0.71));
    for (let i = 0; i < size; i += 1) data[3 * size + i] = data[15 * size + i] ?? 0;
    const order = similarityOrder(data, 20);
    expect([...order].sort((a, b) => a - b)).toEqual([...Array(20).keys()]);
    expect(Math.abs(order.indexOf(3) - order.indexOf(15))).toBe(1);
    expect(similarityOrder(new Float32Array(0), 0)).toEqual([]);
    expect(similarityOrder(new Float32Array(6), 3)).toHaveLength(3);
  });
});

describe('layouts', () => {
  test.each<[number[], [number, number, number] | undefined, string[]]>([
    [[64, 3, 7, 7], undefined, ['rgb', 'channels']],
    [[64, 32, 3, 3], undefined, ['channels']],
    [[16, 4, 9], undefined, ['lines', 'channels']],
    [[8, 4, 3, 3, 3], undefined, ['channels']],
    [[10, 128], undefined, ['matrix']],
    [
      [10, 128],
      [8, 4, 4],
      ['channels', 'matrix'],
    ],
  ])('%j with an image of %j', (shape, image, wanted) => {
    expect(layoutsOf(shape, image)).toEqual(wanted);
    const size = shape.reduce((a, b) => a * b, 1);
    for (const kind of layoutsOf(shape, image)) {
      const { tiles, each } = laidOut(shape, new Float32Array(size), kind, image);
      expect(tiles.count * tiles.channels * tiles.height * tiles.width).toBe(size);
      expect(tiles.count).toBe(each * (shape[0] ?? 0));
    }
  });

  test('tiles follow their filters', () => {
    expect(tileOrder([2, 0], 3)).toEqual([6, 7, 8, 0, 1, 2]);
  });

  test('a transposed convolution is turned so that filters come first', () => {
    const { shape, data } = filtersFirst(
      [2, 3, 1, 2],
      Float32Array.from({ length: 12 }, (_, i) => i),
    );
    expect(shape).toEqual([3, 2, 1, 2]);
    expect([...data]).toEqual([0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11]);
  });

  test('norms are of each filter', () => {
    expect([...normsOf(Float32Array.of(3, 4, 0, 1), 2)]).toEqual([5, 1]);
  });
});

describe('the format of NumPy', () => {
  test.each([[[]], [[3]], [[2, 3, 4]]])('%j', (shape) => {
    const count = shape.reduce((a: number, b: number) => a * b, 1);
    const bytes = npyOf(
      shape,
      Float32Array.from({ length: count }, (_, i) => i + 0.5),
    );
    const header = Buffer.from(bytes).toString('latin1');
    const length = new DataView(bytes.buffer).getUint16(8, true);
    expect((10 + length) % 64).toBe(0);
    expect(header.slice(10, 10 + length)).toContain(
      `'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`,
    );
    expect(header[9 + length]).toBe('\n');
    expect(new DataView(bytes.buffer).getFloat32(10 + length, true)).toBe(0.5);
    expect(bytes.length).toBe(10 + length + 4 * count);
  });
});
