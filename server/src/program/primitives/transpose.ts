import { made, reader } from '../dense';
import { elementAt, nth, type Primitive, shapeAt } from './primitive';

export const inverse = (permutation: readonly number[]): number[] =>
  permutation.map((_, axis) => permutation.indexOf(axis));

/** Axis i of the result is axis permutation[i] of x. */
export const transpose: Primitive<'transpose'> = {
  results: (inputs, { permutation }) => [
    { shape: permutation.map((axis) => nth(shapeAt(inputs, 0), axis)), element: elementAt(inputs, 0) },
  ],
  evaluate: (inputs, { permutation }, results) => {
    const x = reader(nth(inputs, 0));
    const back = inverse(permutation);
    return [made(nth(results, 0).shape, (at) => x(back.map((axis) => at[axis] ?? 0)))];
  },
  gradient: (b, { attributes }, upstream) => [b.transpose(nth(upstream, 0), inverse(attributes.permutation))],
};
