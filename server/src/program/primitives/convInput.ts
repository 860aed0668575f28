import { dense } from '../dense';
import { added, everyProduct } from './convolve';
import { nth, type Primitive } from './primitive';

/** x = Σ y·w: the convolution read backwards, which is the transposed convolution and the gradient of its input. */
export const convInput: Primitive<'convInput'> = {
  results: (_inputs, _window, wanted) => wanted,
  evaluate: (inputs, window, results) => {
    const [y, w] = [nth(inputs, 0), nth(inputs, 1)];
    const x = dense(nth(results, 0).shape);
    everyProduct({ x: x.shape, w: w.shape, y: y.shape }, window, (i, j, k) =>
      added(x, i, (y.data[k] ?? 0) * (w.data[j] ?? 0)),
    );
    return [x];
  },
  gradient: (b, { attributes, inputs, needs }, upstream) => {
    const [y, w] = [nth(inputs, 0), nth(inputs, 1)];
    const dx = nth(upstream, 0);
    return [
      needs[0] ? b.conv(dx, w, attributes) : undefined,
      needs[1] ? b.convWeight(dx, y, attributes, b.shape(w)) : undefined,
    ];
  },
};
