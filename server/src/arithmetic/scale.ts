/** Sizes times factors, as PyTorch computes them: a product of doubles, rounded down. */
import { type Dim, floorDiv, mul } from '../symbolic';

/** undefined: the size is a symbol and the factor is no fraction of which doubles are exact. */
export function scaled(size: Dim, factor: number): Dim | undefined {
  if (typeof size === 'number') return Math.floor(size * factor);
  for (let denominator = 1; denominator <= 1024; denominator *= 2) {
    const numerator = factor * denominator;
    if (Number.isInteger(numerator)) return floorDiv(mul(size, numerator), denominator);
  }
  return undefined;
}
