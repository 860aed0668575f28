import { made, reader } from '../dense';
import { broadcastShape, require, sameSize, shapeText } from '../shapes';
import { elementAt, nth, type Primitive, shapeAt } from './primitive';

/** Products of matrices on the last two axes; leading axes broadcast. */
export const matmul: Primitive<'matmul'> = {
  results: (inputs) => {
    const [a, b] = [shapeAt(inputs, 0), shapeAt(inputs, 1)];
    require(a.length >= 2 && b.length >= 2 && sameSize(nth(a, a.length - 1), nth(b, b.length - 2)), () =>
      `${shapeText(a)} and ${shapeText(b)} do not multiply`);
    const shape = [...broadcastShape(a.slice(0, -2), b.slice(0, -2)), nth(a, a.length - 2), nth(b, b.length - 1)];
    return [{ shape, element: elementAt(inputs, 0) }];
  },
  evaluate: (inputs, _attributes, results) => {
    const [x, y] = [nth(inputs, 0), nth(inputs, 1)];
    const [readX, readY] = [reader(x), reader(y)];
    const inner = x.shape.at(-1) ?? 0;
    return [
      made(nth(results, 0).shape, (at) => {
        const [row, column] = at.slice(-2);
        const lead = at.slice(0, -2);
        const left = [...lead, row ?? 0, 0];
        const right = [...lead, 0, column ?? 0];
        let sum = 0;
        for (let k = 0; k < inner; k++) {
          left[left.length - 1] = k;
          right[right.length - 2] = k;
          sum += readX(left) * readY(right);
        }
        return sum;
      }),
    ];
  },
  // dA = dY·Bᵀ, dB = Aᵀ·dY
  gradient: (b, { inputs, needs }, upstream) => {
    const [x, y] = [nth(inputs, 0), nth(inputs, 1)];
    const dz = nth(upstream, 0);
    return [
      needs[0] ? b.sumTo(b.matmul(dz, b.swap(y)), b.shape(x)) : undefined,
      needs[1] ? b.sumTo(b.matmul(b.swap(x), dz), b.shape(y)) : undefined,
    ];
  },
};
