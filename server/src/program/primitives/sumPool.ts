import { dense, elements } from '../dense';
import { added } from './convolve';
import { elementAt, nth, type Primitive, shapeAt } from './primitive';
import { everyTap, slid } from './window';

/** The sum over each window; what lies outside counts as 0. */
export const sumPool: Primitive<'sumPool'> = {
  results: (inputs, window) => {
    const [batch = 1, channels = 1, ...space] = shapeAt(inputs, 0);
    return [{ shape: [batch, channels, ...slid(space, window.kernel, window)], element: elementAt(inputs, 0) }];
  },
  evaluate: (inputs, window, results) => {
    const x = nth(inputs, 0);
    const y = dense(nth(results, 0).shape);
    const [batch = 1, channels = 1, ...space] = x.shape;
    const [inside, outside] = [elements(space), elements(y.shape.slice(2))];
    for (let plane = 0; plane < batch * channels; plane++)
      everyTap(y.shape.slice(2), window.kernel, space, window, (out, _tap, at) =>
        added(y, plane * outside + out, x.data[plane * inside + at] ?? 0),
      );
    return [y];
  },
  gradient: (b, { attributes, inputs }, upstream) => [b.spread(nth(upstream, 0), attributes, b.shape(nth(inputs, 0)))],
};
