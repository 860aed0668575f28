/** Images and labels as arrays of NumPy: an `.npz`, or a folder of `.npy` files, under the usual names. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Archive } from '../files/archive';
import { TrainError } from '../files/errors';
import { FileReader } from '../files/reader';
import { classCount } from './bytes';
import { type NpyHeader, npyHeader, numbersOf, widthOf } from './npy';
import { type DataSet, elementsOf, type Part, type Size, type Targets } from './types';

const IMAGES = {
  train: ['x_train', 'train_images', 'X_train', 'x', 'X', 'images', 'data'],
  test: ['x_test', 'test_images', 'X_test'],
};
const LABELS = {
  train: ['y_train', 'train_labels', 'Y_train', 'y', 'Y', 'labels', 'target'],
  test: ['y_test', 'test_labels', 'Y_test'],
};

/** Bytes of an array: all of an archive's entry, or by place in a file. */
interface Source {
  readonly file: string;
  readonly header: NpyHeader;
  readonly fill: (at: number, target: Uint8Array) => void;
}
type Find = (names: readonly string[]) => Promise<Source | undefined>;

export interface NumpyOptions {
  readonly targets: Targets['kind'];
  /** Value of pixels in masks that count for nothing. */
  readonly ignore: number | undefined;
}

export async function openNumpy(path: string, options: NumpyOptions): Promise<DataSet> {
  const opened: { close(): void }[] = [];
  const close = (): void => {
    for (const one of opened) one.close();
  };
  try {
    const find = path.endsWith('.npz') ? await inArchive(path, opened) : inFolder(path, opened);
    const train = await partOf(find, 'train', options);
    if (train === undefined)
      throw new TrainError(
        `${path}: no images and labels in it; name the arrays x_train and y_train (and x_test, y_test), or x and y`,
      );
    const test = await partOf(find, 'test', options);
    if (test !== undefined && elementsOf(test.size) !== elementsOf(train.size))
      throw new TrainError(`${path}: the test images have another size than the training images`);
    const { size, targets, classes: count } = train;
    const classes = Array.from({ length: count }, (_, i) => String(i));
    return { name: basename(path), size, classes, targets, train: train.part, test: test?.part, close };
  } catch (error) {
    close();
    throw error;
  }
}

async function inArchive(path: string, opened: { close(): void }[]): Promise<Find> {
  const archive = await Archive.open(path);
  opened.push(archive);
  return async (names) => {
    const name = names.find((one) => archive.names.includes(`${one}.npy`));
    if (name === undefined) return undefined;
    const bytes = await archive.read(`${name}.npy`);
    const file = `${path}: ${name}`;
    const header = npyHeader(file, bytes);
    return {
      file,
      header,
      fill: (at, target) => target.set(bytes.subarray(header.start + at, header.start + at + target.length)),
    };
  };
}

function inFolder(path: string, opened: { close(): void }[]): Find {
  return async (names) => {
    const file = names.map((name) => join(path, `${name}.npy`)).find(existsSync);
    if (file === undefined) return undefined;
    const reader = new FileReader(file);
    opened.push(reader);
    const header = npyHeader(file, reader.bytes(0, Math.min(reader.size, 4096)));
    return { file, header, fill: (at, target) => reader.fill(header.start + at, target) };
  };
}

interface Found {
  readonly part: Part;
  readonly size: Size;
  readonly targets: Targets;
  readonly classes: number;
}

async function partOf(find: Find, which: 'train' | 'test', options: NumpyOptions): Promise<Found | undefined> {
  const images = await find(IMAGES[which]);
  const labels = await find(LABELS[which]);
  if (images === undefined || labels === undefined) return undefined;
  const size = sizeOf(images);
  const count = images.header.shape[0] ?? 0;
  if (labels.header.shape[0] !== count)
    throw new TrainError(
      `${images.file}: ${count} images, but ${labels.file} has ${labels.header.shape[0] ?? 0} labels`,
    );
  const said = targetsOf(labels, size, count, options);
  const { type } = images.header;
  const stride = elementsOf(size) * widthOf(type);
  const bytes = new Uint8Array(stride);
  const image = new Float32Array(elementsOf(size));
  const scale = type === 'u1' ? 1 / 255 : 1;
  const channelsLast = isChannelsLast(images.header.shape);
  const read: Part['read'] = (index, target, at) => {
    images.fill(index * stride, bytes);
    numbersOf(bytes, type, image.length, image);
    const plane = size.height * size.width;
    for (let i = 0; i < image.length; i += 1) {
      const place = channelsLast ? (i % size.channels) * plane + Math.floor(i / size.channels) : i;
      target[at + place] = (image[i] ?? 0) * scale;
    }
  };
  const { targets, classes, ...part } = said;
  return { part: { count, read, ...part }, size, targets, classes };
}

type Said = Pick<Part, 'labels' | 'readTarget'> & Pick<Found, 'targets' | 'classes'>;

function targetsOf(labels: Source, size: Size, count: number, { targets, ignore }: NumpyOptions): Said {
  switch (targets) {
    case 'classes': {
      const classes = labelsOf(labels);
      return { labels: classes, targets: { kind: 'classes' }, classes: classCount(labels.file, classes) };
    }
    case 'numbers': {
      const each = labels.header.shape.slice(1).reduce((product, one) => product * one, 1);
      const readTarget = readerOf(labels, each);
      return { labels: new Int32Array(count), readTarget, targets: { kind: 'numbers', count: each }, classes: 0 };
    }
    case 'masks':
      return masksOf(labels, size, count, ignore);
  }
}

/** N×H×W, or N×1×H×W. */
function masksOf(masks: Source, size: Size, count: number, ignore: number | undefined): Said {
  const { file, header } = masks;
  const plane = size.height * size.width;
  const [, ...rest] = header.shape[1] === 1 && header.shape.length === 4 ? header.shape.toSpliced(1, 1) : header.shape;
  if (rest.length !== 2 || rest[0] !== size.height || rest[1] !== size.width)
    throw new TrainError(
      `${file}: sizes ${header.shape.join('×')}; masks of these images are ${count}×${size.height}×${size.width}`,
    );
  const readTarget = readerOf(masks, plane);
  const one = new Int32Array(plane);
  let most = 0;
  for (let i = 0; i < count; i += 1) {
    readTarget(i, one, 0);
    for (const value of one) {
      if (value === ignore) continue;
      if (value < 0 || value >= 1000)
        throw new TrainError(`${file}: a pixel has the value ${value}; classes are 0, 1, 2, …`);
      if (value > most) most = value;
    }
  }
  return { labels: new Int32Array(count), readTarget, targets: { kind: 'masks' }, classes: most + 1 };
}

/** `each` numbers for an image. */
function readerOf({ header, fill }: Source, each: number) {
  const bytes = new Uint8Array(each * widthOf(header.type));
  const values = new Float32Array(each);
  return (index: number, target: Float32Array | Int32Array, at: number): void => {
    fill(index * bytes.length, bytes);
    numbersOf(bytes, header.type, each, values);
    target.set(values, at);
  };
}

/** N×H×W, N×C×H×W, or N×H×W×C with one, three or four channels. */
function sizeOf({ file, header: { shape } }: Source): Size {
  const [, a, b, c] = shape;
  if (shape.length === 3 && a !== undefined && b !== undefined) return { channels: 1, height: a, width: b };
  if (shape.length === 4 && a !== undefined && b !== undefined && c !== undefined)
    return isChannelsLast(shape) ? { channels: c, height: a, width: b } : { channels: a, height: b, width: c };
  throw new TrainError(`${file}: sizes ${shape.join('×')}; images are N×H×W, N×C×H×W or N×H×W×C`);
}

function isChannelsLast(shape: readonly number[]): boolean {
  const few = (size: number | undefined): boolean => size === 1 || size === 3 || size === 4;
  return shape.length === 4 && few(shape[3]) && !few(shape[1]);
}

function labelsOf({ file, header, fill }: Source): Int32Array {
  const count = header.shape.reduce((product, size) => product * size, 1);
  if (count !== header.shape[0])
    throw new TrainError(
      `${file}: sizes ${header.shape.join('×')}; labels are one number for each image. For masks set "targets": "masks" in the recipe's data, for several numbers "numbers"`,
    );
  const bytes = new Uint8Array(count * widthOf(header.type));
  fill(0, bytes);
  const labels = new Int32Array(count);
  numbersOf(bytes, header.type, count, labels);
  return labels;
}
