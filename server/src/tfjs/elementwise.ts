/** Forms of functions of each number by itself. */
import type { BinaryFunction, Comparison, Element, Name, UnaryFunction } from '../program';
import {
  arranged,
  at,
  beside,
  commonLayout,
  type Form,
  type FormContext,
  floats,
  type Tensor,
  type Tf,
  truth,
} from './form';
import { chosen, wide } from './moving';

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

function cast(tf: Tf, x: Tensor, from: Element, to: Element): Tensor {
  if (to === 'bool') return truth(tf, x);
  if (to === 'int64' && from === 'float32') return tf.mul(tf.sign(x), tf.floor(tf.abs(x)));
  return floats(tf, x);
}

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
  select: (c) => {
    const { shape } = at(c.outputs, 0);
    const layout = commonLayout(c.inputs, shape.length);
    const [condition, x, y] = c.inputs.map((value) => {
      const tensor = beside(c.tf, value, shape.length, layout);
      return tensor.size === 1 && value !== c.inputs[0] ? tensor : wide(c.tf, tensor, arranged(shape, layout));
    });
    if (!condition || !x || !y) throw new Error('a choice has three operands');
    const found = chosen(c.tf, condition, floats(c.tf, x), floats(c.tf, y));
    return [{ tensor: x.dtype === 'bool' ? truth(c.tf, found) : found, layout }];
  },
  clip: together(({ tf, attributes: { low, high } }, xs) => tf.clipByValue(at(xs, 0), low, high)),
  detach: together(({ tf }, xs) => tf.clone(at(xs, 0))),
  cast: together(({ tf, inputs, outputs }, xs) => cast(tf, at(xs, 0), at(inputs, 0).element, at(outputs, 0).element)),
};
