/** The common subsequence is one, and as long as the textbook table says. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commonSubsequence } from '../../../server/src/draw/compare/subsequence';

function longest(left: readonly string[], right: readonly string[]): number {
  const table = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0));
  for (let i = 1; i <= left.length; i += 1) {
    for (let j = 1; j <= right.length; j += 1) {
      const row = table[i] ?? [];
      const above = table[i - 1] ?? [];
      row[j] = left[i - 1] === right[j - 1] ? (above[j - 1] ?? 0) + 1 : Math.max(above[j] ?? 0, row[j - 1] ?? 0);
    }
  }
  return table[left.length]?.[right.length] ?? 0;
}

const names = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 24 });

test('pairs are in order, equal, and as many as can be', () => {
  fc.assert(
    fc.property(names, names, (left, right) => {
      const pairs = commonSubsequence(left, right);
      pairs.forEach(([i, j], at) => {
        expect(left[i]).toBe(right[j]);
        const [beforeI, beforeJ] = pairs[at - 1] ?? [-1, -1];
        expect(i).toBeGreaterThan(beforeI);
        expect(j).toBeGreaterThan(beforeJ);
      });
      expect(pairs.length).toBe(longest(left, right));
    }),
    { numRuns: 500 },
  );
});
