/** Numbers that move without changing. */
import type { ValueId } from '../../program';
import { type Dim, mul } from '../../symbolic';
import {
  argument,
  axis,
  every,
  fixed,
  type Lower,
  type Lowering,
  maybeNumbers,
  number,
  numbersOf,
  outputElement,
  outputShape,
  type Rules,
  sizesOf,
  tensor,
  tensors,
  wrap,
} from './lowering';

/** view, flatten, squeeze and the like: the result's sizes say all. */
const reshaped: Lower = (l) => l.b.reshape(tensor(l), outputShape(l));

/** Exchanges two axes. */
function exchanged(l: Lowering, x: ValueId, first: number, second: number): ValueId {
  const order = every(l.b.rank(x));
  return l.b.transpose(x, order.with(first, second).with(second, first));
}

const transposed: Lower = (l) => {
  const x = tensor(l);
  const rank = l.b.rank(x);
  return rank === 0 ? x : exchanged(l, x, axis(l, 'dim0', rank), axis(l, 'dim1', rank));
};

function permuted(l: Lowering): ValueId {
  const x = tensor(l);
  const rank = l.b.rank(x);
  const dims = maybeNumbers(l, '*') ?? [];
  const order = dims.length > 0 ? dims : numbersOf(l, 'dims');
  return l.b.transpose(
    x,
    order.map((dim) => wrap(dim, rank)),
  );
}

function moved(l: Lowering): ValueId {
  const x = tensor(l);
  const rank = l.b.rank(x);
  const from = numbersOf(l, 'source').map((dim) => wrap(dim, rank));
  const to = numbersOf(l, 'destination').map((dim) => wrap(dim, rank));
  const order = new Array<number>(rank).fill(-1);
  to.forEach((place, i) => {
    order[place] = from[i] ?? 0;
  });
  const rest = every(rank).filter((dim) => !from.includes(dim));
  return l.b.transpose(
    x,
    order.map((dim) => (dim < 0 ? (rest.shift() ?? 0) : dim)),
  );
}

const expanded: Lower = (l) => l.b.expand(tensor(l), outputShape(l));

/** Every axis so many times over. */
function repeated(l: Lowering): ValueId {
  const x = tensor(l);
  const times = sizesOf(l, '*');
  if (times.length === 0) return l.refuse('how often it repeats is not known');
  const rank = Math.max(times.length, l.b.rank(x));
  const shape: readonly Dim[] = [...new Array<Dim>(rank - l.b.rank(x)).fill(1), ...l.b.shape(x)];
  const whole = [...new Array<Dim>(rank - times.length).fill(1), ...times];
  const apart = l.b.reshape(
    x,
    shape.flatMap((size) => [1, size]),
  );
  return l.b.reshape(
    l.b.expand(
      apart,
      shape.flatMap((size, i) => [whole[i] ?? 1, size]),
    ),
    outputShape(l),
  );
}

/** Each entry so many times, side by side. */
function interleaved(l: Lowering): ValueId {
  const flat = argument(l, 'dim') === undefined;
  const given = tensor(l);
  const x = flat ? l.b.reshape(given, [l.b.shape(given).reduce<Dim>((n, size) => mul(n, size), 1)]) : given;
  const at = flat ? 0 : axis(l, 'dim', l.b.rank(x));
  const times = number(l, 'repeats');
  const shape = l.b.shape(x);
  const apart = l.b.reshape(x, shape.toSpliced(at + 1, 0, 1));
  return l.b.reshape(l.b.expand(apart, shape.toSpliced(at + 1, 0, times)), outputShape(l));
}

function joined(l: Lowering): ValueId {
  const element = outputElement(l);
  const rank = outputShape(l).length;
  // An empty vector may be joined to anything.
  const parts = tensors(l, 'tensors').filter((x) => !(l.b.rank(x) === 1 && l.b.shape(x)[0] === 0 && rank > 1));
  return l.b.concat(
    parts.map((x) => l.b.cast(x, element)),
    axis(l, 'dim', rank, 0),
  );
}

const along =
  (at: number): Lower =>
  (l) => {
    const rank = outputShape(l).length;
    const parts = tensors(l, 'tensors').map((x) => (l.b.rank(x) === 0 ? l.b.reshape(x, [1]) : x));
    return l.b.concat(parts, rank === 1 ? 0 : at);
  };

function stacked(l: Lowering): ValueId {
  const shape = outputShape(l);
  const at = axis(l, 'dim', shape.length, 0);
  const element = outputElement(l);
  return l.b.concat(
    tensors(l, 'tensors').map((x) => l.b.reshape(l.b.cast(x, element), shape.with(at, 1))),
    at,
  );
}

/** Parts by the sizes of the results. */
const parted =
  (fixedAxis?: number): Lower =>
  (l) => {
    const x = tensor(l);
    const at = fixedAxis ?? axis(l, 'dim', l.b.rank(x), 0);
    return l.b.split(
      x,
      at,
      l.record.outputs.map((_, i) => outputShape(l, i)[at] ?? 1),
    );
  };

function unbound(l: Lowering): readonly ValueId[] {
  const x = tensor(l);
  const at = axis(l, 'dim', l.b.rank(x), 0);
  const parts = l.b.split(
    x,
    at,
    l.record.outputs.map(() => 1),
  );
  return parts.map((part, i) => l.b.reshape(part, outputShape(l, i)));
}

function narrowed(l: Lowering): ValueId {
  const x = tensor(l);
  const shape = outputShape(l);
  const at = axis(l, 'dim', shape.length);
  const start = number(l, 'start');
  const size = l.b.shape(x)[at];
  const from = start < 0 && typeof size === 'number' ? start + size : start;
  return l.b.slice(
    x,
    shape.map((_, i) => (i === at ? from : 0)),
    shape,
  );
}

function selected(l: Lowering): ValueId {
  const x = tensor(l);
  const rank = l.b.rank(x);
  const at = axis(l, 'dim', rank);
  const size = l.b.shape(x)[at];
  const index = number(l, 'index');
  const from = index < 0 && typeof size === 'number' ? index + size : index;
  const row = l.b.slice(
    x,
    every(rank).map((i) => (i === at ? from : 0)),
    l.b.shape(x).with(at, 1),
  );
  return l.b.reshape(row, outputShape(l));
}

/** Backwards along some axes. */
function flipped(l: Lowering, x: ValueId, axes: readonly number[]): ValueId {
  const shape = l.b.shape(x);
  const starts = shape.map((size, i) => {
    if (!axes.includes(i)) return 0;
    return typeof size === 'number' ? size - 1 : l.refuse('an axis of unknown size cannot be turned around');
  });
  return (
    l.b.apply(
      'slice',
      { starts, steps: shape.map((_, i) => (axes.includes(i) ? -1 : 1)) },
      [x],
      [{ shape, element: l.b.type(x).element }],
    )[0] ?? x
  );
}

/** What leaves at one end comes in at the other. */
function rolled(l: Lowering): ValueId {
  const given = tensor(l);
  const shifts = numbersOf(l, 'shifts');
  const dims = maybeNumbers(l, 'dims') ?? [];
  if (dims.length === 0) {
    const flat = fixed(l, l.b.shape(given)).reduce((n, size) => n * size, 1);
    return l.b.reshape(rollOne(l, l.b.reshape(given, [flat]), 0, shifts[0] ?? 0), outputShape(l));
  }
  return dims.reduce((x, dim, i) => rollOne(l, x, wrap(dim, l.b.rank(x)), shifts[i] ?? 0), given);
}

function rollOne(l: Lowering, x: ValueId, at: number, shift: number): ValueId {
  const size = l.b.shape(x)[at];
  if (typeof size !== 'number') return l.refuse('an axis of unknown size cannot be rolled');
  const by = ((shift % size) + size) % size;
  if (by === 0) return x;
  const [head = x, tail = x] = l.b.split(x, at, [size - by, by]);
  return l.b.concat([tail, head], at);
}

/** Channels become space: (C·r², H, W) → (C, H·r, W·r). */
function shuffled(l: Lowering): ValueId {
  const x = tensor(l);
  const r = number(l, 'upscale_factor');
  const shape = l.b.shape(x);
  const [height = 1, width = 1] = shape.slice(-2);
  const lead = shape.slice(0, -3);
  const channels = outputShape(l)[lead.length] ?? 1;
  const n = lead.length;
  const apart = l.b.reshape(x, [...lead, channels, r, r, height, width]);
  return l.b.reshape(l.b.transpose(apart, [...every(n), n, n + 3, n + 1, n + 4, n + 2]), outputShape(l));
}

function unshuffled(l: Lowering): ValueId {
  const x = tensor(l);
  const r = number(l, 'downscale_factor');
  const shape = outputShape(l);
  const lead = shape.slice(0, -3);
  const n = lead.length;
  const [height = 1, width = 1] = shape.slice(-2);
  const channels = l.b.shape(x)[n] ?? 1;
  const apart = l.b.reshape(x, [...lead, channels, height, r, width, r]);
  return l.b.reshape(l.b.transpose(apart, [...every(n), n, n + 2, n + 4, n + 1, n + 3]), shape);
}

function channelShuffled(l: Lowering): ValueId {
  const x = tensor(l);
  const groups = number(l, 'groups');
  const [batch = 1, channels = 1, ...space] = l.b.shape(x);
  if (typeof channels !== 'number') return l.refuse('the channels are not a number');
  const apart = l.b.reshape(x, [batch, groups, channels / groups, ...space]);
  return l.b.reshape(l.b.transpose(apart, [0, 2, 1, ...every(space.length).map((i) => i + 3)]), l.b.shape(x));
}

function meshed(l: Lowering): readonly ValueId[] {
  const parts = tensors(l, '*');
  const turned = l.record.args.get('indexing');
  const isXY = turned?.kind === 'str' && turned.value === 'xy';
  return parts.map((x, i) => {
    const at = isXY && i < 2 ? 1 - i : i;
    const shape = outputShape(l, i);
    return l.b.expand(
      l.b.reshape(
        x,
        shape.map((size, axisOf) => (axisOf === at ? size : 1)),
      ),
      shape,
    );
  });
}

export const rules: Rules = {
  'torch.Tensor.view': reshaped,
  'torch.reshape': reshaped,
  'torch.Tensor.view_as': reshaped,
  'torch.Tensor.reshape_as': reshaped,
  'torch.flatten': reshaped,
  'torch.unflatten': reshaped,
  'torch.squeeze': reshaped,
  'torch.unsqueeze': reshaped,
  'torch.atleast_1d': reshaped,
  'torch.transpose': transposed,
  'torch.permute': permuted,
  'torch.movedim': moved,
  'torch.t': (l) => (l.b.rank(tensor(l)) < 2 ? tensor(l) : exchanged(l, tensor(l), 0, 1)),
  'torch.Tensor.T': (l) => l.b.transpose(tensor(l), every(l.b.rank(tensor(l))).reverse()),
  'torch.adjoint': (l) => l.b.swap(tensor(l)),
  'torch.Tensor.expand': expanded,
  'torch.Tensor.expand_as': expanded,
  'torch.broadcast_to': expanded,
  'torch.Tensor.repeat': repeated,
  'torch.tile': repeated,
  'torch.repeat_interleave': interleaved,
  'torch.cat': joined,
  'torch.stack': stacked,
  'torch.hstack': along(1),
  'torch.vstack': (l) => {
    const parts = tensors(l, 'tensors').map((x) => (l.b.rank(x) < 2 ? l.b.reshape(x, [1, l.b.shape(x)[0] ?? 1]) : x));
    return l.b.concat(parts, 0);
  },
  'torch.split': parted(),
  'torch.chunk': parted(),
  'torch.tensor_split': parted(),
  'torch.hsplit': parted(1),
  'torch.vsplit': parted(0),
  'torch.unbind': unbound,
  'torch.narrow': narrowed,
  'torch.select': selected,
  'torch.flip': (l) =>
    flipped(
      l,
      tensor(l),
      numbersOf(l, '*').map((dim) => wrap(dim, l.b.rank(tensor(l)))),
    ),
  'torch.fliplr': (l) => flipped(l, tensor(l), [1]),
  'torch.flipud': (l) => flipped(l, tensor(l), [0]),
  'torch.roll': rolled,
  'torch.meshgrid': meshed,
  'torch.nn.functional.pixel_shuffle': shuffled,
  'torch.nn.functional.pixel_unshuffle': unshuffled,
  'torch.nn.functional.channel_shuffle': channelShuffled,
};
