/** An engine's gradients beside the reference's, on this model and its first images: a wrong engine would learn badly and say nothing. */
import { atBatch, elements, PLAIN_SGD, type Program, type ValueId } from '../../program';
import type { Batch, Engine, Model, PrepareOptions, Tensors } from '../engines/engine';
import { messageOf } from '../files/errors';

/** Images of the batch: normalisation over the batch needs more than one. */
export const CHECKED_IMAGES = 4;
/** Where another engine is held against, which is quick: as many as fill a block. */
export const LARGE_MODEL_IMAGES = 16;
/** Multiplications of a forward pass over those images that the reference manages in a few seconds. */
const MOST_PRODUCTS = 2e7;
/** Of a parameter's own gradient, and of all together: activations that sit on a kink may fall to either side. */
const OWN_SHARE = 0.02;
const COMMON_SHARE = 0.002;

export interface Checked {
  readonly model: Model;
  readonly options: PrepareOptions;
  readonly initial: { readonly parameters: Tensors; readonly buffers: Tensors };
  readonly batch: Batch;
  readonly draws: readonly Float32Array[];
}

/** Both steps broke, and nothing is said about the engine. */
export const NOT_COMPARABLE = '';

/** Undefined: right. Else what is wrong, in a sentence without its point. */
export async function gradientFault(engine: Engine, reference: Engine, job: Checked): Promise<string | undefined> {
  try {
    const [found, right] = [await oneStep(engine, job), await oneStep(reference, job)];
    return differing(found, right, job);
  } catch (error) {
    return `it fails on this model: ${messageOf(error)}`;
  }
}

interface Outcome {
  readonly loss: number;
  readonly after: Tensors;
}

/** One step down the plain gradient: what changes is the gradient itself. */
async function oneStep(engine: Engine, { model, options, initial, batch, draws }: Checked): Promise<Outcome> {
  const plain = {
    ...options,
    optimiser: PLAIN_SGD,
    l1: { lambda: 0, proximal: true },
    l2: 0,
    clipNorm: 0,
    clipValue: 0,
  };
  const trainer = await engine.prepare(model, plain);
  try {
    await trainer.setParameters(initial.parameters);
    await trainer.setBuffers(initial.buffers);
    const { loss } = await trainer.step(batch, { lr: 1, draws });
    return { loss, after: await trainer.parameters() };
  } finally {
    await trainer.dispose();
  }
}

function differing(found: Outcome, right: Outcome, { initial }: Checked): string | undefined {
  if (!Number.isFinite(right.loss) && !Number.isFinite(found.loss)) return NOT_COMPARABLE;
  if (!(Math.abs(found.loss - right.loss) <= 1e-3 * Math.abs(right.loss) + 1e-5))
    return `its loss is ${found.loss.toPrecision(4)} where ${right.loss.toPrecision(4)} is right`;
  const names = [...initial.parameters.keys()];
  const gradients = names.map((name) => distance(right.after, initial.parameters, name));
  const common = COMMON_SHARE * Math.hypot(...gradients);
  const wrong = names.find(
    (name, i) => !(distance(found.after, right.after, name) <= OWN_SHARE * (gradients[i] ?? 0) + common),
  );
  return wrong === undefined ? undefined : `its gradient of ${wrong} is wrong`;
}

function distance(a: Tensors, b: Tensors, name: string): number {
  const [x, y] = [a.get(name)?.data, b.get(name)?.data];
  if (x === undefined || y === undefined) return Number.NaN;
  let sum = 0;
  for (let i = 0; i < x.length; i += 1) sum += ((x[i] ?? 0) - (y[i] ?? 0)) ** 2;
  return Math.sqrt(sum);
}

/** Whether the reference, which is slow, is done with this model soon. */
export function isCheckable(model: Program): boolean {
  const program = atBatch(model, CHECKED_IMAGES);
  const sizes = (value: ValueId | undefined): number[] => (program.values[value ?? -1]?.shape ?? []).map(Number);
  let products = 0;
  for (const { name, inputs, outputs } of program.steps) {
    const made = elements(sizes(outputs[0]));
    if (name === 'matmul') products += made * (sizes(inputs[0]).at(-1) ?? 1);
    else if (name === 'conv') products += made * elements(sizes(inputs[1]).slice(1));
    else if (name === 'convInput') products += elements(sizes(inputs[0])) * elements(sizes(inputs[1]).slice(1));
    else products += made;
  }
  return products <= MOST_PRODUCTS;
}
