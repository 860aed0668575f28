/** The first engine whose gradients are right on this model, ready to train. */

import type { Capabilities, Engine, PrepareOptions, Trainer } from '../engines/engine';
import { referenceEngine } from '../engines/reference';
import { TrainError } from '../files/errors';
import { type Kind, trainingBatches } from './batches';
import { drawsFor } from './draws';
import { CHECKED_IMAGES, type Checked, gradientFault, isCheckable } from './selfCheck';
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
  /** Why it is not the one that was chosen. */
  readonly notes: readonly string[];
}

export async function rightEngine(job: Job, options: PrepareOptions, split: Split, kind: Kind): Promise<Ready> {
  const notes: string[] = [];
  for (const { engine, plain } of await candidates(job)) {
    const checked = { ...options, plain };
    const capabilities = await engine.capabilities(plain);
    const fault = await faultOf(job, engine, checked, capabilities, split, kind);
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

async function faultOf(
  { recipe, model, initial, checks }: Job,
  engine: Engine,
  options: PrepareOptions,
  capabilities: Capabilities,
  split: Split,
  kind: Kind,
): Promise<string | undefined> {
  if (checks === undefined || capabilities.name === 'reference' || !isCheckable(model.train)) return undefined;
  const batch = trainingBatches({ ...recipe, batch_size: CHECKED_IMAGES }, split.train, kind, 0).batch(0);
  const draws = drawsFor(model.train, batch.size, recipe.seed, 0);
  const job: Checked = { model, options, initial, batch, draws };
  if (checks.isKnown(job, capabilities)) return undefined;
  const fault = await gradientFault(engine, referenceEngine, job);
  if (fault === undefined) checks.keep(job, capabilities);
  return fault;
}
