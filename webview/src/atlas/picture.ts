/** A whole grid as a picture of its own, to be saved. */
import { type AtlasContent, gridOf, paintGrid } from '../../../server/src/inspect';
import { paletteNow } from './palette';

/** A canvas has no more in each direction. */
const MOST_PIXELS = 16_000;

/** `wanted`: pixels of one element, fewer where the picture would be too large. */
export function pictureOf(
  content: AtlasContent,
  pixels: Int32Array,
  columns: number,
  wanted: number,
): HTMLCanvasElement {
  let grid = gridOf(content, columns, Math.max(1, wanted));
  while (grid.scale > 1 && Math.max(grid.width, grid.height) > MOST_PIXELS)
    grid = gridOf(content, columns, grid.scale - 1);
  const canvas = document.createElement('canvas');
  canvas.width = Math.min(MOST_PIXELS, grid.width);
  canvas.height = Math.min(MOST_PIXELS, grid.height);
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  const image = context.createImageData(canvas.width, canvas.height);
  const data = new Int32Array(image.data.buffer);
  // Saved pictures have a ground of their own: they are looked at elsewhere.
  data.fill(paletteNow().name === 'dark' ? 0xff1f1f1f | 0 : -1);
  paintGrid({ data, width: canvas.width, height: canvas.height }, content, pixels, grid, { x: 0, y: 0 });
  context.putImageData(image, 0, 0);
  return canvas;
}
