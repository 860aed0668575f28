/** What a DataLoader yields: one sample of its data set, collated as torch's `default_collate` does. */
import {
  type InstanceValue,
  type Interpreter,
  int,
  list,
  NONE,
  tuple,
  type UnknownValue,
  unknown,
  type Value,
} from '../../python';
import type { Dim } from '../../symbolic';
import { makeTensor } from '../tensor';

/** A batch, of which the loader yields a number that is not known. */
export function batchesOf(loader: InstanceValue, interpreter: Interpreter): UnknownValue {
  const rest = interpreter.unknown('data', 'how many batches there are depends on the data set');
  const batch = batchOf(loader, interpreter);
  return batch
    ? { ...rest, element: batch }
    : interpreter.unknown('data', 'what a DataLoader yields depends on its data set');
}

function batchOf(loader: InstanceValue, interpreter: Interpreter): Value | undefined {
  const dataset = loader.attrs.get('dataset');
  const collate = loader.attrs.get('collate_fn');
  if (dataset?.kind !== 'instance' || (collate && collate.kind !== 'none')) return undefined;
  const size = loader.attrs.get('batch_size') ?? int(1);
  const tensors = dataset.attrs.get('tensors');
  const sample = tensors?.kind === 'tuple' ? firstOf(tensors.items) : sampleOf(dataset, interpreter);
  if (!sample) return undefined;
  if (size.kind === 'none') return sample;
  return size.kind === 'int' ? collated(sample, size.value) : undefined;
}

/** `dataset[i]` for some i. */
function sampleOf(dataset: InstanceValue, interpreter: Interpreter): Value | undefined {
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
