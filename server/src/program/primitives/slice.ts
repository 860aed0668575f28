import { made, reader } from '../dense';
import { require } from '../shapes';
import { nth, type Primitive, shapeAt } from './primitive';

/** result[i] = x[start + i·step] on every axis. */
export const slice: Primitive<'slice'> = {
  results: (inputs, { starts, steps }, wanted) => {
    const from = shapeAt(inputs, 0);
    require(starts.length === from.length && steps.length === from.length, () => 'a slice names every axis');
    shapeAt(wanted, 0).forEach((size, axis) => {
      const dim = from[axis];
      const start = nth(starts, axis);
      if (typeof size !== 'number' || typeof dim !== 'number') return;
      const last = start + (size - 1) * nth(steps, axis);
      require(size === 0 || (start >= 0 && start < dim && last >= 0 && last < dim), () =>
        `axis ${axis}: ${start} … ${last} lies outside ${dim}`);
    });
    return wanted;
  },
  evaluate: (inputs, { starts, steps }, results) => {
    const x = reader(nth(inputs, 0));
    const { shape } = nth(results, 0);
    // An axis of one element must not be taken for one that broadcasts.
    return [made(shape, (at) => x(at.map((i, axis) => (starts[axis] ?? 0) + i * (steps[axis] ?? 1))))];
  },
  gradient: (b, { attributes, inputs }, upstream) => [
    b.place(nth(upstream, 0), attributes.starts, b.shape(nth(inputs, 0)), attributes.steps),
  ],
};
