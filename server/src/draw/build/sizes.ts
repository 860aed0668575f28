/** Sizes as a diagram writes them: without the batch, which is the same everywhere. */
import { type GraphValue, shapeText, type TensorType } from '../../graph';
import { type Dim, display, evaluate, isPoly, mul } from '../../symbolic';

/** The size of the batch, where what goes in has one: images, volumes and rows of features do. */
export function batchOf(inputs: readonly GraphValue[]): Dim | undefined {
  const first = tensorsOf(inputs)[0]?.shape;
  if (first === undefined) return undefined;
  const size = first[0];
  if (size === undefined) return undefined;
  const isCertain = first.length === 2 || first.length >= 4 || size === 1 || isPoly(size);
  return isCertain ? size : undefined;
}

export function sizeText(shape: readonly Dim[] | undefined, batch: Dim | undefined): string {
  if (shape === undefined) return '';
  return shapeText(withoutBatch(shape, batch));
}

function withoutBatch(shape: readonly Dim[], batch: Dim | undefined): readonly Dim[] {
  const first = shape[0];
  if (batch === undefined || first === undefined || shape.length < 2) return shape;
  return display(first) === display(batch) ? shape.slice(1) : shape;
}

export const dimsOf = (shape: readonly Dim[] | undefined, batch: Dim | undefined): (number | undefined)[] =>
  shape === undefined ? [] : withoutBatch(shape, batch).map((dim) => (typeof dim === 'number' ? dim : undefined));

/** With a batch of one where it is a symbol. */
export function numberOf(dim: Dim): number | undefined {
  return typeof dim === 'number' ? dim : evaluate(dim, new Map([['B', 1]]));
}

export function elementsOf(shape: readonly Dim[] | undefined): number | undefined {
  return shape && numberOf(shape.reduce<Dim>((product, dim) => mul(product, dim), 1));
}

const BYTES: Readonly<Record<string, number>> = {
  float64: 8,
  int64: 8,
  complex64: 8,
  complex128: 16,
  float16: 2,
  bfloat16: 2,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
};

export function bytesOf(tensors: readonly TensorType[]): number | undefined {
  let sum = 0;
  for (const { shape, dtype } of tensors) {
    const elements = elementsOf(shape);
    if (elements === undefined) return undefined;
    sum += elements * (dtype === undefined ? 4 : (BYTES[dtype] ?? 4));
  }
  return sum;
}

type TensorValue = Extract<GraphValue, { kind: 'tensor' }>;

/** All tensors of values, lists and dictionaries, in order. */
export function tensorsOf(values: readonly GraphValue[]): TensorValue[] {
  return values.flatMap((value) => {
    switch (value.kind) {
      case 'tensor':
        return [value];
      case 'seq':
        return tensorsOf(value.items);
      case 'dict':
        return tensorsOf(value.entries.map(([, item]) => item));
      default:
        return [];
    }
  });
}
