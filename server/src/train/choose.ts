/** Which engine computes: the one that the recipe names, or the first that runs here. */
import type { Recipe } from '../recipe';
import type { Engine } from './engines/engine';
import { TrainError } from './files/errors';
import { ENGINES, PREFERRED } from './registry';

export interface Chosen {
  readonly engine: Engine;
  /** What is worth saying about the choice. */
  readonly notes: readonly string[];
}

export async function chooseEngine(wish: Recipe['engine']): Promise<Chosen> {
  const names = wish === 'auto' ? PREFERRED : [wish];
  const reasons: string[] = [];
  for (const name of names) {
    const engine = ENGINES[name];
    const reason = engine === undefined ? 'it is not part of this version' : await engine.unavailable();
    if (engine !== undefined && reason === undefined) return { engine, notes: reasons };
    reasons.push(`The engine ${name} does not run here: ${reason}.`);
  }
  throw new TrainError(`${reasons.join(' ')} Set "engine" in the recipe to "auto" for one that does.`);
}
