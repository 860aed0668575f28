/**
 * Variations of training images: each takes an image of channels × height × width from 0 to 1 and changes it in place.
 * The geometric ones are one resampling (bilinear, zeros outside), so that an image is not blurred several times.
 */
import type { Random } from '../../program';
import type { AugmentationRecipe } from '../../recipe';
import type { Size } from '../data/types';
import { between } from './random';

export function isAugmented(recipe: AugmentationRecipe): boolean {
  const { flip, rotation, scale, crop_padding, blur, noise, cutout, brightness, contrast, saturation } = recipe;
  const amounts = [rotation, crop_padding, blur, noise, cutout, brightness, contrast, saturation];
  return flip || scale !== undefined || amounts.some((amount) => amount > 0);
}

/** The classes of an image's pixels, which move with it. */
export interface MovedMask {
  readonly values: Int32Array;
  /** What stands where there was no image. */
  readonly outside: number;
}

/** `scratch` has room for one image. */
export function augment(
  image: Float32Array,
  size: Size,
  recipe: AugmentationRecipe,
  random: Random,
  scratch: Float32Array,
  mask?: MovedMask,
): void {
  const from = drawMove(recipe, random);
  if (from !== undefined) {
    scratch.set(image);
    resample(scratch, image, size, from);
    if (mask !== undefined) moveMask(mask, size, from);
  }
  colour(image, size, recipe, random);
  if (recipe.blur > 0) blur(image, size, between(random, 0, recipe.blur), scratch);
  if (recipe.noise > 0)
    for (let i = 0; i < image.length; i += 1) image[i] = (image[i] ?? 0) + recipe.noise * random.normal();
  if (recipe.cutout > 0) cutout(image, size, recipe.cutout, random);
}

/** For a place from the middle of the result, the place from the middle of the source. */
type Move = (x: number, y: number) => readonly [number, number];

/** Undefined: the image stays where it is. */
function drawMove(recipe: AugmentationRecipe, random: Random): Move | undefined {
  const flipped = recipe.flip && random.next() < 0.5;
  const angle = (between(random, -recipe.rotation, recipe.rotation) * Math.PI) / 180;
  const [low = 1, high = 1] = recipe.scale ?? [];
  const scale = between(random, low, high);
  const padding = recipe.crop_padding;
  // As after padding: whole pixels, all places equally likely.
  const dx = padding > 0 ? Math.floor(random.next() * (2 * padding + 1)) - padding : 0;
  const dy = padding > 0 ? Math.floor(random.next() * (2 * padding + 1)) - padding : 0;
  if (!flipped && angle === 0 && scale === 1 && dx === 0 && dy === 0) return undefined;
  const cos = Math.cos(angle) / scale;
  const sin = Math.sin(angle) / scale;
  const mirror = flipped ? -1 : 1;
  return (x, y) => [mirror * (cos * (x + dx) + sin * (y + dy)), cos * (y + dy) - sin * (x + dx)];
}

/** The nearest pixel: there is nothing between two classes. */
function moveMask({ values, outside }: MovedMask, { height, width }: Size, from: Move): void {
  const source = values.slice();
  const cx = (width - 1) / 2;
  const cy = (height - 1) / 2;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const [fx, fy] = from(x - cx, y - cy);
      const [column, row] = [Math.round(fx + cx), Math.round(fy + cy)];
      const isInside = row >= 0 && row < height && column >= 0 && column < width;
      values[y * width + x] = isInside ? (source[row * width + column] ?? outside) : outside;
    }
}

function resample(source: Float32Array, target: Float32Array, { channels, height, width }: Size, from: Move): void {
  const cx = (width - 1) / 2;
  const cy = (height - 1) / 2;
  const plane = height * width;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const [fx, fy] = from(x - cx, y - cy);
      for (let c = 0; c < channels; c += 1)
        target[c * plane + y * width + x] = bilinear(source, c * plane, height, width, fy + cy, fx + cx);
    }
}

/** Places within a millionth of a pixel are that pixel, so that whole moves are exact. */
function bilinear(source: Float32Array, at: number, height: number, width: number, y: number, x: number): number {
  const y0 = Math.floor(y + 1e-6);
  const x0 = Math.floor(x + 1e-6);
  const fy = Math.max(0, y - y0);
  const fx = Math.max(0, x - x0);
  const value = (row: number, column: number): number =>
    row < 0 || row >= height || column < 0 || column >= width ? 0 : (source[at + row * width + column] ?? 0);
  const top = value(y0, x0) * (1 - fx) + (fx > 0 ? value(y0, x0 + 1) * fx : 0);
  if (fy === 0) return top;
  const bottom = value(y0 + 1, x0) * (1 - fx) + (fx > 0 ? value(y0 + 1, x0 + 1) * fx : 0);
  return top * (1 - fy) + bottom * fy;
}

/** torchvision's ColorJitter: brightness multiplies, contrast and saturation blend with the mean grey and the grey. */
function colour(image: Float32Array, { channels, height, width }: Size, recipe: AugmentationRecipe, random: Random) {
  const factor = (amount: number): number => between(random, 1 - amount, 1 + amount);
  const brightness = recipe.brightness > 0 ? factor(recipe.brightness) : 1;
  const contrast = recipe.contrast > 0 ? factor(recipe.contrast) : 1;
  const saturation = recipe.saturation > 0 && channels === 3 ? factor(recipe.saturation) : 1;
  if (brightness !== 1) for (let i = 0; i < image.length; i += 1) image[i] = clamp((image[i] ?? 0) * brightness);
  const plane = height * width;
  const grey = (i: number): number =>
    channels === 3
      ? 0.299 * (image[i] ?? 0) + 0.587 * (image[plane + i] ?? 0) + 0.114 * (image[2 * plane + i] ?? 0)
      : (image[i] ?? 0);
  if (contrast !== 1) {
    let mean = 0;
    for (let i = 0; i < plane; i += 1) mean += grey(i) / plane;
    for (let i = 0; i < image.length; i += 1) image[i] = clamp(mean + contrast * ((image[i] ?? 0) - mean));
  }
  if (saturation !== 1)
    for (let i = 0; i < plane; i += 1) {
      const base = grey(i);
      for (let c = 0; c < 3; c += 1)
        image[c * plane + i] = clamp(base + saturation * ((image[c * plane + i] ?? 0) - base));
    }
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

/** Gaussian, along rows and then columns; the border repeats its last pixel. */
function blur(image: Float32Array, { channels, height, width }: Size, sigma: number, scratch: Float32Array): void {
  const radius = Math.ceil(3 * sigma);
  if (radius === 0) return;
  const kernel = Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)));
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  const pass = (from: Float32Array, to: Float32Array, dy: number, dx: number): void => {
    for (let c = 0; c < channels; c += 1)
      for (let y = 0; y < height; y += 1)
        for (let x = 0; x < width; x += 1) {
          let sum = 0;
          for (let k = -radius; k <= radius; k += 1) {
            const row = Math.min(height - 1, Math.max(0, y + k * dy));
            const column = Math.min(width - 1, Math.max(0, x + k * dx));
            sum += (kernel[k + radius] ?? 0) * (from[(c * height + row) * width + column] ?? 0);
          }
          to[(c * height + y) * width + x] = sum / total;
        }
  };
  pass(image, scratch, 0, 1);
  pass(scratch, image, 1, 0);
}

/** DeVries and Taylor 2017: a square, which may reach over the border, set to 0. */
function cutout(image: Float32Array, { channels, height, width }: Size, side: number, random: Random): void {
  const top = Math.floor(random.next() * height) - Math.floor(side / 2);
  const left = Math.floor(random.next() * width) - Math.floor(side / 2);
  for (let c = 0; c < channels; c += 1)
    for (let y = Math.max(0, top); y < Math.min(height, top + side); y += 1)
      for (let x = Math.max(0, left); x < Math.min(width, left + side); x += 1) image[(c * height + y) * width + x] = 0;
}
