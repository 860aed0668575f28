import { dense, elements } from '../dense';
import { added } from './convolve';
import { nth, type Primitive } from './primitive';

/** Zeros, with each y added at its flat place in its own image. */
export const unpool: Primitive<'unpool'> = {
  results: (_inputs, _attributes, wanted) => wanted,
  evaluate: (inputs, _attributes, results) => {
    const [y, places] = [nth(inputs, 0), nth(inputs, 1)];
    const x = dense(nth(results, 0).shape);
    const [inside, outside] = [elements(x.shape.slice(2)), elements(y.shape.slice(2))];
    y.data.forEach((value, i) => {
      added(x, Math.floor(i / outside) * inside + (places.data[i] ?? 0), value);
    });
    return [x];
  },
  gradient: (b, { inputs }, upstream) => {
    const [y, places] = [nth(inputs, 0), nth(inputs, 1)];
    const flat = (v: number): number =>
      b.reshape(v, [
        ...b.shape(v).slice(0, 2),
        b
          .shape(v)
          .slice(2)
          .reduce<number>((n, s) => n * Number(s), 1),
      ]);
    return [b.reshape(b.pick(flat(nth(upstream, 0)), flat(places), 2), b.shape(y)), undefined];
  },
};
