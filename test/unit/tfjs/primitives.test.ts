/** Primitives on tfjs kernels beside the reference interpreter, for geometries drawn at random. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { createBuilder, dense, elements, evaluateProgram, seeded, type ValueId } from '../../../server/src/program';
import { compileOnTfjs } from '../../../server/src/tfjs';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

type Builder = ReturnType<typeof createBuilder>;

/** What `build` makes of random inputs, by both; whole-number inputs count up to `most`. */
async function agree(build: (b: Builder) => readonly ValueId[], most = 1): Promise<void> {
  const b = createBuilder();
  const wanted = build(b);
  const made = new Set(b.steps.flatMap((step) => step.outputs));
  const sources = b.values.flatMap((_, value) => (made.has(value) ? [] : [value]));
  const random = seeded(1);
  const fed = sources.map((value) => {
    const shape = b.sizes(value);
    const { element } = b.type(value);
    const number = () => (element === 'float32' ? random.normal() : Math.floor(random.next() * most));
    return { shape, element, data: Float32Array.from({ length: elements(shape) }, number) };
  });
  const expected = evaluateProgram(
    b,
    new Map(fed.map(({ shape, data }, i) => [sources[i] ?? -1, dense(shape, Float64Array.from(data))])),
    wanted,
  );
  for (const ownFilterGradient of [true, false]) {
    const compiled = compileOnTfjs(tf, b, sources, wanted, { ownFilterGradient });
    const found = (await compiled.run(fed, 0)).read;
    const again = (await compiled.run(fed, 0)).read;
    compiled.dispose();
    expect(again).toEqual(found);
    found.forEach((data, i) => {
      const want = expected[i]?.data ?? new Float64Array(0);
      expect(data.length).toBe(want.length);
      const furthest = data.reduce(
        (most, x, n) => Math.max(most, Math.abs(x - (want[n] ?? 0)) / (1 + Math.abs(want[n] ?? 0))),
        0,
      );
      expect(furthest).toBeLessThan(2e-5);
    });
  }
}

const perAxis = (rank: number, most: number, least = 1) =>
  fc.array(fc.integer({ min: least, max: most }), { minLength: rank, maxLength: rank });

const window = fc.integer({ min: 1, max: 3 }).chain((rank) =>
  fc.record({
    kernel: perAxis(rank, 3),
    stride: perAxis(rank, 3),
    dilation: perAxis(rank, 2),
    before: perAxis(rank, 2, 0),
    after: perAxis(rank, 2, 0),
    extra: perAxis(rank, 4, 0),
  }),
);
type Drawn = typeof window extends fc.Arbitrary<infer T> ? T : never;

/** Input sizes for which there is at least one place for the window. */
const spaceOf = ({ kernel, dilation, before, after, extra }: Drawn): number[] =>
  kernel.map(
    (k, i) => Math.max(1, (k - 1) * (dilation[i] ?? 1) + 1 - (before[i] ?? 0) - (after[i] ?? 0)) + (extra[i] ?? 0),
  );

const runs = { numRuns: 60, seed: 7 };

describe('windows', () => {
  const channels = fc.record({
    groups: fc.integer({ min: 1, max: 3 }),
    perGroup: fc.integer({ min: 1, max: 2 }),
    filtersPerGroup: fc.integer({ min: 1, max: 2 }),
  });
  test('convolutions and both gradients', () =>
    fc.assert(
      fc.asyncProperty(window, channels, async (drawn, { groups, perGroup, filtersPerGroup }) => {
        await agree((b) => {
          const x = b.source([2, groups * perGroup, ...spaceOf(drawn)]);
          const w = b.source([groups * filtersPerGroup, perGroup, ...drawn.kernel]);
          const geometry = { ...drawn, groups };
          const y = b.conv(x, w, geometry);
          const dy = b.source(b.shape(y));
          return [y, b.convInput(dy, w, geometry, b.shape(x)), b.convWeight(x, dy, geometry, b.shape(w))];
        });
      }),
      runs,
    ));

  test('pools and their ways back', () =>
    fc.assert(
      fc.asyncProperty(window, async (drawn) => {
        // A window has at least one place on the input, as everywhere in PyTorch.
        const least = drawn.kernel.map((k) => Math.floor(k / 2));
        const pads = (sizes: readonly number[]) => sizes.map((n, i) => Math.min(n, least[i] ?? 0));
        const pooling = {
          ...drawn,
          dilation: drawn.dilation.map(() => 1),
          before: pads(drawn.before),
          after: pads(drawn.after),
        };
        await agree((b) => {
          const x = b.source([2, 3, ...spaceOf({ ...pooling })]);
          const [y = -1, places = -1] = b.apply('maxPool', pooling, [x]);
          const sum = b.sumPool(x, pooling);
          const dy = b.source(b.shape(y));
          const wanted = [{ shape: b.shape(x), element: 'float32' as const }];
          const back = b.apply('unpool', {}, [dy, places], wanted);
          return [y, places, sum, ...back, b.spread(dy, pooling, b.shape(x))];
        });
      }),
      runs,
    ));

  test('of equal numbers in a window the first is the largest', () =>
    agree((b) => {
      const zeros = b.fill(0, [1, 2, 5, 5]);
      const pooling = { kernel: [3, 3], stride: [2, 2], before: [1, 1], after: [1, 1], dilation: [1, 1] };
      return b.apply('maxPool', pooling, [zeros]);
    }));

  test('a dilated pool', () =>
    agree((b) => {
      const x = b.source([1, 2, 7, 8]);
      const pooling = { kernel: [2, 3], stride: [2, 1], before: [0, 1], after: [1, 1], dilation: [2, 2] };
      return b.apply('maxPool', pooling, [x]);
    }));
});

describe('places', () => {
  test('slices in both directions, and back', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(
            fc.integer({ min: 1, max: 4 }),
            fc.integer({ min: 1, max: 3 }),
            fc.integer({ min: 0, max: 2 }),
            fc.boolean(),
          ),
          {
            minLength: 1,
            maxLength: 5,
          },
        ),
        async (axes) => {
          await agree((b) => {
            const size = axes.map(([count, step, more]) => (count - 1) * step + 1 + more);
            const starts = axes.map(([count, step, , isBack]) => (isBack ? (count - 1) * step : 0));
            const steps = axes.map(([, step, , isBack]) => (isBack ? -step : step));
            const counts = axes.map(([count]) => count);
            const x = b.source(size);
            const part = b.source(counts);
            return [b.slice(x, starts, counts, steps), b.place(part, starts, size, steps)];
          });
        },
      ),
      runs,
    ));

  test('reading and adding by index, negative ones too', () =>
    agree((b) => {
      const x = b.source([3, 4, 5]);
      const indices = b.source([2, 3], 'int64');
      const back = b.sub(indices, b.fill(4, [], 'int64'));
      const rows = b.gather(x, back, 1);
      const flat = b.source([3, 2, 5], 'int64');
      return [
        b.gather(x, indices, 1),
        rows,
        b.scatter(rows, back, 1, [3, 4, 5]),
        b.pick(x, flat, 1),
        b.unpick(b.source([3, 2, 5]), flat, 1, [3, 4, 5]),
      ];
    }, 4));

  test('of the largest the first', () =>
    agree((b) => {
      const x = b.unary('floor', b.source([4, 3, 6, 5]));
      return [b.argmax(x, 1), b.argmax(x, 2, true), b.argmax(b.fill(1, [3, 4]), 1)];
    }));
});

test('matrices whose leading axes are repeated on both sides', () =>
  agree((b) => {
    const [x, y, z] = [b.source([2, 1, 3, 4]), b.source([5, 4, 2]), b.source([4, 6])];
    return [b.matmul(x, y), b.matmul(x, z), b.matmul(b.source([7, 4]), b.source([3, 4, 2]))];
  }));

test('layouts: vectors over channels, sizes of 1, concatenation and sums behind a convolution', () =>
  agree((b) => {
    const geometry = { stride: [1, 1], before: [1, 1], after: [1, 1], dilation: [1, 1], groups: 1 };
    const y = b.conv(b.source([2, 3, 4, 5]), b.source([6, 3, 3, 3]), geometry);
    const scaled = b.mul(y, b.source([6, 1, 1]));
    const shifted = b.add(scaled, b.source([1, 1, 5]));
    const both = b.concat([shifted, y], 1);
    const halves = b.split(both, 1, [4, 8]);
    const scale = b.source([12]);
    const [normal = -1, mean = -1, variance = -1] = b.apply('batchNorm', { eps: 1e-5 }, [both, scale, b.source([12])]);
    return [
      shifted,
      b.unary('relu', both),
      ...halves,
      b.reduce('sum', both, [0, 2, 3]),
      b.reduce('mean', both, [2, 3]),
      b.reduce('max', both, [1]),
      b.reduce('min', both, [2], true),
      b.softmax(both, 1),
      b.logSoftmax(both, 3),
      b.cumsum(both, 1),
      b.slice(both, [0, 2, 0, 0], [2, 5, 4, 5]),
      b.pad(both, [0, 1, 0, 2], [0, 0, 1, 0], 3),
      b.select(b.compare('lt', both, b.number(0)), b.number(0), both),
      b.reshape(both, [2, 240]),
      b.transpose(both, [0, 2, 3, 1]),
      b.expand(b.reduce('mean', both, [0, 2, 3], true), [2, 12, 4, 5]),
      normal,
      mean,
      variance,
    ];
  }));
