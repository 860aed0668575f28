/** The first engine whose gradients are right on this model, ready to train. */

import type { Capabilities, Engine, PrepareOptions, Trainer } from '../engines/engine';
import { onnxEngine } from '../engines/onnx/backend';
import { referenceEngine } from '../engines/reference';
import { TrainError } from '../files/errors';
import { type Kind, trainingBatches } from './batches';
import { drawsFor } from './draws';
import {
  CHECKED_IMAGES,
  type Checked,
  gradientFault,
  isCheckable,
  LARGE_MODEL_IMAGES,
  NOT_COMPARABLE,
} from './selfCheck';
import type { Job } from './session';
import type { Split } from './split';

/** What was found right before, so that it is checked once. */
export interface KnownChecks {
  readonly isKnown: (job: Checked, engine: Capabilities) => boolean;
  readonly keep: (job: Checked, engine: Capabilities) => void;
}

export interface Ready {
  readonly trainer: Trainer;
  readonly engine: Capabilities;
  readonly options: PrepareOptions;
  /** Why it is not the one that was chosen, or was not checked. */
  readonly notes: readonly string[];
}

export async function rightEngine(job: Job, options: PrepareOptions, split: Split, kind: Kind): Promise<Ready> {
  const notes: string[] = [];
  for (const { engine, plain } of await candidates(job)) {
    const checked = { ...options, plain };
    const capabilities = await engine.capabilities(plain);
    const judge = judgeOf(job, capabilities, plain);
    const fault = judge && (await faultOf(job, engine, judge, checked, capabilities, split, kind));
    if (judge === undefined && job.checks !== undefined && capabilities.name !== 'reference')
      notes.push(`${capabilities.description} was not checked: the model is too large for the reference.`);
    if (fault === undefined)
      return { trainer: await engine.prepare(job.model, checked), engine: capabilities, options: checked, notes };
    notes.push(`${capabilities.description} is not used: ${fault}.`);
  }
  throw new TrainError(`No engine computes this model rightly. ${notes.join(' ')}`);
}

/** As chosen, then (onnxruntime knows two ways) with standard operations only, then the others, then the reference. */
async function candidates({ engine, others = [] }: Job): Promise<{ engine: Engine; plain: boolean }[]> {
  const all = [...new Set([engine, ...others, referenceEngine])];
  const ways = await Promise.all(
    all.map(async (one) => {
      const { name } = await one.capabilities();
      return (name === 'onnx' ? [false, true] : [name === 'reference']).map((plain) => ({ engine: one, plain }));
    }),
  );
  return ways.flat();
}

interface Judge {
  readonly engine: Engine;
  readonly images: number;
}

/** onnxruntime by standard operations only: slower than by its own, and told by other code. */
const standardOnly: Engine = {
  ...onnxEngine,
  prepare: (model, options) => onnxEngine.prepare(model, { ...options, plain: true }),
};

/** Whose gradients are taken for right: the reference's or, where the model is too large for it, those of another engine. */
function judgeOf({ model, checks }: Job, { name }: Capabilities, plain: boolean): Judge | undefined {
  if (checks === undefined || name === 'reference') return undefined;
  if (isCheckable(model.train)) return { engine: referenceEngine, images: CHECKED_IMAGES };
  return name === 'onnx' && plain ? undefined : { engine: standardOnly, images: LARGE_MODEL_IMAGES };
}

async function faultOf(
  { recipe, model, initial, checks }: Job,
  engine: Engine,
  judge: Judge,
  options: PrepareOptions,
  capabilities: Capabilities,
  split: Split,
  kind: Kind,
): Promise<string | undefined> {
  const count = Math.min(judge.images, Math.max(recipe.batch_size, CHECKED_IMAGES));
  const batch = trainingBatches({ ...recipe, batch_size: count }, split.train, kind, 0).batch(0);
  const draws = drawsFor(model.train, batch.size, recipe.seed, 0);
  const job: Checked = { model, options, initial, batch, draws };
  if (checks?.isKnown(job, capabilities)) return undefined;
  const fault = await gradientFault(engine, judge.engine, job);
  if (fault === undefined) checks?.keep(job, capabilities);
  return fault === NOT_COMPARABLE ? undefined : fault;
}
