import { dense, everyPosition, stridesOf } from '../dense';
import { nth, type Primitive } from './primitive';

/** Sums of all up to each place along an axis. */
export const cumsum: Primitive<'cumsum'> = {
  results: (inputs) => [nth(inputs, 0)],
  evaluate: (inputs, { axis }) => {
    const x = nth(inputs, 0);
    const result = dense(x.shape, x.data.slice());
    const stride = stridesOf(x.shape)[axis] ?? 1;
    everyPosition(x.shape, (at, flat) => {
      if ((at[axis] ?? 0) > 0) result.data[flat] = (result.data[flat] ?? 0) + (result.data[flat - stride] ?? 0);
    });
    return [result];
  },
  // Sums of all from each place on: the whole, less what comes before.
  gradient: (b, { attributes: { axis } }, upstream) => {
    const dy = nth(upstream, 0);
    const whole = b.reduce('sum', dy, [axis], true);
    return [b.add(b.sub(whole, b.cumsum(dy, axis)), dy)];
  },
};
