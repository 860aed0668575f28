/** Forms that read and write at places which are numbers themselves. */
import { at, type Form, type FormContext, plain, product, range, type Tensor, type Tf } from './form';

type Indexing = 'gather' | 'scatter' | 'pick' | 'unpick' | 'unpool';

/** Sums what falls on one row: indices [n], updates [n, …rest] → [size, …rest]. */
function addedUp(tf: Tf, indices: Tensor, updates: Tensor, size: number): Tensor {
  const count = product(indices.shape);
  const rest = updates.shape.slice(indices.shape.length);
  const rows = tf.reshape(updates, [count, ...rest]);
  return tf.scatterND(tf.reshape(tf.cast(indices, 'int32'), [count, 1]), rows, [size, ...rest]);
}

/** Places counted from the end are negative. */
function fromStart(tf: Tf, indices: Tensor, size: number): Tensor {
  return tf.where(tf.less(indices, 0), tf.add(indices, tf.scalar(size, 'int32')), indices);
}

function scatter({ tf, attributes: { axis }, inputs, outputs }: FormContext<'scatter'>): ReturnType<Form<'scatter'>> {
  const [y, indices] = [at(inputs, 0).in('plain'), at(inputs, 1).in('plain')];
  const { shape } = at(outputs, 0);
  const n = indices.shape.length;
  const first = range(n).map((i) => axis + i);
  const turned = tf.transpose(y, [...first, ...range(y.shape.length).filter((i) => !first.includes(i))]);
  const size = at(shape, axis);
  const found = addedUp(tf, fromStart(tf, indices, size), turned, size);
  return [
    plain(
      tf.transpose(
        found,
        range(shape.length).map((i) => (i === axis ? 0 : i < axis ? i + 1 : i)),
      ),
    ),
  ];
}

/** Flat places in a tensor of `shape` of what `pick` reads there by indices along an axis. */
function flatPlaces(
  { tf, constant }: FormContext<'pick'> | FormContext<'unpick'>,
  indices: Tensor,
  shape: readonly number[],
  axis: number,
): Tensor {
  const strides = shape.map((_, i) => product(shape.slice(i + 1)));
  const base = constant('base', () =>
    indices.shape.reduce<Tensor>(
      (sum, size, i) => {
        if (i === axis) return sum;
        const places = tf.tensor(
          range(size).map((place) => place * at(strides, i)),
          indices.shape.map((_, other) => (other === i ? size : 1)),
          'int32',
        );
        return tf.add(sum, places);
      },
      tf.scalar(0, 'int32'),
    ),
  );
  const stride = constant('stride', () => tf.scalar(at(strides, axis), 'int32'));
  return tf.add(tf.mul(indices, stride), base);
}

export const indexing: { readonly [N in Indexing]: Form<N> } = {
  gather: ({ tf, attributes: { axis }, inputs, outputs }) => {
    const [x, indices] = [at(inputs, 0).in('plain'), at(inputs, 1).in('plain')];
    const flat = tf.reshape(fromStart(tf, indices, at(x.shape, axis)), [product(indices.shape)]);
    return [plain(tf.reshape(tf.gather(x, flat, axis), [...at(outputs, 0).shape]))];
  },
  scatter,
  pick: (c) => {
    const [x, indices] = [at(c.inputs, 0).in('plain'), at(c.inputs, 1).in('plain')];
    const places = c.tf.reshape(flatPlaces(c, indices, x.shape, c.attributes.axis), [product(indices.shape)]);
    const found = c.tf.gather(c.tf.reshape(x, [product(x.shape)]), places);
    return [plain(c.tf.reshape(found, [...at(c.outputs, 0).shape]))];
  },
  unpick: (c) => {
    const [y, indices] = [at(c.inputs, 0).in('plain'), at(c.inputs, 1).in('plain')];
    const { shape } = at(c.outputs, 0);
    const found = addedUp(c.tf, flatPlaces(c, indices, shape, c.attributes.axis), y, product(shape));
    return [plain(c.tf.reshape(found, [...shape]))];
  },
  unpool: ({ tf, inputs, outputs, constant }) => {
    const [y, places] = [at(inputs, 0).in('plain'), at(inputs, 1).in('plain')];
    const { shape } = at(outputs, 0);
    const [planes, inside] = [product(shape.slice(0, 2)), product(shape.slice(2))];
    const first = constant('first', () =>
      tf.tensor(
        range(planes).map((plane) => plane * inside),
        [planes, 1],
        'int32',
      ),
    );
    const rows = [planes, product(y.shape.slice(2))];
    const found = addedUp(tf, tf.add(tf.reshape(places, rows), first), tf.reshape(y, rows), product(shape));
    return [plain(tf.reshape(found, [...shape]))];
  },
};
