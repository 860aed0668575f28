/** Blocked convolutions and their gradients. Each says whether it could be written. */
import type { Attributes, Step } from '../../../../program';
import { at, product } from '../form';
import { fewForward, fewInput, fewWeight, isFew, type Products } from './few';
import { backwardFilters, type Filters, forwardFilters } from './filters';
import { BLOCKED_DOMAIN, type Layout, type Pending } from './layout';

type Of<N extends Step['name']> = Extract<Step, { name: N }>;

const attributesOf = (window: Attributes['conv'], kernel: readonly number[]): Pending['attributes'] => ({
  kernel_shape: kernel,
  strides: window.stride,
  pads: [...window.before, ...window.after],
  dilations: window.dilation,
  group: window.groups,
});

/** Each channel by itself. */
const isDepthwise = (filters: readonly number[], groups: number): boolean =>
  groups > 1 && filters[1] === 1 && filters[0] === groups;

export function conv(layout: Layout, { attributes, inputs, outputs }: Of<'conv'>): boolean {
  const [x, f, y] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
  const shape = layout.shape(f);
  const [filters = 1, perGroup = 1, ...kernel] = shape;
  const { block } = layout;
  if (!layout.fits(y)) return false;
  const isNarrow = attributes.groups === 1 && perGroup < block;
  const isWhole = layout.fits(x) && perGroup % block === 0 && (filters / attributes.groups) % block === 0;
  if (!isNarrow && !isWhole && !(layout.fits(x) && isDepthwise(shape, attributes.groups))) return false;
  const products: Products = { layout, window: attributes, x, y, filters: f };
  if (isWhole && isFew(products)) {
    fewForward(products);
    return true;
  }
  layout.postpone(y, {
    x: isNarrow ? layout.plain(x) : layout.blocked(x),
    w: forwardFilters(layout, { name: layout.plain(f), filters, perGroup, groups: attributes.groups, kernel }),
    attributes: attributesOf(attributes, kernel),
  });
  return true;
}

/**
 * With stride 1 a convolution by the filters turned around. With stride s every s-th place of x is one by every s-th
 * place of the filters; the s² results are put side by side.
 */
export function convInput(layout: Layout, { attributes, inputs, outputs }: Of<'convInput'>): boolean {
  const [y, f, x] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
  const shape = layout.shape(f);
  const [filters = 1, perGroup = 1, ...kernel] = shape;
  const { groups, stride, before, dilation } = attributes;
  const { block } = layout;
  if (!layout.fits(y) || !layout.fits(x)) return false;
  const depthwise = isDepthwise(shape, groups);
  if (!depthwise && (perGroup % block !== 0 || (filters / groups) % block !== 0)) return false;
  const products: Products = { layout, window: attributes, x, y, filters: f };
  if (!depthwise && stride.every((s) => s === 1) && isFew(products)) {
    fewInput(products);
    return true;
  }
  const phases = phasesOf(layout.shape(x).slice(2), layout.shape(y).slice(2), kernel, { stride, before, dilation });
  if (phases === undefined) return false;
  const known: Filters = { name: layout.plain(f), filters, perGroup, groups, kernel };
  const pendingOf = ({ kept, kernel: part, pads }: Phase): Pending => ({
    x: layout.blocked(y),
    w: backwardFilters(layout, known, kept, part),
    attributes: {
      kernel_shape: part,
      strides: [1, 1],
      pads,
      dilations: stride.every((s) => s === 1) ? dilation : [1, 1],
      group: groups,
    },
  });
  const [only] = phases;
  if (phases.length === 1 && only !== undefined) layout.postpone(x, pendingOf(only));
  else layout.wroteBlocked(x, interleaved(layout, x, phases.map(pendingOf), stride));
  return true;
}

interface Phase {
  /** Places of the kernel, in the order in which they are read. */
  readonly kept: readonly number[];
  readonly kernel: readonly number[];
  readonly pads: readonly number[];
}

interface Axis {
  readonly kept: readonly number[];
  readonly before: number;
  readonly after: number;
}

/** One convolution for every place of x modulo the stride, the last axis fastest. Undefined: it does not come apart. */
function phasesOf(
  x: readonly number[],
  y: readonly number[],
  kernel: readonly number[],
  { stride, before, dilation }: Pick<Attributes['conv'], 'stride' | 'before' | 'dilation'>,
): readonly Phase[] | undefined {
  const axes = kernel.map((k, i) => axisPhases(at(x, i), at(y, i), k, at(stride, i), at(before, i), at(dilation, i)));
  const [rows, columns] = axes;
  if (rows === undefined || columns === undefined) return undefined;
  return rows.flatMap((row) =>
    columns.map((column) => ({
      kept: row.kept.flatMap((i) => column.kept.map((j) => i * at(kernel, 1) + j)),
      kernel: [row.kept.length, column.kept.length],
      pads: [row.before, column.before, row.after, column.after],
    })),
  );
}

/** x[p] = Σ over k with p + before − k·dilation = s·o of y[o]·w[k]. */
function axisPhases(
  x: number,
  y: number,
  k: number,
  s: number,
  before: number,
  d: number,
): readonly Axis[] | undefined {
  if (s === 1) {
    const first = (k - 1) * d - before;
    const after = x - y + (k - 1) * d - first;
    if (first < 0 || after < 0) return undefined;
    return [{ kept: Array.from({ length: k }, (_, i) => k - 1 - i), before: first, after }];
  }
  if (d !== 1 || x % s !== 0) return undefined;
  const found: Axis[] = [];
  for (let phase = 0; phase < s; phase++) {
    const kept = Array.from({ length: k }, (_, i) => k - 1 - i).filter((i) => (phase + before - i) % s === 0);
    if (kept.length === 0) return undefined;
    // Place s·q + phase reads y[q + (phase + before − k)/s], from the largest k on.
    const first = -((phase + before - at(kept, 0)) / s);
    const after = x / s + kept.length - 1 - y - first;
    if (first < 0 || after < 0) return undefined;
    found.push({ kept, before: first, after });
  }
  return found;
}

/** [N, C, H/s, W/s] for each place modulo the stride, as one. */
function interleaved(layout: Layout, x: number, parts: readonly Pending[], stride: readonly number[]): string {
  const { w, block } = layout;
  const [batch = 1, channels = 1, height = 1, width = 1] = layout.shape(x);
  const [down = 1, across = 1] = stride;
  const names = parts.map((part) => {
    const inputs = [part.x, part.w];
    const name = w.node('Conv', inputs, part.attributes, undefined, BLOCKED_DOMAIN);
    return w.node('Reshape', [name, w.ints([(batch * channels * height) / block / down, width / across, block])]);
  });
  const rows = Array.from({ length: down }, (_, i) => {
    const row = w.node('Concat', names.slice(i * across, (i + 1) * across), { axis: 2 });
    return w.node('Reshape', [row, w.ints([(batch * channels * height) / block / down, width * block])]);
  });
  const whole = rows.length === 1 ? at(rows, 0) : w.node('Concat', rows, { axis: 1 });
  return w.node('Reshape', [whole, w.ints([batch, channels, height, width])]);
}

export function convWeight(layout: Layout, { attributes, inputs, outputs }: Of<'convWeight'>): boolean {
  const [x, y, f] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
  const shape = layout.shape(f);
  const [filters = 1, perGroup = 1, ...kernel] = shape;
  if (!layout.fits(y) || kernel.length !== 2) return false;
  if (isDepthwise(shape, attributes.groups)) return layout.fits(x) && depthwiseWeight(layout, attributes, x, y, f);
  if (attributes.groups !== 1) return false;
  const products: Products = { layout, window: attributes, x, y, filters: f };
  if (layout.fits(x) && isFew(products)) {
    fewWeight(products);
    return true;
  }
  const isPointwise = product(kernel) === 1 && [...attributes.before, ...attributes.after].every((n) => n === 0);
  if (isPointwise && attributes.stride.every((s) => s === 1) && layout.fits(x)) {
    const rows = product(layout.shape(y)) / filters;
    const found = layout.w.node(
      'FusedMatMul',
      [
        layout.w.node('Reshape', [layout.last(y), layout.w.ints([rows, filters])]),
        layout.w.node('Reshape', [layout.last(x), layout.w.ints([rows, perGroup])]),
      ],
      { transA: 1 },
      undefined,
      'com.microsoft',
    );
    layout.w.node('Reshape', [found, layout.w.ints(shape)], {}, layout.nameOf(f));
    layout.wrotePlain(f);
    return true;
  }
  const [batch = 1] = layout.shape(x);
  return batch % layout.block === 0 && denseWeight(layout, attributes, x, y, f);
}

/** What has to be added behind (or, negative, cut off) so that the window ends with its last place. */
const behind = (
  { before, stride, dilation }: Attributes['conv'],
  kernel: readonly number[],
  x: readonly number[],
  y: readonly number[],
): number[] =>
  kernel.map((k, i) => (at(y, i) - 1) * at(stride, i) + (k - 1) * at(dilation, i) + 1 - at(x, i) - at(before, i));

/** dW as a convolution of x by dY with batch and channels exchanged: the images of the batch are what is summed over. */
function denseWeight(layout: Layout, window: Attributes['conv'], x: number, y: number, f: number): boolean {
  const { w, block } = layout;
  const [filters = 1, channels = 1, ...kernel] = layout.shape(f);
  const [batch = 1, , ...space] = layout.shape(x);
  const out = layout.shape(y).slice(2);
  const turned = w.node('Transpose', [layout.plain(x)], { perm: [1, 0, 2, 3] });
  const images = w.node('ReorderInput', [turned], {}, undefined, BLOCKED_DOMAIN);
  const after = behind(window, kernel, space, out);
  const padded = space.map((size, i) => size + at(window.before, i) + at(after, i));
  const data = [...window.before, ...after].every((n) => n === 0)
    ? images
    : w.node('Reshape', [
        w.node(
          'Pad',
          [
            w.node('Reshape', [images, w.ints([(channels * batch) / block, ...space, block])]),
            w.ints([0, ...window.before, 0, 0, ...after, 0]),
          ],
          { mode: 'constant' },
        ),
        w.ints([channels, batch, ...padded]),
      ]);
  const apart = w.node('Reshape', [
    layout.blocked(y),
    w.ints([batch / block, block, filters / block, product(out), block]),
  ]);
  const slid = w.node('Reshape', [
    w.node('Transpose', [apart], { perm: [2, 0, 3, 1, 4] }),
    w.ints([filters, batch, ...out]),
  ]);
  const found = w.node(
    'Conv',
    [data, slid],
    { kernel_shape: out, strides: window.dilation, pads: [0, 0, 0, 0], dilations: window.stride, group: 1 },
    undefined,
    BLOCKED_DOMAIN,
  );
  const places = product(kernel);
  const rows = w.node('Reshape', [found, w.ints([channels, filters / block, places * block])]);
  const sorted = w.node('Reshape', [
    filters === block ? rows : w.node('Transpose', [rows], { perm: [1, 0, 2] }),
    w.ints([filters / block, block, channels * places, 1]),
  ]);
  const whole = w.node('ReorderOutput', [sorted], { channels: block }, undefined, BLOCKED_DOMAIN);
  w.node('Reshape', [whole, w.ints([filters, channels, ...kernel])], {}, layout.nameOf(f));
  layout.wrotePlain(f);
  return true;
}

/**
 * Each channel by itself: the images of the batch are stacked into one tall image, with rows of zeros in dY between
 * them, and that image is convolved by dY.
 */
function depthwiseWeight(layout: Layout, window: Attributes['conv'], x: number, y: number, f: number): boolean {
  const { w, block } = layout;
  const [channels = 1, , ...kernel] = layout.shape(f);
  const [batch = 1, , height = 1, width = 1] = layout.shape(x);
  const [rows = 1, columns = 1] = layout.shape(y).slice(2);
  const [down = 1] = window.stride;
  const [dilation = 1] = window.dilation;
  const [above = 0, left = 0] = window.before;
  const needed = behind(window, kernel, [height, width], [rows, columns]);
  // What the last images' rows of zeros would read beyond the end.
  const beyond = (at(kernel, 0) - 1) * dilation + 1 - down;
  if (beyond < 0) return false;
  // Rows that an image takes, and as many of dY's as lie that far apart.
  const tall = Math.ceil(Math.max(height + above + Math.max(at(needed, 0), 0), rows * down) / down);
  const stacked = (name: string, size: readonly number[], pads: readonly number[]): string => {
    const apart = w.node('Reshape', [name, w.ints([batch, channels / block, ...size, block])]);
    const turned = w.node('Transpose', [apart], { perm: [1, 0, 2, 3, 4] });
    const [top = 0, before = 0, bottom = 0, after = 0] = pads;
    return w.node('Pad', [turned, w.ints([0, 0, top, before, 0, 0, 0, bottom, after, 0])], { mode: 'constant' });
  };
  const data = stacked(layout.blocked(x), [height, width], [above, left, tall * down - height - above, at(needed, 1)]);
  const slid = stacked(layout.blocked(y), [rows, columns], [0, 0, tall - rows, 0]);
  const found = w.node(
    'Conv',
    [
      w.node('Reshape', [data, w.ints([1, channels, batch * tall * down, width + left + at(needed, 1)])]),
      w.node('Reshape', [slid, w.ints([channels, 1, batch * tall, columns])]),
    ],
    {
      kernel_shape: [batch * tall, columns],
      strides: window.dilation,
      pads: [0, 0, beyond, 0],
      dilations: window.stride,
      group: channels,
    },
    undefined,
    BLOCKED_DOMAIN,
  );
  const plain = w.node('ReorderOutput', [found], { channels }, undefined, BLOCKED_DOMAIN);
  w.node('Reshape', [plain, w.ints([channels, 1, ...kernel])], {}, layout.nameOf(f));
  layout.wrotePlain(f);
  return true;
}
