import type { BinaryFunction } from '../attributes';
import type { Builder } from '../builder';
import { made, reader } from '../dense';
import type { ValueId } from '../program';
import { broadcastShape } from '../shapes';
import { elementAt, nth, type Primitive, shapeAt } from './primitive';

interface Rule {
  readonly value: (x: number, y: number) => number;
  readonly left: (b: Builder, o: Operands) => ValueId;
  readonly right: (b: Builder, o: Operands) => ValueId;
}
interface Operands {
  readonly x: ValueId;
  readonly y: ValueId;
  readonly z: ValueId;
  /** Gradient of the result. */
  readonly dz: ValueId;
}

/** Where both are equal, each gets half (torch.maximum). */
const extremum = (value: (x: number, y: number) => number): Rule => {
  const share = (b: Builder, mine: ValueId, other: ValueId, { z, dz }: Operands): ValueId => {
    const wins = b.cast(b.compare('eq', mine, z), 'float32');
    const ties = b.cast(b.compare('eq', other, mine), 'float32');
    return b.mul(dz, b.sub(wins, b.times(ties, 0.5)));
  };
  return { value, left: (b, o) => share(b, o.x, o.y, o), right: (b, o) => share(b, o.y, o.x, o) };
};

export const BINARY: Readonly<Record<BinaryFunction, Rule>> = {
  add: { value: (x, y) => x + y, left: (_b, { dz }) => dz, right: (_b, { dz }) => dz },
  sub: { value: (x, y) => x - y, left: (_b, { dz }) => dz, right: (b, { dz }) => b.neg(dz) },
  mul: { value: (x, y) => x * y, left: (b, { y, dz }) => b.mul(dz, y), right: (b, { x, dz }) => b.mul(dz, x) },
  div: {
    value: (x, y) => x / y,
    left: (b, { y, dz }) => b.div(dz, y),
    right: (b, { y, z, dz }) => b.neg(b.div(b.mul(dz, z), y)),
  },
  // y·x^(y−1), and 0 where y is 0; z·ln x, and 0 where x is 0.
  pow: {
    value: (x, y) => x ** y,
    left: (b, { x, y, dz }) => {
      const slope = b.mul(y, b.binary('pow', x, b.plus(y, -1)));
      return b.select(b.compare('eq', y, b.number(0)), b.number(0), b.mul(dz, slope));
    },
    right: (b, { x, z, dz }) =>
      b.select(b.compare('eq', x, b.number(0)), b.number(0), b.mul(dz, b.mul(z, b.unary('log', x)))),
  },
  max: extremum(Math.max),
  min: extremum(Math.min),
};

/** A function of two numbers; sizes broadcast. */
export const binary: Primitive<'binary'> = {
  results: (inputs) => [
    { shape: broadcastShape(shapeAt(inputs, 0), shapeAt(inputs, 1)), element: elementAt(inputs, 0) },
  ],
  evaluate: (inputs, { fn }, results) => {
    const x = reader(nth(inputs, 0));
    const y = reader(nth(inputs, 1));
    return [made(nth(results, 0).shape, (at) => BINARY[fn].value(x(at), y(at)))];
  },
  gradient: (b, { attributes, inputs, outputs, needs }, upstream) => {
    const [x, y] = [nth(inputs, 0), nth(inputs, 1)];
    const operands = { x, y, z: nth(outputs, 0), dz: nth(upstream, 0) };
    const { left, right } = BINARY[attributes.fn];
    return [
      needs[0] ? b.sumTo(left(b, operands), b.shape(x)) : undefined,
      needs[1] ? b.sumTo(right(b, operands), b.shape(y)) : undefined,
    ];
  },
};
