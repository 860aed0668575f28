/** One training run, from a recipe, open data and a lowered model: the command line and the training process alike. */
import { basename, join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { EndEvent, LoweredModel, TrainingEvent, TrainingMode } from '../../protocol';
import type { Recipe } from '../../recipe';
import { Fault } from '../../tfjs';
import { chooseEngine } from '../choose';
import type { DataSet } from '../data/types';
import type { Engine, EngineName } from '../engines';
import { messageOf, TrainError } from '../files/errors';
import { checkJob } from '../loop/checks';
import { type Job, type Keeper, outputsOf } from '../loop/session';
import { splitOf } from '../loop/split';
import type { Supply } from '../loop/supply';
import { trainModel } from '../loop/training';
import { type InitialWeights, initialWeights } from '../loop/weights';
import { knownChecks } from '../runs/checks';
import { claimRun, makeRunFolder } from '../runs/claim';
import { keeperOf } from '../runs/keeper';
import { checkResumable } from '../runs/resume';
import { openRun } from '../runs/run';
import { supplyFor } from '../supply/ahead';
import { measuring } from './measuring';
import { withStoredWeights } from './stored';

export interface TrainingRequest {
  readonly recipe: Recipe;
  readonly data: DataSet;
  /** That of the recipe. */
  readonly folder: string;
  readonly mode: TrainingMode;
  readonly model: LoweredModel;
  readonly workspace: string;
  readonly resume: string | undefined;
  readonly goOn: () => Promise<boolean>;
  readonly report: (event: TrainingEvent) => void;
  /** Others than there are, for tests. */
  readonly engines?: Readonly<Record<EngineName, Engine>>;
  /** Of the thread that makes batches; else the one beside the program. */
  readonly supplyScript?: string;
}

export async function runTraining(request: TrainingRequest): Promise<EndEvent> {
  const { recipe, folder, model, data } = request;
  // What cannot be trained leaves no run behind.
  checkJob(recipe, data, splitOf(data, recipe.data, recipe.seed), model.train);
  const drawn = initialWeights(model.train, recipe.seed);
  const initial =
    recipe.weights === undefined ? drawn : await withStoredWeights(resolve(folder, recipe.weights), model.train, drawn);
  const unsaid = recipe.weights === undefined ? drawn.unknown : [];
  const chosen = await chooseEngine(recipe.engine, measuring(request), request.engines);
  const notes = unsaid.map((one) => `How ${one} begins is not known from the code: it begins as a linear layer does.`);
  for (const text of [...chosen.notes, ...notes]) request.report({ event: 'note', kind: 'information', text });
  const supply = supplyFor({ recipe, folder, outputs: outputsOf(model.train) }, data, request.supplyScript);
  try {
    return await onFirstThatLasts(request, chosen.engines, initial, supply);
  } finally {
    supply?.close();
  }
}

/** Where an engine fails midway, the next one goes on from the last whole epoch. */
async function onFirstThatLasts(
  request: TrainingRequest,
  engines: readonly Engine[],
  initial: InitialWeights,
  supply: Supply | undefined,
): Promise<EndEvent> {
  const [engine, ...others] = engines;
  if (engine === undefined) throw new TrainError('No engine runs here');
  const place = request.mode === 'train' ? await placeOf(request) : nowhere(request.mode);
  const report = (event: TrainingEvent): void => {
    place.append(event);
    request.report(event);
  };
  const job: Job = {
    ...{ recipe: request.recipe, data: request.data, model: request.model, initial, engine, others },
    keeper: place.keeper,
    supply,
    checks: knownChecks(request.workspace),
    surroundings: { now, memory: () => process.memoryUsage().rss, goOn: request.goOn, report },
  };
  try {
    return await trainModel(job, request.mode);
  } catch (error) {
    const { description } = await engine.capabilities().catch(() => ({ description: 'The engine' }));
    const what = `${description} failed: ${messageOf(error)}.`;
    const resume = request.mode === 'train' ? place.keeper.name : undefined;
    if (others.length > 0) {
      const text = `${what} The run goes on with another engine from its last whole epoch.`;
      report({ event: 'note', kind: 'warning', text });
      return onFirstThatLasts({ ...request, resume }, others, initial, supply);
    }
    const kept = resume === undefined ? '' : ' What it had learned up to its last whole epoch is kept: resume the run.';
    const end: EndEvent = { event: 'end', reason: 'failed', message: `${what}${adviceOn(error)}${kept}`, seconds: 0 };
    report(end);
    return end;
  } finally {
    place.release();
  }
}

const now = (): number => performance.now() / 1000;

function adviceOn(error: unknown): string {
  const isFull = error instanceof Fault && error.kind === 'memory';
  return isFull
    ? ' A smaller "batch_size" needs less memory; "engine": "auto" goes on without the card.'
    : ' "engine": "auto" in the recipe goes on with another one.';
}

interface RunPlace {
  readonly keeper: Keeper;
  readonly append: (event: TrainingEvent) => void;
  /** Others may write it. */
  readonly release: () => void;
}

async function placeOf({ recipe, workspace, resume, model }: TrainingRequest): Promise<RunPlace> {
  const folder =
    resume === undefined
      ? makeRunFolder(workspace, recipe.model)
      : join(workspace, '.convscope', 'runs', basename(resume));
  if (resume !== undefined) await checkResumable(folder, model.train);
  const release = claimRun(folder);
  try {
    const run = openRun(folder, recipe);
    return { keeper: await keeperOf(run, model.train, resume !== undefined), append: run.append, release };
  } catch (error) {
    release();
    throw error;
  }
}

/** Trials leave nothing behind. */
function nowhere(mode: TrainingMode): RunPlace {
  const keeper: Keeper = {
    name: mode,
    folder: '',
    saveBest: () => '',
    saveState() {},
    saveEpoch() {},
    resumed: undefined,
  };
  return { keeper, append() {}, release() {} };
}
