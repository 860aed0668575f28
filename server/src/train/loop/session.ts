/** A run under way: what it is made of, what it has come to, and everything before its first step. */
import { activationsOf, type Program } from '../../program';
import type { Score, TrainingEvent } from '../../protocol';
import type { Recipe } from '../../recipe';
import type { DataSet } from '../data/types';
import type { Capabilities, Engine, Model, PrepareOptions, Tensors, Trainer } from '../engines/engine';
import type { Progress, Snapshot } from '../runs/state';
import { type Kind, stepsPerEpoch } from './batches';
import { checkJob } from './checks';
import { normalisationOf } from './normalise';
import { prepareOptions } from './options';
import { type KnownChecks, rightEngine } from './rightEngine';
import { learningRate, NO_PLATEAU } from './schedule';
import { type Split, splitOf } from './split';
import type { Supply } from './supply';

export interface Job {
  readonly recipe: Recipe;
  readonly data: DataSet;
  readonly model: Model;
  readonly engine: Engine;
  /** Those that take its place, in order, should it compute wrongly. */
  readonly others?: readonly Engine[];
  /** Parameters and buffers to begin with. */
  readonly initial: { readonly parameters: Tensors; readonly buffers: Tensors };
  readonly keeper: Keeper;
  /** Makes batches ahead of their steps; without it they are made when they are asked for. */
  readonly supply?: Supply | undefined;
  /** Without it the engine is believed. */
  readonly checks?: KnownChecks;
  readonly surroundings: Surroundings;
}

/** What is written down. */
export interface Keeper {
  readonly name: string;
  readonly folder: string;
  readonly saveBest: (parameters: Tensors, buffers: Tensors) => string;
  readonly saveState: (snapshot: Snapshot, progress: Progress) => void;
  /** Weights to be looked at; epoch 0 is the initialisation. */
  readonly saveEpoch: (epoch: number, parameters: Tensors, buffers: Tensors) => void;
  readonly resumed: { readonly snapshot: Snapshot; readonly progress: Progress } | undefined;
}

export interface Surroundings {
  /** Seconds. */
  readonly now: () => number;
  readonly memory: () => number;
  /** Between steps: waits while paused; false: stop. */
  readonly goOn: () => Promise<boolean>;
  readonly report: (event: TrainingEvent) => void;
}

export interface Session {
  readonly job: Job;
  readonly split: Split;
  readonly kind: Kind;
  readonly options: PrepareOptions;
  readonly trainer: Trainer;
  readonly layers: readonly string[];
  readonly steps: number;
  progress: Progress;
  checkpoint: string | undefined;
  readonly history: { readonly train: Score[]; readonly validation: Score[] };
  hinted: boolean;
}

/** Everything before the first step: checks, the engine, the weights. */
export async function begin(job: Job): Promise<Session> {
  const { recipe, data, model, keeper, surroundings } = job;
  const split = splitOf(data, recipe.data, recipe.seed);
  const warnings = checkJob(recipe, data, split, model.train);
  const normalisation =
    (await job.supply?.normalisation()) ?? normalisationOf(recipe.normalise, split.train, data.size);
  const kind = kindOf(data, normalisation, model.train);
  const { trainer, engine, options, notes } = await rightEngine(job, prepareOptions(recipe, model.train), split, kind);
  const resumed = keeper.resumed;
  await trainer.setParameters(resumed?.snapshot.parameters ?? job.initial.parameters);
  await trainer.setBuffers(resumed?.snapshot.buffers ?? job.initial.buffers);
  if (resumed !== undefined) await trainer.setOptimiserState(resumed.snapshot.optimiser);
  else keeper.saveEpoch(0, job.initial.parameters, job.initial.buffers);
  const layers = model.train.parameters
    .filter(({ name, trainable }) => trainable && !options.frozen.includes(name))
    .map(({ name }) => name);
  const session: Session = {
    job,
    split,
    kind,
    options,
    trainer,
    layers,
    steps: stepsPerEpoch(recipe, split.train.count),
    progress: resumed?.progress ?? NO_PROGRESS,
    checkpoint: undefined,
    history: { train: [], validation: [] },
    hinted: false,
  };
  surroundings.report(startEvent(session, engine));
  for (const text of [...notes, ...warnings]) surroundings.report({ event: 'note', kind: 'warning', text });
  return session;
}

/** How many scores a model gives. */
export const outputsOf = ({ values, outputs }: Program): number => Number(values[outputs[0]?.value ?? -1]?.shape[1]);

/** What batches are made of. */
export function kindOf(data: DataSet, normalisation: Kind['normalisation'], program: Program): Kind {
  const outputs = outputsOf(program);
  return { size: data.size, classes: data.classes.length, normalisation, targets: data.targets, outputs };
}

const NO_PROGRESS: Progress = {
  epoch: 0,
  plateau: NO_PLATEAU,
  best: undefined,
  sinceLower: 0,
  lowestLoss: Number.POSITIVE_INFINITY,
};

function startEvent({ job, split, layers, steps, progress }: Session, engine: Capabilities): TrainingEvent {
  const { recipe, data, keeper, initial } = job;
  return {
    event: 'start',
    run: keeper.name,
    folder: keeper.folder,
    model: recipe.model,
    engine: engine.description,
    device: engine.device,
    data: data.name,
    train_images: split.train.count,
    validation_images: split.validation.count,
    validation_text: split.validationText,
    classes: data.classes,
    epochs: recipe.epochs,
    steps_per_epoch: steps,
    parameters: [...initial.parameters.values()].reduce((sum, { data: values }) => sum + values.length, 0),
    layers,
    activations: activationsOf(job.model.train).map(({ value: _, ...activation }) => activation),
    resumed_after: progress.epoch,
  };
}

export const snapshotOf = async (trainer: Trainer): Promise<Snapshot> => ({
  parameters: await trainer.parameters(),
  buffers: await trainer.buffers(),
  optimiser: await trainer.optimiserState(),
});

/** The learning rate of a step, counted over all epochs. */
export function rateAt({ job: { recipe }, steps, progress }: Session, step: number): number {
  const place = { step, stepsPerEpoch: steps, epochs: recipe.epochs };
  return learningRate(recipe.schedule, recipe.optimizer.lr, place, progress.plateau.factor);
}
