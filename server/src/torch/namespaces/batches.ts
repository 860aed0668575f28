/** What a DataLoader yields: one sample of its data set, collated as torch's `default_collate` does. */
import {
  type InstanceValue,
  type Interpreter,
  type IteratorValue,
  list,
  NONE,
  tuple,
  type UnknownValue,
  unknown,
  type Value,
} from '../../python';
import type { Dim } from '../../symbolic';
import { makeTensor } from '../tensor';

/** Of a loader with more batches than this, the first is read for what it is and the rest as any number of turns. */
const MOST_BATCHES = 4;

/**
 * The batches of one epoch. A data set is taken to hold something: the first batch is there. Where its length is
 * known, so is the last batch, which may be smaller.
 */
export function batchesOf(loader: InstanceValue, interpreter: Interpreter): IteratorValue {
  const dataset = loader.attrs.get('dataset');
  const sample = dataset?.kind === 'instance' ? sampleOf(dataset, interpreter) : undefined;
  const make = (size: Dim): Value | undefined => sample && batchOf(loader, sample, size, interpreter);
  const size = batchSize(loader);
  const first = size === undefined ? undefined : make(size);
  if (dataset === undefined || sample === undefined || size === undefined || first === undefined)
    return iterator([], interpreter.unknown('data', 'what a DataLoader yields depends on its data set'));
  const more = { ...interpreter.unknown('data', 'how many batches there are depends on the data set'), element: first };
  const sizes = sizesOf(loader, lengthOf(dataset, interpreter), size);
  if (sizes === undefined) return iterator([first], more);
  const batches = sizes.slice(0, MOST_BATCHES).map((n) => (n === size ? first : make(n)));
  const known = batches.every((b) => b !== undefined) ? batches : [first];
  return iterator(known, known.length < sizes.length ? more : undefined);
}

const iterator = (items: readonly Value[], rest: UnknownValue | undefined): IteratorValue => ({
  kind: 'iterator',
  at: (index) => items[index],
  position: 0,
  rest,
});

/** `len(loader)`, where the length of the data set is known. */
export function batchCount(loader: InstanceValue, interpreter: Interpreter): Dim | undefined {
  const dataset = loader.attrs.get('dataset');
  const size = batchSize(loader);
  if (!dataset || size === undefined) return undefined;
  const length = lengthOf(dataset, interpreter);
  if (typeof length !== 'number' || typeof size !== 'number' || size <= 0) return undefined;
  return dropsLast(loader) ? Math.floor(length / size) : Math.ceil(length / size);
}

/** Undefined where a sampler decides, or samples come one by one. */
function batchSize(loader: InstanceValue): Dim | undefined {
  const sampler = loader.attrs.get('batch_sampler');
  if (sampler && sampler.kind !== 'none') return undefined;
  const size = loader.attrs.get('batch_size');
  return size?.kind === 'int' ? size.value : undefined;
}

const dropsLast = (loader: InstanceValue): boolean => {
  const flag = loader.attrs.get('drop_last');
  return flag?.kind === 'bool' && flag.value;
};

/** Sizes of all batches; undefined where that is not known. */
function sizesOf(loader: InstanceValue, length: Dim | undefined, size: Dim): Dim[] | undefined {
  const sampler = loader.attrs.get('sampler');
  if (typeof length !== 'number' || typeof size !== 'number' || size <= 0) return undefined;
  if (sampler && sampler.kind !== 'none') return undefined;
  const whole = Math.floor(length / size);
  const rest = length % size;
  const sizes = new Array<Dim>(Math.min(whole, MOST_BATCHES + 1)).fill(size);
  return rest > 0 && !dropsLast(loader) ? [...sizes, rest] : sizes;
}

function lengthOf(dataset: Value, interpreter: Interpreter): Dim | undefined {
  if (dataset.kind !== 'instance' || !interpreter.lookup(dataset.cls, '__len__')) return undefined;
  const length = interpreter.length(dataset);
  return length.kind === 'int' ? length.value : undefined;
}

function batchOf(loader: InstanceValue, sample: Value, size: Dim, interpreter: Interpreter): Value | undefined {
  const collate = loader.attrs.get('collate_fn');
  if (!collate || collate.kind === 'none') return collated(sample, size);
  if (typeof size !== 'number' || size > MOST_COLLATED) return undefined;
  return interpreter.call(collate, [list(new Array<Value>(size).fill(sample))]);
}

/** A `collate_fn` gets a list of samples, of up to this many. */
const MOST_COLLATED = 64;

/** `dataset[i]` for some i. */
function sampleOf(dataset: InstanceValue, interpreter: Interpreter): Value | undefined {
  const tensors = dataset.attrs.get('tensors');
  if (tensors?.kind === 'tuple') return firstOf(tensors.items);
  const getItem = interpreter.lookup(dataset.cls, '__getitem__');
  if (!getItem) return undefined;
  return interpreter.call(interpreter.bindTo(dataset, getItem), [
    unknown('data', 'which sample it is', undefined, 'int'),
  ]);
}

/** A TensorDataset's sample: each tensor without its first axis. */
function firstOf(tensors: readonly Value[]): Value | undefined {
  const samples = tensors.map((t) =>
    t.kind === 'tensor' && t.shape ? makeTensor(t.shape.slice(1), { dtype: t.dtype }) : undefined,
  );
  return samples.every((s) => s !== undefined) ? tuple(samples) : undefined;
}

/** A batch of samples like this one; undefined where torch would refuse or nothing is known. */
function collated(sample: Value, size: Dim): Value | undefined {
  switch (sample.kind) {
    case 'tensor':
      return sample.shape ? makeTensor([size, ...sample.shape], { dtype: sample.dtype }) : undefined;
    case 'int':
    case 'bool':
      return makeTensor([size], { dtype: 'int64' });
    case 'float':
      return makeTensor([size], { dtype: 'float64' });
    case 'unknown':
      return sample.type === 'int' ? makeTensor([size], { dtype: 'int64' }) : undefined;
    case 'tuple':
    case 'list': {
      if (sample.rest) return undefined;
      const items = sample.items.map((item) => collated(item, size) ?? unknownPart(item));
      return items.some((item) => item.kind === 'tensor') ? list(items) : undefined;
    }
    case 'dict': {
      if (sample.rest) return undefined;
      const entries = [...sample.entries].map(
        ([key, { key: name, value }]) =>
          [key, { key: name, value: collated(value, size) ?? unknownPart(value) }] as const,
      );
      return { kind: 'dict', entries: new Map(entries) };
    }
    default:
      return undefined;
  }
}

const unknownPart = (item: Value): Value =>
  item.kind === 'unknown'
    ? item
    : item.kind === 'none'
      ? NONE
      : unknown('data', 'this part of a batch depends on the data');
