/** Street View House Numbers, cropped digits. http://ufldl.stanford.edu/housenumbers/ */
import { join } from 'node:path';
import { TrainError } from '../files/errors';
import { readMat } from './matlab';
import type { DataSet, Part, Size } from './types';

const SIZE: Size = { channels: 3, height: 32, width: 32 };
const PIXELS = 3072;

/** MATLAB's arrays are packed as a whole, so they are held in memory as bytes. */
export function openSvhn(folder: string): DataSet {
  return {
    name: 'svhn',
    size: SIZE,
    classes: [...'0123456789'],
    train: part(join(folder, 'train_32x32.mat')),
    test: part(join(folder, 'test_32x32.mat')),
    close() {},
  };
}

function part(file: string): Part {
  const arrays = readMat(file);
  const images = arrays.get('X');
  const classes = arrays.get('y');
  const count = images?.shape[3] ?? 0;
  if (
    images === undefined ||
    classes === undefined ||
    images.data.length !== count * PIXELS ||
    classes.data.length !== count
  )
    throw new TrainError(`${file}: not SVHN's cropped digits: X of 32×32×3×N bytes and y of N bytes`);
  const { data } = images;
  return {
    count,
    // The digit 0 has label 10.
    labels: Int32Array.from(classes.data, (label) => label % 10),
    read(index, target, at) {
      for (let c = 0; c < 3; c += 1)
        for (let y = 0; y < 32; y += 1)
          for (let x = 0; x < 32; x += 1)
            target[at + (c * 32 + y) * 32 + x] = (data[index * PIXELS + (c * 32 + x) * 32 + y] ?? 0) / 255;
    },
  };
}
