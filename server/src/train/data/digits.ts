/** The data set that comes with Convscope; see media/data/README.md. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { TrainError } from '../files/errors';
import type { DataSet, Part, Size } from './types';

const SIZE: Size = { channels: 1, height: 8, width: 8 };
export function openDigits(): DataSet {
  const rows = gunzipSync(readFileSync(digitsFile())).toString('latin1').trim().split('\n');
  const pixels = new Float32Array(rows.length * 64);
  const labels = new Int32Array(rows.length);
  rows.forEach((row, i) => {
    const numbers = row.split(',').map(Number);
    labels[i] = numbers[64] ?? 0;
    for (let j = 0; j < 64; j += 1) pixels[64 * i + j] = (numbers[j] ?? 0) / 16;
  });
  const all: Part = {
    count: rows.length,
    labels,
    read: (index, target, at) => target.set(pixels.subarray(64 * index, 64 * index + 64), at),
  };
  return {
    name: 'digits',
    size: SIZE,
    classes: [...'0123456789'],
    train: all,
    // They were the test part of a larger set: what is validated on is held out from them.
    test: undefined,
    close() {},
  };
}

/** In `media` of the extension: above this file, whether it is bundled or not. */
export function digitsFile(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'media/data/digits.csv.gz');
    if (existsSync(file)) return file;
  }
  throw new TrainError('The digits that come with Convscope are missing; install Convscope again');
}
