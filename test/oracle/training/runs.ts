/** Weights, images, targets and masks that TypeScript and Python make alike. */
import { atBatch } from '../../../server/src/program';
import type { Batch, Model, Tensors } from '../../../server/src/train/engines/engine';
import { hashed, held, signed } from './values';

const sizesIn = (text: string): number[] => text.split('x').map(Number);
const count = (shape: readonly number[]): number => shape.reduce((n, s) => n * s, 1);

/** Weights and buffers by their names. */
export function startOf({ train }: Model): Tensors {
  return new Map(
    [...train.parameters, ...train.buffers].map(({ name, value }) => {
      const shape = (train.values[value]?.shape ?? []).map(Number);
      return [name, { shape, data: held(name, shape) }];
    }),
  );
}

/** What step `step` is fed with; `input` as "4x1x28x28". */
export function batchOf(
  { train }: Model,
  input: string,
  step: number,
): { readonly batch: Batch; readonly draws: Float32Array[] } {
  const shape = sizesIn(input);
  const size = shape[0] ?? 1;
  const program = atBatch(train, size);
  const output = (program.values[program.outputs[0]?.value ?? -1]?.shape ?? []).map(Number);
  const classes = output[1] ?? 1;
  return {
    batch: {
      size,
      inputs: [Float32Array.from(signed(`input ${step}`, count(shape)))],
      targets: Int32Array.from(hashed(`target ${step}`, count(output) / classes), (u) => Math.floor(u * classes)),
    },
    draws: program.draws.map(({ value, law }, i) => {
      const keep = law.kind === 'bernoulli' ? law.keep : 1;
      return Float32Array.from(hashed(`draw ${i}`, count((program.values[value]?.shape ?? []).map(Number))), (u) =>
        Number(u < keep),
      );
    }),
  };
}
