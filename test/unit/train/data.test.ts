import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { encode as encodePng } from 'fast-png';
import { encode as encodeJpeg } from 'jpeg-js';
import { describe, expect, test } from 'vitest';
import { type DataRecipe, validateRecipe } from '../../../server/src/recipe';
import { openData } from '../../../server/src/train/data/open';
import { readPicture } from '../../../server/src/train/data/picture';
import { type DataSet, elementsOf, type Part } from '../../../server/src/train/data/types';

const top = mkdtempSync(join(tmpdir(), 'convscope-data-'));
let made = 0;
/** A new folder with these files. */
function folder(files: Readonly<Record<string, Uint8Array | string>>): string {
  made += 1;
  const root = join(top, String(made));
  mkdirSync(root);
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), bytes);
  }
  return root;
}

function recipe(data: object): DataRecipe {
  const { recipe: whole, problems } = validateRecipe({ file: 'a.py', model: 'A()', data });
  if (whole === undefined) throw new Error(JSON.stringify(problems));
  return whole.data;
}
const open = (name: string, root: string, more: object = {}): Promise<DataSet> =>
  openData(recipe({ name, root, ...more }), '/');

function image(part: Part | undefined, index: number, { size }: DataSet): number[] {
  const target = new Float32Array(elementsOf(size));
  part?.read(index, target, 0);
  return [...target].map((value) => Math.round(value * 255));
}

const idx = (sizes: readonly number[], bytes: readonly number[]): Uint8Array => {
  const head = Buffer.alloc(4 + 4 * sizes.length);
  head[2] = 8;
  head[3] = sizes.length;
  sizes.forEach((size, i) => {
    head.writeUInt32BE(size, 4 + 4 * i);
  });
  return Buffer.concat([head, Uint8Array.from(bytes)]);
};

describe('the digits that come along', () => {
  test('are 1,797 in ten classes', async () => {
    const data = await openData(recipe({ name: 'digits' }), '/');
    expect(data.train.count + (data.test?.count ?? 0)).toBe(1797);
    expect(data.size).toEqual({ channels: 1, height: 8, width: 8 });
    expect([...data.train.labels.subarray(0, 12)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
    const first = new Float32Array(64);
    data.train.read(0, first, 0);
    expect([...first.subarray(0, 8)].map((v) => v * 16)).toEqual([0, 0, 5, 13, 9, 1, 0, 0]);
  });
});

describe('IDX files', () => {
  const images = idx([3, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255]);
  const labels = idx([3], [0, 1, 9]);
  const files = { 'train-images-idx3-ubyte': images, 'train-labels-idx1-ubyte': labels };

  test.each(['MNIST/raw/', ''])('are found below %j, packed or not', async (below) => {
    const root = folder({
      [`${below}train-images-idx3-ubyte.gz`]: gzipSync(images),
      [`${below}train-labels-idx1-ubyte`]: labels,
      [`${below}t10k-images-idx3-ubyte`]: idx([1, 2, 2], [1, 2, 3, 4]),
      [`${below}t10k-labels-idx1-ubyte`]: idx([1], [4]),
    });
    const data = await open('mnist', root);
    expect([...data.train.labels]).toEqual([0, 1, 9]);
    expect(image(data.train, 2, data)).toEqual([8, 9, 10, 255]);
    expect(image(data.test, 0, data)).toEqual([1, 2, 3, 4]);
    expect(data.classes).toHaveLength(10);
    data.close();
  });

  test.each<[string, Record<string, Uint8Array>, RegExp]>([
    [
      'cut short',
      { ...files, 'train-images-idx3-ubyte': images.subarray(0, 20) },
      /train-images-idx3-ubyte: cut short: 3×2×2 values are announced, and the file has 4; download it again/,
    ],
    [
      'cut short and packed',
      { 'train-images-idx3-ubyte.gz': gzipSync(images).subarray(0, 25), 'train-labels-idx1-ubyte': labels },
      /idx3-ubyte\.gz: damaged or cut short/,
    ],
    [
      'of another format',
      { ...files, 'train-images-idx3-ubyte': Buffer.from('PNG and more') },
      /not a file in MNIST's/,
    ],
    ['with fewer labels', { ...files, 'train-labels-idx1-ubyte': idx([2], [0, 1]) }, /3 images, but .* has 2 labels/],
  ])('%s', async (_, made, message) => {
    await expect(open('mnist', folder(made))).rejects.toThrow(message);
  });

  test('that are not there: where was looked, and what to do', async () => {
    const root = folder({});
    await expect(open('kmnist', root)).rejects.toThrow(`kmnist is not on this machine: looked in ${root}. Set "root"`);
  });
});

describe('CIFAR', () => {
  const pixels = Uint8Array.from({ length: 3072 }, (_, i) => i % 251);

  test('binary files, across batches', async () => {
    const batch = (label: number) => Buffer.concat([Uint8Array.of(label), pixels]);
    const names = [1, 2, 3, 4, 5].map((i) => [`cifar-10-batches-bin/data_batch_${i}.bin`, batch(i)]);
    const root = folder({ ...Object.fromEntries(names), 'cifar-10-batches-bin/test_batch.bin': batch(9) });
    const data = await open('cifar10', root);
    expect([...data.train.labels]).toEqual([1, 2, 3, 4, 5]);
    expect(image(data.train, 3, data)).toEqual([...pixels]);
    expect(data.classes[9]).toBe('truck');
    data.close();
  });

  test("Python's pickles, as Python 2 and Python 3 write them", async () => {
    const root = join(__dirname, '../../oracle/cifar');
    for (const name of ['py2', 'py3']) {
      const data = await open('cifar100', join(root, name));
      expect([...data.train.labels]).toEqual([7, 99]);
      expect(image(data.train, 1, data).slice(0, 5)).toEqual([64, 65, 66, 67, 68]);
      data.close();
    }
  });

  test('a pickle that wants to run something is refused', async () => {
    const root = folder({ 'cifar-100-python/train': "cos\nsystem\n(S'true'\ntR.", 'cifar-100-python/test': '' });
    await expect(open('cifar100', root)).rejects.toThrow(/train: the file asks for Python's `os\.system`/);
  });
});

describe('pictures in folders', () => {
  const png = (value: number, width = 2, height = 2, channels: 1 | 3 = 1): Uint8Array =>
    encodePng({ width, height, channels, data: new Uint8Array(width * height * channels).fill(value), depth: 8 });

  test('a folder for each class, with train and test', async () => {
    const root = folder({ 'train/cat/1.png': png(10), 'train/dog/a/2.png': png(20), 'test/dog/3.png': png(30) });
    const data = await open('folder', root);
    expect(data.classes).toEqual(['cat', 'dog']);
    expect(image(data.train, 1, data)).toEqual([20, 20, 20, 20]);
    expect([...(data.test?.labels ?? [])]).toEqual([1]);
  });

  test('other sizes are an error, and are resized when wanted; grey stands for colour', async () => {
    const root = folder({ 'cat/1.png': png(10), 'dog/2.png': png(20, 5, 3) });
    const strict = await open('folder', root);
    expect(() => image(strict.train, 1, strict)).toThrow(
      /2\.png: 5×3 pixels, where the first picture has 2×2; set "size"/,
    );
    const resized = await open('folder', root, { size: [4, 3], channels: 'colour' });
    expect(image(resized.train, 1, resized)).toEqual(Array(36).fill(20));
  });

  test('JPEG', async () => {
    const data = Buffer.alloc(8 * 8 * 4, 200);
    const root = folder({
      'a/1.jpg': encodeJpeg({ data, width: 8, height: 8 }, 95).data,
      'b/1.jpeg': encodeJpeg({ data, width: 8, height: 8 }, 95).data,
    });
    const set = await open('folder', root);
    expect(set.size).toEqual({ channels: 3, height: 8, width: 8 });
    for (const value of image(set.train, 0, set)) expect(Math.abs(value - 200)).toBeLessThan(4);
  });

  test.each<[string, Record<string, Uint8Array | string>, RegExp]>([
    ['no pictures', { 'a/notes.txt': '' }, /no pictures in it; there should be a folder for each class/],
    ['one class', { 'a/1.png': png(1) }, /all pictures are of one class \(a\)/],
    ['a damaged picture', { 'a/1.png': 'not a picture', 'b/1.png': png(1) }, /a\/1\.png: this picture cannot be read/],
    [
      'a class of its own in test',
      { 'train/a/1.png': png(1), 'train/b/1.png': png(1), 'test/c/1.png': png(1) },
      /class 'c' is not among/,
    ],
  ])('%s', async (_, files, message) => {
    await expect(open('folder', folder(files))).rejects.toThrow(message);
  });

  test('a picture that claims 65,535 pixels a side is refused before it is unpacked', () => {
    const bytes = Buffer.from(png(1));
    bytes.writeUInt32BE(65535, 16);
    bytes.writeUInt32BE(65535, 20);
    expect(() => readPicture(join(folder({ 'bomb.png': bytes }), 'bomb.png'))).toThrow(
      /65535×65535 pixels are too many/,
    );
  });

  test('a table of files and labels', async () => {
    const root = folder({
      'table.csv': 'label,file,split\n10,"img/1.png",train\n9,img/2.png,train\n10,img/1.png,test\n',
      'img/1.png': png(1),
      'img/2.png': png(2),
    });
    const data = await open('csv', join(root, 'table.csv'));
    expect(data.classes).toEqual(['9', '10']);
    expect([...data.train.labels]).toEqual([1, 0]);
    expect(data.test?.count).toBe(1);
  });

  test('a folder without pictures is no class, and pictures of other kinds are counted', async () => {
    const root = folder({
      'cat/1.png': png(1),
      'cat/2.webp': 'RIFF',
      'dog/1.png': png(2),
      'eel/notes.txt': '',
    });
    const data = await open('folder', root);
    expect(data.classes).toEqual(['cat', 'dog']);
    expect(data.notes).toEqual([
      expect.stringMatching(/No PNG or JPEG pictures in .*eel: left out/),
      expect.stringMatching(/^1 pictures are neither PNG nor JPEG and are left out \(.*2\.webp\)/),
    ]);
  });

  test.each([
    [
      'a picture that is not there',
      'file,label\nimg/1.png,a\nimg/9.png,b\n',
      /table\.csv: row 2 names img\/9\.png, and there is no/,
    ],
    ['a row without a label', 'file,label\nimg/1.png,a\nimg/1.png\n', /table\.csv: row 2 \(img\/1\.png\) has no label/],
  ])('a table with %s', async (_, table, message) => {
    const root = folder({ 'table.csv': table, 'img/1.png': png(1) });
    await expect(open('csv', join(root, 'table.csv'))).rejects.toThrow(message);
  });

  test('a root that holds nothing is told apart from a set that is nowhere', async () => {
    const root = folder({
      'data/MNIST/raw/train-images-idx3-ubyte': idx([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]),
      'data/MNIST/raw/train-labels-idx1-ubyte': idx([2], [3, 4]),
    });
    const given = recipe({ name: 'mnist', root: 'elsewhere' });
    await expect(openData(given, root)).rejects.toThrow(
      /mnist is not in .*elsewhere, but it is on this machine: leave "root" out/,
    );
    await expect(openData({ ...given, name: 'svhn' }, root)).rejects.toThrow(
      /svhn is not on this machine: looked in .*elsewhere/,
    );
  });

  test('a table without a column of labels', async () => {
    const root = folder({ 'table.csv': 'file,kind\na.png,1\n' });
    await expect(open('csv', join(root, 'table.csv'))).rejects.toThrow(/a column 'label'; it has file, kind/);
  });
});

describe('arrays of NumPy', () => {
  const npy = (descr: string, shape: readonly number[], values: Uint8Array): Uint8Array => {
    const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
    const head = Buffer.from(`\x93NUMPY\x01\x00\x00\x00${text}\n`, 'latin1');
    head.writeUInt16LE(text.length + 1, 8);
    return Buffer.concat([head, values]);
  };
  const bytes = Uint8Array.from({ length: 24 }, (_, i) => i);

  test('a folder of .npy files; channels last are brought first', async () => {
    const root = folder({
      'x_train.npy': npy('|u1', [2, 2, 2, 3], bytes),
      'y_train.npy': npy('<i8', [2], new Uint8Array(BigInt64Array.of(0n, 3n).buffer)),
    });
    const data = await open('numpy', root);
    expect(data.size).toEqual({ channels: 3, height: 2, width: 2 });
    expect(image(data.train, 0, data)).toEqual([0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]);
    expect(data.classes).toHaveLength(4);
    data.close();
  });

  test('an .npz that NumPy wrote, with floats', async () => {
    const data = await open('numpy', join(__dirname, '../../oracle/numpy/floats.npz'));
    const target = new Float32Array(6);
    data.train.read(1, target, 0);
    expect([...target]).toEqual([3, 3.5, 4, 4.5, 5, 5.5]);
    expect([...data.train.labels]).toEqual([1, 0]);
    data.close();
  });

  test.each<[string, Record<string, Uint8Array>, RegExp]>([
    ['objects', { 'x.npy': npy('|O', [2], bytes), 'y.npy': npy('|u1', [2], bytes) }, /x\.npy: an array of a type/],
    ['flat images', { 'x.npy': npy('|u1', [2, 4], bytes), 'y.npy': npy('|u1', [2], bytes) }, /sizes 2×4; images are/],
    ['too few labels', { 'x.npy': npy('|u1', [2, 2, 2], bytes), 'y.npy': npy('|u1', [1], bytes) }, /has 1 labels/],
    ['nothing', {}, /name the arrays x_train and y_train/],
  ])('%s', async (_, files, message) => {
    await expect(open('numpy', folder(files))).rejects.toThrow(message);
  });
});

describe('SVHN and STL10', () => {
  const element = (type: number, data: Uint8Array): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(type, 0);
    head.writeUInt32LE(data.length, 4);
    return Buffer.concat([head, data, Buffer.alloc((8 - (data.length % 8)) % 8)]);
  };
  const matrix = (name: string, shape: readonly number[], data: Uint8Array): Buffer =>
    element(
      14,
      Buffer.concat([
        element(6, new Uint8Array(8)),
        element(5, new Uint8Array(Int32Array.from(shape).buffer)),
        element(1, Buffer.from(name)),
        element(2, data),
      ]),
    );

  test("SVHN's arrays, packed; label 10 is the digit 0", async () => {
    const pixels = Uint8Array.from({ length: 3072 * 2 }, (_, i) => i % 256);
    const packed = (bytes: Buffer): Buffer => {
      const body = deflateSync(bytes);
      const head = Buffer.alloc(8);
      head.writeUInt32LE(15, 0);
      head.writeUInt32LE(body.length, 4);
      return Buffer.concat([head, body]);
    };
    const file = Buffer.concat([
      Buffer.from('MATLAB 5.0 MAT-file'.padEnd(128)),
      packed(matrix('X', [32, 32, 3, 2], pixels)),
      packed(matrix('y', [2, 1], Uint8Array.of(10, 3))),
    ]);
    const data = await open('svhn', folder({ 'train_32x32.mat': file, 'test_32x32.mat': file }));
    expect([...data.train.labels]).toEqual([0, 3]);
    // Column by column: one to the right is 32 further.
    expect(image(data.train, 0, data).slice(0, 3)).toEqual([0, 32, 64]);
  });

  test("STL10's columns", async () => {
    const pixels = Uint8Array.from({ length: 3 * 96 * 96 }, (_, i) => i % 256);
    const files = {
      'train_X.bin': pixels,
      'train_y.bin': Uint8Array.of(10),
      'test_X.bin': pixels,
      'test_y.bin': Uint8Array.of(1),
    };
    const data = await open('stl10', folder(files));
    expect([...data.train.labels]).toEqual([9]);
    expect(image(data.train, 0, data).slice(0, 3)).toEqual([0, 96, 192]);
    data.close();
  });
});

test("Debian's Fashion-MNIST, where it is installed, is what its headers say", async () => {
  const root = '/usr/share/datasets';
  const present = (() => {
    try {
      return readFileSync(join(root, 'fashion-mnist/train-labels-idx1-ubyte.gz')).length > 0;
    } catch {
      return false;
    }
  })();
  if (!present) return;
  const data = await open('fashion-mnist', root);
  expect([data.train.count, data.test?.count]).toEqual([60_000, 10_000]);
  expect(data.classes[data.train.labels[0] ?? 0]).toBe('Ankle boot');
  data.close();
});
