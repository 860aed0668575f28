import { dense } from '../dense';
import type { Element } from '../program';
import { nth, type Primitive } from './primitive';

const CAST: Readonly<Record<Element, (x: number) => number>> = {
  float32: (x) => x,
  int64: Math.trunc,
  bool: (x) => Number(x !== 0),
};

/** The same numbers as another kind of element. */
export const cast: Primitive<'cast'> = {
  results: (_inputs, _attributes, wanted) => wanted,
  evaluate: (inputs, _attributes, results) => {
    const x = nth(inputs, 0);
    return [dense(x.shape, x.data.map(CAST[nth(results, 0).element]))];
  },
  gradient: 'none',
};
