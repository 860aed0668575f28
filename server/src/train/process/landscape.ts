/** The loss around the weights that a run has kept. */
import type { Landscape, LoweredModel } from '../../protocol';
import type { Recipe } from '../../recipe';
import { anyEngine } from '../choose';
import { type DataSet, subset } from '../data/types';
import { plainBatches } from '../loop/batches';
import { filterNormalised, LANDSCAPE_IMAGES, measureLandscape } from '../loop/landscape';
import { normalisationOf } from '../loop/normalise';
import { prepareOptions } from '../loop/options';
import { randomFor } from '../loop/random';
import { kindOf } from '../loop/session';
import { splitOf } from '../loop/split';
import { initialWeights } from '../loop/weights';
import { withStoredWeights } from './stored';

export interface LandscapeRequest {
  readonly recipe: Recipe;
  readonly data: DataSet;
  readonly model: LoweredModel;
  /** The file with the weights. */
  readonly weights: string;
  readonly goOn: () => Promise<boolean>;
  readonly report: (landscape: Landscape) => void;
}

export async function landscapeOf({ recipe, data, model, weights, goOn, report }: LandscapeRequest) {
  const split = splitOf(data, recipe.data, recipe.seed);
  const normalisation = normalisationOf(recipe.normalise, split.train, data.size);
  const kind = kindOf(data, normalisation, model.train);
  const stored = await withStoredWeights(weights, model.train, initialWeights(model.train, recipe.seed));
  const batches = plainBatches(recipe, evenly(split.validation, LANDSCAPE_IMAGES), kind);
  const engine = await anyEngine(recipe.engine);
  const trainer = await engine.prepare(model, prepareOptions(recipe, model.train));
  try {
    await trainer.setBuffers(stored.buffers);
    const direction = (which: number) =>
      filterNormalised(stored.parameters, randomFor(recipe.seed, 'landscape', which));
    return await measureLandscape({
      trainer,
      weights: stored.parameters,
      directions: [direction(0), direction(1)],
      batches: Array.from({ length: batches.count }, (_, index) => batches.batch(index)),
      goOn,
      report,
    });
  } finally {
    await trainer.dispose();
  }
}

function evenly(part: DataSet['train'], most: number) {
  const count = Math.min(part.count, most);
  return subset(
    part,
    Int32Array.from({ length: count }, (_, i) => Math.floor((i * part.count) / count)),
  );
}
