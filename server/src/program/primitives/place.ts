import { dense, everyPosition, flatPlace, stridesOf } from '../dense';
import { nth, type Primitive } from './primitive';

/** Zeros, and x at start + i·step on every axis: what `slice` has read, put back. */
export const place: Primitive<'place'> = {
  results: (_inputs, _attributes, wanted) => wanted,
  evaluate: (inputs, { starts, steps }, results) => {
    const x = nth(inputs, 0);
    const result = dense(nth(results, 0).shape);
    const strides = stridesOf(result.shape);
    everyPosition(x.shape, (at, flat) => {
      result.data[
        flatPlace(
          at.map((i, axis) => (starts[axis] ?? 0) + i * (steps[axis] ?? 1)),
          strides,
        )
      ] = x.data[flat] ?? 0;
    });
    return [result];
  },
  gradient: (b, { attributes, inputs }, upstream) => [
    b.slice(nth(upstream, 0), attributes.starts, b.shape(nth(inputs, 0)), attributes.steps),
  ],
};
