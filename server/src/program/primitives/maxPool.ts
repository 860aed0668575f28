import { dense, elements } from '../dense';
import { elementAt, nth, type Primitive, shapeAt } from './primitive';
import { everyTap, slid } from './window';

/** The largest in each window, and its flat place in its own image; of several the first, as PyTorch takes it. */
export const maxPool: Primitive<'maxPool'> = {
  results: (inputs, window) => {
    const [batch = 1, channels = 1, ...space] = shapeAt(inputs, 0);
    const shape = [batch, channels, ...slid(space, window.kernel, window)];
    return [
      { shape, element: elementAt(inputs, 0) },
      { shape, element: 'int64' },
    ];
  },
  evaluate: (inputs, window, results) => {
    const x = nth(inputs, 0);
    const y = dense(nth(results, 0).shape);
    const places = dense(y.shape);
    const [batch = 1, channels = 1, ...space] = x.shape;
    const [inside, outside] = [elements(space), elements(y.shape.slice(2))];
    y.data.fill(-Infinity);
    for (let plane = 0; plane < batch * channels; plane++)
      everyTap(y.shape.slice(2), window.kernel, space, window, (out, _tap, at) => {
        const value = x.data[plane * inside + at] ?? 0;
        if (value <= (y.data[plane * outside + out] ?? 0)) return;
        y.data[plane * outside + out] = value;
        places.data[plane * outside + out] = at;
      });
    return [y, places];
  },
  gradient: (b, { inputs, outputs }, upstream) => {
    const [dy, places] = [nth(upstream, 0), nth(outputs, 1)];
    const wanted = [{ shape: b.shape(nth(inputs, 0)), element: 'float32' as const }];
    return b.apply('unpool', {}, [dy, places], wanted);
  },
};
