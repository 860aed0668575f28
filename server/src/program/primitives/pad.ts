import { add } from '../../symbolic';
import { made, reader } from '../dense';
import { meant } from '../infinite';
import { elementAt, nth, type Primitive, shapeAt } from './primitive';

/** One number around x. */
export const pad: Primitive<'pad'> = {
  results: (inputs, { before, after }) => [
    {
      shape: shapeAt(inputs, 0).map((size, axis) => add(size, nth(before, axis) + nth(after, axis))),
      element: elementAt(inputs, 0),
    },
  ],
  evaluate: (inputs, { before, value }, results) => {
    const x = nth(inputs, 0);
    const read = reader(x);
    return [
      made(nth(results, 0).shape, (at) => {
        const from = at.map((i, axis) => i - (before[axis] ?? 0));
        return from.every((i, axis) => i >= 0 && i < (x.shape[axis] ?? 0)) ? read(from) : meant(value);
      }),
    ];
  },
  gradient: (b, { attributes, inputs }, upstream) => [
    b.slice(nth(upstream, 0), attributes.before, b.shape(nth(inputs, 0))),
  ],
};
