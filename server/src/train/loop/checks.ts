/** What can be known to be wrong before anything starts, each with what to do. */
import { atBatch, elements, type Program } from '../../program';
import type { Recipe } from '../../recipe';
import { type DataSet, sizeText } from '../data/types';
import { TrainError } from '../files/errors';
import { checkNormalise } from './normalise';
import { prepareOptions } from './options';
import type { Split } from './split';

/** Throws what cannot work; returns what is worth a warning. */
export function checkJob(recipe: Recipe, data: DataSet, { train }: Split, program: Program): string[] {
  const warnings = [...(data.notes ?? [])];
  checkInput(recipe, data, program);
  warnings.push(...checkOutput(recipe, data, program));
  checkSingleImages(recipe, train.count, program);
  checkNormalise(recipe.normalise, data.size);
  // What is frozen by a name that there is not.
  prepareOptions(recipe, program);
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

/** A BatchNorm that sees one number of each channel has no variance: PyTorch raises, and running statistics would be lost. */
function checkSingleImages({ batch_size, drop_last }: Recipe, images: number, program: Program): void {
  const size = Math.min(batch_size, images);
  const left = drop_last ? 0 : images % batch_size;
  if (size !== 1 && left !== 1) return;
  const alone = atBatch(program, 1);
  const shapeOf = (value: number | undefined): number[] => (alone.values[value ?? -1]?.shape ?? []).map(Number);
  const norm = alone.steps.find(
    ({ name, inputs }) => name === 'batchNorm' && elements(shapeOf(inputs[0])) === shapeOf(inputs[0])[1],
  );
  if (norm === undefined) return;
  const module = alone.origins[norm.origin ?? -1]?.module;
  const layer = module === undefined || module === '' ? 'a BatchNorm' : `the BatchNorm ${module}`;
  const when =
    size === 1
      ? 'in a batch of one image'
      : `in the last batch of an epoch, where one of ${images} images is left over`;
  const advice = size === 1 ? 'take a larger "batch_size"' : 'set "drop_last": true, or another "batch_size"';
  throw new TrainError(
    `Expected more than 1 value per channel when training: ${layer} would get one ${when}; ${advice}`,
  );
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

/** Sizes of the output without the batch; what is worth a warning. */
function checkOutput(recipe: Recipe, data: DataSet, program: Program): string[] {
  const shape = program.values[program.outputs[0]?.value ?? -1]?.shape.slice(1).map(String) ?? [];
  const gives = `${recipe.model} gives ${shape.length === 0 ? 'nothing' : `batch × ${shape.join(' × ')}`}`;
  const targets = data.targets ?? { kind: 'classes' };
  switch (targets.kind) {
    case 'numbers': {
      const isRight = shape.join() === String(targets.count);
      if (isRight) return [];
      throw new TrainError(`${gives}; for the numbers of ${data.name} it must give batch × ${targets.count}`);
    }
    case 'masks': {
      const { height, width } = data.size;
      if (shape.length !== 3 || shape[1] !== String(height) || shape[2] !== String(width))
        throw new TrainError(`${gives}; for masks it must give batch × classes × ${height} × ${width}`);
      return checkScores(recipe, data, Number(shape[0]));
    }
    case 'classes':
      if (shape.length !== 1 || !/^\d+$/.test(shape[0] ?? ''))
        throw new TrainError(`${gives}; for classes it must give batch × classes${maskAdvice(shape, recipe)}`);
      return checkScores(recipe, data, Number(shape[0]));
  }
}

/** A picture for every class is what a network for segmentation gives. */
function maskAdvice(shape: readonly string[], { data }: Recipe): string {
  const isOwn = data.name === 'folder' || data.name === 'csv' || data.name === 'numpy';
  return shape.length === 3 && isOwn
    ? '. For the class of every pixel set "targets": "masks" in the recipe\'s data'
    : '';
}

function checkScores(recipe: Recipe, data: DataSet, outputs: number): string[] {
  const classes = data.classes.length;
  if (outputs === 1 && classes === 2 && recipe.loss.name === 'bce') return [];
  if (outputs < classes)
    throw new TrainError(
      `${recipe.model} gives ${outputs} scores, and ${data.name} has ${classes} classes; let its last layer give ${classes}`,
    );
  if (outputs > classes && recipe.loss.name !== 'cross_entropy')
    throw new TrainError(
      `${recipe.model} gives ${outputs} scores, and ${recipe.loss.name} needs as many as there are classes, ${classes}`,
    );
  if (outputs === classes) return [];
  return [`${recipe.model} gives ${outputs} scores, and ${data.name} has ${classes} classes: some stay unused.`];
}
