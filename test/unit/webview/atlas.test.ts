import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AtlasContent,
  coloured,
  fitted,
  gridOf,
  limitsOf,
  PALETTES,
  paintGrid,
  reduced,
  spotAt,
  type TileSet,
} from '../../../server/src/inspect';
import { placeAfter } from '../../../webview/src/atlas/keys';

function contentOf(tiles: TileSet, given: Partial<AtlasContent> = {}): AtlasContent {
  return {
    tiles,
    columns: undefined,
    order: undefined,
    colours: 'diverging',
    range: { kind: 'shared' },
    nameOf: (tile) => `tile ${tile}`,
    flags: new Map(),
    ...given,
  };
}

/** Every number is another one. */
const counting = (count: number, height: number, width: number, channels: 1 | 3 = 1): TileSet => ({
  data: Float32Array.from({ length: count * channels * height * width }, (_, i) => i + 1),
  count,
  channels,
  height,
  width,
});

const anySet = fc.record({
  count: fc.integer({ min: 1, max: 40 }),
  height: fc.integer({ min: 1, max: 5 }),
  width: fc.integer({ min: 1, max: 5 }),
  columns: fc.integer({ min: 1, max: 9 }),
  scale: fc.integer({ min: 1, max: 9 }),
  x: fc.integer({ min: 0, max: 40 }),
  y: fc.integer({ min: 0, max: 40 }),
});

describe('the grid of an atlas', () => {
  test('each pixel has the colour of the number that the pointer finds there', () => {
    fc.assert(
      fc.property(anySet, ({ count, height, width, columns, scale, x, y }) => {
        const content = contentOf(counting(count, height, width), { order: shuffledBy(count, x) });
        const grid = gridOf(content, columns, scale);
        const pixels = Int32Array.from({ length: count * height * width }, (_, i) => i + 1);
        const size = 30;
        const data = new Int32Array(size * size);
        paintGrid({ data, width: size, height: size }, content, pixels, grid, { x, y });
        for (let py = 0; py < size; py += 1)
          for (let px = 0; px < size; px += 1) {
            const spot = spotAt(content, grid, px + x, py + y);
            const wanted = spot ? spot.tile * height * width + spot.row * width + spot.column + 1 : 0;
            expect(data[py * size + px]).toBe(wanted);
          }
      }),
      { numRuns: 60 },
    );
  });

  test('fits its room, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3000 }),
        fc.constantFrom([1, 1], [3, 3], [7, 7], [28, 28], [112, 112], [1, 9]),
        fc.integer({ min: 200, max: 2400 }),
        fc.constantFrom(1, 1.5, 2),
        (count, [height = 1, width = 1], room, ratio) => {
          const content = contentOf({ ...counting(1, height, width), count });
          const { columns, scale } = fitted(content, room, ratio);
          expect(scale).toBeGreaterThan(0);
          expect(gridOf(content, columns, scale).width).toBeLessThanOrEqual(room + 2);
        },
      ),
    );
  });

  test('a matrix stands without gaps', () => {
    const content = contentOf(counting(12, 1, 1), { columns: 4 });
    expect(gridOf(content, 4, 5)).toMatchObject({ gap: 0, rows: 3, width: 20, height: 15 });
  });
});

const shuffledBy = (count: number, by: number): number[] => Array.from({ length: count }, (_, i) => (i + by) % count);

describe('colours', () => {
  const tiles: TileSet = {
    data: Float32Array.of(-2, 1, 0, 4, 0, Number.NaN),
    count: 3,
    channels: 1,
    height: 1,
    width: 2,
  };

  test('a diverging scale is even around zero, by all or by each', () => {
    expect(limitsOf(contentOf(tiles))[0]).toEqual({ low: -4, high: 4 });
    expect(limitsOf(contentOf(tiles, { range: { kind: 'each', tiles: 1 } }))).toEqual([
      { low: -2, high: 2 },
      { low: -4, high: 4 },
      { low: -1, high: 1 },
    ]);
    expect(limitsOf(contentOf(tiles, { range: { kind: 'each', tiles: 2 } }))[1]).toEqual({ low: -4, high: 4 });
    expect(limitsOf(contentOf(tiles, { colours: 'grey' }))[0]).toEqual({ low: -2, high: 4 });
  });

  test('one large number among many does not make the others look like nothing', () => {
    const data = Float32Array.from({ length: 1000 }, (_, i) => (i === 7 ? 50 : Math.sin(i)));
    const many: TileSet = { data, count: 1000, channels: 1, height: 1, width: 1 };
    const [limits] = limitsOf(contentOf(many));
    expect(limits?.isCut).toBe(true);
    expect(limits?.high).toBeGreaterThanOrEqual(1);
    expect(limits?.high).toBeLessThan(1.2);
    const even: TileSet = { ...many, data: data.map(Math.sign) };
    expect(limitsOf(contentOf(even))[0]).toEqual({ low: -1, high: 1 });
  });

  test('zero has the colour of the ground, opposite numbers have two colours, and what is no number a third', () => {
    const [minus, , zero, plus, , broken] = coloured(contentOf(tiles), PALETTES.dark);
    expect(new Set([minus, zero, plus, broken]).size).toBe(4);
    const bytes = new Uint8Array(Int32Array.of(zero ?? 0, broken ?? 0).buffer);
    expect([...bytes]).toEqual([24, 24, 24, 255, 255, 0, 255, 255]);
  });

  test('three channels are red, green and blue', () => {
    const rgb: TileSet = { data: Float32Array.of(0, 1, 0.5, 0, 1, 1), count: 1, channels: 3, height: 1, width: 2 };
    const found = coloured(contentOf(rgb, { range: { kind: 'fixed', low: 0, high: 1 } }), PALETTES.light);
    expect([...new Uint8Array(found.buffer)]).toEqual([0, 128, 255, 255, 255, 0, 255, 255]);
  });
});

describe('what is smaller than a pixel', () => {
  test('is the mean of a block', () => {
    const small = reduced(counting(2, 4, 4), 2);
    expect(small).toMatchObject({ count: 2, height: 2, width: 2 });
    expect([...small.data]).toEqual([3.5, 5.5, 11.5, 13.5, 19.5, 21.5, 27.5, 29.5]);
  });
});

describe('keys', () => {
  const extent = { columns: 4, pitchY: 10, last: 9, page: 20 };
  test.each<[string, boolean, number | undefined, number | undefined]>([
    ['ArrowRight', false, undefined, 0],
    ['End', true, undefined, 9],
    ['ArrowRight', false, 3, 4],
    ['ArrowRight', false, 9, 9],
    ['ArrowUp', false, 2, 2],
    ['ArrowDown', false, 4, 8],
    ['PageDown', false, 0, 8],
    ['PageUp', false, 9, 1],
    ['Home', false, 6, 4],
    ['Home', true, 6, 0],
    ['End', false, 8, 9],
    ['End', true, 0, 9],
    ['a', false, 0, undefined],
  ])('%s (far: %s) leads from %s to %s', (key, isFar, from, to) => {
    expect(placeAfter(key, isFar, from, extent)).toBe(to);
  });
});
