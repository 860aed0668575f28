import type { Comparison } from '../attributes';
import { made, reader } from '../dense';
import { broadcastShape } from '../shapes';
import { nth, type Primitive, shapeAt } from './primitive';

const COMPARE: Readonly<Record<Comparison, (x: number, y: number) => boolean>> = {
  eq: (x, y) => x === y,
  lt: (x, y) => x < y,
  le: (x, y) => x <= y,
};

/** Whether two numbers compare so; sizes broadcast. */
export const compare: Primitive<'compare'> = {
  results: (inputs) => [{ shape: broadcastShape(shapeAt(inputs, 0), shapeAt(inputs, 1)), element: 'bool' }],
  evaluate: (inputs, { fn }, results) => {
    const x = reader(nth(inputs, 0));
    const y = reader(nth(inputs, 1));
    return [made(nth(results, 0).shape, (at) => Number(COMPARE[fn](x(at), y(at))))];
  },
  gradient: 'none',
};
