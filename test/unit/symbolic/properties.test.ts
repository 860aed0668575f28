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
