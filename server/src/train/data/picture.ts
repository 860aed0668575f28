/** PNG and JPEG files as numbers, by fast-png and jpeg-js, at a wanted size. */
import { readFileSync } from 'node:fs';
import { decode as decodePng } from 'fast-png';
import { decode as decodeJpeg } from 'jpeg-js';
import { fileError, messageOf, TrainError } from '../files/errors';
import { elementsOf, type Size, sizeText } from './types';

export const PICTURES = /\.(png|jpe?g)$/i;

export interface Picture {
  readonly height: number;
  readonly width: number;
  /** 1 grey, 2 grey and alpha, 3 colours, 4 colours and alpha. */
  readonly channels: number;
  /** Pixel by pixel. */
  readonly data: ArrayLike<number>;
  /** The largest value. */
  readonly most: number;
}

export function readPicture(file: string): Picture {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw fileError(file, error);
  }
  return decodePicture(file, bytes, 'replace it or take it out');
}

/** `advice`: what to do where it cannot be read. */
export function decodePicture(name: string, bytes: Buffer, advice: string): Picture {
  try {
    return bytes[0] === 0xff ? jpeg(bytes) : png(bytes);
  } catch (error) {
    throw new TrainError(`${name}: this picture cannot be read (${messageOf(error)}); ${advice}`);
  }
}

/** Memory is bounded: a small file may claim any size. */
function jpeg(bytes: Buffer): Picture {
  const options = { useTArray: true, formatAsRGBA: false, maxMemoryUsageInMB: 512, maxResolutionInMP: 64 } as const;
  const { width, height, data } = decodeJpeg(bytes, options);
  return { width, height, data, channels: data.length / (width * height), most: 255 };
}

function png(bytes: Buffer): Picture {
  const width = bytes.length > 24 ? bytes.readUInt32BE(16) : 0;
  const height = bytes.length > 24 ? bytes.readUInt32BE(20) : 0;
  if (width * height > 64e6) throw new Error(`${width}×${height} pixels are too many`);
  const image = decodePng(bytes);
  const { palette } = image;
  if (palette !== undefined) {
    const data = new Uint8Array(image.width * image.height * 3);
    for (let i = 0; i < image.width * image.height; i += 1)
      data.set((palette[indexAt(image, i)] ?? []).slice(0, 3), 3 * i);
    return { width: image.width, height: image.height, channels: 3, data, most: 255 };
  }
  return { ...image, most: 2 ** (image.depth === 16 ? 16 : 8) - 1 };
}

/** Palettes of fewer than 256 colours pack several pixels into a byte; rows begin at a byte. */
export function indexAt({ data, depth, width }: ReturnType<typeof decodePng>, i: number): number {
  if (depth >= 8) return data[i] ?? 0;
  const y = Math.floor(i / width);
  const bit = (i - y * width) * depth;
  const byte = data[y * Math.ceil((width * depth) / 8) + (bit >> 3)] ?? 0;
  return (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
}

/** Writes channels × height × width from 0 to 1, resized where the sizes differ: along the rows first. */
export function place(picture: Picture, size: Size, target: Float32Array, at: number): void {
  const { height, width } = size;
  const rows = taps(picture.height, height);
  const columns = taps(picture.width, width);
  const narrow = new Float64Array(picture.height * width);
  for (let c = 0; c < size.channels; c += 1) {
    const value = channelReader(picture, c, size.channels);
    for (let y = 0; y < picture.height; y += 1)
      columns.forEach((column, x) => {
        let sum = 0;
        for (const tap of column) sum += tap.weight * value(y, tap.at);
        narrow[y * width + x] = sum;
      });
    rows.forEach((row, y) => {
      for (let x = 0; x < width; x += 1) {
        let sum = 0;
        for (const tap of row) sum += tap.weight * (narrow[tap.at * width + x] ?? 0);
        target[at + (c * height + y) * width + x] = sum;
      }
    });
  }
}

interface Tap {
  readonly at: number;
  readonly weight: number;
}

/** Bilinear, with the triangle widened when shrinking, so that no pixel is left out (as PIL's resize does). */
function taps(from: number, to: number): Tap[][] {
  if (from === to) return Array.from({ length: to }, (_, i) => [{ at: i, weight: 1 }]);
  const scale = from / to;
  const reach = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const found: Tap[] = [];
    for (let at = Math.max(0, Math.floor(centre - reach)); at < Math.min(from, centre + reach); at += 1) {
      const weight = Math.max(0, 1 - Math.abs((at + 0.5 - centre) / reach));
      if (weight > 0) found.push({ at, weight });
    }
    const total = found.reduce((sum, { weight }) => sum + weight, 0);
    return found.map(({ at, weight }) => ({ at, weight: weight / total }));
  });
}

/** One channel of what the model wants: alpha is left out, grey stands for each colour, luma for grey (BT.601). */
function channelReader({ data, channels, width, most }: Picture, channel: number, wanted: number) {
  const colours = channels >= 3 ? 3 : 1;
  const sample = (y: number, x: number, c: number): number => (data[(y * width + x) * channels + c] ?? 0) / most;
  if (wanted === 1 && colours === 3)
    return (y: number, x: number) => 0.299 * sample(y, x, 0) + 0.587 * sample(y, x, 1) + 0.114 * sample(y, x, 2);
  const from = colours === 1 ? 0 : channel;
  return (y: number, x: number) => sample(y, x, from);
}

export const sizeOfPicture = ({ channels, height, width }: Picture): Size => ({
  channels: channels >= 3 ? 3 : 1,
  height,
  width,
});

/** Reads a picture into its place; one of another size is an error unless a size is wanted. */
export function readInto(file: string, size: Size, resize: boolean, target: Float32Array, at: number): void {
  const picture = readPicture(file);
  if (!resize && (picture.height !== size.height || picture.width !== size.width))
    throw new TrainError(
      `${file}: ${picture.width}×${picture.height} pixels, where the first picture has ${size.width}×${size.height}; set "size" in the recipe's data to bring all to one size`,
    );
  if (target.length < at + elementsOf(size)) throw new TrainError(`${file}: no room for ${sizeText(size)}`);
  place(picture, size, target, at);
}
