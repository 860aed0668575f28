import { describe, expect, test } from 'vitest';
import {
  add,
  ceilDiv,
  combineResidues,
  conditions,
  type Dim,
  describeResidues,
  display,
  displayUnder,
  divides,
  equal,
  equalUnder,
  exactQuotient,
  floorDiv,
  less,
  lessEqual,
  max,
  min,
  mod,
  mul,
  product,
  type Residues,
  range,
  residues,
  simplifyUnder,
  sub,
  variable,
} from '../../../server/src/symbolic/index';
import { uNetSkips } from './network';

const [B, H, W] = ['B', 'H', 'W'].map((name) => variable(name)) as [Dim, Dim, Dim];
const evenly = (modulus: number): Residues => ({ variable: 'H', modulus, residues: [0] });

describe('equal', () => {
  test.each<[string, Dim, Dim, string]>([
    ['the same', add(H, 1), add(1, H), 'yes'],
    ['never the same', add(H, 1), H, 'no'],
    ['a size is not zero', H, 0, 'no'],
    ['sometimes', H, 5, 'maybe'],
    ['even is not odd', mul(2, H), add(mul(2, W), 1), 'no'],
    ['both halves', add(floorDiv(H, 2), ceilDiv(H, 2)), H, 'yes'],
    ['halving upwards twice', ceilDiv(ceilDiv(H, 2), 2), ceilDiv(H, 4), 'yes'],
    ['halving and doubling', mul(2, floorDiv(H, 2)), H, 'maybe'],
    ['three thirds', add(add(floorDiv(H, 3), floorDiv(add(H, 1), 3)), floorDiv(add(H, 2), 3)), H, 'yes'],
    ['min and max', add(min(H, W), max(H, W)), add(H, W), 'maybe'],
    ['no value', Number.NaN, Number.NaN, 'maybe'],
  ])('%s', (_, a, b, expected) => {
    expect(equal(a, b)).toBe(expected);
  });
});

describe('order', () => {
  test.each<[string, Dim, Dim, string]>([
    ['a remainder is below its divisor', mod(H, W), W, 'yes'],
    ['halving and doubling loses at most one', sub(H, 2), mul(2, floorDiv(H, 2)), 'yes'],
    ['a minimum', min(H, W), add(H, 1), 'yes'],
    ['a product', W, add(mul(H, W), 1), 'yes'],
    ['unknown', H, W, 'maybe'],
    ['never', add(H, W), H, 'no'],
  ])('%s', (_, a, b, expected) => {
    expect(less(a, b)).toBe(expected);
  });

  test('or equal', () => {
    expect(lessEqual(product([4, floorDiv(H, 2), floorDiv(W, 2)]), mul(H, W))).toBe('yes');
    expect(lessEqual(H, H)).toBe('yes');
    expect(lessEqual(1, H)).toBe('yes');
    expect(lessEqual(2, H)).toBe('maybe');
  });

  test('bounds of a variable count', () => {
    expect(less(variable('N', 3, 7), 8)).toBe('yes');
    expect(range(floorDiv(variable('N', 32, 35), 4))).toEqual({ min: 8, max: 8 });
  });
});

describe('division', () => {
  test('divides', () => {
    expect(divides(4, mul(8, H))).toBe('yes');
    expect(divides(2, mul(H, add(H, 1)))).toBe('yes');
    expect(divides(4, add(mul(8, H), 2))).toBe('no');
    expect(divides(16, H)).toBe('maybe');
    expect(divides(H, mul(H, W))).toBe('yes');
    expect(divides(0, 0)).toBe('yes');
  });

  test('exactQuotient is what view(-1) needs', () => {
    expect(exactQuotient(product([B, 64, H, W]), mul(B, H))).toEqual(mul(64, W));
    expect(exactQuotient(product([B, floorDiv(H, 2), 6]), product([3, floorDiv(H, 2)]))).toEqual(mul(2, B));
    expect(exactQuotient(H, 2)).toBeUndefined();
    expect(exactQuotient(0, 0)).toBeUndefined();
    expect(exactQuotient(12, 4)).toBe(3);
    expect(exactQuotient(12, 5)).toBeUndefined();
  });
});

describe('residues', () => {
  test('halving and doubling needs an even size', () => {
    expect(residues(mul(2, floorDiv(H, 2)), H)).toEqual({ variable: 'H', modulus: 2, residues: [0] });
    expect(residues(mul(B, mul(2, floorDiv(H, 2))), mul(B, H))).toEqual(evenly(2));
  });

  test('a U-Net of four levels needs a multiple of 16', () => {
    const skips = uNetSkips(H, 4);
    expect(skips.map(([down, up]) => equal(down, up))).toEqual(['maybe', 'maybe', 'maybe', 'maybe']);
    const needs = skips.map(([down, up]) => residues(down, up));
    const all = needs.reduce((a, b) => a && b && combineResidues(a, b));
    expect(all).toEqual(evenly(16));
    for (const [down, up] of skips) expect(equalUnder(down, up, [evenly(16)])).toBe('yes');
    expect(equalUnder(H, mul(8, floorDiv(H, 8)), [evenly(4)])).toBe('maybe');
    expect(equalUnder(H, mul(8, floorDiv(H, 8)), [{ variable: 'H', modulus: 8, residues: [3, 5] }])).toBe('no');
  });

  test('one condition per variable', () => {
    const patches = product([16, floorDiv(H, 4), floorDiv(W, 4)]);
    expect(conditions(patches, mul(H, W))?.map(describeResidues)).toEqual([
      'H is divisible by 4',
      'W is divisible by 4',
    ]);
    expect(conditions(H, H)).toEqual([]);
  });

  test('none where remainders do not decide', () => {
    expect(residues(H, 5)).toBeUndefined();
    expect(residues(add(floorDiv(H, 2), 1), H)).toBeUndefined();
    expect(residues(H, add(H, 1))).toBeUndefined();
  });

  test('facts that exclude each other', () => {
    expect(combineResidues(evenly(2), { variable: 'H', modulus: 4, residues: [1, 3] })).toBeUndefined();
  });

  test.each<[number, number[], string]>([
    [2, [0], 'H is even'],
    [2, [1], 'H is odd'],
    [32, [0], 'H is divisible by 32'],
    [4, [3], 'H mod 4 is 3'],
    [8, [0, 1, 2, 3], 'H mod 8 is 0 to 3'],
    [3, [1, 2], 'H is not divisible by 3'],
    [8, [0, 3, 5], 'H mod 8 is 0, 3 or 5'],
  ])('mod %i in %o', (modulus, list, text) => {
    expect(describeResidues({ variable: 'H', modulus, residues: list })).toBe(text);
  });
});

describe('under assumptions', () => {
  test('exact quotients lose their floors', () => {
    expect(displayUnder(floorDiv(H, 2), [evenly(16)])).toBe('H/2');
    expect(displayUnder(mul(64, floorDiv(add(H, 1), 2)), [evenly(16)])).toBe('32·H');
    expect(displayUnder(floorDiv(add(H, 31), 32), [evenly(16)])).toBe('⌊(H+16)/32⌋');
    expect(displayUnder(floorDiv(H, 2), [])).toBe('⌊H/2⌋');
  });

  test('sizes become simpler where they can', () => {
    expect(simplifyUnder(mul(2, floorDiv(H, 2)), [evenly(2)])).toEqual(H);
    expect(display(simplifyUnder(floorDiv(add(H, 15), 16), [evenly(16)]))).toBe('⌊H/16⌋');
  });
});
