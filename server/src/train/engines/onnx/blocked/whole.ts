/** Blocked forms that look at more than one place: statistics, pools, what is joined and cut by channels. */
import type { Step } from '../../../../program';
import { at, product } from '../form';
import { BLOCKED_DOMAIN, type Layout } from './layout';
import { scaled } from './pointwise';

type Of<N extends Step['name']> = Extract<Step, { name: N }>;

/** The mean of every plane, [N, C, 1, 1]. */
const planeMeans = ({ w }: Layout, x: string): string =>
  w.node('GlobalAveragePool', [x], {}, undefined, BLOCKED_DOMAIN);

export function reduce(layout: Layout, { attributes: { fn, axes }, inputs, outputs }: Of<'reduce'>): boolean {
  const [x, y] = [at(inputs, 0), at(outputs, 0)];
  const { w } = layout;
  if (!layout.lives(x) || (fn !== 'sum' && fn !== 'mean')) return false;
  const shape = layout.shape(x);
  const sorted = [...axes].sort();
  if (sorted.join() !== '2,3' && sorted.join() !== '0,2,3') return false;
  const means = planeMeans(layout, layout.blocked(x));
  const places = (shape[2] ?? 1) * (shape[3] ?? 1);
  const sums = fn === 'sum' ? places : 1;
  const over = sorted.length === 3 ? w.node(fn === 'sum' ? 'ReduceSum' : 'ReduceMean', [means, w.ints([0])]) : means;
  const scaledUp = sums === 1 ? over : w.node('Mul', [over, w.floats([sums], [])]);
  w.node('Reshape', [scaledUp, w.ints([...layout.shape(y)])], {}, layout.nameOf(y));
  layout.wrotePlain(y);
  return true;
}

/** Mean first, then the variance of what is left, so that a large mean costs no precision. */
export function batchNorm(layout: Layout, { attributes: { eps }, inputs, outputs }: Of<'batchNorm'>): boolean {
  const [x, weight, bias] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)];
  const [y, mean, variance] = [at(outputs, 0), at(outputs, 1), at(outputs, 2)];
  if (!layout.lives(x)) return false;
  const { w } = layout;
  const channels = layout.shape(x)[1] ?? 1;
  const perChannel = (planes: string, output: string): string =>
    w.node('Reshape', [w.node('ReduceMean', [planes, w.ints([0])]), w.ints([channels])], {}, output);
  const middle = perChannel(planeMeans(layout, layout.blocked(x)), layout.nameOf(mean));
  const ones = w.floats(new Float32Array(channels).fill(1), [channels]);
  const centring = scaled(layout, x, ones, w.node('Neg', [middle]));
  const centred = w.node(
    'Conv',
    [centring.x, centring.w, centring.bias ?? ''],
    centring.attributes,
    undefined,
    BLOCKED_DOMAIN,
  );
  const spread = perChannel(planeMeans(layout, w.node('Mul', [centred, centred])), layout.nameOf(variance));
  layout.wrotePlain(mean);
  layout.wrotePlain(variance);
  const deviation = w.node('Sqrt', [w.node('Add', [spread, w.floats([eps], [])])]);
  const factor = w.node('Div', [layout.plain(weight), deviation]);
  layout.postpone(y, {
    x: centred,
    w: w.node('Reshape', [factor, w.ints([channels, 1, 1, 1])]),
    attributes: { kernel_shape: [1, 1], group: channels },
    bias: layout.plain(bias),
  });
  return true;
}

/** One number for each plane, everywhere in it. */
export function expand(layout: Layout, { inputs, outputs }: Of<'expand'>): boolean {
  const [x, y] = [at(inputs, 0), at(outputs, 0)];
  const [from, to] = [layout.shape(x), layout.shape(y)];
  if (!layout.fits(y) || layout.element(y) !== 'float32' || from.length !== 4) return false;
  if (from[0] !== to[0] || from[1] !== to[1] || from[2] !== 1 || from[3] !== 1) return false;
  const scales = [1, 1, to[2] ?? 1, to[3] ?? 1];
  layout.wroteBlocked(y, layout.w.node('Upsample', [layout.plain(x)], { scales }, undefined, BLOCKED_DOMAIN));
  return true;
}

/** Where nobody asks for the places of the largest. */
export function maxPool(layout: Layout, { attributes, inputs, outputs }: Of<'maxPool'>, needsPlaces: boolean): boolean {
  const [x, y] = [at(inputs, 0), at(outputs, 0)];
  if (needsPlaces || !layout.lives(x)) return false;
  const { kernel, stride, before, after, dilation } = attributes;
  layout.wroteBlocked(
    y,
    layout.w.node(
      'MaxPool',
      [layout.blocked(x)],
      { kernel_shape: kernel, strides: stride, pads: [...before, ...after], dilations: dilation },
      undefined,
      BLOCKED_DOMAIN,
    ),
  );
  return true;
}

export function sumPool(layout: Layout, { attributes, inputs, outputs }: Of<'sumPool'>): boolean {
  const [x, y] = [at(inputs, 0), at(outputs, 0)];
  const { kernel, stride, before, after, dilation } = attributes;
  if (!layout.lives(x) || dilation.some((d) => d !== 1)) return false;
  const { w } = layout;
  const mean = w.node(
    'AveragePool',
    [layout.blocked(x)],
    { kernel_shape: kernel, strides: stride, pads: [...before, ...after], count_include_pad: 1 },
    undefined,
    BLOCKED_DOMAIN,
  );
  layout.wroteBlocked(y, w.node('Mul', [mean, w.floats([product(kernel)], [])]));
  return true;
}

/** Windows that lie side by side: each number is repeated. */
export function spread(layout: Layout, { attributes, inputs, outputs }: Of<'spread'>): boolean {
  const [y, x] = [at(inputs, 0), at(outputs, 0)];
  const { kernel, stride, before } = attributes;
  if (!layout.fits(x) || !layout.lives(y)) return false;
  const [out, space] = [layout.shape(y).slice(2), layout.shape(x).slice(2)];
  if (!kernel.every((k, i) => k === stride[i] && before[i] === 0 && k * at(out, i) === space[i])) return false;
  const scales = [1, 1, ...kernel];
  layout.wroteBlocked(x, layout.w.node('Upsample', [layout.blocked(y)], { scales }, undefined, BLOCKED_DOMAIN));
  return true;
}

export function concat(layout: Layout, { attributes: { axis }, inputs, outputs }: Of<'concat'>): boolean {
  const y = at(outputs, 0);
  if (axis !== 1 || !inputs.some((x) => layout.lives(x)) || !inputs.every((x) => layout.fits(x))) return false;
  layout.wroteBlocked(
    y,
    layout.w.node(
      'Concat',
      inputs.map((x) => layout.blocked(x)),
      { axis: 1 },
    ),
  );
  return true;
}

export function split(layout: Layout, { attributes: { axis }, inputs, outputs }: Of<'split'>): boolean {
  const x = at(inputs, 0);
  if (axis !== 1 || !layout.lives(x) || !outputs.every((y) => layout.fits(y))) return false;
  const names = outputs.map((y) => {
    const name = layout.w.fresh();
    layout.wroteBlocked(y, name);
    return name;
  });
  const parts = layout.w.ints(outputs.map((y) => layout.shape(y)[1] ?? 1));
  layout.w.nodes('Split', [layout.blocked(x), parts], names, { axis: 1 });
  return true;
}
