/** What a recipe asks of an engine. */
import type { Objective, Optimiser, Program, TrainingOptions } from '../../program';
import type { Recipe } from '../../recipe';
import type { PrepareOptions } from '../engines/engine';
import { TrainError } from '../files/errors';

export function prepareOptions(recipe: Recipe, program: Program): PrepareOptions {
  return { ...trainingOptions(recipe, program), threads: recipe.threads, plain: false };
}

function trainingOptions(recipe: Recipe, program: Program): TrainingOptions {
  const { regularisation, clip_norm: clipNorm, clip_value: clipValue } = recipe;
  return {
    objective: objectiveOf(recipe),
    optimiser: optimiserOf(recipe),
    l1: { lambda: regularisation.l1, proximal: regularisation.l1_proximal },
    l2: regularisation.l2,
    undecayed: [],
    clipNorm,
    clipValue,
    frozen: frozenNames(recipe.freeze, program),
  };
}

function objectiveOf({ loss }: Recipe): Objective {
  switch (loss.name) {
    case 'cross_entropy':
      return {
        kind: 'cross-entropy',
        labelSmoothing: loss.label_smoothing,
        ...(loss.ignore_index !== undefined && { ignoreIndex: loss.ignore_index }),
      };
    case 'bce':
    case 'mse':
    case 'l1':
      return { kind: loss.name };
  }
}

function optimiserOf({ optimizer: o }: Recipe): Optimiser {
  const weightDecay = o.weight_decay;
  switch (o.name) {
    case 'sgd':
      return { kind: 'sgd', momentum: o.momentum, dampening: 0, nesterov: o.nesterov, weightDecay };
    case 'adam':
    case 'adamw':
      return { kind: o.name, beta1: o.beta1, beta2: o.beta2, eps: o.eps, weightDecay };
    case 'rmsprop':
      return { kind: 'rmsprop', alpha: o.alpha, eps: o.eps, momentum: 0, centered: false, weightDecay };
  }
}

/** Parameters that a pattern names; a pattern that names none is a mistake worth saying. */
function frozenNames(patterns: readonly string[], program: Program): string[] {
  const names = program.parameters.map(({ name }) => name);
  const found = new Set<string>();
  for (const pattern of patterns) {
    const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    const matching = names.filter((name) => new RegExp(`^${parts.join('.*')}$`).test(name));
    if (matching.length === 0)
      throw new TrainError(
        `freeze in the recipe: no parameter is called '${pattern}'; the first is '${names[0] ?? ''}'`,
      );
    for (const name of matching) found.add(name);
  }
  if (names.length > 0 && program.parameters.every(({ name, trainable }) => !trainable || found.has(name)))
    throw new TrainError('freeze in the recipe leaves nothing to train: every parameter is frozen');
  return [...found];
}
