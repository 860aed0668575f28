import { dense, everyPosition, flatPlace, stridesOf } from '../dense';
import { nth, type Primitive } from './primitive';

/** result[…a, indices[…a, i, …b], …b] += y[…a, i, …b]: what `pick` has read, put back. */
export const unpick: Primitive<'unpick'> = {
  results: (_inputs, _attributes, wanted) => wanted,
  evaluate: (inputs, { axis }, results) => {
    const [y, indices] = [nth(inputs, 0), nth(inputs, 1)];
    const result = dense(nth(results, 0).shape);
    const strides = stridesOf(result.shape);
    everyPosition(y.shape, (at, flat) => {
      const place = flatPlace(at.with(axis, indices.data[flat] ?? 0), strides);
      result.data[place] = (result.data[place] ?? 0) + (y.data[flat] ?? 0);
    });
    return [result];
  },
  gradient: (b, { attributes, inputs }, upstream) => [
    b.pick(nth(upstream, 0), nth(inputs, 1), attributes.axis),
    undefined,
  ],
};
