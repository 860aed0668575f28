/** Pixels of images on canvases. */
import type { ImageSize } from '../../../server/src/protocol';
import { element } from '../dom/element';

/** One pixel of the image is one of the canvas. Channels beyond three are left out, two are shown as the first. */
export function paintPixels(
  canvas: HTMLCanvasElement,
  pixels: ArrayLike<number>,
  { channels, height, width }: ImageSize,
): void {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const image = context.createImageData(width, height);
  const plane = width * height;
  for (let i = 0; i < plane; i += 1) {
    const at = (channel: number): number => pixels[(channels >= 3 ? channel : 0) * plane + i] ?? 0;
    image.data.set([at(0), at(1), at(2), 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
}

/** `label`: for those who cannot see it. */
export function smallPicture(pixels: ArrayLike<number>, size: ImageSize, label: string): HTMLCanvasElement {
  const canvas = element('canvas', { role: 'img', 'aria-label': label, class: size.width <= 64 ? 'crisp' : 'smooth' });
  paintPixels(canvas, pixels, size);
  return canvas;
}
