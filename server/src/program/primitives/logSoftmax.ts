import { dense, everyPosition, flatPlace } from '../dense';
import { nth, type Primitive } from './primitive';
import { exponentials } from './softmax';

/** x − ln Σ exp(x) along an axis */
export const logSoftmax: Primitive<'logSoftmax'> = {
  results: (inputs) => [nth(inputs, 0)],
  evaluate: (inputs, { axis }) => {
    const x = nth(inputs, 0);
    const { most, sum, strides } = exponentials(x, axis);
    const result = dense(x.shape);
    everyPosition(x.shape, (at, flat) => {
      const place = flatPlace(at, strides);
      result.data[flat] = (x.data[flat] ?? 0) - (most[place] ?? 0) - Math.log(sum[place] ?? 1);
    });
    return [result];
  },
  // dy − exp(y)·Σ dy
  gradient: (b, { attributes, outputs }, upstream) => {
    const [y, dy] = [nth(outputs, 0), nth(upstream, 0)];
    return [b.sub(dy, b.mul(b.unary('exp', y), b.reduce('sum', dy, [attributes.axis], true)))];
  },
};
