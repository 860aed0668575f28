/** Recipes as text: parsed with a message, written with only what differs from the defaults. */
import { RECIPE, type Recipe } from './declaration';
import { type Fields, isRecord } from './field';
import { type Validated, validateRecipe } from './validate';

export function parseRecipe(text: string): Validated {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { recipe: undefined, problems: [{ path: 'recipe', message: `this is not JSON: ${reason}` }] };
  }
  return validateRecipe(given);
}

/** The fields that a person would want to see, and all that differ from the defaults. */
export function recipeText(recipe: Recipe, schema?: string): string {
  const shown = { ...(schema !== undefined && { $schema: schema }), ...without(RECIPE, recipe, '') };
  return `${JSON.stringify(shown, undefined, 2)}\n`;
}

const ALWAYS = [
  'file',
  'model',
  'data.name',
  'batch_size',
  'epochs',
  'loss.name',
  'optimizer.name',
  'optimizer.lr',
  'schedule.name',
];

function without(fields: Fields, values: object, path: string): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const field = fields[name];
    const full = path === '' ? name : `${path}.${name}`;
    if (field === undefined || value === undefined) continue;
    if (field.kind === 'group') {
      const inner = isRecord(value) ? without(field.fields, value, full) : {};
      if (Object.keys(inner).length > 0) shown[name] = inner;
    } else if (ALWAYS.includes(full) || JSON.stringify(value) !== JSON.stringify(field.default)) shown[name] = value;
  }
  return shown;
}
