/** An atlas as a PNG file: what the page draws, without a page. */
import { encode } from 'fast-png';
import { type AtlasContent, coloured, gridOf, PALETTES, paintGrid } from '../../inspect';
import { TrainError } from '../files/errors';

/** A picture of more is of no use, and fills the memory. */
const MOST_PIXELS = 100_000_000;
const GROUNDS = { dark: 0xff1f1f1f | 0, light: -1 } as const;

/** `columns`: where the content leaves it open; `pixels`: of one element. */
export function atlasPng(
  content: AtlasContent,
  options: { readonly columns: number; readonly pixels: number; readonly theme: 'dark' | 'light' },
): Uint8Array {
  const grid = gridOf(content, content.columns ?? options.columns, options.pixels);
  const { width, height } = grid;
  if (width * height > MOST_PIXELS)
    throw new TrainError(`The picture would have ${width} × ${height} pixels; take a smaller --pixels, or .npy`);
  const data = new Int32Array(width * height).fill(GROUNDS[options.theme]);
  paintGrid({ data, width, height }, content, coloured(content, PALETTES[options.theme]), grid, { x: 0, y: 0 });
  return encode({ width, height, data: new Uint8Array(data.buffer), channels: 4 });
}
