/** Which engine computes: the one that the recipe names, or the first that runs here. */
import type { Recipe } from '../recipe';
import { ENGINES, type Engine, type EngineName } from './engines';
import { TrainError } from './files/errors';

export interface Chosen {
  readonly engine: Engine;
  /** What is worth saying about the choice. */
  readonly notes: readonly string[];
}

export async function chooseEngine(wish: Recipe['engine']): Promise<Chosen> {
  const inOrder: readonly [EngineName, Engine][] = [
    ['onnx', ENGINES.onnx],
    ['reference', ENGINES.reference],
  ];
  const tried = wish === 'auto' ? inOrder : inOrder.filter(([name]) => name === wish);
  const reasons: string[] = [];
  for (const [name, engine] of tried) {
    const reason = await engine.unavailable();
    if (reason === undefined) return { engine, notes: reasons };
    reasons.push(`The engine ${name} does not run here: ${reason}.`);
  }
  throw new TrainError(`${reasons.join(' ')} Set "engine" in the recipe to "auto" for one that does.`);
}
