/** Total variation (Rudin et al. 1992), as Mahendran and Vedaldi 2015 use it against noise, and its gradient. */
import type { ImageSize } from './image';

/** Under the root, so that flat regions have a gradient. */
const EPSILON = 1e-4;

/** Mean over all pixels of √(dx² + dy² + ε). */
export function totalVariation(
  image: Float32Array,
  { channels, height, width }: ImageSize,
): { readonly value: number; readonly gradient: Float32Array } {
  const gradient = new Float32Array(image.length);
  let sum = 0;
  const add = (at: number, by: number): void => {
    gradient[at] = (gradient[at] ?? 0) + by / image.length;
  };
  for (let c = 0; c < channels; c++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const at = (c * height + y) * width + x;
        const here = image[at] ?? 0;
        const dx = x + 1 < width ? (image[at + 1] ?? 0) - here : 0;
        const dy = y + 1 < height ? (image[at + width] ?? 0) - here : 0;
        const length = Math.sqrt(dx * dx + dy * dy + EPSILON);
        sum += length;
        if (x + 1 < width) add(at + 1, dx / length);
        if (y + 1 < height) add(at + width, dy / length);
        add(at, -(dx + dy) / length);
      }
  return { value: sum / image.length, gradient };
}
