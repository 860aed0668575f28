import { describe, expect, test } from 'vitest';
import { seeded } from '../../../server/src/program';
import type { Tensor } from '../../../server/src/train/engines/engine';
import { filterNormalised, LANDSCAPE_STEPS, measureLandscape } from '../../../server/src/train/loop/landscape';

const tensor = (shape: number[], values: number[]): Tensor => ({ shape, data: Float32Array.from(values) });
const norm = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));

describe('directions', () => {
  const weights = new Map([
    ['conv.weight', tensor([2, 1, 1, 3], [3, 0, 4, 0.1, 0.2, 0.2])],
    ['bn.weight', tensor([2], [1, 1])],
  ]);

  test('each filter is as long as that of the weights; vectors stay', () => {
    const direction = filterNormalised(weights, seeded(1));
    expect([...direction.keys()]).toEqual(['conv.weight']);
    const values = direction.get('conv.weight') ?? new Float32Array(0);
    expect(norm(values.subarray(0, 3))).toBeCloseTo(5, 4);
    expect(norm(values.subarray(3))).toBeCloseTo(0.3, 5);
  });

  test('a filter of zeros is not moved', () => {
    const direction = filterNormalised(new Map([['w', tensor([1, 3], [0, 0, 0])]]), seeded(1));
    expect(norm(direction.get('w') ?? [1])).toBe(0);
  });
});

describe('the slice', () => {
  /** A bowl: half the square of the distance from (1, 2), so that every value is known. */
  function bowl() {
    let held = new Float32Array(2);
    return {
      setParameters: async (values: ReadonlyMap<string, Tensor>) => {
        held = Float32Array.from(values.get('w')?.data ?? []);
      },
      evaluate: async () => {
        const [x = 0, y = 0] = held;
        const loss = ((x - 1) ** 2 + (y - 2) ** 2) / 2;
        return { loss, correct: 0, output: tensor([1], [loss]) };
      },
    };
  }
  const job = {
    weights: new Map([['w', tensor([1, 2], [1, 2])]]),
    directions: [new Map([['w', Float32Array.of(3, 0)]]), new Map([['w', Float32Array.of(0, 5)]])] as const,
    batches: [{ size: 4, inputs: [], targets: new Int32Array(4) }],
    report: () => {},
  };

  test('is the loss at w + a·d₁ + b·d₂, with w itself in the middle', async () => {
    const { steps, rows, images } = await measureLandscape({ ...job, trainer: bowl(), goOn: async () => true });
    expect(images).toBe(4);
    expect(steps).toEqual(LANDSCAPE_STEPS);
    steps.forEach((b, row) => {
      steps.forEach((a, column) => {
        expect(rows[row]?.[column]).toBeCloseTo((9 * a * a + 25 * b * b) / 2, 4);
      });
    });
  });

  test('the middle row comes first, and what was measured before a stop stays', async () => {
    let left = 17;
    const told: number[][] = [];
    const { rows } = await measureLandscape({
      ...job,
      trainer: bowl(),
      goOn: async () => left-- > 0,
      report: (landscape) => told.push(landscape.rows.flatMap((row, i) => (row === null ? [] : [i]))),
    });
    expect(told).toEqual([[8]]);
    expect(rows.filter((row) => row !== null)).toHaveLength(1);
  });

  test('a loss that is not a number is told as none', async () => {
    const trainer = { ...bowl(), evaluate: async () => ({ loss: Number.NaN, correct: 0, output: tensor([1], [0]) }) };
    const { rows } = await measureLandscape({ ...job, trainer, goOn: async () => true });
    expect(rows[0]?.[0]).toBeNull();
  });
});
