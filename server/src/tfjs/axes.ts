/** Forms that move numbers, and those that look at whole axes. */
import type { Reduction } from '../program';
import {
  arranged,
  at,
  axesIn,
  axisIn,
  commonLayout,
  type Form,
  type FormContext,
  type Layout,
  plain,
  product,
  range,
  type Tensor,
  type Tf,
  transposed,
} from './form';
import { along, around, chosen, putBack, wide } from './moving';

type OnAxes =
  | 'reshape'
  | 'transpose'
  | 'expand'
  | 'slice'
  | 'place'
  | 'pad'
  | 'concat'
  | 'split'
  | 'reduce'
  | 'argmax'
  | 'cumsum'
  | 'softmax'
  | 'logSoftmax';

const REDUCE: Readonly<Record<Reduction, (tf: Tf, x: Tensor, axes: number[], keep: boolean) => Tensor>> = {
  sum: (tf, x, axes, keep) => tf.sum(x, axes, keep),
  mean: (tf, x, axes, keep) => tf.mean(x, axes, keep),
  max: (tf, x, axes, keep) => tf.max(x, axes, keep),
  min: (tf, x, axes, keep) => tf.min(x, axes, keep),
};

/** Without the reduced axes the others must stand as the program has them: else it is done in the plain layout. */
function reduce({ tf, attributes: { fn, axes, keep }, inputs }: FormContext<'reduce'>): ReturnType<Form<'reduce'>> {
  const x = at(inputs, 0);
  const rank = x.shape.length;
  const left = axesIn(x.layout, rank).filter((axis) => !axes.includes(axis));
  const layout: Layout = keep || left.every((axis, i) => i === 0 || axis > at(left, i - 1)) ? x.layout : 'plain';
  const tensor = REDUCE[fn](
    tf,
    x.in(layout),
    axes.map((axis) => axisIn(layout, rank, axis)),
    keep,
  );
  return [keep ? { tensor, layout } : plain(tensor)];
}

/** Of equal ones the first: the smallest place where the largest stands. */
function argmax({ tf, attributes, inputs, outputs, constant }: FormContext<'argmax'>): ReturnType<Form<'argmax'>> {
  const x = at(inputs, 0).in('plain');
  const { axis } = attributes;
  const size = at(x.shape, axis);
  const isMost = tf.equal(x, tf.max(x, axis, true));
  const places = constant('places', () =>
    tf.tensor(
      range(size),
      x.shape.map((_, i) => (i === axis ? size : 1)),
    ),
  );
  const last = constant('last', () => tf.scalar(size - 1));
  return [
    plain(tf.reshape(tf.min(chosen(tf, isMost, wide(tf, places, x.shape), last), axis), [...at(outputs, 0).shape])),
  ];
}

function logSoftmax(tf: Tf, x: Tensor, axis: number): Tensor {
  const less = tf.sub(x, tf.max(x, axis, true));
  return tf.sub(less, tf.log(tf.sum(tf.exp(less), axis, true)));
}

function softmax(tf: Tf, x: Tensor, axis: number): Tensor {
  const raised = tf.exp(tf.sub(x, tf.max(x, axis, true)));
  return tf.div(raised, tf.sum(raised, axis, true));
}

/** One tensor along one axis, in the layout that it has. */
const onAxis =
  <N extends 'cumsum' | 'softmax' | 'logSoftmax'>(f: (tf: Tf, x: Tensor, axis: number) => Tensor): Form<N> =>
  ({ tf, attributes, inputs }) => {
    const { shape, layout, in: held } = at(inputs, 0);
    return [{ tensor: f(tf, held(layout), axisIn(layout, shape.length, attributes.axis)), layout }];
  };

export const onAxes: { readonly [N in OnAxes]: Form<N> } = {
  reshape: ({ tf, inputs, outputs }) => [plain(tf.reshape(at(inputs, 0).in('plain'), [...at(outputs, 0).shape]))],
  transpose: ({ tf, attributes, inputs }) => [plain(transposed(tf, at(inputs, 0).in('plain'), attributes.permutation))],
  expand: ({ tf, inputs, outputs }) => [plain(wide(tf, at(inputs, 0).in('plain'), at(outputs, 0).shape))],
  slice: ({ tf, attributes, inputs, outputs }) => {
    const { layout, in: held } = at(inputs, 0);
    const [starts, steps] = [arranged(attributes.starts, layout), arranged(attributes.steps, layout)];
    const tensor = arranged(at(outputs, 0).shape, layout).reduce(
      (x, count, axis) => along(tf, x, axis, at(starts, axis), at(steps, axis), count),
      held(layout),
    );
    return [{ tensor, layout }];
  },
  place: ({ tf, attributes, inputs, outputs }) => {
    const { layout, in: held } = at(inputs, 0);
    const [starts, steps] = [arranged(attributes.starts, layout), arranged(attributes.steps, layout)];
    const tensor = arranged(at(outputs, 0).shape, layout).reduce(
      (x, size, axis) => putBack(tf, x, axis, at(starts, axis), at(steps, axis), size),
      held(layout),
    );
    return [{ tensor, layout }];
  },
  pad: ({ tf, attributes, inputs }) => {
    const { layout, in: held } = at(inputs, 0);
    const [before, after] = [arranged(attributes.before, layout), arranged(attributes.after, layout)];
    const tensor = before.reduce(
      (x, count, axis) => around(tf, x, axis, count, at(after, axis), attributes.value),
      held(layout),
    );
    return [{ tensor, layout }];
  },
  concat: ({ tf, attributes, inputs }) => {
    const rank = at(inputs, 0).shape.length;
    const layout = commonLayout(inputs, rank);
    const parts = inputs.map((x) => x.in(layout));
    return [{ tensor: tf.concat(parts, axisIn(layout, rank, attributes.axis)), layout }];
  },
  split: ({ tf, attributes, inputs, outputs }) => {
    const { layout, shape, in: held } = at(inputs, 0);
    const [x, axis] = [held(layout), axisIn(layout, shape.length, attributes.axis)];
    let from = 0;
    return outputs.map((part) => {
      const count = at(part.shape, attributes.axis);
      from += count;
      return { tensor: along(tf, x, axis, from - count, 1, count), layout };
    });
  },
  reduce,
  argmax,
  cumsum: onAxis((tf, x, axis) => tf.cumsum(x, axis)),
  softmax: onAxis(softmax),
  logSoftmax: onAxis(logSoftmax),
};

/** Matrices by matrices; leading axes are repeated by hand, since kernels know one of them at most. */
export function matmul({ tf, inputs, outputs }: FormContext<'matmul'>): ReturnType<Form<'matmul'>> {
  const { shape } = at(outputs, 0);
  const lead = shape.slice(0, -2);
  const flat = (n: number): Tensor => {
    const x = at(inputs, n).in('plain');
    const own = [...new Array<number>(shape.length - x.shape.length).fill(1), ...x.shape];
    const matrix = own.slice(-2);
    if (product(own.slice(0, -2)) === 1) return tf.reshape(x, [1, ...matrix]);
    const whole = wide(tf, x, [...lead, ...matrix]);
    return tf.reshape(whole, [product(lead), ...matrix]);
  };
  return [plain(tf.reshape(tf.matMul(flat(0), flat(1)), [...shape]))];
}
