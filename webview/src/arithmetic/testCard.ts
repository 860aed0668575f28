/** A picture to try kernels on, drawn by rule: stripes, a disc, a ramp and a few strokes in all directions. */
import type { Picture } from '../../../server/src/draw/arithmetic';

const SIDE = 96;

export function testCard(): Picture {
  const values = new Float32Array(SIDE * SIDE);
  for (let y = 0; y < SIDE; y += 1) {
    for (let x = 0; x < SIDE; x += 1) values[y * SIDE + x] = brightness(x / SIDE, y / SIDE);
  }
  return { width: SIDE, height: SIDE, values };
}

/** x and y from 0 to 1. */
function brightness(x: number, y: number): number {
  if (y < 0.2) return x < 0.5 ? Number(Math.floor(x * 24) % 2 === 0) : x * 2 - 1;
  const fromDisc = Math.hypot(x - 0.32, y - 0.6);
  if (fromDisc < 0.22) return fromDisc < 0.09 ? 0.15 : 0.9;
  if (Math.abs(x - y * 0.5 - 0.35) < 0.03 || Math.abs(x + y - 1.45) < 0.03) return 0.95;
  if (x > 0.7 && x < 0.92 && y > 0.74 && y < 0.94) return Number(Math.floor(y * 50) % 2 === 0);
  return 0.35 + 0.15 * y;
}

/** A picture file in grey, at most `SIDE` × 2 wide and high. */
export async function pictureOf(file: Blob): Promise<Picture> {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, (2 * SIDE) / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This window cannot draw pictures.');
  context.drawImage(bitmap, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  // Rec. 709 luma.
  const values = Float32Array.from({ length: width * height }, (_, i) => {
    const [r = 0, g = 0, b = 0] = [data[4 * i], data[4 * i + 1], data[4 * i + 2]];
    return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
  });
  return { width, height, values };
}
