import { made, reader } from '../dense';
import { elementAt, nth, type Primitive, shapeAt } from './primitive';

/** result[…a, …i, …b] = x[…a, indices[…i], …b] */
export const gather: Primitive<'gather'> = {
  results: (inputs, { axis }) => [
    { shape: shapeAt(inputs, 0).toSpliced(axis, 1, ...shapeAt(inputs, 1)), element: elementAt(inputs, 0) },
  ],
  evaluate: (inputs, { axis }, results) => {
    const [x, indices] = [nth(inputs, 0), nth(inputs, 1)];
    const [readX, readIndex] = [reader(x), reader(indices)];
    const n = indices.shape.length;
    return [
      made(nth(results, 0).shape, (at) => {
        const index = readIndex(at.slice(axis, axis + n));
        return readX(at.toSpliced(axis, n, index < 0 ? index + (x.shape[axis] ?? 0) : index));
      }),
    ];
  },
  gradient: (b, { attributes, inputs }, upstream) => {
    const [x, indices] = [nth(inputs, 0), nth(inputs, 1)];
    return [b.scatter(nth(upstream, 0), indices, attributes.axis, b.shape(x)), undefined];
  },
};
