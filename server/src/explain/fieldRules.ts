/** For each primitive, which part of its operands a part of its result can depend on. */
import type { Attributes, Convolution, Name, Pooling, Window } from '../program';
import { reshaped } from './reshaped';

/** First and last, both included. */
export type Interval = readonly [number, number];
/** One for each operand; undefined: none of it. */
export type Boxes = readonly (readonly Interval[] | undefined)[];

export interface Asked<N extends Name> {
  readonly attributes: Attributes[N];
  readonly inputs: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
  /** Which result. */
  readonly nth: number;
  readonly box: readonly Interval[];
}
type Rule<N extends Name> = (asked: Asked<N>) => Boxes;

const whole = (size: number): Interval => [0, size - 1];
const all = (shape: readonly number[]): readonly Interval[] => shape.map(whole);

/** Undefined where nothing is left. */
function cut(box: readonly Interval[], shape: readonly number[]): readonly Interval[] | undefined {
  const inside = box.map(([low, high], i): Interval => [Math.max(low, 0), Math.min(high, (shape[i] ?? 1) - 1)]);
  return inside.every(([low, high]) => low <= high) ? inside : undefined;
}

/** Sizes of 1 repeat, missing axes lead. */
const broadcast = ({ inputs, box }: Pick<Asked<Name>, 'inputs' | 'box'>): Boxes =>
  inputs.map((shape) =>
    shape.map((size, axis): Interval => (size === 1 ? [0, 0] : (box[axis - shape.length + box.length] ?? whole(size)))),
  );
const everything = ({ inputs }: Pick<Asked<Name>, 'inputs'>): Boxes => inputs.map(all);
/** The whole of one axis, which may be gone from the result. */
const wholeAxes = (
  axes: readonly number[],
  kept: boolean,
  { inputs, box }: Pick<Asked<Name>, 'inputs' | 'box'>,
): Boxes => {
  let next = 0;
  return inputs.slice(0, 1).map((shape) =>
    shape.map((size, axis): Interval => {
      const isWhole = axes.includes(axis);
      const own = isWhole && !kept ? undefined : box[next++];
      return isWhole ? whole(size) : (own ?? whole(size));
    }),
  );
};

/** Places that the windows of a range of results read. */
const windowed = (box: readonly Interval[], kernel: readonly number[], w: Window): readonly Interval[] =>
  box.map(([low, high], i) => {
    const [stride, before, dilation] = [w.stride[i] ?? 1, w.before[i] ?? 0, w.dilation[i] ?? 1];
    return [low * stride - before, high * stride - before + ((kernel[i] ?? 1) - 1) * dilation];
  });

/** Results whose windows hold a range of places: the reverse. */
const unwindowed = (box: readonly Interval[], kernel: readonly number[], w: Window): readonly Interval[] =>
  box.map(([low, high], i) => {
    const [stride, before, dilation] = [w.stride[i] ?? 1, w.before[i] ?? 0, w.dilation[i] ?? 1];
    return [
      Math.ceil((low + before - ((kernel[i] ?? 1) - 1) * dilation) / stride),
      Math.floor((high + before) / stride),
    ];
  });

/** Channels that those of the result are made of, by groups. */
const grouped = ([low, high]: Interval, from: number, to: number, groups: number): Interval => [
  Math.floor(low / (to / groups)) * (from / groups),
  (Math.floor(high / (to / groups)) + 1) * (from / groups) - 1,
];

function convolved(
  { attributes, inputs, outputs, box }: Pick<Asked<'conv'>, 'attributes' | 'inputs' | 'outputs' | 'box'>,
  through: (box: readonly Interval[], kernel: readonly number[], window: Convolution) => readonly Interval[],
): Boxes {
  const [x = [], w = []] = inputs;
  const [batch = [0, 0], channels = [0, 0], ...space] = box;
  const from = grouped(channels, x[1] ?? 1, outputs[0]?.[1] ?? 1, attributes.groups);
  return [cut([batch, from, ...through(space, w.slice(2), attributes)], x), all(w)];
}

function pooled(
  { attributes, inputs, box }: Pick<Asked<'sumPool'>, 'attributes' | 'inputs' | 'box'>,
  through: (box: readonly Interval[], kernel: readonly number[], window: Pooling) => readonly Interval[],
): Boxes {
  const space = through(box.slice(2), attributes.kernel, attributes);
  return [cut([...box.slice(0, 2), ...space], inputs[0] ?? [])];
}

function matrices({ inputs, box }: Asked<'matmul'>): Boxes {
  const [rows = [0, 0], columns = [0, 0]] = box.slice(-2);
  return inputs.map((shape, nth) => {
    const lead = broadcast({ inputs: [shape.slice(0, -2)], box: box.slice(0, -2) })[0] ?? [];
    const inner = whole(shape.at(nth === 0 ? -1 : -2) ?? 1);
    return [...lead, ...(nth === 0 ? [rows, inner] : [inner, columns])];
  });
}

/** The entries along one axis are chosen by numbers: any of them may be. */
const chosen = ({ attributes: { axis }, inputs, box }: Asked<'gather'>): Boxes => {
  const [x = [], indices = []] = inputs;
  const rest = box.slice(axis + indices.length);
  return [[...box.slice(0, axis), whole(x[axis] ?? 1), ...rest], box.slice(axis, axis + indices.length)];
};

export const RULES: { readonly [N in Name]: Rule<N> } = {
  constant: () => [],
  fill: () => [],
  unary: broadcast,
  binary: broadcast,
  compare: broadcast,
  select: broadcast,
  clip: broadcast,
  cast: broadcast,
  detach: broadcast,
  expand: broadcast,
  reshape: ({ inputs, outputs, box }) => [reshaped(box, outputs[0] ?? [], inputs[0] ?? [])],
  transpose: ({ attributes: { permutation }, box }) => [
    permutation.map((_, axis): Interval => box[permutation.indexOf(axis)] ?? [0, 0]),
  ],
  slice: ({ attributes: { starts, steps }, box }) => [
    box.map(([low, high], i): Interval => {
      const ends = [low, high].map((at) => (starts[i] ?? 0) + at * (steps[i] ?? 1));
      return [Math.min(...ends), Math.max(...ends)];
    }),
  ],
  place: ({ attributes: { starts, steps }, inputs, box }) => {
    const found = box.map(([low, high], i): Interval => {
      const ends = [low, high].map((at) => (at - (starts[i] ?? 0)) / (steps[i] ?? 1));
      return [Math.ceil(Math.min(...ends)), Math.floor(Math.max(...ends))];
    });
    return [cut(found, inputs[0] ?? [])];
  },
  pad: ({ attributes: { before }, inputs, box }) => [
    cut(
      box.map(([low, high], i): Interval => [low - (before[i] ?? 0), high - (before[i] ?? 0)]),
      inputs[0] ?? [],
    ),
  ],
  concat: ({ attributes: { axis }, inputs, box }) => {
    let offset = 0;
    return inputs.map((shape) => {
      const [low, high] = box[axis] ?? [0, 0];
      const own = cut(box.with(axis, [low - offset, high - offset]), shape);
      offset += shape[axis] ?? 0;
      return own;
    });
  },
  split: ({ attributes: { axis }, outputs, nth, box }) => {
    const offset = outputs.slice(0, nth).reduce((sum, shape) => sum + (shape[axis] ?? 0), 0);
    const [low, high] = box[axis] ?? [0, 0];
    return [box.with(axis, [low + offset, high + offset])];
  },
  gather: chosen,
  scatter: everything,
  pick: ({ attributes: { axis }, inputs, box }) => [box.with(axis, whole(inputs[0]?.[axis] ?? 1)), box],
  unpick: everything,
  reduce: (asked) => wholeAxes(asked.attributes.axes, asked.attributes.keep, asked),
  argmax: (asked) => wholeAxes([asked.attributes.axis], asked.attributes.keep, asked),
  cumsum: ({ attributes: { axis }, box }) => [box.with(axis, [0, box[axis]?.[1] ?? 0])],
  softmax: (asked) => wholeAxes([asked.attributes.axis], true, asked),
  logSoftmax: (asked) => wholeAxes([asked.attributes.axis], true, asked),
  matmul: matrices,
  conv: (asked) => convolved(asked, windowed),
  convInput: (asked) => convolved(asked, unwindowed),
  convWeight: everything,
  maxPool: (asked) => pooled(asked, windowed),
  unpool: everything,
  sumPool: (asked) => pooled(asked, windowed),
  spread: (asked) => pooled(asked, unwindowed),
  batchNorm: ({ inputs, box }) =>
    inputs.map((shape, nth) =>
      shape.map((size, axis): Interval => (axis === 1 || nth > 0 ? (box[1] ?? whole(size)) : whole(size))),
    ),
  normalise: (asked) => {
    const rank = asked.inputs[0]?.length ?? 0;
    const axes = Array.from({ length: asked.attributes.axes }, (_, i) => rank - 1 - i);
    return wholeAxes(axes, true, asked);
  },
};
