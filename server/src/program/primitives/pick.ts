import { made, reader } from '../dense';
import { elementAt, nth, type Primitive, shapeAt } from './primitive';

/** result[…a, i, …b] = x[…a, indices[…a, i, …b], …b] (torch.gather) */
export const pick: Primitive<'pick'> = {
  results: (inputs) => [{ shape: shapeAt(inputs, 1), element: elementAt(inputs, 0) }],
  evaluate: (inputs, { axis }, results) => {
    const x = reader(nth(inputs, 0));
    const indices = nth(inputs, 1);
    return [made(nth(results, 0).shape, (at, flat) => x(at.with(axis, indices.data[flat] ?? 0)))];
  },
  gradient: (b, { attributes, inputs }, upstream) => [
    b.unpick(nth(upstream, 0), nth(inputs, 1), attributes.axis, b.shape(nth(inputs, 0))),
    undefined,
  ],
};
