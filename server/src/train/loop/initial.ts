/** The weights that a model begins with, by what its code does: PyTorch's laws, drawn by seed and name. */
import { dense, elements, evaluateProgram, type Initial, type Program, type Random } from '../../program';
import { evaluate } from '../../symbolic';
import type { Tensor, Tensors } from '../engines/engine';
import { TrainError } from '../files/errors';
import { drawn } from './draws';
import { randomFor } from './random';

export interface InitialWeights {
  readonly parameters: Tensors;
  readonly buffers: Tensors;
}

export function initialWeights(program: Program, seed: number): InitialWeights {
  const drawn = (
    all: readonly { readonly name: string; readonly value: number; readonly initial: Initial }[],
    kind: number,
  ): Tensors =>
    new Map(
      all.map(({ name, value, initial }, i): [string, Tensor] => {
        const shape = (program.values[value]?.shape ?? []).map((size) => evaluate(size, new Map()) ?? 0);
        return [name, { shape, data: filled(initial, shape, randomFor(seed, 'weights', kind, i), name) }];
      }),
    );
  return { parameters: drawn(program.parameters, 0), buffers: drawn(program.buffers, 1) };
}

function filled(initial: Initial, shape: readonly number[], random: Random, name: string): Float32Array {
  const count = elements(shape);
  const each = (value: () => number): Float32Array => Float32Array.from({ length: count }, value);
  switch (initial.kind) {
    case 'constant':
      return new Float32Array(count).fill(initial.value);
    case 'values':
      return Float32Array.from(initial.values);
    case 'uniform':
      return each(() => initial.low + (initial.high - initial.low) * random.next());
    case 'normal':
      return each(() => initial.mean + initial.std * random.normal());
    case 'truncated-normal':
      return each(() => truncated(initial, random));
    case 'orthogonal':
      return orthogonal(shape, initial.gain, random);
    case 'eye':
      return each(indexed((i) => (Math.floor(i / (shape[1] ?? 1)) === i % (shape[1] ?? 1) ? 1 : 0)));
    case 'dirac':
      return dirac(shape, initial.groups);
    case 'zero-row': {
      const data = filled(initial.of, shape, random, name);
      const width = count / (shape[0] ?? 1);
      return data.fill(0, initial.row * width, (initial.row + 1) * width);
    }
    case 'stacked': {
      const parts = initial.parts.map(({ rows, of }) => filled(of, [rows, ...shape.slice(1)], random, name));
      return Float32Array.from(parts.flatMap((part) => [...part]));
    }
    case 'computed':
      return computed(initial.program, random);
    case 'unknown':
      throw new TrainError(
        `How ${name} begins is not known from the code (${initial.reason}); give its weights: "weights" in the recipe`,
      );
  }
}

function indexed(value: (i: number) => number): () => number {
  let i = -1;
  return () => {
    i += 1;
    return value(i);
  };
}

function truncated({ mean, std, low, high }: Extract<Initial, { kind: 'truncated-normal' }>, random: Random): number {
  for (;;) {
    const value = mean + std * random.normal();
    if (value >= low && value <= high) return value;
  }
}

/** torch.nn.init.orthogonal_: rows (or columns, whichever are fewer) of normal numbers made orthonormal, seen as a matrix. */
function orthogonal(shape: readonly number[], gain: number, random: Random): Float32Array {
  const rows = shape[0] ?? 1;
  const columns = elements(shape) / rows;
  const [few, many] = rows < columns ? [rows, columns] : [columns, rows];
  const basis: Float64Array[] = [];
  while (basis.length < few) {
    const vector = Float64Array.from({ length: many }, () => random.normal());
    // Twice, for the sake of rounding (Giraud et al. 2005).
    for (const other of [...basis, ...basis]) {
      const along = vector.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
      for (let i = 0; i < many; i += 1) vector[i] = (vector[i] ?? 0) - along * (other[i] ?? 0);
    }
    const length = Math.hypot(...vector);
    if (length > 1e-6) basis.push(vector.map((value) => value / length));
  }
  const at = (row: number, column: number): number =>
    (rows < columns ? basis[row]?.[column] : basis[column]?.[row]) ?? 0;
  return Float32Array.from({ length: rows * columns }, (_, i) => gain * at(Math.floor(i / columns), i % columns));
}

/** torch.nn.init.dirac_: each output channel passes one input channel on, at the kernel's middle. */
function dirac(shape: readonly number[], groups: number): Float32Array {
  const data = new Float32Array(elements(shape));
  const [out = 1, inner = 1, ...kernel] = shape;
  const area = elements(kernel);
  const middle = kernel.reduce((place, size) => place * size + Math.floor(size / 2), 0);
  const each = out / groups;
  for (let row = 0; row < out; row += 1)
    if (row % each < Math.min(each, inner)) data[(row * inner + (row % each)) * area + middle] = 1;
  return data;
}

function computed(program: Program, random: Random): Float32Array {
  const feeds = new Map(
    program.draws.map(({ value, law }) => {
      const shape = (program.values[value]?.shape ?? []).map((size) => evaluate(size, new Map()) ?? 0);
      return [
        value,
        dense(
          shape,
          Float64Array.from({ length: elements(shape) }, () => drawn(law, random)),
        ),
      ] as const;
    }),
  );
  const [result] = evaluateProgram(program, feeds, [program.outputs[0]?.value ?? 0]);
  return Float32Array.from(result?.data ?? []);
}
