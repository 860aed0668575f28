import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Constraint,
  type Dim,
  evaluate,
  floorDiv,
  mul,
  product,
  satisfies,
  solve,
  substitute,
  variable,
  variablesOf,
} from '../../../server/src/symbolic/index';
import { values, windowChain } from './arbitrary';
import { alexNet, leNet } from './network';

const [B, C, H, W] = ['B', 'C', 'H', 'W'].map((name) => variable(name)) as [Dim, Dim, Dim, Dim];

/** Solves for these symbols; every solution must satisfy what it was asked. */
function solved(left: Dim, relation: Constraint['relation'], right: Dim, ...symbols: Dim[]) {
  const constraints = [{ left, right, relation }];
  return solve(constraints, symbols.flatMap(variablesOf));
}

const unbounded = Number.POSITIVE_INFINITY;

describe('which inputs fit', () => {
  test("LeNet's 16·5·5 needs 32 to 35", () => {
    const fits = (name: string) => ({ variable: name, min: 32, max: 35, chosen: 32 });
    expect(solved(product([16, leNet(H), leNet(W)]), '==', 400, H, W)).toEqual([fits('H'), fits('W')]);
    expect(solved(product([B, 16, leNet(H), leNet(W)]), '==', mul(B, 400), H, W)).toEqual([fits('H'), fits('W')]);
    expect(solved(product([16, leNet(H), leNet(H)]), '==', 400, H)).toEqual([fits('H')]);
  });

  test('AlexNet with 256·6·6 features', () => {
    const fits = (name: string) => ({ variable: name, min: 223, max: 254, chosen: 224 });
    expect(solved(product([256, alexNet(H), alexNet(W)]), '==', 9216, H, W)).toEqual([fits('H'), fits('W')]);
  });

  test('a product that is no square is split near one', () => {
    expect(solved(product([16, leNet(H), leNet(W)]), '==', 16 * 35, H, W)).toEqual([
      { variable: 'H', min: 32, max: 35, chosen: 32 },
      { variable: 'W', min: 40, max: 43, chosen: 40 },
    ]);
  });

  test.each([
    [784, [1, 28, 28]],
    [3072, [3, 32, 32]],
    [150528, [3, 224, 224]],
  ])('Linear(%i) after a flatten', (features, expected) => {
    expect(solved(product([C, H, W]), '==', features, C, H, W)?.map((s) => s.chosen)).toEqual(expected);
  });

  test('divisibility', () => {
    expect(solved(16, 'divides', H, H)).toEqual([
      { variable: 'H', min: 16, max: unbounded, modulus: { m: 16, r: 0 }, chosen: 224 },
    ]);
    expect(solved(mul(2, floorDiv(H, 2)), '==', H, H)?.[0]?.modulus).toEqual({ m: 2, r: 0 });
  });

  test('bounds', () => {
    expect(solved(H, '<=', 100, H)).toEqual([{ variable: 'H', min: 1, max: 100, chosen: 32 }]);
    expect(solved(500, '<', H, H)).toEqual([{ variable: 'H', min: 501, max: unbounded, chosen: 512 }]);
    expect(solved(mul(H, H), '==', 49, H)).toEqual([{ variable: 'H', min: 7, max: 7, chosen: 7 }]);
  });

  test('nothing fits', () => {
    expect(solved(mul(H, H), '==', 50, H)).toBeUndefined();
    expect(solved(H, '<', 1, H)).toBeUndefined();
    expect(solved(3, '==', 4, H)).toBeUndefined();
    expect(solved(mul(2, H), '==', 7, H)).toBeUndefined();
  });

  test('unrelated variables are solved apart', () => {
    const constraints: Constraint[] = [
      { left: H, right: 28, relation: '==' },
      { left: W, right: 64, relation: '==' },
    ];
    expect(solve(constraints, [H, W].flatMap(variablesOf))?.map((s) => s.chosen)).toEqual([28, 64]);
    expect(solve([], [])).toEqual([]);
  });
});

const bounded = { name: 'H', min: 1, max: 3000 };
const scanned = Array.from({ length: bounded.max }, (_, i) => i + 1);

describe('against brute force', () => {
  const relation = fc.constantFrom<Constraint['relation']>('==', '<=', '<');

  test('one variable', () => {
    fc.assert(
      fc.property(windowChain, relation, fc.integer({ min: 0, max: 40 }), (pair, how, target) => {
        const constraints = [{ left: pair.dim, right: target, relation: how }];
        const fits = scanned.filter((n) => satisfies(constraints, new Map([['H', n]])));
        const found = solve(constraints, [bounded])?.[0];
        expect(found?.min).toBe(fits[0]);
        if (found === undefined) return;
        expect(fits).toContain(found.chosen);
        expect(found.max).toBe(fits.at(-1));
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  test('two variables', () => {
    fc.assert(
      fc.property(windowChain, windowChain, values, (a, b, at) => {
        const left = mul(a.dim, rename(b.dim));
        const right = evaluate(left, at) ?? 0;
        const constraints: Constraint[] = [{ left, right, relation: '==' }];
        const found = solve(constraints, [H, W].flatMap(variablesOf));
        if (found === undefined) return;
        const chosen = new Map(found.map((s) => [s.variable, s.chosen]));
        expect(satisfies(constraints, chosen)).toBe(true);
        for (const s of found) {
          for (const end of [s.min, s.max].filter(Number.isFinite)) {
            expect(satisfies(constraints, new Map([...chosen, [s.variable, end]]))).toBe(true);
          }
        }
      }),
      { numRuns: 60, seed: 11 },
    );
  });
});

function rename(d: Dim): Dim {
  return substitute(d, new Map([['H', W]]));
}
