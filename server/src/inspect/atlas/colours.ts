/** Numbers as colours. Zero of a diverging scale is the page's ground, so that what is nothing looks like nothing. */
import type { AtlasContent, TileSet } from './tiles';

type Rgb = readonly [number, number, number];
export interface Palette {
  readonly name: 'dark' | 'light';
  readonly negative: readonly Rgb[];
  readonly positive: readonly Rgb[];
}

/** From zero outwards. Blue and orange are told apart by everyone, and alike in lightness. */
export const PALETTES: Readonly<Record<'dark' | 'light', Palette>> = {
  dark: {
    name: 'dark',
    negative: [
      [24, 24, 24],
      [30, 112, 196],
      [150, 210, 255],
    ],
    positive: [
      [24, 24, 24],
      [196, 100, 14],
      [255, 214, 138],
    ],
  },
  light: {
    name: 'light',
    negative: [
      [250, 250, 250],
      [92, 160, 218],
      [8, 62, 124],
    ],
    positive: [
      [250, 250, 250],
      [240, 160, 70],
      [122, 52, 0],
    ],
  },
};

/** Dark violet to yellow, even in lightness (after matplotlib's viridis). */
const HEAT: readonly Rgb[] = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
];
const GREY: readonly Rgb[] = [
  [0, 0, 0],
  [255, 255, 255],
];

const STEPS = 256;
/** What is no number. */
const BROKEN = packed([255, 0, 255]);

/** A colour as the bytes of an image, little-endian. */
function packed([r, g, b]: Rgb): number {
  return (255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r);
}

function ramp(stops: readonly Rgb[]): Int32Array {
  return Int32Array.from({ length: STEPS }, (_, i) => packed(between(stops, i / (STEPS - 1))));
}

function between(stops: readonly Rgb[], share: number): Rgb {
  const at = share * (stops.length - 1);
  const from = stops[Math.floor(at)] ?? [0, 0, 0];
  const to = stops[Math.min(stops.length - 1, Math.floor(at) + 1)] ?? from;
  const blend = (i: 0 | 1 | 2): number => from[i] + (to[i] - from[i]) * (at - Math.floor(at));
  return [blend(0), blend(1), blend(2)];
}

/** 256 colours from the lowest to the highest. */
export function rampOf(colours: AtlasContent['colours'], palette: Palette): Int32Array {
  switch (colours) {
    case 'diverging':
      return ramp([...palette.negative.toReversed(), ...palette.positive]);
    case 'grey':
      return ramp(GREY);
    case 'heat':
      return ramp(HEAT);
  }
}

export interface Limits {
  readonly low: number;
  readonly high: number;
  /** A few numbers lie beyond, and have the colour of the end. */
  readonly isCut?: boolean;
}

/** One for each tile. Diverging colours are even around zero. */
export function limitsOf({ tiles, range, colours }: AtlasContent): readonly Limits[] {
  const size = tiles.channels * tiles.height * tiles.width;
  const even = colours === 'diverging';
  switch (range.kind) {
    case 'fixed':
      return new Array<Limits>(tiles.count).fill(range);
    case 'shared':
      return new Array<Limits>(tiles.count).fill(limits(tiles.data, 0, tiles.count * size, even));
    case 'each': {
      const group = Math.max(1, range.tiles);
      const found = Array.from({ length: Math.ceil(tiles.count / group) }, (_, i) =>
        limits(tiles.data, i * group * size, Math.min(tiles.count, (i + 1) * group) * size, even),
      );
      return Array.from({ length: tiles.count }, (_, tile) => found[Math.floor(tile / group)] ?? { low: 0, high: 1 });
    }
  }
}

function limits(data: Float32Array, from: number, to: number, even: boolean): Limits {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i += 1) {
    const value = data[i] ?? 0;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return { low: -1, high: 1 };
  const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
  if (even) return evenLimits(data, from, to, most);
  return low === high ? { low, high: low + 1 } : { low, high };
}

/** So few numbers are shown as they are. */
const FEWEST_TO_CUT = 300;
const SHOWN = 0.995;
const BINS = 512;

/** A single large weight would make all others look like nothing: one in two hundred may lie beyond the ends. */
function evenLimits(data: Float32Array, from: number, to: number, most: number): Limits {
  if (to - from < FEWEST_TO_CUT) return { low: -most, high: most };
  const counts = new Uint32Array(BINS + 1);
  for (let i = from; i < to; i += 1) {
    const bin = Math.floor((BINS * Math.abs(data[i] ?? 0)) / most);
    if (bin >= 0 && bin <= BINS) counts[bin] = (counts[bin] ?? 0) + 1;
  }
  let [bin, sum] = [0, 0];
  while (bin < BINS && sum < SHOWN * (to - from)) {
    sum += counts[bin] ?? 0;
    bin += 1;
  }
  const cut = (bin * most) / BINS;
  return cut < most && cut > 0 ? { low: -cut, high: cut, isCut: true } : { low: -most, high: most };
}

/** A colour for each element of each tile. */
export function coloured(content: AtlasContent, palette: Palette): Int32Array<ArrayBuffer> {
  const { tiles } = content;
  const plane = tiles.height * tiles.width;
  const out = new Int32Array(tiles.count * plane);
  const scales = limitsOf(content);
  const colours = rampOf(content.colours, palette);
  for (let tile = 0; tile < tiles.count; tile += 1) {
    const { low, high } = scales[tile] ?? { low: 0, high: 1 };
    if (tiles.channels === 3) paintRgb(out, tiles, tile, low, 255 / (high - low));
    else paintPlane(out, tiles.data, tile * plane, plane, low, (STEPS - 1) / (high - low), colours);
  }
  return out;
}

function paintPlane(
  out: Int32Array,
  data: Float32Array,
  from: number,
  count: number,
  low: number,
  factor: number,
  colours: Int32Array,
): void {
  for (let i = from; i < from + count; i += 1) {
    const share = ((data[i] ?? 0) - low) * factor;
    const step = share < 0 ? 0 : share > STEPS - 1 ? STEPS - 1 : Math.round(share);
    out[i] = colours[step] ?? BROKEN;
  }
}

function paintRgb(out: Int32Array, { data, height, width }: TileSet, tile: number, low: number, factor: number): void {
  const plane = height * width;
  const byte = (at: number): number => Math.max(0, Math.min(255, ((data[at] ?? 0) - low) * factor));
  for (let i = 0; i < plane; i += 1) {
    const at = 3 * tile * plane + i;
    const colour: Rgb = [byte(at), byte(at + plane), byte(at + 2 * plane)];
    out[tile * plane + i] = colour.some(Number.isNaN) ? BROKEN : packed(colour);
  }
}
