/** How fast an engine trains a model: warm steps on numbers drawn at random, timed. */
import { atBatch, elements, type Program, seeded } from '../../program';
import type { Batch, Engine, Model, PrepareOptions } from '../engines/engine';
import { drawsFor } from './draws';

/** Steps that are timed, unless they take longer than this in all. */
const STEPS = 10;
const MOST_SECONDS = 5;

/** Images per second of training, the first step (in which much is compiled) left out. */
export async function imagesPerSecond(
  engine: Engine,
  model: Model,
  options: PrepareOptions,
  batchSize: number,
  now: () => number,
): Promise<number> {
  const batch = batchOf(model.train, options, batchSize);
  const draws = drawsFor(model.train, batchSize, 0, 0);
  const trainer = await engine.prepare(model, options);
  try {
    await trainer.step(batch, { lr: 0, draws });
    const started = now();
    let steps = 0;
    while (steps < STEPS && now() - started < MOST_SECONDS) {
      await trainer.step(batch, { lr: 0, draws });
      steps += 1;
    }
    return (steps * batchSize) / Math.max(1e-9, now() - started);
  } finally {
    await trainer.dispose();
  }
}

function batchOf(model: Program, { objective }: PrepareOptions, size: number): Batch {
  const program = atBatch(model, size);
  const random = seeded(0);
  const shapeOf = (value: number): number[] => (program.values[value]?.shape ?? []).map(Number);
  const output = shapeOf(program.outputs[0]?.value ?? -1);
  const [, classes = 1] = output;
  const floats = (shape: readonly number[]): Float32Array =>
    Float32Array.from({ length: elements(shape) }, () => random.normal());
  const targets =
    objective.kind === 'cross-entropy'
      ? Int32Array.from({ length: elements(output) / classes }, () => Math.floor(random.next() * classes))
      : floats(output).fill(0);
  return { size, inputs: program.inputs.map(({ value }) => floats(shapeOf(value))), targets };
}
