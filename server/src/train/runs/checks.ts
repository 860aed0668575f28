/** `.convscope/checked.json`: engines whose gradients were found right, by model and machine. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../files/atomic';
import type { KnownChecks } from '../loop/rightEngine';

/** The newest stay. */
const MOST = 100;

export function knownChecks(workspace: string): KnownChecks {
  const file = join(workspace, '.convscope', 'checked.json');
  const keyOf: (...about: unknown[]) => string = (...about) =>
    createHash('sha256').update(JSON.stringify(about)).digest('hex');
  const key = ({ model, options }: Parameters<KnownChecks['keep']>[0], engine: Parameters<KnownChecks['keep']>[1]) =>
    keyOf(model.train, options.objective, options.frozen, options.plain, engine, process.platform, process.arch);
  return {
    isKnown: (job, engine) => readKeys(file).includes(key(job, engine)),
    keep(job, engine) {
      const keys = [...readKeys(file), key(job, engine)].slice(-MOST);
      writeAtomically(file, [`${JSON.stringify(keys, undefined, 2)}\n`]);
    },
  };
}

function readKeys(file: string): string[] {
  if (!existsSync(file)) return [];
  try {
    const keys: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(keys) ? keys.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}
