import { made, reader } from '../dense';
import { broadcastShape } from '../shapes';
import { elementAt, nth, type Primitive, shapeAt } from './primitive';

/** x where the condition holds, else y; sizes broadcast. */
export const select: Primitive<'select'> = {
  results: (inputs) => [
    {
      shape: broadcastShape(shapeAt(inputs, 0), broadcastShape(shapeAt(inputs, 1), shapeAt(inputs, 2))),
      element: elementAt(inputs, 1),
    },
  ],
  evaluate: (inputs, _attributes, results) => {
    const [condition, x, y] = [reader(nth(inputs, 0)), reader(nth(inputs, 1)), reader(nth(inputs, 2))];
    return [made(nth(results, 0).shape, (at) => (condition(at) !== 0 ? x(at) : y(at)))];
  },
  gradient: (b, { inputs, needs }, upstream) => {
    const [condition, x, y] = [nth(inputs, 0), nth(inputs, 1), nth(inputs, 2)];
    const dz = nth(upstream, 0);
    return [
      undefined,
      needs[1] ? b.sumTo(b.select(condition, dz, b.number(0)), b.shape(x)) : undefined,
      needs[2] ? b.sumTo(b.select(condition, b.number(0), dz), b.shape(y)) : undefined,
    ];
  },
};
