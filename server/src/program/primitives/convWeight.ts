import { dense } from '../dense';
import { added, everyProduct } from './convolve';
import { nth, type Primitive } from './primitive';

/** w = Σ x·y: the gradient of a convolution's filters. */
export const convWeight: Primitive<'convWeight'> = {
  results: (_inputs, _window, wanted) => wanted,
  evaluate: (inputs, window, results) => {
    const [x, y] = [nth(inputs, 0), nth(inputs, 1)];
    const w = dense(nth(results, 0).shape);
    everyProduct({ x: x.shape, w: w.shape, y: y.shape }, window, (i, j, k) =>
      added(w, j, (x.data[i] ?? 0) * (y.data[k] ?? 0)),
    );
    return [w];
  },
  gradient: 'none',
};
