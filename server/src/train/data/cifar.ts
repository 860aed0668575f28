/** CIFAR-10 and CIFAR-100, as pickles of Python or as binary files. https://www.cs.toronto.edu/~kriz/cifar.html */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Pickled, PickleError, unpickle } from '../checkpoint/pickle';
import { TrainError } from '../files/errors';
import { FileReader } from '../files/reader';
import { bytePart, fromFile } from './bytes';
import { arrayHost, isArray, textOf } from './pickleArrays';
import type { DataSet, Part, Size } from './types';

const SIZE: Size = { channels: 3, height: 32, width: 32 };
const PIXELS = 3072;

export type CifarKind = 'cifar10' | 'cifar100';

interface Layout {
  readonly folder: string;
  readonly train: readonly string[];
  readonly test: readonly string[];
  readonly binary: boolean;
}

const five = (name: (i: number) => string): string[] => [1, 2, 3, 4, 5].map(name);
const LAYOUTS: Readonly<Record<CifarKind, readonly Layout[]>> = {
  cifar10: [
    { folder: 'cifar-10-batches-py', train: five((i) => `data_batch_${i}`), test: ['test_batch'], binary: false },
    {
      folder: 'cifar-10-batches-bin',
      train: five((i) => `data_batch_${i}.bin`),
      test: ['test_batch.bin'],
      binary: true,
    },
  ],
  cifar100: [
    { folder: 'cifar-100-python', train: ['train'], test: ['test'], binary: false },
    { folder: 'cifar-100-binary', train: ['train.bin'], test: ['test.bin'], binary: true },
  ],
};
const CIFAR10 = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];

export function findCifar(kind: CifarKind, root: string): { folder: string; layout: Layout } | undefined {
  for (const layout of LAYOUTS[kind])
    for (const folder of [join(root, layout.folder), root])
      if (existsSync(join(folder, layout.test[0] ?? ''))) return { folder, layout };
  return undefined;
}

export function openCifar(kind: CifarKind, folder: string, layout: Layout): DataSet {
  const opened: FileReader[] = [];
  const close = (): void => {
    for (const reader of opened) reader.close();
  };
  const open = (names: readonly string[]): Part => {
    const batches = names.map((name) => {
      const reader = new FileReader(join(folder, name));
      opened.push(reader);
      return layout.binary ? binaryBatch(reader, kind) : pickledBatch(reader, kind);
    });
    return joined(batches);
  };
  try {
    const train = open(layout.train);
    const test = open(layout.test);
    return { name: kind, size: SIZE, classes: classNames(kind, folder), train, test, close };
  } catch (error) {
    close();
    throw error;
  }
}

interface Batch {
  readonly labels: Int32Array;
  readonly fill: (index: number, target: Uint8Array) => void;
}

function joined(batches: readonly Batch[]): Part {
  const labels = Int32Array.from(batches.flatMap((batch) => [...batch.labels]));
  const fill = (index: number, target: Uint8Array): void => {
    let rest = index;
    for (const batch of batches) {
      if (rest < batch.labels.length) {
        batch.fill(rest, target);
        return;
      }
      rest -= batch.labels.length;
    }
  };
  return bytePart({ size: SIZE, layout: 'planes', fill }, labels);
}

/** One or two bytes of labels (coarse, fine), then the pixels. */
function binaryBatch(reader: FileReader, kind: CifarKind): Batch {
  const head = kind === 'cifar10' ? 1 : 2;
  const count = reader.size / (head + PIXELS);
  if (!Number.isInteger(count) || count === 0)
    throw new TrainError(`${reader.file}: its length does not fit ${kind}; it is cut short, so download it again`);
  const labels = Int32Array.from({ length: count }, (_, i) => reader.bytes(i * (head + PIXELS) + head - 1, 1)[0] ?? 0);
  return { labels: checked(reader.file, kind, labels), fill: fromFile(reader, head, head + PIXELS) };
}

/** The pixels stay in the file: only their place is kept. */
function pickledBatch(reader: FileReader, kind: CifarKind): Batch {
  const whole = reader.bytes(0, reader.size);
  const dict = unpickled(reader.file, whole);
  const data = dict.get('data');
  const labels = dict.get(kind === 'cifar10' ? 'labels' : 'fine_labels');
  if (!isArray(data) || data.shape[1] !== PIXELS || !Array.isArray(labels) || labels.length !== data.shape[0])
    throw new TrainError(`${reader.file}: this is not a batch of ${kind}`);
  const classes = checked(reader.file, kind, Int32Array.from(labels, Number));
  if (data.data.buffer !== whole.buffer) {
    const { data: bytes } = data;
    return { labels: classes, fill: (i, target) => target.set(bytes.subarray(i * PIXELS, (i + 1) * PIXELS)) };
  }
  return { labels: classes, fill: fromFile(reader, data.data.byteOffset, PIXELS) };
}

function unpickled(file: string, bytes: Uint8Array): Map<Pickled, Pickled> {
  try {
    const { value } = unpickle(bytes, arrayHost);
    if (value instanceof Map) return value;
  } catch (error) {
    if (error instanceof PickleError) throw new TrainError(`${file}: the file ${error.message}`);
    throw error;
  }
  throw new TrainError(`${file}: this is not a batch of CIFAR`);
}

function checked(file: string, kind: CifarKind, labels: Int32Array): Int32Array {
  const classes = kind === 'cifar10' ? 10 : 100;
  const wrong = labels.find((label) => !(label >= 0 && label < classes));
  if (wrong !== undefined) throw new TrainError(`${file}: a label is ${wrong}; ${kind} has ${classes} classes`);
  return labels;
}

function classNames(kind: CifarKind, folder: string): string[] {
  if (kind === 'cifar10') return CIFAR10;
  const meta = join(folder, 'meta');
  const numbers = Array.from({ length: 100 }, (_, i) => String(i));
  if (!existsSync(meta)) return numbers;
  const reader = new FileReader(meta);
  try {
    const names = unpickled(meta, reader.bytes(0, reader.size)).get('fine_label_names');
    return Array.isArray(names) && names.length === 100 ? names.map(textOf) : numbers;
  } finally {
    reader.close();
  }
}
