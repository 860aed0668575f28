/** Where a loss that is not a number comes from: the first value of the step that is not finite, and its layer. */
import type { Program } from '../../program';
import type { Engine, PrepareOptions, Tensors } from '../engines/engine';
import type { LabelledBatch } from './batches';

/** The program with its random draws as further inputs and every float among its outputs. */
export function opened(program: Program): Program {
  const floats = program.steps
    .flatMap(({ outputs }) => outputs)
    .filter((value) => program.values[value]?.element === 'float32');
  return {
    ...program,
    inputs: [...program.inputs, ...program.draws.map(({ value }, i) => ({ name: `draw ${i}`, value }))],
    draws: [],
    buffers: program.buffers.map((buffer) => ({ ...buffer, next: undefined })),
    outputs: floats.map((value) => ({ name: String(value), value })),
  };
}

/** "layer conv2"; undefined where all values are finite, so that it was the loss or the gradient. */
export async function firstNotFinite(
  engine: Engine,
  program: Program,
  options: PrepareOptions,
  weights: { readonly parameters: Tensors; readonly buffers: Tensors },
  batch: LabelledBatch,
  draws: readonly Float32Array[],
): Promise<string | undefined> {
  const whole = opened(program);
  const trainer = await engine.prepare({ train: whole, evaluate: whole }, { ...options, plain: true });
  try {
    await trainer.setParameters(weights.parameters);
    await trainer.setBuffers(weights.buffers);
    const values = await trainer.predict([...batch.inputs, ...draws], batch.size);
    const at = values.findIndex(({ data }) => data.some((value) => !Number.isFinite(value)));
    const value = whole.outputs[at]?.value;
    return value === undefined ? undefined : layerOf(program, value);
  } finally {
    await trainer.dispose();
  }
}

function layerOf(program: Program, value: number): string {
  const step = program.steps.find(({ outputs }) => outputs.includes(value));
  const origin = step?.origin === undefined ? undefined : program.origins[step.origin];
  return origin === undefined || origin.module === '' ? `the model's own forward` : `layer ${origin.module}`;
}
