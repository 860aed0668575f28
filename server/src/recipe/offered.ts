/** A recipe from single fields, as they were found or chosen; those that it does not allow are left out. */
import type { Recipe } from './declaration';
import { isRecord } from './field';
import { validateRecipe } from './validate';

export type OfferedFields = Iterable<readonly [path: string, value: unknown]>;

/** `file` and `model`, with these fields: `optimizer.lr` → 0.1. */
export function recipeWith(file: string, model: string, fields: OfferedFields): Recipe {
  const kept = new Map(fields);
  for (;;) {
    const { recipe, problems } = validateRecipe(nested(file, model, kept));
    if (recipe !== undefined) return recipe;
    const wrong = [...kept.keys()].filter((path) => problems.some((problem) => path.startsWith(problem.path)));
    // A problem of no field in particular cannot be mended by leaving out one.
    for (const path of wrong.length > 0 ? wrong : [...kept.keys()]) kept.delete(path);
  }
}

function nested(file: string, model: string, fields: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const top: Record<string, unknown> = { file, model };
  for (const [path, value] of fields) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    let group = top;
    for (const name of names) {
      const inner = group[name];
      const next = isRecord(inner) ? inner : {};
      group[name] = next;
      group = next;
    }
    group[last] = value;
  }
  return top;
}
