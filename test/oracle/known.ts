/** What of PyTorch is known, and how well: for docs/support.md. */
import { createInterpreter, type Observer, type Value } from '../../server/src/python';
import { allOps, layers } from '../../server/src/torch';
import { natives } from './harness';

/** `exact`: held to PyTorch by examples. `newer`: declared, and too new for the PyTorch that checks. `partial`: read, no more. */
export type Standing = 'exact' | 'newer' | 'partial' | 'not yet';

const checked = new Set<string>();
const newer = new Set<string>();
for (const op of allOps) {
  const isChecked = (op.examples ?? []).some((example) => !example.unchecked);
  if ((op.examples ?? []).length === 0) continue;
  for (const name of [op.name, ...(op.aliases ?? []), ...(op.inplaceAliases ?? [])])
    (isChecked ? checked : newer).add(name);
}
for (const layer of layers) {
  const isChecked = (layer.examples ?? []).some((example) => !example.unchecked);
  if ((layer.examples ?? []).length > 0) (isChecked ? checked : newer).add(`torch.nn.${layer.name}`);
}

const none = (): undefined => undefined;
const observer: Observer = {
  bind: none,
  enterFunction: none,
  leaveFunction: none,
  defineClass: none,
  fork: none,
  branch: none,
  join: none,
  enterUnknownLoop: none,
  leaveUnknownLoop: none,
  lost: none,
  problem: none,
  unknown: none,
};

/** By dotted name. */
export function standings(names: readonly string[]): Standing[] {
  const interpreter = createInterpreter({
    host: { module: () => 'absent', dataFile: () => 'absent' },
    observer,
    natives,
  });
  const module = interpreter.runMain('names.py', 'import torch\nimport torch.nn.functional\n');
  const value = (name: string): Value =>
    interpreter.evaluate(name.replace(/^torch\.Tensor\.(?=\w+$)/, 'torch.zeros(2, 3).'), module);
  return names.map((name) => {
    if (checked.has(name)) return 'exact';
    if (newer.has(name)) return 'newer';
    return value(name).kind === 'unknown' ? 'not yet' : 'partial';
  });
}

/** What is declared and no PyTorch of the record has: newer names. */
export const declaredNames: readonly string[] = [...checked, ...newer];
