import { dense } from '../dense';
import { nth, type Primitive } from './primitive';

/** low … high; no gradient at the bounds and beyond (hardtanh's rule). */
export const clip: Primitive<'clip'> = {
  results: (inputs) => [nth(inputs, 0)],
  evaluate: (inputs, { low, high }) => {
    const x = nth(inputs, 0);
    return [
      dense(
        x.shape,
        x.data.map((v) => Math.min(Math.max(v, low), high)),
      ),
    ];
  },
  // The sign of (y − low)·(high − y) is 1 inside and 0 at the bounds.
  gradient: (b, { attributes: { low, high }, outputs }, upstream) => {
    const y = nth(outputs, 0);
    return [b.mul(nth(upstream, 0), b.unary('sign', b.mul(b.plus(y, -low), b.sub(b.number(high), y))))];
  },
};
