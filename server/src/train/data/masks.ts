/** Pictures with a mask each: PNG files whose grey values or palette indices are the classes of the pixels. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { decode } from 'fast-png';
import { fileError, messageOf, TrainError } from '../files/errors';
import { indexAt, PICTURES, readInto, readPicture, sizeOfPicture } from './picture';
import type { PictureOptions } from './pictures';
import { remembered } from './remembered';
import type { DataSet, Part, Size } from './types';

export interface MaskOptions extends PictureOptions {
  /** Value of pixels that count for nothing. */
  readonly ignore: number | undefined;
}

export interface Pair {
  readonly image: string;
  readonly mask: string;
}

const IMAGES = ['images', 'image', 'imgs', 'img'];
const MASKS = ['masks', 'mask', 'labels', 'annotations'];
const TESTS = ['test', 'val', 'valid', 'validation'];
/** How many masks are looked at to know the classes. */
const LOOKED_AT = 300;
const MOST_CLASSES = 1000;

/** `root/images` and `root/masks`, or both below `root/train` and `root/test` (or val). */
export function openMaskFolder(root: string, options: MaskOptions): DataSet {
  const train = existsSync(join(root, 'train')) ? join(root, 'train') : root;
  const test = train === root ? undefined : TESTS.map((name) => join(root, name)).find(existsSync);
  return openMasks(root, pairsIn(train), test === undefined ? undefined : pairsIn(test), options);
}

/** `root`: where `classes.txt` may be. */
export function openMasks(root: string, train: Pair[], test: Pair[] | undefined, options: MaskOptions): DataSet {
  const [first] = train;
  if (first === undefined) throw new TrainError(`${root}: there are no pictures with masks to train on`);
  const own = sizeOfPicture(readPicture(first.image));
  const size: Size = {
    channels: options.channels ?? own.channels,
    height: options.size?.[0] ?? own.height,
    width: options.size?.[1] ?? own.width,
  };
  const seen = valuesIn(train, options.ignore);
  const isBinary = options.ignore === undefined && seen.has(255) && [...seen].every((one) => one === 0 || one === 255);
  const most = isBinary ? 1 : Math.max(0, ...seen);
  const classes = classNames(root, most);
  const legend: Legend = { classes: classes.length, isBinary, ignore: options.ignore };
  const part = (pairs: readonly Pair[]): Part =>
    remembered(pairPart(pairs, size, options.size !== undefined, legend), size);
  return {
    name: basename(root),
    size,
    classes,
    targets: { kind: 'masks' },
    train: part(train),
    test: test && part(test),
    close() {},
  };
}

function pairsIn(folder: string): Pair[] {
  const below = (names: readonly string[]): string | undefined =>
    names.map((one) => join(folder, one)).find(existsSync);
  const [images, masks] = [below(IMAGES), below(MASKS)];
  if (images === undefined || masks === undefined)
    throw new TrainError(
      `${folder}: pictures with masks lie in two folders, ${join(basename(folder), 'images')} and ${join(basename(folder), 'masks')}, under the same names`,
    );
  const files = filesIn(masks);
  return filesIn(images).map((name) => {
    const stem = name.slice(0, -extname(name).length);
    const mask = [`${stem}.png`, `${stem}_mask.png`].find((one) => files.includes(one));
    if (mask !== undefined) return { image: join(images, name), mask: join(masks, mask) };
    throw new TrainError(`${join(images, name)}: there is no ${stem}.png in ${masks}; masks are PNG files`);
  });
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => PICTURES.test(name) && !name.startsWith('.'))
      .sort();
  } catch (error) {
    throw fileError(folder, error);
  }
}

interface Mask {
  readonly height: number;
  readonly width: number;
  readonly at: (pixel: number) => number;
}

function readMask(file: string): Mask {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw fileError(file, error);
  }
  if (bytes[0] === 0xff) throw new TrainError(`${file}: a JPEG changes the classes of pixels; masks must be PNG files`);
  let image: ReturnType<typeof decode>;
  try {
    image = decode(bytes);
  } catch (error) {
    throw new TrainError(`${file}: this mask cannot be read (${messageOf(error)}); replace it or take it out`);
  }
  const { height, width, data, channels, palette, depth } = image;
  if (channels > 2 && palette === undefined)
    throw new TrainError(
      `${file}: a mask in colours; the classes of pixels are grey values or palette indices 0, 1, 2, …`,
    );
  const isPacked = depth < 8;
  return { height, width, at: (pixel) => (isPacked ? indexAt(image, pixel) : (data[pixel * channels] ?? 0)) };
}

function valuesIn(pairs: readonly Pair[], ignore: number | undefined): Set<number> {
  const seen = new Set<number>();
  const count = Math.min(pairs.length, LOOKED_AT);
  for (let i = 0; i < count; i += 1) {
    const { height, width, at } = readMask(pairs[Math.floor((i * pairs.length) / count)]?.mask ?? '');
    for (let pixel = 0; pixel < height * width; pixel += 1) seen.add(at(pixel));
  }
  if (ignore !== undefined) seen.delete(ignore);
  return seen;
}

function classNames(root: string, most: number): string[] {
  const file = join(root, 'classes.txt');
  if (existsSync(file)) {
    const names = readFileSync(file, 'utf8')
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
    if (names.length > most) return names;
    throw new TrainError(`${file}: ${names.length} names, and there are masks with the class ${most}`);
  }
  if (most >= MOST_CLASSES)
    throw new TrainError(
      `${root}: a mask has the value ${most}, which is too large for a class; classes are 0, 1, 2, …`,
    );
  return Array.from({ length: most + 1 }, (_, i) => String(i));
}

interface Legend {
  readonly classes: number;
  /** 0 and 255 stand for 0 and 1. */
  readonly isBinary: boolean;
  readonly ignore: number | undefined;
}

function pairPart(pairs: readonly Pair[], size: Size, resize: boolean, legend: Legend): Part {
  return {
    count: pairs.length,
    labels: new Int32Array(pairs.length),
    read: (index, target, at) => readInto(pairs[index]?.image ?? '', size, resize, target, at),
    readTarget(index, target, at) {
      const file = pairs[index]?.mask ?? '';
      const mask = readMask(file);
      if (!resize && (mask.height !== size.height || mask.width !== size.width))
        throw new TrainError(
          `${file}: ${mask.width}×${mask.height} pixels, where its picture has ${size.width}×${size.height}`,
        );
      placeMask(file, mask, size, legend, target, at);
    },
  };
}

/** The nearest pixel where the sizes differ: there is nothing between two classes. */
function placeMask(
  file: string,
  mask: Mask,
  { height, width }: Size,
  legend: Legend,
  target: Target,
  at: number,
): void {
  const nearest = (place: number, from: number, to: number): number => Math.floor(((place + 0.5) * from) / to);
  for (let y = 0; y < height; y += 1) {
    const row = nearest(y, mask.height, height) * mask.width;
    for (let x = 0; x < width; x += 1) {
      const value = mask.at(row + nearest(x, mask.width, width));
      target[at + y * width + x] = classOf(file, value, legend);
    }
  }
}
type Target = Float32Array | Int32Array;

export function classOf(file: string, value: number, { classes, isBinary, ignore }: Legend): number {
  if (value === ignore) return value;
  const cls = isBinary && value === 255 ? 1 : value;
  if (cls >= 0 && cls < classes) return cls;
  throw new TrainError(
    `${file}: a pixel has the value ${value}, and there are ${classes} classes. If it counts for nothing, set "ignore_index": ${value} in the recipe's loss; if it is a class, name all classes in classes.txt`,
  );
}
