import { dense, elements } from '../dense';
import { added } from './convolve';
import { nth, type Primitive } from './primitive';
import { everyTap } from './window';

/** Zeros, with each y added at every place of its window. */
export const spread: Primitive<'spread'> = {
  results: (_inputs, _window, wanted) => wanted,
  evaluate: (inputs, window, results) => {
    const y = nth(inputs, 0);
    const x = dense(nth(results, 0).shape);
    const [batch = 1, channels = 1, ...space] = x.shape;
    const [inside, outside] = [elements(space), elements(y.shape.slice(2))];
    for (let plane = 0; plane < batch * channels; plane++)
      everyTap(y.shape.slice(2), window.kernel, space, window, (out, _tap, at) =>
        added(x, plane * inside + at, y.data[plane * outside + out] ?? 0),
      );
    return [x];
  },
  gradient: (b, { attributes }, upstream) => [b.sumPool(nth(upstream, 0), attributes)],
};
