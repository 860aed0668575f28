import { made, reader } from '../dense';
import { broadcastShape, require, sameShape, shapeText } from '../shapes';
import { nth, type Primitive, shapeAt } from './primitive';

/** Axes of size 1, and missing leading ones, are repeated. */
export const expand: Primitive<'expand'> = {
  results: (inputs, _attributes, wanted) => {
    const [from, to] = [shapeAt(inputs, 0), shapeAt(wanted, 0)];
    require(sameShape(broadcastShape(from, to), to), () => `${shapeText(from)} does not expand to ${shapeText(to)}`);
    return wanted;
  },
  evaluate: (inputs, _attributes, results) => [made(nth(results, 0).shape, reader(nth(inputs, 0)))],
  gradient: (b, { inputs }, upstream) => [b.sumTo(nth(upstream, 0), b.shape(nth(inputs, 0)))],
};
