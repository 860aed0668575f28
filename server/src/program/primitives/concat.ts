import { dense, everyPosition, flatPlace, stridesOf } from '../dense';
import { require, sameShape, total } from '../shapes';
import { elementAt, nth, type Primitive, shapeAt } from './primitive';

/** One after the other along an axis. */
export const concat: Primitive<'concat'> = {
  results: (inputs, { axis }) => {
    const first = shapeAt(inputs, 0);
    for (const { shape } of inputs)
      require(sameShape(shape.with(axis, 0), first.with(axis, 0)), () => 'what is joined differs in another axis');
    return [{ shape: first.with(axis, total(inputs.map((x) => nth(x.shape, axis)))), element: elementAt(inputs, 0) }];
  },
  evaluate: (inputs, { axis }, results) => {
    const result = dense(nth(results, 0).shape);
    const strides = stridesOf(result.shape);
    let offset = 0;
    for (const x of inputs) {
      const start = offset * (strides[axis] ?? 1);
      everyPosition(x.shape, (at, flat) => {
        result.data[start + flatPlace(at, strides)] = x.data[flat] ?? 0;
      });
      offset += x.shape[axis] ?? 0;
    }
    return [result];
  },
  gradient: (b, { attributes, inputs }, upstream) =>
    b.split(
      nth(upstream, 0),
      attributes.axis,
      inputs.map((x) => nth(b.shape(x), attributes.axis)),
    ),
};
