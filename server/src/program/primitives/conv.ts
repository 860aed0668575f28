import { mul } from '../../symbolic';
import { dense } from '../dense';
import { require, sameSize } from '../shapes';
import { added, everyProduct } from './convolve';
import { elementAt, nth, type Primitive, shapeAt } from './primitive';
import { slid } from './window';

/** y[n, f, o] = Σ x[n, c, o·stride − before + k·dilation] · w[f, c, k] */
export const conv: Primitive<'conv'> = {
  results: (inputs, window) => {
    const [[batch = 1, channels = 1, ...space], [filters = 1, perGroup = 1, ...kernel]] = [
      shapeAt(inputs, 0),
      shapeAt(inputs, 1),
    ];
    require(sameSize(channels, mul(perGroup, window.groups)), () => 'the filters do not fit the channels');
    return [{ shape: [batch, filters, ...slid(space, kernel, window)], element: elementAt(inputs, 0) }];
  },
  evaluate: (inputs, window, results) => {
    const [x, w] = [nth(inputs, 0), nth(inputs, 1)];
    const y = dense(nth(results, 0).shape);
    everyProduct({ x: x.shape, w: w.shape, y: y.shape }, window, (i, j, k) =>
      added(y, k, (x.data[i] ?? 0) * (w.data[j] ?? 0)),
    );
    return [y];
  },
  gradient: (b, { attributes, inputs, needs }, upstream) => {
    const [x, w] = [nth(inputs, 0), nth(inputs, 1)];
    const dy = nth(upstream, 0);
    return [
      needs[0] ? b.convInput(dy, w, attributes, b.shape(x)) : undefined,
      needs[1] ? b.convWeight(x, dy, attributes, b.shape(w)) : undefined,
    ];
  },
};
