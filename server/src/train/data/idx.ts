/** The IDX format of MNIST and its kin. http://yann.lecun.com/exdb/mnist/ */
import { TrainError } from '../files/errors';
import { FileReader } from '../files/reader';
import { unpacked } from '../files/unpack';
import { bytePart, classCount, fromFile } from './bytes';
import type { DataSet, Part, Size } from './types';

export interface IdxFiles {
  readonly trainImages: string;
  readonly trainLabels: string;
  readonly testImages: string | undefined;
  readonly testLabels: string | undefined;
}

export async function openIdx(name: string, files: IdxFiles, classes: readonly string[]): Promise<DataSet> {
  const opened: FileReader[] = [];
  const close = (): void => {
    for (const reader of opened) reader.close();
  };
  try {
    const train = await openPart(files.trainImages, files.trainLabels, opened);
    const test =
      files.testImages !== undefined && files.testLabels !== undefined
        ? await openPart(files.testImages, files.testLabels, opened)
        : undefined;
    const named = Math.max(classCount(files.trainLabels, train.part.labels), classes.length);
    const all = Array.from({ length: named }, (_, i) => classes[i] ?? String(i));
    return { name, size: train.size, classes: all, train: train.part, test: test?.part, close };
  } catch (error) {
    close();
    throw error;
  }
}

async function openPart(images: string, labels: string, opened: FileReader[]): Promise<{ part: Part; size: Size }> {
  const classes = readLabels(new FileReader(await unpacked(labels)), labels);
  const reader = new FileReader(await unpacked(images));
  opened.push(reader);
  const { shape, start } = header(reader, images);
  const [count, height, width, channels] = shape;
  if (count === undefined || height === undefined || width === undefined)
    throw new TrainError(`${images}: these are not images; its header has ${shape.length} sizes`);
  if (count !== classes.length)
    throw new TrainError(`${images}: ${count} images, but ${labels} has ${classes.length} labels`);
  const size: Size = { channels: channels ?? 1, height, width };
  const raw = { size, layout: 'pixels' as const, fill: fromFile(reader, start, height * width * size.channels) };
  return { part: bytePart(raw, classes), size };
}

function readLabels(reader: FileReader, file: string): Int32Array {
  try {
    const { shape, start } = header(reader, file);
    if (shape.length !== 1) throw new TrainError(`${file}: these are not labels; its header has ${shape.length} sizes`);
    return Int32Array.from(reader.bytes(start, shape[0] ?? 0));
  } finally {
    reader.close();
  }
}

/** Two zeros, the type (8: bytes), the number of sizes; then the sizes, big-endian. */
function header(reader: FileReader, file: string): { shape: number[]; start: number } {
  const [zero, zero2, type, rank] = reader.bytes(0, 4);
  if (zero !== 0 || zero2 !== 0 || rank === undefined || rank < 1 || rank > 4)
    throw new TrainError(`${file}: not a file in MNIST's IDX format`);
  if (type !== 8) throw new TrainError(`${file}: only bytes are read from IDX files, and this one holds another type`);
  const sizes = reader.bytes(4, 4 * rank);
  const view = new DataView(sizes.buffer);
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 * i));
  const start = 4 + 4 * rank;
  const total = shape.reduce((product, size) => product * size, 1);
  if (start + total > reader.size)
    throw new TrainError(
      `${file}: cut short: ${shape.join('×')} values are announced, and the file has ${reader.size - start}; download it again`,
    );
  return { shape, start };
}
