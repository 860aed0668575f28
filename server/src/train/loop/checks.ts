/** What can be known to be wrong before anything starts, each with what to do. */
import type { Program } from '../../program';
import type { Recipe } from '../../recipe';
import { type DataSet, sizeText } from '../data/types';
import { TrainError } from '../files/errors';
import type { Split } from './split';

/** Throws what cannot work; returns what is worth a warning. */
export function checkJob(recipe: Recipe, data: DataSet, { train }: Split, program: Program): string[] {
  const warnings: string[] = [];
  checkInput(recipe, data, program);
  const outputs = outputCount(recipe, program);
  const classes = data.classes.length;
  if (outputs < classes)
    throw new TrainError(
      `${recipe.model} gives ${outputs} scores, and ${data.name} has ${classes} classes; let its last layer give ${classes}`,
    );
  if (outputs > classes)
    warnings.push(
      `${recipe.model} gives ${outputs} scores, and ${data.name} has ${classes} classes: some stay unused.`,
    );
  if (outputs > classes && recipe.loss.name !== 'cross_entropy')
    throw new TrainError(
      `${recipe.model} gives ${outputs} scores, and ${recipe.loss.name} needs as many as there are classes, ${classes}`,
    );
  if (recipe.batch_size > train.count) {
    if (recipe.drop_last)
      throw new TrainError(
        `batch_size ${recipe.batch_size} is more than the ${train.count} training images, and drop_last leaves none; make it smaller`,
      );
    warnings.push(
      `batch_size ${recipe.batch_size} is more than the ${train.count} training images: each epoch is one step.`,
    );
  }
  return warnings;
}

function checkInput(recipe: Recipe, data: DataSet, program: Program): void {
  if (program.inputs.length !== 1)
    throw new TrainError(
      `${recipe.model} takes ${program.inputs.length} inputs; only models that take one are trained`,
    );
  const shape = program.values[program.inputs[0]?.value ?? -1]?.shape.map(String) ?? [];
  const { channels, height, width } = data.size;
  const wanted = [channels, height, width].map(String);
  if (shape.length !== 4 || shape.slice(1).some((size, i) => /^\d+$/.test(size) && size !== wanted[i]))
    throw new TrainError(
      `${recipe.model} was read for inputs of ${shape.slice(1).join('×')}, and the images of ${data.name} are ${sizeText(data.size)}`,
    );
}

function outputCount(recipe: Recipe, program: Program): number {
  const type = program.values[program.outputs[0]?.value ?? -1];
  const count = Number(type?.shape[1]);
  if (type === undefined || type.shape.length !== 2 || !Number.isInteger(count))
    throw new TrainError(
      `${recipe.model} gives ${type?.shape.map(String).join('×') ?? 'nothing'}; for classes it must give batch × classes`,
    );
  return count;
}
