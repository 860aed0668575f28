import type { Dim } from '../../symbolic';
import type { Reduction } from '../attributes';
import { dense, everyPosition, flatPlace, stridesOf } from '../dense';
import { count } from '../shapes';
import { elementAt, nth, type Primitive, shapeAt } from './primitive';

const START: Readonly<Record<Reduction, number>> = { sum: 0, mean: 0, max: -Infinity, min: Infinity };
const JOIN: Readonly<Record<Reduction, (x: number, y: number) => number>> = {
  sum: (x, y) => x + y,
  mean: (x, y) => x + y,
  max: Math.max,
  min: Math.min,
};

const kept = (shape: readonly Dim[], axes: readonly number[]): Dim[] =>
  shape.map((size, axis) => (axes.includes(axis) ? 1 : size));

/** All numbers along some axes become one; `keep` leaves those axes with size 1. */
export const reduce: Primitive<'reduce'> = {
  results: (inputs, { axes, keep }) => {
    const shape = shapeAt(inputs, 0);
    return [
      {
        shape: keep ? kept(shape, axes) : shape.filter((_, axis) => !axes.includes(axis)),
        element: elementAt(inputs, 0),
      },
    ];
  },
  evaluate: (inputs, { fn, axes }, results) => {
    const x = nth(inputs, 0);
    const result = dense(nth(results, 0).shape);
    const shape = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    const strides = stridesOf(shape).map((stride, axis) => (axes.includes(axis) ? 0 : stride));
    result.data.fill(START[fn]);
    everyPosition(x.shape, (at, flat) => {
      const place = flatPlace(at, strides);
      result.data[place] = JOIN[fn](result.data[place] ?? 0, x.data[flat] ?? 0);
    });
    const share = x.data.length / result.data.length;
    return [
      fn === 'mean'
        ? dense(
            result.shape,
            result.data.map((sum) => sum / share),
          )
        : result,
    ];
  },
  // Among equal extremes it is shared evenly (torch.amax).
  gradient: (b, { attributes: { fn, axes }, inputs, outputs }, upstream) => {
    const x = nth(inputs, 0);
    const shape = b.shape(x);
    const dy = b.reshape(nth(upstream, 0), kept(shape, axes));
    if (fn === 'sum') return [b.expand(dy, shape)];
    if (fn === 'mean') return [b.expand(b.times(dy, 1 / count(axes.map((axis) => nth(shape, axis)))), shape)];
    const wins = b.cast(b.compare('eq', x, b.reshape(nth(outputs, 0), kept(shape, axes))), 'float32');
    return [b.mul(wins, b.div(dy, b.reduce('sum', wins, axes, true)))];
  },
};
