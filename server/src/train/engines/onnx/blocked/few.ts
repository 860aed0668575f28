/**
 * Convolutions of so few places that turning their filters around would cost more than the convolution. As products of
 * matrices the filters are used as they lie, [F, C·places]: of x that is the window of each place in a row.
 */
import type { Attributes } from '../../../../program';
import { at, product } from '../form';
import { BLOCKED_DOMAIN, type Layout } from './layout';

export interface Products {
  readonly layout: Layout;
  readonly window: Attributes['conv'];
  readonly x: number;
  readonly y: number;
  readonly filters: number;
}

/** Many more filters than places, and enough of both to be worth it. */
export function isFew({ layout, window, y, filters }: Products): boolean {
  const [batch = 1, count = 1, ...out] = layout.shape(y);
  const [, channels = 1] = layout.shape(filters);
  return window.groups === 1 && count >= 2 * batch * product(out) && count * channels >= 1 << 14;
}

const rowsOf = ({ layout, y }: Products): number => {
  const [batch = 1, , ...out] = layout.shape(y);
  return batch * product(out);
};

/** The filters as a matrix. */
const matrix = ({ layout, filters }: Products): string => {
  const [count = 1, ...rest] = layout.shape(filters);
  return layout.w.node('Reshape', [layout.plain(filters), layout.w.ints([count, product(rest)])]);
};

/** y as a row for each place. */
const placesOf = (p: Products): string =>
  p.layout.w.node('Reshape', [p.layout.last(p.y), p.layout.w.ints([rowsOf(p), at(p.layout.shape(p.y), 1)])]);

interface Taps {
  readonly starts: readonly number[][];
  readonly ends: readonly number[][];
  readonly padded: readonly number[];
  readonly after: readonly number[];
}

/** Where each place of the kernel reads in the padded image. */
function tapsOf({ layout, window, x, y, filters }: Products): Taps {
  const kernel = layout.shape(filters).slice(2);
  const [space, out] = [layout.shape(x).slice(2), layout.shape(y).slice(2)];
  const padded = kernel.map((k, i) =>
    Math.max(
      at(space, i) + at(window.before, i),
      (at(out, i) - 1) * at(window.stride, i) + (k - 1) * at(window.dilation, i) + 1,
    ),
  );
  const [rows = 1, columns = 1] = kernel;
  const starts = Array.from({ length: rows * columns }, (_, tap) => [
    Math.floor(tap / columns) * at(window.dilation, 0),
    (tap % columns) * at(window.dilation, 1),
  ]);
  const ends = starts.map((start) => start.map((first, i) => first + (at(out, i) - 1) * at(window.stride, i) + 1));
  return { starts, ends, padded, after: padded.map((size, i) => size - at(space, i) - at(window.before, i)) };
}

/** [places of y, C·places of the kernel]: what the window reads at each place. */
function windows(p: Products): string {
  const { w } = p.layout;
  const [, channels = 1] = p.layout.shape(p.x);
  const { starts, ends, after } = tapsOf(p);
  const rows = rowsOf(p);
  const pads = [0, ...p.window.before, 0, 0, ...after, 0];
  const image = p.layout.last(p.x);
  const padded = pads.every((n) => n === 0) ? image : w.node('Pad', [image, w.ints(pads)], { mode: 'constant' });
  const isWhole = starts.length === 1 && pads.every((n) => n === 0) && p.window.stride.every((s) => s === 1);
  if (isWhole) return w.node('Reshape', [padded, w.ints([rows, channels])]);
  const taps = starts.map((start, i) =>
    w.node('Reshape', [
      w.node('Slice', [padded, w.ints(start), w.ints(at(ends, i)), w.ints([1, 2]), w.ints([...p.window.stride])]),
      w.ints([rows, 1, channels]),
    ]),
  );
  if (taps.length === 1) return w.node('Reshape', [at(taps, 0), w.ints([rows, channels])]);
  const turned = w.node('Transpose', [w.node('Concat', taps, { axis: 1 })], { perm: [0, 2, 1] });
  return w.node('Reshape', [turned, w.ints([rows, channels * taps.length])]);
}

const fused = ({ layout }: Products, inputs: readonly string[], attributes: Readonly<Record<string, number>>): string =>
  layout.w.node('FusedMatMul', inputs, attributes, undefined, 'com.microsoft');

/** From channels last to blocks. */
function fromLast({ layout }: Products, name: string, value: number): void {
  const [batch = 1, channels = 1, ...space] = layout.shape(value);
  const image = layout.w.node('Reshape', [name, layout.w.ints([batch, ...space, channels])]);
  layout.wroteBlocked(value, layout.w.node('ReorderInput', [image], { channels_last: 1 }, undefined, BLOCKED_DOMAIN));
}

export function fewForward(p: Products): void {
  fromLast(p, fused(p, [windows(p), matrix(p)], { transB: 1 }), p.y);
}

export function fewWeight(p: Products): void {
  const { w } = p.layout;
  const found = fused(p, [placesOf(p), windows(p)], { transA: 1 });
  w.node('Reshape', [found, w.ints(p.layout.shape(p.filters))], {}, p.layout.nameOf(p.filters));
  p.layout.wrotePlain(p.filters);
}

/** Every place of the kernel gives a part of the image, which is put where it was read; with stride 1. */
export function fewInput(p: Products): void {
  const { w } = p.layout;
  const [batch = 1, channels = 1, ...space] = p.layout.shape(p.x);
  const out = p.layout.shape(p.y).slice(2);
  const { starts, padded } = tapsOf(p);
  const found = w.node('MatMul', [placesOf(p), matrix(p)]);
  if (starts.length === 1) {
    fromLast(p, found, p.x);
    return;
  }
  const apart = w.node('Reshape', [found, w.ints([rowsOf(p), channels, starts.length])]);
  const taps = starts.map(() => w.fresh());
  w.nodes('Split', [w.node('Transpose', [apart], { perm: [2, 0, 1] }), w.ints(starts.map(() => 1))], taps, { axis: 0 });
  const moved = taps.map((tap, i) => {
    const start = at(starts, i);
    const end = start.map((first, axis) => at(padded, axis) - first - at(out, axis));
    return w.node(
      'Pad',
      [w.node('Reshape', [tap, w.ints([batch, ...out, channels])]), w.ints([0, ...start, 0, 0, ...end, 0])],
      {
        mode: 'constant',
      },
    );
  });
  const sum = w.node('Sum', moved);
  const [first, last] = [p.window.before, space.map((size, i) => size + at(p.window.before, i))];
  fromLast(p, w.node('Slice', [sum, w.ints([...first]), w.ints(last), w.ints([1, 2])]), p.x);
}
