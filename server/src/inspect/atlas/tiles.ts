/** Many small pictures of one size in one array, and where each stands in a grid. */

export interface TileSet {
  /** Tiles × channels × height × width, row-major. */
  readonly data: Float32Array;
  readonly count: number;
  /** 3: red, green and blue. */
  readonly channels: 1 | 3;
  readonly height: number;
  readonly width: number;
}

export interface AtlasContent {
  readonly tiles: TileSet;
  /** Tiles in a row; undefined: as many as there is room for. */
  readonly columns: number | undefined;
  /** Which tile stands at each place; undefined: in their order. Fewer than all may be shown. */
  readonly order: readonly number[] | undefined;
  /** `diverging`: blue below zero, orange above; `grey` and `heat`: from the lowest to the highest. */
  readonly colours: 'diverging' | 'grey' | 'heat';
  readonly range: ColourRange;
  /** For people: "filter 12, channel 0". */
  readonly nameOf: (tile: number) => string;
  /** Tiles with something to say: a mark in their corner, and words. */
  readonly flags: ReadonlyMap<number, string>;
}

export type ColourRange =
  | { readonly kind: 'shared' }
  /** Each run of this many tiles by itself (the channels of a filter). */
  | { readonly kind: 'each'; readonly tiles: number }
  | { readonly kind: 'fixed'; readonly low: number; readonly high: number };

/** In device pixels. */
export interface View {
  /** Of one element. */
  readonly scale: number;
  /** What of the picture stands at the canvas's corner. */
  readonly x: number;
  readonly y: number;
}

export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly scale: number;
  readonly gap: number;
  /** From one tile to the next. */
  readonly pitchX: number;
  readonly pitchY: number;
  readonly width: number;
  readonly height: number;
}

export const placesOf = ({ order, tiles }: AtlasContent): number => order?.length ?? tiles.count;
export const tileAt = ({ order }: AtlasContent, place: number): number => (order ? (order[place] ?? 0) : place);

/** A matrix has no gaps: its elements are tiles of one number. */
function gapFor({ height, width }: TileSet, scale: number): number {
  if (height * width === 1) return 0;
  return Math.max(1, Math.min(6, Math.round(scale / 2)));
}

export function gridOf(content: AtlasContent, columns: number, scale: number): Grid {
  const { tiles } = content;
  const gap = gapFor(tiles, scale);
  const rows = Math.max(1, Math.ceil(placesOf(content) / columns));
  const pitchX = tiles.width * scale + gap;
  const pitchY = tiles.height * scale + gap;
  return { columns, rows, scale, gap, pitchX, pitchY, width: columns * pitchX + gap, height: rows * pitchY + gap };
}

/** Side of a tile that is easy to see, in CSS pixels. */
const COMFORTABLE = 46;
const LARGEST_ELEMENT = 24;

/** The number of columns and the scale at which the grid fills the width. */
export function fitted(content: AtlasContent, width: number, ratio: number): { columns: number; scale: number } {
  const { tiles } = content;
  const places = placesOf(content);
  const most = LARGEST_ELEMENT * ratio;
  const columns = content.columns ?? roomFor(tiles, places, width, ratio);
  let scale = Math.min(most, width / (columns * tiles.width));
  if (scale > 2) scale = Math.floor(scale);
  while (scale > 1 && gridOf(content, columns, scale).width > width) scale -= 1;
  // Below one pixel for an element the gaps are one pixel each.
  if (gridOf(content, columns, scale).width > width) {
    const gaps = tiles.height * tiles.width === 1 ? 0 : columns + 1;
    scale = Math.max(1 / 16, (width - gaps) / (columns * tiles.width));
  }
  return { columns, scale };
}

function roomFor(tiles: TileSet, places: number, width: number, ratio: number): number {
  const larger = Math.max(tiles.width, tiles.height);
  const scale = Math.max(COMFORTABLE * ratio, larger < 8 ? larger * 4 * ratio : 0) / larger;
  const shown = scale > 2 ? Math.min(LARGEST_ELEMENT * ratio, Math.floor(scale)) : scale;
  const pitch = tiles.width * shown + gapFor(tiles, shown);
  return Math.max(1, Math.min(places, Math.floor((width - 1) / pitch)));
}

/** Undefined: between tiles or beside them. */
export interface Spot {
  readonly place: number;
  readonly tile: number;
  readonly row: number;
  readonly column: number;
}

export function spotAt(content: AtlasContent, grid: Grid, x: number, y: number): Spot | undefined {
  const column = Math.floor((x - grid.gap) / grid.pitchX);
  const row = Math.floor((y - grid.gap) / grid.pitchY);
  if (column < 0 || column >= grid.columns || row < 0) return undefined;
  const place = row * grid.columns + column;
  if (place >= placesOf(content)) return undefined;
  const inX = Math.floor((x - grid.gap - column * grid.pitchX) / grid.scale);
  const inY = Math.floor((y - grid.gap - row * grid.pitchY) / grid.scale);
  if (inX >= content.tiles.width || inY >= content.tiles.height) return undefined;
  return { place, tile: tileAt(content, place), row: inY, column: inX };
}

/** Values of one element, one for each channel. */
export function valuesAt({ data, channels, height, width }: TileSet, tile: number, row: number, column: number) {
  const plane = height * width;
  return Array.from({ length: channels }, (_, c) => data[(tile * channels + c) * plane + row * width + column] ?? 0);
}
