/** One training run, from a recipe, open data and a lowered model: the command line and the training process alike. */
import { basename, join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { EndEvent, LoweredModel, TrainingEvent, TrainingMode } from '../../protocol';
import type { Recipe } from '../../recipe';
import { chooseEngine } from '../choose';
import type { DataSet } from '../data/types';
import type { Keeper } from '../loop/session';
import { trainModel } from '../loop/training';
import { initialWeights } from '../loop/weights';
import { knownChecks } from '../runs/checks';
import { keeperOf } from '../runs/keeper';
import { newRunFolder, openRun } from '../runs/run';
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
}

export async function runTraining(request: TrainingRequest): Promise<EndEvent> {
  const { recipe, model, mode } = request;
  const drawn = initialWeights(model.train, recipe.seed);
  const initial =
    recipe.weights === undefined
      ? drawn
      : await withStoredWeights(resolve(request.folder, recipe.weights), model.train, drawn);
  const unsaid = recipe.weights === undefined ? drawn.unknown : [];
  const chosen = await chooseEngine(recipe.engine);
  const place = mode === 'train' ? await placeOf(request) : nowhere(mode);
  const notes = unsaid.map((one) => `How ${one} begins is not known from the code: it begins as a linear layer does.`);
  for (const text of [...chosen.notes, ...notes]) request.report({ event: 'note', kind: 'information', text });
  return trainModel(
    {
      recipe,
      data: request.data,
      model,
      engine: chosen.engine,
      initial,
      keeper: place.keeper,
      checks: knownChecks(request.workspace),
      surroundings: {
        now: () => performance.now() / 1000,
        memory: () => process.memoryUsage().rss,
        goOn: request.goOn,
        report(event) {
          place.append(event);
          request.report(event);
        },
      },
    },
    mode,
  );
}

interface RunPlace {
  readonly keeper: Keeper;
  readonly append: (event: TrainingEvent) => void;
}

async function placeOf({ recipe, workspace, resume, model }: TrainingRequest): Promise<RunPlace> {
  const folder =
    resume === undefined
      ? newRunFolder(workspace, recipe.model)
      : join(workspace, '.convscope', 'runs', basename(resume));
  const run = openRun(folder, recipe);
  return { keeper: await keeperOf(run, model.train, resume !== undefined), append: run.append };
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
  return { keeper, append() {} };
}
