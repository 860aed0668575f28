/**
 * Forms that read and write at places which are numbers themselves. A place is given by several columns (outer, index,
 * inner), each of which a float holds exactly, where a flat one might not be.
 */
import { at, type Form, type FormContext, plain, product, range, type Tensor, type Tf } from './form';
import { along, around, chosen, wide } from './moving';

type Indexing = 'gather' | 'scatter' | 'pick' | 'unpick' | 'unpool';

/** Places counted from the end are negative. */
const fromStart = (tf: Tf, indices: Tensor, size: number): Tensor =>
  chosen(tf, tf.less(indices, tf.scalar(0)), tf.add(indices, tf.scalar(size)), indices);

const whole = (tf: Tf, x: Tensor): Tensor => tf.cast(x, 'int32');

function scatter({ tf, attributes: { axis }, inputs, outputs }: FormContext<'scatter'>): ReturnType<Form<'scatter'>> {
  const [y, indices] = [at(inputs, 0).in('plain'), at(inputs, 1).in('plain')];
  const { shape } = at(outputs, 0);
  const n = indices.shape.length;
  const first = range(n).map((i) => axis + i);
  const turned = tf.transpose(y, [...first, ...range(y.shape.length).filter((i) => !first.includes(i))]);
  const [size, count, rest] = [at(shape, axis), product(indices.shape), shape.toSpliced(axis, 1)];
  const rows = whole(tf, tf.reshape(fromStart(tf, indices, size), [count, 1]));
  const found = tf.scatterND(rows, tf.reshape(turned, [count, product(rest)]), [size, product(rest)]);
  const back = range(shape.length).map((i) => (i === axis ? 0 : i < axis ? i + 1 : i));
  return [plain(tf.transpose(tf.reshape(found, [size, ...rest]), back))];
}

/** [outer, size, inner] around an axis. */
const around3 = (shape: readonly number[], axis: number): [number, number, number] => [
  product(shape.slice(0, axis)),
  at(shape, axis),
  product(shape.slice(axis + 1)),
];

/** Rows (outer, index, inner) for indices [outer, n, inner] along the middle axis. */
function columns(
  { tf, constant }: { readonly tf: Tf; readonly constant: FormContext<'pick'>['constant'] },
  indices: Tensor,
): Tensor {
  const [outer = 1, , inner = 1] = indices.shape;
  const first = constant('outer', () => tf.tensor(range(outer), [outer, 1, 1]));
  const last = constant('inner', () => tf.tensor(range(inner), [1, 1, inner]));
  const column = (x: Tensor): Tensor => tf.reshape(wide(tf, x, indices.shape), [indices.size, 1]);
  return whole(tf, tf.concat([column(first), column(indices), column(last)], 1));
}

/** What `pick` reads lies within the sizes of the indices on all other axes. */
const reached = (shape: readonly number[], indices: readonly number[], axis: number): number[] =>
  shape.map((size, i) => (i === axis ? size : at(indices, i)));

export const indexing: { readonly [N in Indexing]: Form<N> } = {
  gather: ({ tf, attributes: { axis }, inputs, outputs }) => {
    const [x, indices] = [at(inputs, 0).in('plain'), at(inputs, 1).in('plain')];
    const flat = whole(tf, tf.reshape(fromStart(tf, indices, at(x.shape, axis)), [product(indices.shape)]));
    return [plain(tf.reshape(tf.gather(x, flat, axis), [...at(outputs, 0).shape]))];
  },
  scatter,
  pick: (c) => {
    const { tf, attributes } = c;
    const [x, indices] = [at(c.inputs, 0).in('plain'), at(c.inputs, 1).in('plain')];
    const { axis } = attributes;
    const shape = reached(x.shape, indices.shape, axis);
    const cut = shape.reduce((part, size, i) => along(tf, part, i, 0, 1, size), x);
    const rows = columns(c, tf.reshape(indices, around3(indices.shape, axis)));
    return [plain(tf.reshape(tf.gatherND(tf.reshape(cut, around3(shape, axis)), rows), indices.shape))];
  },
  unpick: (c) => {
    const { tf, attributes, outputs } = c;
    const [y, indices] = [at(c.inputs, 0).in('plain'), at(c.inputs, 1).in('plain')];
    const { axis } = attributes;
    const shape = reached(at(outputs, 0).shape, indices.shape, axis);
    const rows = columns(c, tf.reshape(indices, around3(indices.shape, axis)));
    const found = tf.reshape(tf.scatterND(rows, tf.reshape(y, [y.size]), around3(shape, axis)), shape);
    const size = at(outputs, 0).shape;
    return [plain(shape.reduce((part, have, i) => around(tf, part, i, 0, at(size, i) - have), found))];
  },
  unpool: (c) => {
    const { tf, inputs, outputs } = c;
    const [y, places] = [at(inputs, 0).in('plain'), at(inputs, 1).in('plain')];
    const { shape } = at(outputs, 0);
    const [planes, inside] = [product(shape.slice(0, 2)), product(shape.slice(2))];
    const rows = columns(c, tf.reshape(places, [planes, product(y.shape.slice(2)), 1]));
    return [plain(tf.reshape(tf.scatterND(rows, tf.reshape(y, [y.size]), [planes, inside, 1]), [...shape]))];
  },
};
