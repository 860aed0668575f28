/** Recipes as text: parsed with a message, written with only what differs from the defaults. */
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { RECIPE, type Recipe } from './declaration';
import { type Fields, isRecord } from './field';
import { type Validated, validateRecipe } from './validate';

export function parseRecipe(text: string): Validated {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return { recipe: undefined, problems: [{ path: 'recipe', message: notJson(text) }] };
  }
  return validateRecipe(given);
}

/** The place by a parser that goes on after a mistake: the engine's own message has none, or another in each version. */
function notJson(text: string): string {
  if (text.trim() === '') return 'the file is empty';
  const errors: ParseError[] = [];
  parse(text, errors);
  const { offset, error } = errors[0] ?? { offset: text.length, error: undefined };
  const before = text.slice(0, offset).split('\n');
  const place = `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
  const reason =
    error === undefined ? 'it cannot be read' : (REASONS[printParseErrorCode(error)] ?? printParseErrorCode(error));
  return `this is not JSON at ${place}: ${reason}`;
}

const REASONS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'a word that JSON does not know; texts stand in "…"',
  InvalidNumberFormat: 'this is not a number',
  PropertyNameExpected: 'a name in "…" is expected here; the last entry has no comma after it',
  ValueExpected: 'a value is expected here; the last entry has no comma after it',
  ColonExpected: 'a colon is missing before this',
  CommaExpected: 'a comma is missing before this',
  CloseBraceExpected: 'a } is missing',
  CloseBracketExpected: 'a ] is missing',
  EndOfFileExpected: 'there is more after the end',
  InvalidCommentToken: 'comments are not allowed in it',
  UnexpectedEndOfString: 'a closing " is missing',
};

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
