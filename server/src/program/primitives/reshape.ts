import { product } from '../../symbolic';
import { dense } from '../dense';
import { require, sameSize, shapeText } from '../shapes';
import { nth, type Primitive, shapeAt } from './primitive';

/** The same numbers in other sizes. */
export const reshape: Primitive<'reshape'> = {
  results: (inputs, _attributes, wanted) => {
    const [from, to] = [shapeAt(inputs, 0), shapeAt(wanted, 0)];
    require(sameSize(product(from), product(to)), () =>
      `${shapeText(from)} has not as many elements as ${shapeText(to)}`);
    return wanted;
  },
  evaluate: (inputs, _attributes, results) => [dense(nth(results, 0).shape, nth(inputs, 0).data)],
  gradient: (b, { inputs }, upstream) => [b.reshape(nth(upstream, 0), b.shape(nth(inputs, 0)))],
};
