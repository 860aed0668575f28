/** Forms of functions of each number by itself. */
import type { BinaryFunction, Comparison, Name, UnaryFunction } from '../program';
import { at, beside, commonLayout, DTYPES, type Form, type FormContext, type Tensor, type Tf } from './form';

type Elementwise = 'unary' | 'binary' | 'compare' | 'select' | 'clip' | 'cast' | 'detach';

const UNARY: Readonly<Record<UnaryFunction, (tf: Tf, x: Tensor) => Tensor>> = {
  identity: (tf, x) => tf.clone(x),
  neg: (tf, x) => tf.neg(x),
  exp: (tf, x) => tf.exp(x),
  log: (tf, x) => tf.log(x),
  sqrt: (tf, x) => tf.sqrt(x),
  reciprocal: (tf, x) => tf.reciprocal(x),
  abs: (tf, x) => tf.abs(x),
  sign: (tf, x) => tf.sign(x),
  floor: (tf, x) => tf.floor(x),
  ceil: (tf, x) => tf.ceil(x),
  round: (tf, x) => tf.round(x),
  sin: (tf, x) => tf.sin(x),
  cos: (tf, x) => tf.cos(x),
  tanh: (tf, x) => tf.tanh(x),
  erf: (tf, x) => tf.erf(x),
  sigmoid: (tf, x) => tf.sigmoid(x),
  relu: (tf, x) => tf.relu(x),
  // max(x, 0) + log(1 + exp(−|x|))
  softplus: (tf, x) => tf.add(tf.relu(x), tf.log1p(tf.exp(tf.neg(tf.abs(x))))),
  not: (tf, x) => tf.logicalNot(x),
};
const BINARY: Readonly<Record<BinaryFunction, (tf: Tf, x: Tensor, y: Tensor) => Tensor>> = {
  add: (tf, x, y) => tf.add(x, y),
  sub: (tf, x, y) => tf.sub(x, y),
  mul: (tf, x, y) => tf.mul(x, y),
  div: (tf, x, y) => tf.div(x, y),
  pow: (tf, x, y) => tf.pow(x, y),
  max: (tf, x, y) => tf.maximum(x, y),
  min: (tf, x, y) => tf.minimum(x, y),
};
const COMPARE: Readonly<Record<Comparison, (tf: Tf, x: Tensor, y: Tensor) => Tensor>> = {
  eq: (tf, x, y) => tf.equal(x, y),
  lt: (tf, x, y) => tf.less(x, y),
  le: (tf, x, y) => tf.lessEqual(x, y),
};

/** All inputs side by side in one layout, which the result keeps. */
function together<N extends Name>(f: (c: FormContext<N>, tensors: readonly Tensor[]) => Tensor): Form<N> {
  return (c) => {
    const rank = at(c.outputs, 0).shape.length;
    const layout = commonLayout(c.inputs, rank);
    const tensor = f(
      c,
      c.inputs.map((value) => beside(c.tf, value, rank, layout)),
    );
    return [{ tensor, layout }];
  };
}

export const elementwise: { readonly [N in Elementwise]: Form<N> } = {
  unary: together(({ tf, attributes }, xs) => UNARY[attributes.fn](tf, at(xs, 0))),
  binary: together(({ tf, attributes }, xs) => BINARY[attributes.fn](tf, at(xs, 0), at(xs, 1))),
  compare: together(({ tf, attributes }, xs) => COMPARE[attributes.fn](tf, at(xs, 0), at(xs, 1))),
  select: together(({ tf }, xs) => tf.where(at(xs, 0), at(xs, 1), at(xs, 2))),
  clip: together(({ tf, attributes: { low, high } }, xs) => tf.clipByValue(at(xs, 0), low, high)),
  detach: together(({ tf }, xs) => tf.clone(at(xs, 0))),
  cast: together(({ tf, outputs }, xs) => tf.cast(at(xs, 0), DTYPES[at(outputs, 0).element])),
};
