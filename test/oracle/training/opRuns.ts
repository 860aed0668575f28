/** Functions of PyTorch with their gradients: what is fed, what is asked for, and what PyTorch has recorded. */
import { createBuilder, elements, gradients, type Program, type ValueId } from '../../../server/src/program';
import { apart, hashed, held, print, signed } from './values';

export interface Recorded {
  readonly outputs: readonly (readonly number[])[];
  readonly inputs: readonly (readonly number[])[];
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly buffers: Readonly<Record<string, readonly number[]>>;
}

/** The program with Σ output·direction and its gradients: what is fed, and what is asked for by name. */
export function withGradients(program: Program) {
  const b = createBuilder(program);
  const shapeOf = (value: ValueId): number[] => b.shape(value).map(Number);
  const parts = program.outputs.flatMap(({ value }, i) => {
    if (b.type(value).element !== 'float32') return [];
    const shape = shapeOf(value);
    const direction = b.constant(Array.from(signed(`loss ${i}`, elements(shape))), shape);
    return [
      b.reduce(
        'sum',
        b.mul(value, direction),
        shape.map((_, axis) => axis),
      ),
    ];
  });
  const sources = [...program.inputs, ...program.parameters].map((s) => s.value);
  const found = gradients(
    b,
    parts.reduce((sum, part) => b.add(sum, part)),
    sources,
  ).map((g, i) => g ?? b.fill(0, shapeOf(sources[i] ?? -1)));
  const feeds = new Map<ValueId, Float64Array>();
  program.inputs.forEach(({ value }, i) => {
    const size = elements(shapeOf(value));
    feeds.set(
      value,
      b.type(value).element === 'int64'
        ? hashed(`input ${i}`, size).map((u) => Math.floor(7 * u))
        : Float64Array.from(Float32Array.from(signed(`input ${i}`, size))),
    );
  });
  for (const { name, value } of [...program.parameters, ...program.buffers])
    feeds.set(value, Float64Array.from(held(name, shapeOf(value))));
  program.draws.forEach(({ value, law }, i) => {
    const keep = law.kind === 'bernoulli' ? law.keep : 1;
    feeds.set(
      value,
      hashed(`draw ${i}`, elements(shapeOf(value))).map((u) => Number(u < keep)),
    );
  });
  const wanted = [
    ...program.outputs.map((o) => o.value),
    ...found,
    ...program.buffers.map(({ value, next }) => next ?? value),
  ];
  return { b, feeds, wanted, shapeOf };
}

export const expectedOf = (program: Program, { outputs, inputs, parameters, buffers }: Recorded) => [
  ...program.outputs.map((_, i) => ({ name: `output ${i}`, print: outputs[i] })),
  ...program.inputs.map((_, i) => ({ name: `input ${i}`, print: inputs[i] })),
  ...program.parameters.map(({ name }) => ({ name, print: parameters[name] })),
  ...program.buffers.map(({ name }) => ({ name, print: buffers[name] })),
];

/** What is further from PyTorch's values than single precision explains. */
export const differing = (
  expected: ReturnType<typeof expectedOf>,
  found: readonly ArrayLike<number>[],
  tolerance = 1e-5,
): readonly string[] =>
  expected.flatMap(({ name, print: want }, i) => {
    const data = found[i] ?? [];
    const error = apart(print(name, data), want ?? [], data.length);
    return error < tolerance ? [] : [`${name}: ${error}`];
  });
