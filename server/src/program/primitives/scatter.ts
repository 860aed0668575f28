import { dense, everyPosition, flatPlace, reader, stridesOf } from '../dense';
import { nth, type Primitive } from './primitive';

/** result[…a, indices[…i], …b] += y[…a, …i, …b]: what `gather` has read, put back. */
export const scatter: Primitive<'scatter'> = {
  results: (_inputs, _attributes, wanted) => wanted,
  evaluate: (inputs, { axis }, results) => {
    const [y, indices] = [nth(inputs, 0), nth(inputs, 1)];
    const result = dense(nth(results, 0).shape);
    const strides = stridesOf(result.shape);
    const readIndex = reader(indices);
    const n = indices.shape.length;
    everyPosition(y.shape, (at, flat) => {
      const index = readIndex(at.slice(axis, axis + n));
      const place = flatPlace(at.toSpliced(axis, n, index < 0 ? index + (result.shape[axis] ?? 0) : index), strides);
      result.data[place] = (result.data[place] ?? 0) + (y.data[flat] ?? 0);
    });
    return [result];
  },
  gradient: (b, { attributes, inputs }, upstream) => [
    b.gather(nth(upstream, 0), nth(inputs, 1), attributes.axis),
    undefined,
  ],
};
