import { dense, elements } from '../dense';
import { nth, type Primitive } from './primitive';

/** y = (x − mean)·s with s = 1/√(biased variance + eps), over the last axes (Ba et al. 2016, "Layer Normalization"). */
export const normalise: Primitive<'normalise'> = {
  results: (inputs, { axes }) => {
    const { shape, element } = nth(inputs, 0);
    return [nth(inputs, 0), { shape: shape.map((size, i) => (i < shape.length - axes ? size : 1)), element }];
  },
  evaluate: (inputs, { axes, eps }, results) => {
    const x = nth(inputs, 0);
    const [y, scale] = [dense(x.shape), dense(nth(results, 1).shape)];
    const size = elements(x.shape.slice(-axes));
    for (let row = 0; row < scale.data.length; row++) {
      const part = x.data.subarray(row * size, (row + 1) * size);
      const mean = part.reduce((sum, v) => sum + v, 0) / size;
      const s = 1 / Math.sqrt(part.reduce((sum, v) => sum + (v - mean) ** 2, 0) / size + eps);
      scale.data[row] = s;
      part.forEach((v, i) => {
        y.data[row * size + i] = (v - mean) * s;
      });
    }
    return [y, scale];
  },
  // s·(dy − mean(dy) − y·mean(dy·y))
  gradient: (b, { attributes, inputs, outputs }, upstream) => {
    const [y, s] = [nth(outputs, 0), nth(outputs, 1)];
    const dy = nth(upstream, 0);
    const rank = b.rank(nth(inputs, 0));
    const axes = Array.from({ length: attributes.axes }, (_, i) => rank - attributes.axes + i);
    const along = b.mul(y, b.reduce('mean', b.mul(dy, y), axes, true));
    return [b.mul(s, b.sub(b.sub(dy, b.reduce('mean', dy, axes, true)), along))];
  },
};
