/** STL10: 96×96 colour images in columns, labels from 1. https://cs.stanford.edu/~acoates/stl10/ */
import { join } from 'node:path';
import { TrainError } from '../files/errors';
import { FileReader } from '../files/reader';
import { bytePart, fromFile } from './bytes';
import type { DataSet, Part, Size } from './types';

const SIZE: Size = { channels: 3, height: 96, width: 96 };
const PIXELS = 3 * 96 * 96;
const CLASSES = ['airplane', 'bird', 'car', 'cat', 'deer', 'dog', 'horse', 'monkey', 'ship', 'truck'];

export function openStl10(folder: string): DataSet {
  const opened: FileReader[] = [];
  const close = (): void => {
    for (const reader of opened) reader.close();
  };
  const part = (name: string): Part => {
    const images = new FileReader(join(folder, `${name}_X.bin`));
    const classes = new FileReader(join(folder, `${name}_y.bin`));
    opened.push(images, classes);
    const labels = Int32Array.from(classes.bytes(0, classes.size), (label) => label - 1);
    if (images.size !== labels.length * PIXELS)
      throw new TrainError(`${images.file}: cut short, or not of ${labels.length} images; download it again`);
    if (labels.some((label) => label < 0 || label > 9)) throw new TrainError(`${classes.file}: labels are 1 to 10`);
    return bytePart({ size: SIZE, layout: 'columns', fill: fromFile(images, 0, PIXELS) }, labels);
  };
  try {
    return { name: 'stl10', size: SIZE, classes: CLASSES, train: part('train'), test: part('test'), close };
  } catch (error) {
    close();
    throw error;
  }
}
