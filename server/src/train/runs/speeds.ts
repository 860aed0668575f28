/** `.convscope/speeds.json`: what engines did on a recipe on this machine, so that it is measured once. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Recipe } from '../../recipe';
import type { Speeds } from '../choose';
import type { Model } from '../engines';
import { writeAtomically } from '../files/atomic';

/** The newest stay. */
const MOST = 200;

/** What the speed depends on: the model, the sizes, the machine. */
export function knownSpeeds(workspace: string, model: Model, recipe: Recipe): Speeds {
  const file = join(workspace, '.convscope', 'speeds.json');
  const { batch_size, threads, precision, optimizer, regularisation, loss, freeze } = recipe;
  const about = [
    model.train,
    { batch_size, threads, precision, regularisation, loss, freeze, optimizer: optimizer.name },
    [process.platform, process.arch, process.versions.node, cpus()[0]?.model, cpus().length],
  ];
  const recipeKey = createHash('sha256').update(JSON.stringify(about)).digest('hex').slice(0, 32);
  const keyOf = (description: string): string => `${recipeKey} ${description}`;
  return {
    get: (description) => readSpeeds(file).get(keyOf(description)),
    keep(description, speed) {
      const speeds = readSpeeds(file);
      speeds.delete(keyOf(description));
      const entries = [...speeds, [keyOf(description), speed] as const].slice(-MOST);
      writeAtomically(file, [`${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`]);
    },
  };
}

function readSpeeds(file: string): Map<string, number> {
  if (!existsSync(file)) return new Map();
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof found !== 'object' || found === null) return new Map();
    return new Map(
      Object.entries(found).filter((entry): entry is [string, number] => Number.isFinite(entry[1]) && entry[1] > 0),
    );
  } catch {
    return new Map();
  }
}
