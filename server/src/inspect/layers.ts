/** Weights of a layer as filters, and how they are laid out as small pictures. Nothing is copied but where said. */
import type { TileSet } from './atlas/tiles';
import { countOf } from './shapes';

/** What a filter looks at: its first axis counts filters. */
export interface FilterShape {
  readonly filters: number;
  /** Numbers in one filter. */
  readonly size: number;
}

/** Anything with filters: at least two axes. */
export const hasFilters = (shape: readonly number[]): boolean =>
  shape.length >= 2 && shape.length <= 5 && countOf(shape) > 0;

export const filterShape = (shape: readonly number[]): FilterShape => ({
  filters: shape[0] ?? 0,
  size: countOf(shape.slice(1)),
});

/** `image`: channels, height and width that a linear layer's input had before it was flattened. */
export type Image = readonly [channels: number, height: number, width: number];

export type Layout =
  /** One tile for each filter, its three channels as red, green and blue. */
  | { readonly kind: 'rgb' }
  /** One for each filter and channel; a row is a filter. */
  | { readonly kind: 'channels' }
  /** One for each filter: channels down, time across. */
  | { readonly kind: 'lines' }
  /** All in one. */
  | { readonly kind: 'matrix' };

/** What a layer can be shown as, the usual first. */
export function layoutsOf(shape: readonly number[], image?: Image): readonly Layout['kind'][] {
  const [, inner = 1] = shape;
  if (shape.length === 2) return image === undefined ? ['matrix'] : ['channels', 'matrix'];
  if (shape.length === 3) return ['lines', 'channels'];
  return shape.length === 4 && inner === 3 ? ['rgb', 'channels'] : ['channels'];
}

export interface LaidOut {
  readonly tiles: TileSet;
  readonly columns: number | undefined;
  /** Tiles that belong to one filter. */
  readonly each: number;
}

export function laidOut(shape: readonly number[], data: Float32Array, kind: Layout['kind'], image?: Image): LaidOut {
  const { filters, size } = filterShape(shape);
  const [, inner = 1] = shape;
  switch (kind) {
    case 'rgb': {
      const [, , height = 1, width = 1] = shape;
      return { tiles: { data, count: filters, channels: 3, height, width }, columns: undefined, each: 1 };
    }
    case 'lines': {
      const tiles: TileSet = { data, count: filters, channels: 1, height: inner, width: size / Math.max(1, inner) };
      return { tiles, columns: undefined, each: 1 };
    }
    case 'matrix':
      return { tiles: { data, count: filters * size, channels: 1, height: 1, width: 1 }, columns: size, each: size };
    case 'channels': {
      const [height, width] = kernelOf(shape, image);
      const each = size / Math.max(1, height * width);
      const tiles: TileSet = { data, count: filters * each, channels: 1, height, width };
      // A filter of one channel needs no row of its own.
      return { tiles, columns: each === 1 ? undefined : each, each };
    }
  }
}

/** Height and width of the small pictures. */
export function kernelOf(shape: readonly number[], image?: Image): readonly [number, number] {
  if (shape.length === 2) return image === undefined ? [1, 1] : [image[1], image[2]];
  if (shape.length === 3) return [1, shape[2] ?? 1];
  return [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
}

/** Tiles in the order of their filters. */
export function tileOrder(filters: readonly number[], each: number): number[] {
  const order: number[] = [];
  for (const filter of filters) for (let i = 0; i < each; i += 1) order.push(filter * each + i);
  return order;
}

/** A transposed convolution keeps its filters on the second axis; here they are copied to the first one. */
export function filtersFirst(
  shape: readonly number[],
  data: Float32Array,
): { shape: number[]; data: Float32Array<ArrayBuffer> } {
  const [inner = 1, filters = 1, ...kernel] = shape;
  const size = countOf(kernel);
  const out = new Float32Array(data.length);
  for (let i = 0; i < inner; i += 1)
    for (let f = 0; f < filters; f += 1) {
      const from = (i * filters + f) * size;
      out.set(data.subarray(from, from + size), (f * inner + i) * size);
    }
  return { shape: [filters, inner, ...kernel], data: out };
}
