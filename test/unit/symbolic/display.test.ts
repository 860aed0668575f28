import { describe, expect, test } from 'vitest';
import {
  add,
  ceilDiv,
  type Dim,
  display,
  floorDiv,
  max,
  min,
  mod,
  mul,
  neg,
  pow,
  product,
  python,
  sub,
  variable,
} from '../../../server/src/symbolic/index';
import { alexNet, leNet, resNet50, windowed } from './network';

const [B, H, W] = ['B', 'H', 'W'].map((name) => variable(name)) as [Dim, Dim, Dim];

describe('sizes as people and as Python read them', () => {
  test.each<[string, string, Dim]>([
    ['7', '7', 7],
    ['H', 'H', H],
    ['64·H', '64*H', mul(64, H)],
    ['H-4', 'H-4', sub(H, 4)],
    ['5-H', '5-H', sub(5, H)],
    ['-H', '-H', neg(H)],
    ['3·B·H·W', '3*B*H*W', product([W, B, 3, H])],
    ['H²', 'H**2', pow(H, 2)],
    ['H+W', 'H+W', add(H, W)],
    ['64·(H+W)', '64*(H+W)', mul(64, add(H, W))],
    ['⌊H/2⌋', 'H//2', floorDiv(H, 2)],
    ['⌊(H+1)/2⌋', '(H+1)//2', floorDiv(add(H, 1), 2)],
    ['⌊(H-1)/2⌋', '(H-1)//2', floorDiv(sub(H, 1), 2)],
    ['⌊H/2⌋-2', 'H//2-2', floorDiv(sub(H, 4), 2)],
    ['⌊(H+1)/2⌋', '(H+1)//2', ceilDiv(H, 2)],
    ['64·⌊H/2⌋', '64*(H//2)', mul(64, floorDiv(H, 2))],
    ['-⌊H/2⌋', '-(H//2)', neg(floorDiv(H, 2))],
    ['⌊3·H/4⌋', '3*H//4', floorDiv(mul(3, H), 4)],
    ['⌊H/W⌋', 'H//W', floorDiv(H, W)],
    ['⌊H/(2·W)⌋', 'H//(2*W)', floorDiv(H, mul(2, W))],
    ['H mod 8', 'H%8', mod(H, 8)],
    ['3·(H mod 8)', '3*(H%8)', mul(3, mod(H, 8))],
    ['W+(H mod 8)', 'W+H%8', add(W, mod(H, 8))],
    ['min(H, W)', 'min(H, W)', min(H, W)],
    ['max(H, W)+1', 'max(H, W)+1', max(add(H, 1), add(W, 1))],
    ['?', '1//0', Number.NaN],
  ])('%s is %s', (forPeople, asPython, dim) => {
    expect(display(dim)).toBe(forPeople);
    expect(python(dim)).toBe(asPython);
  });
});

describe('canonical form', () => {
  test.each<[string, Dim, Dim]>([
    ['exact multiples come out', floorDiv(add(mul(6, H), 3), 2), add(mul(3, H), 1)],
    ['and so do odd ones over an even divisor', floorDiv(add(mul(2, H), 1), 2), H],
    ['the common divisor cancels', floorDiv(add(mul(6, H), 5), 4), floorDiv(add(mul(3, H), 2), 2)],
    ['nested floors merge', floorDiv(floorDiv(H, 2), 3), floorDiv(H, 6)],
    ['with offsets too', floorDiv(add(floorDiv(add(H, 1), 2), 3), 2), floorDiv(add(H, 7), 4)],
    ['and with other sizes beside', floorDiv(add(floorDiv(H, 2), W), 3), floorDiv(add(H, mul(2, W)), 6)],
    ['a symbol divides its multiples', floorDiv(product([B, H, W]), mul(H, W)), B],
    ['and sums of them', floorDiv(add(mul(H, W), W), W), add(H, 1)],
    ['common symbols cancel', floorDiv(mul(H, B), mul(2, B)), floorDiv(H, 2)],
    ['a remainder below the divisor vanishes', floorDiv(sub(W, 1), W), 0],
    ['remainders repeat', mod(add(H, 8), 8), mod(H, 8)],
    ['products do not depend on order', mul(mul(H, W), B), mul(B, mul(W, H))],
    ['min forgets what is never least', min(min(H, W), add(H, 3)), min(W, H)],
  ])('%s', (_, actual, expected) => {
    expect(python(actual)).toBe(python(expected));
  });
});

describe('known networks', () => {
  test('ResNet-50 halves five times', () => {
    const sizes = [...new Set(resNet50(H).map(display))];
    expect(sizes).toEqual(['⌊(H+1)/2⌋', '⌊(H+3)/4⌋', '⌊(H+7)/8⌋', '⌊(H+15)/16⌋', '⌊(H+31)/32⌋']);
  });

  test('2×2 poolings merge', () => {
    expect(display(windowed(windowed(H, 2, 2), 2, 2))).toBe('⌊H/4⌋');
  });

  test('LeNet and its flattened features', () => {
    expect(display(leNet(H))).toBe('⌊H/4⌋-3');
    expect(display(product([16, leNet(H), leNet(W)]))).toBe('16·(⌊H/4⌋-3)·(⌊W/4⌋-3)');
    expect(display(product([16, leNet(H), leNet(H)]))).toBe('16·(⌊H/4⌋-3)²');
  });

  test('AlexNet', () => {
    expect(display(alexNet(H))).toBe('⌊(H-31)/32⌋');
  });
});

test('how a size was reached does not show', () => {
  const grown = add(mul(W, H), add(B, 3));
  const other = add(3, add(mul(H, W), B));
  expect(display(grown)).toBe(display(other));
});
