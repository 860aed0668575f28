import { made, reader } from '../dense';
import { nth, type Primitive, shapeAt } from './primitive';

/** Place of the largest along an axis; of several the first. */
export const argmax: Primitive<'argmax'> = {
  results: (inputs, { axis, keep }) => {
    const shape = shapeAt(inputs, 0);
    return [{ shape: keep ? shape.with(axis, 1) : shape.toSpliced(axis, 1), element: 'int64' }];
  },
  evaluate: (inputs, { axis, keep }, results) => {
    const x = nth(inputs, 0);
    const read = reader(x);
    return [
      made(nth(results, 0).shape, (at) => {
        let best = 0;
        let most = -Infinity;
        for (let i = 0; i < (x.shape[axis] ?? 0); i++) {
          const value = read(keep ? at.with(axis, i) : at.toSpliced(axis, 0, i));
          if (value > most) [most, best] = [value, i];
        }
        return best;
      }),
    ];
  },
  gradient: 'none',
};
