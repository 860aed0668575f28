/**
 * What is done to every number by itself needs no other order. Factors and terms of a whole channel are a convolution
 * with one place and each channel by itself, and so may become part of the convolution before, or take a sum and an
 * activation after it.
 */
import type { Step } from '../../../../program';
import { at, product } from '../form';
import { BINARY, COMPARE, stepOf, UNARY } from '../names';
import type { Layout, Pending } from './layout';
import { BLOCKED_DOMAIN } from './layout';

type Of<N extends Step['name']> = Extract<Step, { name: N }>;

export function unary(
  layout: Layout,
  { attributes: { fn }, inputs, outputs }: Of<'unary'>,
  isNonNegative: boolean,
): boolean {
  const [x, y] = [at(inputs, 0), at(outputs, 0)];
  if (!layout.lives(x)) return false;
  if (fn === 'relu') return activated(layout, x, y, { name: 'Relu' });
  if (fn === 'identity') layout.wroteBlocked(y, layout.blocked(x));
  else if (fn === 'sign' && isNonNegative) layout.wroteBlocked(y, stepOf(layout.w, layout.blocked(x)));
  else layout.wroteBlocked(y, layout.w.node(UNARY[fn], [layout.blocked(x)]));
  return true;
}

export function clip(layout: Layout, { attributes: { low, high }, inputs, outputs }: Of<'clip'>): boolean {
  const [x, y] = [at(inputs, 0), at(outputs, 0)];
  return layout.lives(x) && activated(layout, x, y, { name: 'Clip', params: [low, high] });
}

function activated(layout: Layout, x: number, y: number, activation: NonNullable<Pending['activation']>): boolean {
  const { w } = layout;
  const open = layout.open(x);
  if (open !== undefined && open.activation === undefined) layout.postpone(y, { ...layout.take(x, open), activation });
  else if (activation.params === undefined) layout.wroteBlocked(y, w.node('Relu', [layout.blocked(x)]));
  else
    layout.wroteBlocked(
      y,
      w.node('Clip', [layout.blocked(x), ...activation.params.map((bound) => w.floats([bound], []))]),
    );
  return true;
}

/** How an operand lies beside a result [N, C, H, W]. */
type Span = 'whole' | 'number' | 'channel' | 'plane' | 'other';

function spanOf(layout: Layout, x: number, result: readonly number[]): Span {
  const shape = layout.shape(x);
  if (shape.length > 4) return 'other';
  const full = [...new Array<number>(4 - shape.length).fill(1), ...shape];
  const [batch = 1, channels = 1] = result;
  if (shape.length === 4 && shape.every((size, i) => size === result[i])) return 'whole';
  if (product(full) === 1) return 'number';
  if (full[2] !== 1 || full[3] !== 1 || full[1] !== channels) return 'other';
  if (full[0] === 1) return 'channel';
  return full[0] === batch ? 'plane' : 'other';
}

export function binary(layout: Layout, { attributes: { fn }, inputs, outputs }: Of<'binary'>): boolean {
  const [a, b, y] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
  if (!layout.fits(y) || !(layout.lives(a) || layout.lives(b))) return false;
  const { w } = layout;
  const result = layout.shape(y);
  const [left, right] = [spanOf(layout, a, result), spanOf(layout, b, result)];
  if (left === 'whole' && right === 'whole') {
    if (fn === 'add' && added(layout, a, b, y)) return true;
    layout.wroteBlocked(y, w.node(BINARY[fn], [layout.blocked(a), layout.blocked(b)]));
    return true;
  }
  const [x, other, span] = left === 'whole' ? [a, b, right] : [b, a, left];
  if (span === 'number') {
    const name = (value: number): string =>
      value === x ? layout.blocked(x) : w.node('Reshape', [layout.plain(value), w.ints([])]);
    layout.wroteBlocked(y, w.node(BINARY[fn], [name(a), name(b)]));
    return true;
  }
  if (span === 'channel') return byChannel(layout, fn, { x, other, y, isLeft: x === a });
  return span === 'plane' && fn === 'mul' && byPlane(layout, x, other, y);
}

/** A sum of two: the convolution that makes one of them adds the other. */
function added(layout: Layout, a: number, b: number, y: number): boolean {
  const first = summable(layout, a) ? a : summable(layout, b) ? b : undefined;
  if (first === undefined) return false;
  const other = first === a ? b : a;
  if (a === b) return false;
  const sum = layout.blocked(other);
  const open = layout.open(first);
  if (open === undefined) return false;
  layout.postpone(y, { ...layout.take(first, open), sum });
  return true;
}

function summable(layout: Layout, x: number): boolean {
  const open = layout.open(x);
  return open !== undefined && open.sum === undefined && open.activation === undefined;
}

interface Beside {
  readonly x: number;
  /** One number for each channel. */
  readonly other: number;
  readonly y: number;
  readonly isLeft: boolean;
}

function byChannel(layout: Layout, fn: Of<'binary'>['attributes']['fn'], { x, other, y, isLeft }: Beside): boolean {
  const { w } = layout;
  const channels = layout.shape(y)[1] ?? 1;
  const vector = (): string => w.node('Reshape', [layout.plain(other), w.ints([channels])]);
  switch (fn) {
    case 'add':
      shifted(layout, x, vector(), y);
      return true;
    case 'sub':
      if (isLeft) shifted(layout, x, w.node('Neg', [vector()]), y);
      else layout.postpone(y, scaled(layout, x, constantVector(layout, channels, -1), vector()));
      return true;
    case 'mul':
      layout.postpone(y, scaled(layout, x, vector()));
      return true;
    case 'div':
      if (!isLeft) return false;
      layout.postpone(y, scaled(layout, x, w.node('Reciprocal', [vector()])));
      return true;
    default:
      return false;
  }
}

const constantVector = ({ w }: Layout, channels: number, value: number): string =>
  w.floats(new Float32Array(channels).fill(value), [channels]);

/** x·scale + bias by channel, not yet written. */
export function scaled(layout: Layout, x: number, scale: string, bias?: string): Pending {
  const channels = layout.shape(x)[1] ?? 1;
  return {
    x: layout.blocked(x),
    w: layout.w.node('Reshape', [scale, layout.w.ints([channels, 1, 1, 1])]),
    attributes: { kernel_shape: [1, 1], group: channels },
    ...(bias === undefined ? {} : { bias }),
  };
}

/** x + bias by channel: part of what makes x where that is open. */
export function shifted(layout: Layout, x: number, bias: string, y: number): void {
  const open = layout.open(x);
  if (open !== undefined && open.bias === undefined && open.activation === undefined)
    layout.postpone(y, { ...layout.take(x, open), bias });
  else layout.postpone(y, scaled(layout, x, constantVector(layout, layout.shape(x)[1] ?? 1, 1), bias));
}

/** Each plane by its own factor: as if all planes were channels of one image. */
function byPlane(layout: Layout, x: number, factor: number, y: number): boolean {
  const { w } = layout;
  const [batch = 1, channels = 1, ...space] = layout.shape(x);
  const planes = batch * channels;
  const image = w.node('Reshape', [layout.blocked(x), w.ints([1, planes, ...space])]);
  const factors = w.node('Reshape', [layout.plain(factor), w.ints([planes, 1, 1, 1])]);
  const found = w.node('Conv', [image, factors], { kernel_shape: [1, 1], group: planes }, undefined, BLOCKED_DOMAIN);
  layout.wroteBlocked(y, w.node('Reshape', [found, w.ints([batch, channels, ...space])]));
  return true;
}

export function compare(layout: Layout, { attributes: { fn }, inputs, outputs }: Of<'compare'>): boolean {
  return alike(layout, COMPARE[fn], inputs, at(outputs, 0));
}

export function select(layout: Layout, { inputs, outputs }: Of<'select'>): boolean {
  return alike(layout, 'Where', inputs, at(outputs, 0));
}

/** Any op on numbers that lie at the same place, or are the same everywhere. */
function alike(layout: Layout, op: string, inputs: readonly number[], y: number): boolean {
  if (!layout.fits(y) || !inputs.some((x) => layout.lives(x))) return false;
  const spans = inputs.map((x) => spanOf(layout, x, layout.shape(y)));
  if (spans.some((span) => span !== 'whole' && span !== 'number')) return false;
  const names = inputs.map((x, i) =>
    spans[i] === 'whole' ? layout.blocked(x) : layout.w.node('Reshape', [layout.plain(x), layout.w.ints([])]),
  );
  layout.wroteBlocked(y, layout.w.node(op, names));
  return true;
}

export function cast(layout: Layout, { inputs, outputs }: Of<'cast'>): boolean {
  const [x, y] = [at(inputs, 0), at(outputs, 0)];
  if (!layout.lives(x) || !layout.fits(y)) return false;
  layout.wroteBlocked(y, layout.w.node('Cast', [layout.blocked(x)], { to: layout.element(y) === 'bool' ? 9 : 1 }));
  return true;
}

export function detach(layout: Layout, { inputs, outputs }: Of<'detach'>): boolean {
  const x = at(inputs, 0);
  if (!layout.lives(x)) return false;
  layout.wroteBlocked(at(outputs, 0), layout.blocked(x));
  return true;
}
