/** Random chains of operations, each a symbolic size beside the same arithmetic on numbers. */
import fc from 'fast-check';
import type { Dim } from '../../../server/src/symbolic/index';
import * as symbolic from '../../../server/src/symbolic/index';

export type Values = ReadonlyMap<string, number>;

/** A size and what it must be; `undefined` where Python would raise. */
export interface Pair {
  readonly dim: Dim;
  readonly concrete: (values: Values) => number | undefined;
}

type Operation = (a: number, b: number) => number | undefined;

const floorDiv: Operation = (a, b) => (b === 0 ? undefined : Math.floor(a / b) + 0);
const mod: Operation = (a, b) => (b === 0 ? undefined : a - b * Math.floor(a / b));
const ceilDiv: Operation = (a, b) => (b === 0 ? undefined : Math.ceil(a / b) + 0);

const operations: readonly [name: 'add' | 'sub' | 'mul' | 'floorDiv' | 'mod' | 'ceilDiv' | 'min' | 'max', Operation][] =
  [
    ['add', (a, b) => a + b],
    ['sub', (a, b) => a - b],
    ['mul', (a, b) => a * b],
    ['floorDiv', floorDiv],
    ['mod', mod],
    ['ceilDiv', ceilDiv],
    ['min', Math.min],
    ['max', Math.max],
  ];

const names = ['H', 'W', 'B'];

export const values: fc.Arbitrary<Values> = fc
  .tuple(...names.map(() => fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 600 }))))
  .map((sizes) => new Map(names.map((name, i) => [name, sizes[i] ?? 1])));

const leaf: fc.Arbitrary<Pair> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(...names)
      .map((name) => ({ dim: symbolic.variable(name), concrete: (v: Values) => v.get(name) })),
  },
  { weight: 2, arbitrary: fc.integer({ min: -6, max: 9 }).map(number) },
);

const small = fc.oneof(leaf, fc.integer({ min: 1, max: 8 }).map(number));

function number(n: number): Pair {
  return { dim: n, concrete: () => n };
}

function apply(left: Pair, [name, operation]: (typeof operations)[number], right: Pair): Pair {
  return {
    dim: symbolic[name](left.dim, right.dim),
    concrete: (v) => {
      const a = left.concrete(v);
      const b = right.concrete(v);
      return a === undefined || b === undefined ? undefined : operation(a, b);
    },
  };
}

const step = fc.tuple(fc.constantFrom(...operations), small, fc.boolean());

/** Any operations on any operands. */
export const anyChain: fc.Arbitrary<Pair> = fc
  .tuple(leaf, fc.array(step, { maxLength: 6 }))
  .map(([start, steps]) =>
    steps.reduce((left, [op, right, swap]) => (swap ? apply(right, op, left) : apply(left, op, right)), start),
  );

/** What networks do: windows (`⌊(n + 2p − k)/s⌋ + 1`), upsampling, padding, on one variable. */
export const windowChain: fc.Arbitrary<Pair> = fc
  .array(
    fc.tuple(
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 3 }),
      fc.boolean(),
    ),
    { maxLength: 6 },
  )
  .map((layers) =>
    layers.reduce<Pair>(
      (size, [kernel, stride, padding, up]) => (up ? scaled(size, stride) : windowed(size, kernel, stride, padding)),
      { dim: symbolic.variable('H'), concrete: (v) => v.get('H') },
    ),
  );

function windowed(size: Pair, kernel: number, stride: number, padding: number): Pair {
  const reach = 2 * padding - kernel;
  return {
    dim: symbolic.add(symbolic.floorDiv(symbolic.add(size.dim, reach), stride), 1),
    concrete: (v) => {
      const n = size.concrete(v);
      return n === undefined ? undefined : Math.floor((n + reach) / stride) + 1;
    },
  };
}

function scaled(size: Pair, by: number): Pair {
  return {
    dim: symbolic.mul(size.dim, by),
    concrete: (v) => {
      const n = size.concrete(v);
      return n === undefined ? undefined : n * by;
    },
  };
}
