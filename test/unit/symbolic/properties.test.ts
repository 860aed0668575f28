import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as symbolic from '../../../server/src/symbolic/index';
import { anyChain, type Pair, values, windowChain } from './arbitrary';

const chain = fc.oneof(anyChain, windowChain);
const samples = fc.array(values, { minLength: 4, maxLength: 4 });

/** Beyond this, doubles are no longer exact, and neither side is right. */
const exact = 2 ** 45;

function check(runs: number, property: fc.IRawProperty<unknown>): void {
  fc.assert(property, { numRuns: runs, seed: 20240607 });
}

describe('agrees with concrete arithmetic', () => {
  test('random chains', () => {
    check(
      20_000,
      fc.property(chain, samples, (pair, points) => {
        for (const point of points) {
          const expected = pair.concrete(point);
          if (expected === undefined || Math.abs(expected) > exact) continue;
          expect(symbolic.evaluate(pair.dim, point)).toBe(expected + 0);
        }
      }),
    );
  });

  test('ranges hold every value', () => {
    check(
      3_000,
      fc.property(chain, samples, (pair, points) => {
        const { min, max } = symbolic.range(pair.dim);
        for (const point of points) {
          const value = pair.concrete(point);
          if (value === undefined) continue;
          expect(value).toBeGreaterThanOrEqual(min);
          expect(value).toBeLessThanOrEqual(max);
        }
      }),
    );
  });
});

describe('comparison never contradicts a value', () => {
  const comparisons: ['equal' | 'less' | 'lessEqual' | 'divides', (a: number, b: number) => boolean][] = [
    ['equal', (a, b) => a === b],
    ['less', (a, b) => a < b],
    ['lessEqual', (a, b) => a <= b],
    ['divides', (a, b) => b % a === 0],
  ];
  test.each(comparisons)('%s', (name, holds) => {
    check(
      3_000,
      fc.property(chain, chain, samples, (a, b, points) => {
        const truth = symbolic[name](a.dim, b.dim);
        if (truth === 'maybe') return;
        for (const [left, right] of concretePairs(a, b, points)) {
          if (name !== 'divides' || left !== 0) expect(holds(left, right)).toBe(truth === 'yes');
        }
      }),
    );
  });

  test('exactQuotient', () => {
    check(
      3_000,
      fc.property(chain, chain, samples, (a, b, points) => {
        const quotient = symbolic.exactQuotient(symbolic.mul(a.dim, b.dim), b.dim);
        for (const point of points) {
          const [left, right] = [a.concrete(point), b.concrete(point)];
          if (quotient === undefined || left === undefined || right === undefined || right === 0) continue;
          expect(symbolic.evaluate(quotient, point)).toBe(left + 0);
        }
      }),
    );
  });
});

function concretePairs(a: Pair, b: Pair, points: readonly ReadonlyMap<string, number>[]): [number, number][] {
  return points.flatMap((point): [number, number][] => {
    const [left, right] = [a.concrete(point), b.concrete(point)];
    const usable = left !== undefined && right !== undefined && Math.max(Math.abs(left), Math.abs(right)) < exact;
    return usable ? [[left, right]] : [];
  });
}

test('python() is read back by parse()', () => {
  check(
    3_000,
    fc.property(chain, (pair) => {
      const again = symbolic.parse(symbolic.python(pair.dim));
      // What has no value is not written as a size.
      const expected = Number.isNaN(pair.dim) ? undefined : symbolic.key(pair.dim);
      expect(again === undefined ? undefined : symbolic.key(again)).toBe(expected);
    }),
  );
});

describe('remainders', () => {
  /** Two sizes of one network at the same H: what a skip connection compares. */
  const skips = fc.tuple(windowChain, windowChain);
  const sizes = Array.from({ length: 300 }, (_, i) => i + 1);

  test('conditions hold exactly where the sizes are equal', () => {
    check(
      500,
      fc.property(skips, ([a, b]) => {
        const facts = symbolic.conditions(a.dim, b.dim);
        for (const n of facts === undefined ? [] : sizes) {
          const point = new Map([['H', n]]);
          const expected = a.concrete(point) === b.concrete(point);
          expect(facts?.every((fact) => symbolic.admits(fact, n))).toBe(expected);
        }
      }),
    );
  });

  test('what is simplified under a fact is equal where the fact holds', () => {
    const fact = fc
      .integer({ min: 2, max: 16 })
      .chain((modulus) =>
        fc.integer({ min: 0, max: modulus - 1 }).map((r) => ({ variable: 'H', modulus, residues: [r] })),
      );
    check(
      500,
      fc.property(chain, fact, samples, (pair, given, points) => {
        const simpler = symbolic.simplifyUnder(pair.dim, [given]);
        for (const point of points) {
          const n = (point.get('H') ?? 0) * given.modulus + (given.residues[0] ?? 0);
          const there = new Map([...point, ['H', n]]);
          const expected = pair.concrete(there);
          if (expected === undefined || Math.abs(expected) > exact) continue;
          expect(symbolic.evaluate(simpler, there)).toBe(expected + 0);
        }
      }),
    );
  });
});

test('display does not depend on the order of sums and products', () => {
  const shuffled = fc
    .array(chain, { minLength: 2, maxLength: 4 })
    .chain((pairs) => fc.shuffledSubarray(pairs, { minLength: pairs.length }).map((other) => [pairs, other] as const));
  check(
    1_000,
    fc.property(shuffled, ([pairs, other]) => {
      for (const combine of [symbolic.add, symbolic.mul]) {
        const [one, two] = [pairs, other].map((list) => list.map((p) => p.dim).reduce((a, b) => combine(a, b)));
        expect(symbolic.display(two ?? 0)).toBe(symbolic.display(one ?? 1));
      }
    }),
  );
});

test('a size that doubles at every turn ends without a value', () => {
  let size = symbolic.variable('H');
  for (let turn = 0; turn < 200; turn++) size = symbolic.floorDiv(symbolic.mul(size, symbolic.add(size, 1)), 3);
  expect(symbolic.hasValue(size)).toBe(false);
});
