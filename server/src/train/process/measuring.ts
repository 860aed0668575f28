/** How engines are compared on a recipe, and what is remembered of that. */
import { performance } from 'node:perf_hooks';
import type { LoweredModel } from '../../protocol';
import type { Recipe } from '../../recipe';
import type { Measuring } from '../choose';
import { prepareOptions } from '../loop/options';
import { imagesPerSecond } from '../loop/speed';
import { knownSpeeds } from '../runs/speeds';

interface Measured {
  readonly recipe: Recipe;
  readonly model: LoweredModel;
  readonly workspace: string;
}

export const measuring = ({ recipe, model, workspace }: Measured): Measuring => ({
  known: knownSpeeds(workspace, model, recipe),
  speedOf: (engine) =>
    imagesPerSecond(
      engine,
      model,
      prepareOptions(recipe, model.train),
      recipe.batch_size,
      () => performance.now() / 1000,
    ),
});
