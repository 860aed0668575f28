import { dense, elements } from '../dense';
import { elementAt, nth, type Primitive, shapeAt } from './primitive';

/** Axes of x but the channels', and what a vector over channels looks like beside x. */
const others = (rank: number): number[] => Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== 1);

/**
 * Batch normalisation by the batch's own statistics (Ioffe and Szegedy 2015): y = (x − mean)/√(variance + eps)·weight +
 * bias per channel; the variance is the biased one. Mean and variance are for running statistics: no gradient flows
 * through them.
 */
export const batchNorm: Primitive<'batchNorm'> = {
  results: (inputs) => {
    const element = elementAt(inputs, 0);
    const channels = { shape: [nth(shapeAt(inputs, 0), 1)], element };
    return [nth(inputs, 0), channels, channels];
  },
  evaluate: (inputs, { eps }) => {
    const [x, weight, bias] = [nth(inputs, 0), nth(inputs, 1), nth(inputs, 2)];
    const [batch = 1, channels = 1, ...space] = x.shape;
    const size = elements(space);
    const [y, mean, variance] = [dense(x.shape), dense([channels]), dense([channels])];
    for (let c = 0; c < channels; c++) {
      const each = (f: (at: number) => void): void => {
        for (let n = 0; n < batch; n++) for (let i = 0; i < size; i++) f((n * channels + c) * size + i);
      };
      let [sum, squares] = [0, 0];
      each((at) => {
        sum += x.data[at] ?? 0;
      });
      const middle = sum / (batch * size);
      each((at) => {
        squares += ((x.data[at] ?? 0) - middle) ** 2;
      });
      mean.data[c] = middle;
      variance.data[c] = squares / (batch * size);
      const scale = (weight.data[c] ?? 1) / Math.sqrt(squares / (batch * size) + eps);
      each((at) => {
        y.data[at] = ((x.data[at] ?? 0) - middle) * scale + (bias.data[c] ?? 0);
      });
    }
    return [y, mean, variance];
  },
  // With s = 1/√(variance + eps): dw = s·Σ dy·(x − mean), dx = w·s·(dy − Σdy/n − (x − mean)·s·dw/n),
  // written as a·dy + b·x + c with a, b, c per channel, which costs two passes over x.
  gradient: (b, { attributes: { eps }, inputs, outputs, needs }, upstream) => {
    const [x, weight, mean, variance] = [nth(inputs, 0), nth(inputs, 1), nth(outputs, 1), nth(outputs, 2)];
    const dy = nth(upstream, 0);
    const shape = b.sizes(x);
    const axes = others(shape.length);
    const n = elements(axes.map((axis) => shape[axis] ?? 1));
    const beside = (v: number): number => b.reshape(v, [shape[1] ?? 1, ...shape.slice(2).map(() => 1)]);
    const s = b.unary('reciprocal', b.unary('sqrt', b.plus(variance, eps)));
    const dBias = b.reduce('sum', dy, axes);
    const dWeight = b.mul(s, b.sub(b.reduce('sum', b.mul(dy, x), axes), b.mul(mean, dBias)));
    if (!needs[0]) return [undefined, dWeight, dBias];
    const scale = b.mul(weight, s);
    const slope = b.times(b.mul(scale, b.mul(s, dWeight)), -1 / n);
    const shift = b.sub(b.times(b.mul(scale, dBias), -1 / n), b.mul(slope, mean));
    const dx = b.add(b.mul(dy, beside(scale)), b.add(b.mul(x, beside(slope)), beside(shift)));
    return [dx, dWeight, dBias];
  },
};
