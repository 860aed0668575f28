/** First values of parameters and buffers, drawn with a seed by their laws. */
import {
  type Dense,
  dense,
  elements,
  evaluateProgram,
  type Initial,
  type Program,
  type Random,
  seeded,
} from '../program';
import type { Tensor } from './engine';

export interface InitialValues {
  /** Parameters and buffers by name. */
  readonly values: ReadonlyMap<string, Tensor>;
  /** What the code does not say: those are drawn as a linear layer's would be. */
  readonly unknown: readonly { readonly name: string; readonly reason: string }[];
}

/** Each has random numbers of its own, by its place, so that one more layer does not change the others before it. */
export function initialValues(program: Program, seed: number): InitialValues {
  const values = new Map<string, Tensor>();
  const unknown: { name: string; reason: string }[] = [];
  [...program.parameters, ...program.buffers].forEach(({ name, value, initial }, i) => {
    const shape = (program.values[value]?.shape ?? []).map(Number);
    if (initial.kind === 'unknown') unknown.push({ name, reason: initial.reason });
    const data = drawn(initial, shape, seeded(seed * 1000003 + i));
    values.set(name, { shape, data: data instanceof Float32Array ? data : Float32Array.from(data) });
  });
  return { values, unknown };
}

/** Numbers by a law, row-major. */
export function drawn(initial: Initial, shape: readonly number[], random: Random): ArrayLike<number> {
  const size = elements(shape);
  const each = (f: () => number): Float32Array => {
    const made = new Float32Array(size);
    for (let i = 0; i < size; i++) made[i] = f();
    return made;
  };
  switch (initial.kind) {
    case 'constant':
      return new Float64Array(size).fill(initial.value);
    case 'values':
      return initial.values;
    case 'uniform':
      return each(() => initial.low + (initial.high - initial.low) * random.next());
    case 'normal':
      return each(() => initial.mean + initial.std * random.normal());
    case 'truncated-normal':
      return each(() => truncated(initial, random));
    case 'orthogonal':
      return orthogonal(shape, initial.gain, random);
    case 'eye':
      return matrix(shape, (i, j) => Number(i === j));
    case 'dirac':
      return dirac(shape, initial.groups);
    case 'zero-row': {
      const row = elements(shape.slice(1));
      return Float64Array.from(drawn(initial.of, shape, random)).fill(0, initial.row * row, (initial.row + 1) * row);
    }
    case 'stacked':
      return Float64Array.from(
        initial.parts.flatMap(({ rows, of }) => Array.from(drawn(of, [rows, ...shape.slice(1)], random))),
      );
    case 'computed':
      return computed(initial.program, random);
    case 'unknown': {
      const fan = elements(shape.slice(1));
      return shape.length < 2 ? new Float64Array(size) : each(() => (2 * random.next() - 1) / Math.sqrt(fan));
    }
  }
}

function truncated({ mean, std, low, high }: Extract<Initial, { kind: 'truncated-normal' }>, random: Random): number {
  for (let turn = 0; turn < 10_000; turn++) {
    const value = mean + std * random.normal();
    if (value >= low && value <= high) return value;
  }
  return Math.min(Math.max(mean, low), high);
}

const matrix = (shape: readonly number[], f: (row: number, column: number) => number): Float64Array => {
  const columns = elements(shape.slice(1));
  return Float64Array.from({ length: elements(shape) }, (_, i) => f(Math.floor(i / columns), i % columns));
};

/** Rows (or columns, where there are fewer) at right angles: Gram and Schmidt on normal draws, twice for accuracy. */
function orthogonal(shape: readonly number[], gain: number, random: Random): Float64Array {
  const [rows, columns] = [shape[0] ?? 1, elements(shape.slice(1))];
  const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
  const vectors: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    const v = Float64Array.from({ length }, () => random.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const u of vectors) {
        const along = v.reduce((sum, x, k) => sum + x * (u[k] ?? 0), 0);
        u.forEach((x, k) => {
          v[k] = (v[k] ?? 0) - along * x;
        });
      }
      const norm = Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
      v.forEach((x, k) => {
        v[k] = x / norm;
      });
    }
    vectors.push(v);
  }
  return matrix(shape, (i, j) => gain * (rows <= columns ? (vectors[i]?.[j] ?? 0) : (vectors[j]?.[i] ?? 0)));
}

/** Filters that pass channel i on to output i, by groups. */
function dirac(shape: readonly number[], groups: number): Float64Array {
  const [out = 1, into = 1, ...kernel] = shape;
  const result = new Float64Array(elements(shape));
  const size = elements(kernel);
  const middle = kernel.reduce((at, k) => at * k + Math.floor(k / 2), 0);
  const perGroup = out / groups;
  for (let g = 0; g < groups; g++)
    for (let i = 0; i < Math.min(perGroup, into); i++) result[((g * perGroup + i) * into + i) * size + middle] = 1;
  return result;
}

function computed(program: Program, random: Random): Float64Array {
  const feeds = new Map<number, Dense>();
  const shapeOf = (value: number): number[] => (program.values[value]?.shape ?? []).map(Number);
  for (const { value, initial } of program.parameters)
    feeds.set(value, dense(shapeOf(value), Float64Array.from(drawn(initial, shapeOf(value), random))));
  for (const { value, law } of program.draws) {
    const draw = (): number => {
      if (law.kind === 'bernoulli') return Number(random.next() < law.keep);
      return law.kind === 'normal'
        ? law.mean + law.std * random.normal()
        : law.low + (law.high - law.low) * random.next();
    };
    feeds.set(value, dense(shapeOf(value), Float64Array.from({ length: elements(shapeOf(value)) }, draw)));
  }
  return evaluateProgram(program, feeds, [program.outputs[0]?.value ?? -1])[0]?.data ?? new Float64Array(0);
}
