/** `itertools`. Endless ones are lazy; those that must see every item end where items are unknown. */
import type { Interpreter } from '../../interpreter';
import { type Arguments, native } from '../../native';
import { type ClassValue, int, NONE, tuple, type UnknownValue, unknown, type Value } from '../../values';
import type { Builtins } from '../builtins';
import { filtered, zipped } from '../builtins/iterables';
import {
  advance,
  decided,
  iterator,
  iteratorOf,
  lazyIterator,
  nativeClass,
  natives,
  newWith,
  orNone,
  type Table,
} from '../support';
import { type ModuleFamily, moduleNames } from './names';

/** More combinations than this are not listed. */
const MOST = 100_000;

/** The items of several iterables, or the Unknown that keeps one of them from being listed. */
function pools(sources: readonly Value[], interpreter: Interpreter): readonly (readonly Value[])[] | UnknownValue {
  const lists: (readonly Value[])[] = [];
  for (const source of sources) {
    const { items, rest } = interpreter.iterate(source);
    if (rest) return rest;
    lists.push(items);
  }
  return lists;
}

function listed(
  args: Arguments,
  interpreter: Interpreter,
  count: (n: number) => number,
  make: (items: readonly Value[]) => Value[],
): Value {
  const { items, rest } = interpreter.iterate(args.raw('iterable'));
  if (rest) return iterator([], rest);
  return count(items.length) > MOST ? iterator([], tooMany()) : iterator(make(items));
}

const tooMany = () => unknown('limit', 'these are too many combinations to be listed');

function product(args: Arguments, interpreter: Interpreter): Value {
  const lists = pools(args.extra, interpreter);
  if ('kind' in lists) return iterator([], lists);
  const repeated = Array.from({ length: args.number('repeat') }, () => lists).flat();
  if (repeated.reduce((n, items) => n * items.length, 1) > MOST) return iterator([], tooMany());
  const rows = repeated.reduce<Value[][]>(
    (made, items) => made.flatMap((row) => items.map((item) => [...row, item])),
    [[]],
  );
  return iterator(rows.map((row) => tuple(row)));
}

function combinations(items: readonly Value[], size: number, replace: boolean): Value[] {
  const found: Value[] = [];
  const extend = (row: readonly Value[], from: number) => {
    if (row.length === size) {
      found.push(tuple(row));
      return;
    }
    for (const [i, item] of items.entries()) if (i >= from) extend([...row, item], i + (replace ? 0 : 1));
  };
  extend([], 0);
  return found;
}

function permutations(items: readonly Value[], size: number): Value[] {
  if (size === 0) return [tuple([])];
  const extend = (row: readonly Value[], left: readonly Value[]): Value[] =>
    row.length === size
      ? [tuple(row)]
      : left.flatMap((item, i) =>
          extend(
            [...row, item],
            left.filter((_, j) => j !== i),
          ),
        );
  return extend([], items);
}

/** An upper bound is enough to refuse what is far too many. */
const power = (size: number) => (n: number) => (size > n ? 0 : n ** Math.min(size, n - size + 1));

function islice(args: Arguments, interpreter: Interpreter): Value {
  const alone = !args.given.has('stop');
  const bound = (name: string) => (args.isNone(name) ? undefined : args.number(name));
  const start = alone ? 0 : (bound('start') ?? 0);
  const stop = alone ? bound('start') : bound('stop');
  const step = bound('step') ?? 1;
  const source = iteratorOf(args.raw('iterable'), interpreter);
  let reached = false;
  const next = (i: number): Value | undefined => {
    const target = start + i * step;
    reached = stop !== undefined && target >= stop;
    if (reached) return undefined;
    for (let skipped = i === 0 ? start : step - 1; skipped > 0; skipped--) {
      if (advance(source, interpreter) === undefined) return undefined;
    }
    return advance(source, interpreter);
  };
  // An unknown end matters only where the slice reaches it.
  return lazyIterator(next, () => (reached ? undefined : source.rest));
}

function accumulate(args: Arguments, interpreter: Interpreter): Value {
  const { items, rest } = interpreter.iterate(args.raw('iterable'));
  const combine = orNone(args.raw('func'));
  const start = orNone(args.raw('initial'));
  const made: Value[] = start === undefined ? [] : [start];
  for (const item of items) {
    const last = made.at(-1);
    if (last === undefined) made.push(item);
    else
      made.push(combine === undefined ? interpreter.binary('+', last, item) : interpreter.call(combine, [last, item]));
  }
  return iterator(made, rest);
}

function groupby(args: Arguments, interpreter: Interpreter): Value {
  const { items, rest } = interpreter.iterate(args.raw('iterable'));
  const keyOf = orNone(args.raw('key'));
  const groups: { readonly key: Value; readonly items: Value[] }[] = [];
  for (const item of items) {
    const key = keyOf === undefined ? item : interpreter.call(keyOf, [item]);
    const last = groups.at(-1);
    if (last !== undefined && decided(interpreter.compare('==', last.key, key), interpreter)) last.items.push(item);
    else groups.push({ key, items: [item] });
  }
  return iterator(
    groups.map((group) => tuple([group.key, iterator(group.items)])),
    rest,
  );
}

/** Three-valued; an outcome that is not decided is the Unknown that ends what is known. */
function holds(predicate: Value, item: Value, interpreter: Interpreter): boolean | UnknownValue {
  const verdict = interpreter.call(predicate, [item]);
  const truth = interpreter.truth(verdict);
  if (truth !== undefined) return truth;
  return verdict.kind === 'unknown' ? verdict : interpreter.unknown('undecided', 'a condition is not decided');
}

function takeWhile(args: Arguments, interpreter: Interpreter): Value {
  const source = iteratorOf(args.raw('iterable'), interpreter);
  let verdict: boolean | UnknownValue = true;
  const next = () => {
    const item = advance(source, interpreter);
    if (item === undefined) return undefined;
    verdict = holds(args.raw('predicate'), item, interpreter);
    return verdict === true ? item : undefined;
  };
  return lazyIterator(next, () => (typeof verdict === 'object' ? verdict : verdict ? source.rest : undefined));
}

function dropWhile(args: Arguments, interpreter: Interpreter): Value {
  const source = iteratorOf(args.raw('iterable'), interpreter);
  let undecided: UnknownValue | undefined;
  const next = (i: number) => {
    for (let item = advance(source, interpreter); item !== undefined; item = advance(source, interpreter)) {
      const verdict = i > 0 ? false : holds(args.raw('predicate'), item, interpreter);
      if (verdict === false) return item;
      if (verdict === true) continue;
      undecided = verdict;
      return undefined;
    }
    return undefined;
  };
  return lazyIterator(next, () => undecided ?? source.rest);
}

function chained(sources: readonly Value[], interpreter: Interpreter, rest?: UnknownValue): Value {
  if (sources.every((source) => source.kind !== 'iterator')) {
    const made: Value[] = [];
    for (const source of sources) {
      const part = interpreter.iterate(source);
      made.push(...part.items);
      if (part.rest) return iterator(made, part.rest);
    }
    return iterator(made, rest);
  }
  const iterators = sources.map((source) => iteratorOf(source, interpreter));
  return lazyIterator(
    () => {
      for (const source of iterators) {
        const item = advance(source, interpreter);
        if (item !== undefined || source.rest) return item;
      }
      return undefined;
    },
    () => iterators.find((source) => source.rest)?.rest ?? rest,
  );
}

const FUNCTIONS: Table = {
  product: ['(*iterables, repeat=1)', product],
  combinations: [
    '(iterable, r)',
    (args, interpreter) =>
      listed(args, interpreter, power(args.number('r')), (items) => combinations(items, args.number('r'), false)),
  ],
  combinations_with_replacement: [
    '(iterable, r)',
    (args, interpreter) =>
      listed(
        args,
        interpreter,
        (n) => n ** args.number('r'),
        (items) => combinations(items, args.number('r'), true),
      ),
  ],
  permutations: [
    '(iterable, r=None)',
    (args, interpreter) => {
      const size = args.isNone('r') ? undefined : args.number('r');
      return listed(
        args,
        interpreter,
        (n) => n ** (size ?? n),
        (items) => permutations(items, size ?? items.length),
      );
    },
  ],
  repeat: [
    '(object, times=None)',
    (args) => {
      const times = args.isNone('times') ? Infinity : args.number('times');
      return { kind: 'iterator', at: (i) => (i < times ? args.raw('object') : undefined), position: 0 };
    },
  ],
  count: [
    '(start=0, step=1)',
    (args, interpreter) => ({
      kind: 'iterator',
      at: (i) => interpreter.binary('+', args.raw('start'), interpreter.binary('*', int(i), args.raw('step'))),
      position: 0,
    }),
  ],
  cycle: [
    '(iterable, /)',
    (args, interpreter) => {
      const { items, rest } = interpreter.iterate(args.raw('iterable'));
      return { kind: 'iterator', at: (i) => (rest ? items[i] : items[i % items.length]), position: 0, rest };
    },
  ],
  islice: ['(iterable, start, stop=None, step=None, /)', islice],
  accumulate: ['(iterable, func=None, *, initial=None)', accumulate],
  zip_longest: [
    '(*iterables, fillvalue=None)',
    (args, interpreter) => zipped(args.extra, interpreter, args.raw('fillvalue')),
  ],
  starmap: [
    '(function, iterable, /)',
    (args, interpreter) => {
      const source = iteratorOf(args.raw('iterable'), interpreter);
      return lazyIterator(
        () => {
          const item = advance(source, interpreter);
          return item && interpreter.call(args.raw('function'), interpreter.iterate(item).items);
        },
        () => source.rest,
      );
    },
  ],
  takewhile: ['(predicate, iterable, /)', takeWhile],
  dropwhile: ['(predicate, iterable, /)', dropWhile],
  filterfalse: [
    '(predicate, iterable, /)',
    (args, interpreter) => filtered(args.raw('predicate'), args.raw('iterable'), false, interpreter),
  ],
  compress: [
    '(data, selectors)',
    (args, interpreter) => {
      const rows = interpreter.iterate(zipped([args.raw('data'), args.raw('selectors')], interpreter));
      const kept = rows.items.flatMap((row) =>
        row.kind === 'tuple' && row.items[0] && row.items[1] && decided(row.items[1], interpreter)
          ? [row.items[0]]
          : [],
      );
      return iterator(kept, rows.rest);
    },
  ],
  groupby: ['(iterable, key=None)', groupby],
  tee: [
    '(iterable, n=2, /)',
    (args, interpreter) => {
      const { items, rest } = interpreter.iterate(args.raw('iterable'));
      return tuple(Array.from({ length: args.number('n') }, () => iterator(items, rest)));
    },
  ],
  pairwise: [
    '(iterable, /)',
    (args, interpreter) => {
      const { items, rest } = interpreter.iterate(args.raw('iterable'));
      return iterator(
        items.slice(1).map((item, i) => tuple([items[i] ?? NONE, item])),
        rest,
      );
    },
  ],
};

function chainClass({ classes }: Builtins): ClassValue {
  const fromIterable = native(
    'from_iterable',
    '(iterable, /)',
    (args, interpreter) => {
      const { items, rest } = interpreter.iterate(args.raw('iterable'));
      return chained(items, interpreter, rest);
    },
    { binds: false },
  );
  const object = classes.get('object');
  return nativeClass(
    'chain',
    object ? [object] : [],
    [
      newWith('(cls, *iterables)', (args, interpreter) => chained(args.extra, interpreter)),
      ['from_iterable', fromIterable],
    ],
    { module: 'itertools' },
  );
}

export const itertools: ModuleFamily = (builtins) => ({
  itertools: () => moduleNames('itertools', [...natives(FUNCTIONS), ['chain', chainClass(builtins)]]),
});
