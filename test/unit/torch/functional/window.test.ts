/** Window arithmetic with symbols agrees with the same arithmetic in numbers. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scaled } from '../../../../server/src/arithmetic/scale';
import { convolved, pooled, transposed } from '../../../../server/src/arithmetic/window';
import { evaluate, variable } from '../../../../server/src/symbolic';

const H = variable('H');
const at = (size: number) => new Map([['H', size]]);
const windows = fc
  .record({
    kernel: fc.integer({ min: 1, max: 7 }),
    stride: fc.integer({ min: 1, max: 5 }),
    dilation: fc.integer({ min: 1, max: 3 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ share, ...window }) => ({
    ...window,
    padding: Math.floor(share * Math.floor(((window.kernel - 1) * window.dilation + 1) / 2)),
  }));
const sizes = fc.integer({ min: 1, max: 60 });

it('of convolutions and pools', () => {
  fc.assert(
    fc.property(windows, sizes, fc.boolean(), (window, size, ceil) => {
      expect(evaluate(convolved(H, window), at(size))).toBe(convolved(size, window));
      expect(evaluate(pooled(H, window, ceil), at(size))).toBe(pooled(size, window, ceil));
    }),
  );
});

/** ATen/native/Pool.h in its own words. */
function reference(
  size: number,
  { kernel, stride, padding, dilation }: { kernel: number; stride: number; padding: number; dilation: number },
): number {
  const out = Math.floor((size + 2 * padding - dilation * (kernel - 1) - 1 + stride - 1) / stride) + 1;
  return (out - 1) * stride >= size + padding ? out - 1 : out;
}

it('of pools that round up is that of PyTorch', () => {
  fc.assert(
    fc.property(windows, sizes, (window, size) => {
      expect(pooled(size, window, true)).toBe(reference(size, window));
    }),
  );
});

it('of transposed convolutions', () => {
  fc.assert(
    fc.property(windows, sizes, fc.integer({ min: 0, max: 3 }), (window, size, extra) => {
      expect(evaluate(transposed(H, window, extra), at(size))).toBe(transposed(size, window, extra));
    }),
  );
});

it('of factors that doubles hold exactly', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 0, max: 5 }), sizes, (numerator, power, size) => {
      const factor = numerator / 2 ** power;
      expect(evaluate(scaled(H, factor) ?? -1, at(size))).toBe(scaled(size, factor));
    }),
  );
});
