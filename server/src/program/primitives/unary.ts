import type { UnaryFunction } from '../attributes';
import type { Builder } from '../builder';
import { dense } from '../dense';
import type { ValueId } from '../program';
import { nth, type Primitive } from './primitive';

interface Rule {
  readonly value: (x: number) => number;
  /** Gradient of x from that of y; undefined: nothing flows. */
  readonly gradient: ((b: Builder, x: ValueId, y: ValueId, dy: ValueId) => ValueId) | undefined;
}

const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

/** Abramowitz and Stegun 7.1.5 (series) and 7.1.14 (continued fraction): to double precision. */
function erf(x: number): number {
  const z = Math.abs(x);
  if (z > 6) return Math.sign(x);
  if (z < 3) {
    let term = z;
    let sum = z;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum) && n < 200; n++) {
      term *= (-z * z) / n;
      sum += term / (2 * n + 1);
    }
    return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI);
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (z + fraction);
  return Math.sign(x) * (1 - Math.exp(-z * z) / Math.sqrt(Math.PI) / (z + fraction));
}

/** Half to even, as PyTorch rounds. */
function round(x: number): number {
  const low = Math.floor(x);
  const rest = x - low;
  if (rest !== 0.5) return Math.round(x);
  return low % 2 === 0 ? low : low + 1;
}

export const UNARY: Readonly<Record<UnaryFunction, Rule>> = {
  identity: { value: (x) => x, gradient: (_b, _x, _y, dy) => dy },
  neg: { value: (x) => -x, gradient: (b, _x, _y, dy) => b.neg(dy) },
  exp: { value: Math.exp, gradient: (b, _x, y, dy) => b.mul(dy, y) },
  log: { value: Math.log, gradient: (b, x, _y, dy) => b.div(dy, x) },
  sqrt: { value: Math.sqrt, gradient: (b, _x, y, dy) => b.div(dy, b.times(y, 2)) },
  reciprocal: { value: (x) => 1 / x, gradient: (b, _x, y, dy) => b.neg(b.mul(dy, b.mul(y, y))) },
  abs: { value: Math.abs, gradient: (b, x, _y, dy) => b.mul(dy, b.unary('sign', x)) },
  sign: { value: Math.sign, gradient: undefined },
  floor: { value: Math.floor, gradient: undefined },
  ceil: { value: Math.ceil, gradient: undefined },
  round: { value: round, gradient: undefined },
  sin: { value: Math.sin, gradient: (b, x, _y, dy) => b.mul(dy, b.unary('cos', x)) },
  cos: { value: Math.cos, gradient: (b, x, _y, dy) => b.neg(b.mul(dy, b.unary('sin', x))) },
  // 1 − y²
  tanh: { value: Math.tanh, gradient: (b, _x, y, dy) => b.mul(dy, b.sub(b.number(1), b.mul(y, y))) },
  // 2/√π · exp(−x²)
  erf: {
    value: erf,
    gradient: (b, x, _y, dy) => b.mul(dy, b.times(b.unary('exp', b.neg(b.mul(x, x))), 2 / Math.sqrt(Math.PI))),
  },
  // y(1 − y)
  sigmoid: { value: sigmoid, gradient: (b, _x, y, dy) => b.mul(dy, b.mul(y, b.sub(b.number(1), y))) },
  // The sign of y is 1 where x passes; 0 at 0, as PyTorch has it.
  relu: {
    value: (x) => (x > 0 || Number.isNaN(x) ? x : 0),
    gradient: (b, _x, y, dy) => b.mul(dy, b.unary('sign', y)),
  },
  softplus: {
    value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    gradient: (b, x, _y, dy) => b.mul(dy, b.unary('sigmoid', x)),
  },
  not: { value: (x) => (x === 0 ? 1 : 0), gradient: undefined },
};

/** A function of each number by itself. */
export const unary: Primitive<'unary'> = {
  results: (inputs) => [nth(inputs, 0)],
  evaluate: ([x], { fn }) => {
    const input = nth([x], 0);
    return [dense(input.shape, input.data.map(UNARY[fn].value))];
  },
  gradient: (b, { attributes, inputs, outputs }, [dy]) => [
    UNARY[attributes.fn].gradient?.(b, nth(inputs, 0), nth(outputs, 0), nth([dy], 0)),
  ],
};
