/** The part of a grid that a canvas shows, pixel by pixel: each looks up the element that it stands on. */
import type { AtlasContent, Grid, TileSet } from './tiles';
import { placesOf } from './tiles';

/** Nothing stands there. */
const GAP = -1;

/** `pixels`: the colours of all elements of all tiles. Pixels between tiles stay as they are. */
export function paintGrid(
  into: { readonly data: Int32Array; readonly width: number; readonly height: number },
  content: AtlasContent,
  pixels: Int32Array,
  grid: Grid,
  corner: { readonly x: number; readonly y: number },
): void {
  const { tiles, order } = content;
  const across = lookUp(into.width, corner.x, grid.pitchX, grid, tiles.width, grid.columns);
  const down = lookUp(into.height, corner.y, grid.pitchY, grid, tiles.height, grid.rows);
  const plane = tiles.height * tiles.width;
  const places = placesOf(content);
  for (let y = 0; y < into.height; y += 1) {
    const row = down.tile[y] ?? GAP;
    if (row === GAP) continue;
    const line = (down.element[y] ?? 0) * tiles.width;
    for (let x = 0; x < into.width; x += 1) {
      const column = across.tile[x] ?? GAP;
      if (column === GAP) continue;
      const place = row * grid.columns + column;
      if (place >= places) break;
      const tile = order === undefined ? place : (order[place] ?? 0);
      into.data[y * into.width + x] = pixels[tile * plane + line + (across.element[x] ?? 0)] ?? 0;
    }
  }
}

/** For each pixel along one axis: which tile, and which element of it. */
function lookUp(length: number, from: number, pitch: number, grid: Grid, elements: number, tiles: number) {
  const tile = new Int32Array(length).fill(GAP);
  const element = new Int32Array(length);
  for (let i = 0; i < length; i += 1) {
    const at = i + from - grid.gap;
    const which = Math.floor(at / pitch);
    const inside = Math.floor((at - which * pitch) / grid.scale);
    if (at < 0 || which >= tiles || inside >= elements) continue;
    tile[i] = which;
    element[i] = inside;
  }
  return { tile, element };
}

/** Means of blocks of `by` × `by` elements: what is shown smaller than it is would else be a matter of chance. */
export function reduced(tiles: TileSet, by: number): TileSet {
  const height = Math.max(1, Math.floor(tiles.height / by));
  const width = Math.max(1, Math.floor(tiles.width / by));
  const planes = tiles.count * tiles.channels;
  const data = new Float32Array(planes * height * width);
  const [across, down] = [Math.min(by, tiles.width), Math.min(by, tiles.height)];
  for (let plane = 0; plane < planes; plane += 1)
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1) {
        let sum = 0;
        for (let v = 0; v < down; v += 1) {
          const line = (plane * tiles.height + y * by + v) * tiles.width + x * by;
          for (let u = 0; u < across; u += 1) sum += tiles.data[line + u] ?? 0;
        }
        data[(plane * height + y) * width + x] = sum / (across * down);
      }
  return { ...tiles, data, height, width };
}
