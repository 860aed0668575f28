/** Which numbers share a mean and a variance: the cube of N, C and positions (Wu and He 2018, "Group Normalization"). */
import type { NormLayer } from '../../../server/src/draw/arithmetic';
import { svg } from '../dom/svg';

/** Cells along N, C and the positions; a picture, not the true counts. */
const N = 4;
const C = 6;
const S = 5;
const SIDE = 26;
const DEPTH_X = 13;
const DEPTH_Y = 9;
/** Where the set that is lit stands. */
const SAMPLE = 0;
const CHANNEL = 2;

type Lit = (n: number, c: number) => boolean;

export function cube(layer: NormLayer): SVGElement {
  const lit = litBy(layer);
  const width = C * SIDE + N * DEPTH_X + 170;
  const height = S * SIDE + N * DEPTH_Y + 60;
  const origin = { x: 50, y: 24 + N * DEPTH_Y };
  return svg(
    'svg',
    { class: 'cube', viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': label(layer) },
    [
      ...front(origin, lit),
      ...topFace(origin, lit),
      ...sideFace(origin, lit),
      svg('text', { class: 'note', x: origin.x + (C * SIDE) / 2, y: origin.y + S * SIDE + 20 }, [
        `channels, C = ${layer.shape[1] ?? 1}`,
      ]),
      svg('text', { class: 'note start', x: origin.x + C * SIDE + N * DEPTH_X + 6, y: origin.y - N * DEPTH_Y + 14 }, [
        `samples, N = ${layer.shape[0] ?? 1}`,
      ]),
      svg(
        'text',
        { class: 'note', transform: `translate(${origin.x - 14} ${origin.y + (S * SIDE) / 2}) rotate(-90)` },
        [positions(layer)],
      ),
    ],
  );
}

function positions({ shape }: NormLayer): string {
  const space = shape.slice(2);
  return space.length === 0 ? 'no positions' : `positions, ${space.join('×')}`;
}

const label = (layer: NormLayer): string =>
  `A cube of samples, channels and positions; lit is one set that is normalised together (${layer.norm} norm).`;

function litBy({ norm, shape, lastAxes, groups }: NormLayer): Lit {
  switch (norm) {
    case 'batch':
      return (_, c) => c === CHANNEL;
    case 'instance':
      return (n, c) => n === SAMPLE && c === CHANNEL;
    case 'group': {
      // Several channels but not all, as in the layer itself.
      const isProper = groups > 1 && groups < (shape[1] ?? 1);
      const wide = isProper ? C / 3 : groups > 1 ? 1 : C;
      const first = Math.floor(CHANNEL / wide) * wide;
      return (n, c) => n === SAMPLE && c >= first && c < first + wide;
    }
    case 'layer':
      // Over C and all positions where it normalises all axes but the first.
      return (n, c) => n === SAMPLE && (lastAxes >= shape.length - 1 || c === CHANNEL);
    case 'local':
      return (n, c) => n === SAMPLE && Math.abs(c - CHANNEL) <= 1;
  }
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const shade = (isLit: boolean): string => `voxel${isLit ? ' lit' : ''}`;

function front(origin: Point, lit: Lit): SVGElement[] {
  return grid(C, S, (c, s) =>
    polygon(shade(lit(0, c)), [
      { x: origin.x + c * SIDE, y: origin.y + s * SIDE },
      { x: origin.x + (c + 1) * SIDE, y: origin.y + s * SIDE },
      { x: origin.x + (c + 1) * SIDE, y: origin.y + (s + 1) * SIDE },
      { x: origin.x + c * SIDE, y: origin.y + (s + 1) * SIDE },
    ]),
  );
}

function topFace(origin: Point, lit: Lit): SVGElement[] {
  const at = (c: number, n: number): Point => ({ x: origin.x + c * SIDE + n * DEPTH_X, y: origin.y - n * DEPTH_Y });
  return grid(C, N, (c, n) =>
    polygon(`${shade(lit(n, c))} top`, [at(c, n), at(c + 1, n), at(c + 1, n + 1), at(c, n + 1)]),
  );
}

function sideFace(origin: Point, lit: Lit): SVGElement[] {
  const at = (n: number, s: number): Point => ({
    x: origin.x + C * SIDE + n * DEPTH_X,
    y: origin.y + s * SIDE - n * DEPTH_Y,
  });
  return grid(N, S, (n, s) =>
    polygon(`${shade(lit(n, C - 1))} side`, [at(n, s), at(n + 1, s), at(n + 1, s + 1), at(n, s + 1)]),
  );
}

const grid = (columns: number, rows: number, make: (column: number, row: number) => SVGElement): SVGElement[] =>
  Array.from({ length: columns * rows }, (_, i) => make(i % columns, Math.floor(i / columns)));

const polygon = (cls: string, points: readonly Point[]): SVGElement =>
  svg('polygon', { class: cls, points: points.map(({ x, y }) => `${x},${y}`).join(' ') });
