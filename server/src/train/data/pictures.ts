/** Pictures in files: a folder for each class (torchvision's ImageFolder), or a table of files and labels. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import Papa from 'papaparse';
import { fileError, TrainError } from '../files/errors';
import { type MaskOptions, openMasks } from './masks';
import { PICTURES, readInto, readPicture, sizeOfPicture } from './picture';
import { remembered } from './remembered';
import type { DataSet, Part, Size, Targets } from './types';

export interface PictureOptions {
  /** Height and width to bring all pictures to. */
  readonly size: readonly number[] | undefined;
  readonly channels: 1 | 3 | undefined;
}

interface Listed {
  readonly file: string;
  readonly label: string;
}

const TEST_FOLDERS = ['test', 'val', 'valid', 'validation'];

/** `root/class/…` or `root/train/class/…` with `root/test` (or val). */
export function openFolder(root: string, options: PictureOptions): DataSet {
  const train = existsSync(join(root, 'train')) ? join(root, 'train') : root;
  const test = train === root ? undefined : TEST_FOLDERS.map((name) => join(root, name)).find(existsSync);
  const listed = listFolder(train);
  if (listed.length === 0)
    throw new TrainError(
      `${root}: no pictures in it; there should be a folder for each class, with PNG or JPEG files: ${join(basename(root), 'cat', '1.jpg')}`,
    );
  const set = pictures(basename(root), listed, test === undefined ? undefined : listFolder(test), options);
  return { ...set, notes: leftOut(train, listed) };
}

/** Pictures that other programs read. */
const OTHER_PICTURES = /\.(?:webp|gif|bmp|tiff?|avif|heic|ppm|pgm|pbm)$/i;

/** Folders that are no class, and files that are not read. */
function leftOut(root: string, listed: readonly Listed[]): string[] {
  const classes = new Set(listed.map(({ label }) => label));
  const folders = names(root).filter((name) => isFolder(join(root, name)));
  const empty = folders.filter((name) => !classes.has(name));
  const others = folders.flatMap((name) => filesBelow(join(root, name), OTHER_PICTURES));
  const notes: string[] = [];
  if (empty.length > 0)
    notes.push(
      `No PNG or JPEG pictures in ${empty.map((name) => join(root, name)).join(', ')}: left out, and no class.`,
    );
  if (others.length > 0)
    notes.push(`${others.length} pictures are neither PNG nor JPEG and are left out (${others[0]}); convert them.`);
  return notes;
}

function listFolder(root: string): Listed[] {
  return names(root)
    .filter((name) => isFolder(join(root, name)))
    .flatMap((label) => filesBelow(join(root, label), PICTURES).map((file) => ({ file, label })));
}

function filesBelow(folder: string, kind: RegExp): string[] {
  return names(folder).flatMap((name) => {
    const path = join(folder, name);
    if (kind.test(name)) return [path];
    return isFolder(path) ? filesBelow(path, kind) : [];
  });
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith('.'))
      .sort();
  } catch (error) {
    throw fileError(folder, error);
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const FILE_COLUMNS = ['file', 'filename', 'path', 'image', 'img', 'name'];
const LABEL_COLUMNS = ['label', 'class', 'target', 'category', 'y'];
const MASK_COLUMNS = ['mask', 'masks', 'segmentation', 'annotation'];
const SPLIT_COLUMNS = ['split', 'set', 'subset'];

export interface TableOptions extends MaskOptions {
  readonly targets: Targets['kind'];
}

/** A table with a column of files (relative to it), one of labels (or masks) and, if there is one, `split`. */
export function openCsv(table: string, options: TableOptions): DataSet {
  let text: string;
  try {
    text = readFileSync(table, 'utf8');
  } catch (error) {
    throw fileError(table, error);
  }
  const { data, meta } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
  const column = (usual: readonly string[]): string | undefined =>
    meta.fields?.find((field) => usual.includes(field.trim().toLowerCase()));
  const file = column(FILE_COLUMNS);
  const wanted = options.targets === 'masks' ? MASK_COLUMNS : LABEL_COLUMNS;
  const label = column(wanted);
  if (file === undefined || label === undefined)
    throw new TrainError(
      `${table}: its first line must name a column 'file' and a column '${wanted[0]}'; it has ${meta.fields?.join(', ') || 'none'}`,
    );
  const split = column(SPLIT_COLUMNS);
  const rows = data.map((row, i) => {
    const path = row[file];
    if (!path) throw new TrainError(`${table}: row ${i + 1} has no file`);
    if (!row[label]) throw new TrainError(`${table}: row ${i + 1} (${path}) has no ${label}`);
    if (!existsSync(resolve(dirname(table), path)))
      throw new TrainError(
        `${table}: row ${i + 1} names ${path}, and there is no such file; paths are taken from ${dirname(table)}`,
      );
    const isTest = split !== undefined && TEST_FOLDERS.includes((row[split] ?? '').trim().toLowerCase());
    return { listed: { file: resolve(dirname(table), path), label: row[label] ?? '' }, isTest };
  });
  const test = rows.filter(({ isTest }) => isTest).map(({ listed }) => listed);
  const train = rows.filter(({ isTest }) => !isTest).map(({ listed }) => listed);
  if (train.length === 0) throw new TrainError(`${table}: there are no rows to train on`);
  const tested = test.length > 0 ? test : undefined;
  switch (options.targets) {
    case 'classes':
      return pictures(basename(table), train, tested, options);
    case 'numbers':
      return numbered(basename(table), train, tested, options);
    case 'masks': {
      const pairs = (listed: readonly Listed[]) =>
        listed.map((one) => ({ image: one.file, mask: resolve(dirname(table), one.label) }));
      return openMasks(dirname(table), pairs(train), tested && pairs(tested), options);
    }
  }
}

/** Labels are numbers. */
function numbered(name: string, train: Listed[], test: Listed[] | undefined, options: PictureOptions): DataSet {
  const size = sizeFor(train[0]?.file ?? '', options);
  const part = (listed: Listed[]): Part => {
    const numbers = Float32Array.from(listed, ({ file, label }) => {
      const value = label.trim() === '' ? Number.NaN : Number(label);
      if (Number.isFinite(value)) return value;
      throw new TrainError(`${file}: its label '${label}' is not a number`);
    });
    const read: Part['read'] = (index, target, at) =>
      readInto(listed[index]?.file ?? '', size, options.size !== undefined, target, at);
    const readTarget: Part['readTarget'] = (index, target, at) => {
      target[at] = numbers[index] ?? 0;
    };
    return { ...remembered({ count: listed.length, labels: new Int32Array(listed.length), read }, size), readTarget };
  };
  const targets = { kind: 'numbers', count: 1 } as const;
  return { name, size, classes: [], targets, train: part(train), test: test && part(test), close() {} };
}

function pictures(name: string, train: Listed[], test: Listed[] | undefined, options: PictureOptions): DataSet {
  const classes = sortedClasses(train);
  if (classes.length < 2)
    throw new TrainError(`${name}: all pictures are of one class (${classes[0] ?? ''}); there must be at least two`);
  const size = sizeFor(train[0]?.file ?? '', options);
  const part = (listed: Listed[]): Part => pictureParts(listed, classes, size, options.size !== undefined);
  return { name, size, classes, train: part(train), test: test && part(test), close() {} };
}

/** As ImageFolder does, by name; numbers as numbers. */
function sortedClasses(listed: readonly Listed[]): string[] {
  const all = [...new Set(listed.map(({ label }) => label))];
  const numeric = all.every((label) => /^\d+$/.test(label));
  return all.sort((a, b) => (numeric ? Number(a) - Number(b) : a < b ? -1 : 1));
}

function pictureParts(listed: readonly Listed[], classes: readonly string[], size: Size, resize: boolean): Part {
  const labels = Int32Array.from(listed, ({ file, label }) => {
    const index = classes.indexOf(label);
    if (index < 0) throw new TrainError(`${file}: class '${label}' is not among the classes that are trained`);
    return index;
  });
  const read: Part['read'] = (index, target, at) => readInto(listed[index]?.file ?? '', size, resize, target, at);
  return remembered({ count: listed.length, labels, read }, size);
}

function sizeFor(first: string, { size, channels }: PictureOptions): Size {
  const own = sizeOfPicture(readPicture(first));
  return { channels: channels ?? own.channels, height: size?.[0] ?? own.height, width: size?.[1] ?? own.width };
}
