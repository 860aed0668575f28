import { made } from '../dense';
import { meant } from '../infinite';
import { nth, type Primitive } from './primitive';

/** One number everywhere. */
export const fill: Primitive<'fill'> = {
  results: (_inputs, _attributes, wanted) => wanted,
  evaluate: (_inputs, { value }, results) => [made(nth(results, 0).shape, () => meant(value))],
  gradient: 'none',
};
