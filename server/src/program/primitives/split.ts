import { made, reader } from '../dense';
import { require, sameSize, total } from '../shapes';
import { nth, type Primitive, shapeAt } from './primitive';

/** Parts of x along an axis, all of it in order. */
export const split: Primitive<'split'> = {
  results: (inputs, { axis }, wanted) => {
    require(sameSize(nth(shapeAt(inputs, 0), axis), total(wanted.map((part) => nth(part.shape, axis)))), () =>
      'the parts do not add up to the whole');
    return wanted;
  },
  evaluate: (inputs, { axis }, results) => {
    const x = reader(nth(inputs, 0));
    let offset = 0;
    return results.map(({ shape }) => {
      const start = offset;
      offset += shape[axis] ?? 0;
      return made(shape, (at) => x(at.map((i, a) => (a === axis ? i + start : i))));
    });
  },
  gradient: (b, { attributes, outputs }, upstream) => [
    b.concat(
      outputs.map((output, i) => upstream[i] ?? b.fill(0, b.shape(output))),
      attributes.axis,
    ),
  ],
};
