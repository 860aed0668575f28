/** Indexing: by numbers and slices, by tables of places, by masks. */
import type { ValueId } from '../../program';
import type { Dim } from '../../symbolic';
import type { PlainArgument } from '../trace';
import {
  argument,
  axis,
  elementOf,
  every,
  type Lowering,
  number,
  operand,
  outputElement,
  outputShape,
  type Rules,
  tensor,
} from './lowering';

/** How one axis of the input is read. */
type Selector =
  | { readonly kind: 'slice'; readonly start: number; readonly step: number; readonly size: Dim }
  /** The axis goes. */
  | { readonly kind: 'at'; readonly index: number }
  | { readonly kind: 'table'; readonly indices: ValueId };

interface Reading {
  /** One for each axis of the input. */
  readonly selectors: readonly Selector[];
  /** Sizes of the result of slices and numbers, new axes included. */
  readonly shape: readonly Dim[];
}

const isEllipsis = (item: PlainArgument): boolean => item.kind === 'other' && item.text === 'ellipsis';

/** The parts of `x[a, b:c, None, …]`, the ellipsis written out. */
function itemsOf(l: Lowering, rank: number): readonly PlainArgument[] {
  const index = l.record.args.get('index') ?? l.refuse('the index is not known');
  const items = index.kind === 'list' ? index.items : [index];
  const used = items.filter((item) => item.kind !== 'none' && !isEllipsis(item)).length;
  const whole: PlainArgument[] = Array.from({ length: rank - used }, () => ({
    kind: 'other',
    text: 'slice',
    bounds: [],
  }));
  const at = items.findIndex(isEllipsis);
  return at < 0 ? [...items, ...whole] : items.toSpliced(at, 1, ...whole);
}

function readingOf(l: Lowering, x: ValueId): Reading {
  const sizes = l.b.shape(x);
  const selectors: Selector[] = [];
  const shape: Dim[] = [];
  for (const item of itemsOf(l, sizes.length)) {
    if (item.kind === 'none') {
      shape.push(1);
      continue;
    }
    const size = sizes[selectors.length] ?? 1;
    const selector = selectorOf(l, item, size);
    selectors.push(selector);
    if (selector.kind === 'slice') shape.push(selector.size);
    if (selector.kind === 'table') shape.push(...l.b.shape(selector.indices));
  }
  return { selectors, shape };
}

function selectorOf(l: Lowering, item: PlainArgument, size: Dim): Selector {
  if (item.kind === 'int' && typeof item.value === 'number') {
    if (item.value >= 0) return { kind: 'at', index: item.value };
    return typeof size === 'number'
      ? { kind: 'at', index: item.value + size }
      : l.refuse('an index from the end of an axis of unknown size');
  }
  if (item.kind === 'tensor') {
    const indices = l.input(item.input);
    if (elementOf(l, l.record.inputs[item.input]?.dtype) === 'bool')
      return l.refuse('a mask selects as many numbers as it holds, which depends on the data');
    return { kind: 'table', indices: l.b.cast(indices, 'int64') };
  }
  if (item.kind === 'other' && item.text === 'slice' && item.bounds) return sliceOf(l, item.bounds, size);
  return l.refuse('this kind of index is not trained here');
}

/** Python's rules for slices, on an axis of known size; on one of unknown size only the whole. */
function sliceOf(l: Lowering, bounds: readonly PlainArgument[], size: Dim): Selector {
  const [start, stop, step = 1] = bounds.map((bound) => {
    if (bound.kind === 'none') return undefined;
    return bound.kind === 'int' && typeof bound.value === 'number'
      ? bound.value
      : l.refuse('a bound of the slice is not a known number');
  });
  if (start === undefined && stop === undefined && step === 1) return { kind: 'slice', start: 0, step: 1, size };
  if (typeof size !== 'number') return l.refuse('a slice of the batch is not trained here');
  const clamp = (value: number): number => Math.min(Math.max(value < 0 ? value + size : value, 0), size);
  const from = clamp(start ?? 0);
  return { kind: 'slice', start: from, step, size: Math.max(Math.ceil((clamp(stop ?? size) - from) / step), 0) };
}

function getItem(l: Lowering): ValueId {
  const x = tensor(l);
  const reading = readingOf(l, x);
  const tables = reading.selectors.flatMap((selector, at) => (selector.kind === 'table' ? [{ at, ...selector }] : []));
  const cut = sliced(l, x, reading);
  if (tables.length === 0) return l.b.reshape(cut, outputShape(l));
  const [table] = tables;
  if (tables.length > 1 || !table) return l.refuse('several tables of places at once are not trained here');
  const kept = reading.selectors.map((selector, at) => (selector.kind === 'at' ? -1 : at)).filter((at) => at >= 0);
  const dense = l.b.reshape(
    cut,
    kept.map((at) => l.b.shape(cut)[at] ?? 1),
  );
  return l.b.reshape(l.b.gather(dense, table.indices, kept.indexOf(table.at)), outputShape(l));
}

/** All slices and numbers at once; axes that go are left with size 1, tables leave theirs whole. */
function sliced(l: Lowering, x: ValueId, { selectors }: Reading): ValueId {
  const sizes = l.b.shape(x);
  return l.b.slice(
    x,
    selectors.map((s) => (s.kind === 'slice' ? s.start : s.kind === 'at' ? s.index : 0)),
    selectors.map((s, at) => (s.kind === 'slice' ? s.size : s.kind === 'at' ? 1 : (sizes[at] ?? 1))),
    selectors.map((s) => (s.kind === 'slice' ? s.step : 1)),
  );
}

/** x with some of its places written: placed where they are, the rest as it was. */
function setItem(l: Lowering): ValueId {
  const x = tensor(l);
  const element = outputElement(l);
  const mask = maskOf(l);
  if (mask !== undefined) return l.b.select(mask, operand(l, 'value', element), x);
  const reading = readingOf(l, x);
  if (reading.selectors.some((s) => s.kind === 'table'))
    return l.refuse('writing through a table of places is not trained here');
  const shape = l.b.shape(x);
  const part = reading.selectors.map((s, at) => (s.kind === 'slice' ? s.size : s.kind === 'at' ? 1 : (shape[at] ?? 1)));
  const value = l.b.reshape(l.b.expand(operand(l, 'value', element), reading.shape), part);
  const starts = reading.selectors.map((s) => (s.kind === 'slice' ? s.start : s.kind === 'at' ? s.index : 0));
  const steps = reading.selectors.map((s) => (s.kind === 'slice' ? s.step : 1));
  const isWritten = l.b.cast(l.b.place(l.b.fill(1, part), starts, shape, steps), 'bool');
  const placed = l.b.place(l.b.cast(value, 'float32'), starts, shape, steps);
  return l.b.select(isWritten, l.b.cast(placed, element), x);
}

/** `x[mask] = number` */
function maskOf(l: Lowering): ValueId | undefined {
  const index = l.record.args.get('index');
  const [only, ...more] = index?.kind === 'list' ? index.items : index ? [index] : [];
  if (only?.kind !== 'tensor' || more.length > 0) return undefined;
  if (l.record.inputs[only.input]?.dtype !== 'bool' || argument(l, 'value')?.kind === 'tensor') return undefined;
  const mask = l.input(only.input);
  return l.b.reshape(mask, [...l.b.shape(mask), ...new Array<number>(l.b.rank(tensor(l)) - l.b.rank(mask)).fill(1)]);
}

/** Ones on and beside the diagonal, zeros elsewhere. */
function triangle(l: Lowering, isLower: boolean): ValueId {
  const x = tensor(l);
  const [rows, columns] = l.b.shape(x).slice(-2);
  if (typeof rows !== 'number' || typeof columns !== 'number') return l.refuse('the matrix has no known size');
  const diagonal = number(l, 'diagonal', 0);
  const keep = every(rows).flatMap((i) =>
    every(columns).map((j) => Number(isLower ? j - i <= diagonal : j - i >= diagonal)),
  );
  const mask = l.b.constant(keep, [rows, columns], 'bool');
  return l.b.select(mask, x, l.b.number(0, l.b.type(x).element));
}

export const rules: Rules = {
  'torch.Tensor.__getitem__': getItem,
  'torch.Tensor.__setitem__': setItem,
  'torch.index_select': (l) => {
    const x = tensor(l);
    return l.b.gather(x, l.b.cast(tensor(l, 'index'), 'int64'), axis(l, 'dim', l.b.rank(x)));
  },
  'torch.gather': (l) => {
    const x = tensor(l);
    const indices = l.b.cast(tensor(l, 'index'), 'int64');
    const at = axis(l, 'dim', l.b.rank(x));
    const size = l.b.shape(indices);
    // Other axes may be shorter than x.
    const whole = l.b.slice(
      x,
      size.map(() => 0),
      size.with(at, l.b.shape(x)[at] ?? 1),
    );
    return l.b.pick(whole, indices, at);
  },
  'torch.nn.functional.embedding': embedding,
  'torch.embedding': embedding,
  'torch.tril': (l) => triangle(l, true),
  'torch.triu': (l) => triangle(l, false),
  'torch.nn.functional.one_hot': (l) => {
    const shape = outputShape(l);
    const classes = shape.at(-1);
    if (typeof classes !== 'number') return l.refuse('the number of classes is not known');
    const x = l.b.cast(l.input(0), 'int64');
    const numbers = l.b.constant(every(classes), [classes], 'int64');
    return l.b.cast(l.b.compare('eq', l.b.reshape(x, [...l.b.shape(x), 1]), numbers), 'int64');
  },
};

/** Rows of a table. The padding row gets no gradient. */
function embedding(l: Lowering): ValueId {
  if (argument(l, 'max_norm')) return l.refuse('max_norm rescales the table while it is read');
  const weight = tensor(l, 'weight');
  const rows = l.b.gather(weight, l.b.cast(tensor(l), 'int64'), 0);
  const padding = argument(l, 'padding_idx');
  const row = padding?.kind === 'int' && typeof padding.value === 'number' ? padding.value : -1;
  const table = l.b.shape(weight)[0];
  if (padding === undefined || typeof table !== 'number' || (l.record.op === 'torch.embedding' && row < 0)) return rows;
  const isPadding = l.b.compare('eq', l.b.cast(tensor(l), 'int64'), l.b.number(row < 0 ? row + table : row, 'int64'));
  return l.b.select(l.b.reshape(isPadding, [...l.b.shape(isPadding), 1]), l.b.detach(rows), rows);
}
