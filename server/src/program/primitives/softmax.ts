import { type Dense, dense, everyPosition, flatPlace, stridesOf } from '../dense';
import { nth, type Primitive } from './primitive';

/** Largest, and Σ exp(x − largest), along an axis, by flat place with that axis at 0. */
export function exponentials(
  x: Dense,
  axis: number,
): { readonly most: Float64Array; readonly sum: Float64Array; readonly strides: number[] } {
  const strides = stridesOf(x.shape).with(axis, 0);
  const most = new Float64Array(x.data.length).fill(-Infinity);
  const sum = new Float64Array(x.data.length);
  everyPosition(x.shape, (at, flat) => {
    const place = flatPlace(at, strides);
    most[place] = Math.max(most[place] ?? 0, x.data[flat] ?? 0);
  });
  everyPosition(x.shape, (at, flat) => {
    const place = flatPlace(at, strides);
    sum[place] = (sum[place] ?? 0) + Math.exp((x.data[flat] ?? 0) - (most[place] ?? 0));
  });
  return { most, sum, strides };
}

/** exp(x) / Σ exp(x) along an axis */
export const softmax: Primitive<'softmax'> = {
  results: (inputs) => [nth(inputs, 0)],
  evaluate: (inputs, { axis }) => {
    const x = nth(inputs, 0);
    const { most, sum, strides } = exponentials(x, axis);
    const result = dense(x.shape);
    everyPosition(x.shape, (at, flat) => {
      const place = flatPlace(at, strides);
      result.data[flat] = Math.exp((x.data[flat] ?? 0) - (most[place] ?? 0)) / (sum[place] ?? 1);
    });
    return [result];
  },
  // y(dy − Σ dy·y)
  gradient: (b, { attributes, outputs }, upstream) => {
    const [y, dy] = [nth(outputs, 0), nth(upstream, 0)];
    return [b.mul(y, b.sub(dy, b.reduce('sum', b.mul(dy, y), [attributes.axis], true)))];
  },
};
