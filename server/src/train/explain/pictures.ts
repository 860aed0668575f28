/** An image for a model, from a file, the clipboard, its data set or a run: pixels from 0 to 1 at the model's size. */
import { readFileSync } from 'node:fs';
import type { Fitting, ImageSource } from '../../protocol';
import { decodePicture, type Picture, place } from '../data/picture';
import { type DataSet, elementsOf, type Part, type Size, sizeText } from '../data/types';
import { fileError, TrainError } from '../files/errors';

export interface Loaded {
  readonly title: string;
  readonly label: number | undefined;
  /** [C, height, width] */
  readonly pixels: Float32Array;
}

const ADVICE = 'choose a PNG or JPEG file';

export function loadImage(source: ImageSource, size: Size, fitting: Fitting, data: DataSet | undefined): Loaded {
  switch (source.kind) {
    case 'file':
      return fromBytes(source.file, bytesOf(source.file), size, fitting);
    case 'bytes':
      return fromBytes(source.name, Buffer.from(source.bytes), size, fitting);
    case 'sample': {
      const part = partOf(data, source.part);
      if (!(source.index >= 0 && source.index < part.count))
        throw new TrainError(`There is no image ${source.index}; the data set has ${part.count} ${source.part} images`);
      const pixels = new Float32Array(elementsOf(data?.size ?? size));
      part.read(source.index, pixels, 0);
      const title = `${data?.name ?? 'data'}, ${source.part} image ${source.index}`;
      return { title, label: part.labels[source.index], pixels: fitted(pixels, data?.size ?? size, size) };
    }
    case 'pixels': {
      const pixels = Float32Array.from(source.pixels, (byte) => byte / 255);
      return { title: source.name, label: source.label, pixels: fitted(pixels, source.size, size) };
    }
  }
}

export function partOf(data: DataSet | undefined, name: 'train' | 'test'): Part {
  if (data === undefined)
    throw new TrainError('There is no data set: a recipe (convscope.json) beside the model names it');
  const part = name === 'train' ? data.train : data.test;
  if (part === undefined) throw new TrainError(`${data.name} has no ${name} images`);
  return part;
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw fileError(file, error);
  }
}

function fromBytes(name: string, bytes: Buffer, size: Size, fitting: Fitting): Loaded {
  if (size.channels !== 1 && size.channels !== 3)
    throw new TrainError(
      `The model takes images of ${size.channels} channels, and pictures in files have 1 or 3; choose an image of its data set`,
    );
  if (bytes.length === 0) throw new TrainError(`${name} is empty; ${ADVICE}`);
  const picture = decodePicture(name, bytes, ADVICE);
  const pixels = new Float32Array(elementsOf(size));
  place(fitting === 'crop' ? middleOf(picture, size) : picture, size, pixels, 0);
  return { title: name.replace(/^.*[\\/]/, ''), label: undefined, pixels };
}

/** The largest part in the middle that has the sides of the model's image. */
function middleOf(picture: Picture, size: Size): Picture {
  const scale = Math.min(picture.height / size.height, picture.width / size.width);
  const height = Math.max(1, Math.round(size.height * scale));
  const width = Math.max(1, Math.round(size.width * scale));
  if (height === picture.height && width === picture.width) return picture;
  const [top, left] = [Math.floor((picture.height - height) / 2), Math.floor((picture.width - width) / 2)];
  const row = width * picture.channels;
  const data = new Float32Array(height * row);
  for (let y = 0; y < height; y += 1) {
    const from = ((top + y) * picture.width + left) * picture.channels;
    for (let i = 0; i < row; i += 1) data[y * row + i] = picture.data[from + i] ?? 0;
  }
  return { ...picture, height, width, data };
}

/** A data set of another size than the model was read for is not guessed at. */
function fitted(pixels: Float32Array, from: Size, to: Size): Float32Array {
  if (from.channels === to.channels && from.height === to.height && from.width === to.width) return pixels;
  if (from.channels !== to.channels)
    throw new TrainError(`The image is ${sizeText(from)}, and the model takes ${sizeText(to)}`);
  const { channels, height, width } = from;
  const data = new Float32Array(pixels.length);
  const plane = height * width;
  for (let c = 0; c < channels; c += 1)
    for (let i = 0; i < plane; i += 1) data[i * channels + c] = pixels[c * plane + i] ?? 0;
  const result = new Float32Array(elementsOf(to));
  place({ height, width, channels, data, most: 1 }, to, result, 0);
  return result;
}

/** Bytes, as they are shown. */
export const shown = (pixels: Float32Array): Uint8Array =>
  Uint8Array.from(Uint8ClampedArray.from(pixels, (x) => 255 * x));
