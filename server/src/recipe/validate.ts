/** A recipe from what a file holds: defaults filled in, and every mistake with its place and what to write instead. */
import { RECIPE, type Recipe } from './declaration';
import { type Field, type Fields, isRecord, type NumberField } from './field';

export interface RecipeProblem {
  /** `optimizer.lr` */
  readonly path: string;
  readonly message: string;
  /** Each field is right by itself. */
  readonly together?: true;
}

export type Validated =
  | { readonly recipe: Recipe; readonly problems: readonly [] }
  | { readonly recipe: undefined; readonly problems: readonly RecipeProblem[] };

export function validateRecipe(given: unknown): Validated {
  const problems: RecipeProblem[] = [];
  const recipe = groupOf(RECIPE, given, '', problems);
  if (problems.length === 0 && isRecipe(recipe)) {
    problems.push(...contradictions(recipe));
    if (problems.length === 0) return { recipe, problems: [] };
  }
  return { recipe: undefined, problems };
}

/** `groupOf` has filled every field from the declaration that the type is made of; without problems it is one. */
function isRecipe(value: Record<string, unknown>): value is Record<string, unknown> & Recipe {
  return Object.keys(RECIPE).every((name) => name in value);
}

function groupOf(fields: Fields, given: unknown, path: string, problems: RecipeProblem[]): Record<string, unknown> {
  if (given !== undefined && !isRecord(given))
    problems.push({ path: path || 'recipe', message: `${shown(given)} is not an object; write { … }` });
  const values = isRecord(given) ? given : {};
  for (const name of Object.keys(values))
    if (!Object.hasOwn(fields, name) && name !== '$schema')
      problems.push({ path: joined(path, name), message: `there is no such field; ${suggestion(name, fields)}` });
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      fieldValue(field, values[name], joined(path, name), problems),
    ]),
  );
}

const joined = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

function fieldValue(field: Field, given: unknown, path: string, problems: RecipeProblem[]): unknown {
  if (field.kind === 'group') return groupOf(field.fields, given, path, problems);
  if (given === undefined) {
    if (field.kind === 'text' && field.required)
      problems.push({ path, message: `it is missing; for example ${JSON.stringify(field.example ?? '')}` });
    return field.default;
  }
  const message = complaint(field, given);
  if (message !== undefined) problems.push({ path, message });
  return given;
}

/** What is wrong with a value, or undefined. */
function complaint(field: Exclude<Field, { kind: 'group' }>, given: unknown): string | undefined {
  switch (field.kind) {
    case 'number':
      return typeof given === 'number' && Number.isFinite(given)
        ? range(field, given)
        : `${shown(given)} is not a number`;
    case 'text':
      return typeof given === 'string' && given !== '' ? undefined : `${shown(given)} is not a text`;
    case 'flag':
      return typeof given === 'boolean' ? undefined : `${shown(given)} is neither true nor false`;
    case 'choice':
      return typeof given === 'string' && Object.hasOwn(field.choices, given)
        ? undefined
        : `${shown(given)} is none of ${Object.keys(field.choices).join(', ')}`;
    case 'numbers':
      return numbersComplaint(given, field.length, field.min);
    case 'texts':
      return Array.isArray(given) && given.every((item) => typeof item === 'string')
        ? undefined
        : `${shown(given)} is not a list of texts; write ["…"]`;
    case 'number-or-word':
      if (typeof given === 'string' && Object.hasOwn(field.words, given)) return undefined;
      if (typeof given === 'number') return range({ ...field, kind: 'number', default: 0 }, given);
      return `${shown(given)} is neither a number nor ${Object.keys(field.words).map(shown).join(', ')}`;
  }
}

function range({ min, above, max, integer }: NumberField, value: number): string | undefined {
  if (integer && !Number.isInteger(value)) return `${value} is not a whole number`;
  if (above !== undefined && value <= above) return `${value} is too small; it must be more than ${above}`;
  if (min !== undefined && value < min) return `${value} is too small; the least is ${min}`;
  if (max !== undefined && value > max) return `${value} is too large; the most is ${max}`;
  return undefined;
}

function numbersComplaint(given: unknown, length: number | undefined, min = Number.NEGATIVE_INFINITY) {
  const numbers = Array.isArray(given) && given.every((item) => typeof item === 'number' && Number.isFinite(item));
  if (!numbers || given.length === 0) return `${shown(given)} is not a list of numbers; write [0.5, 0.5]`;
  if (length !== undefined && given.length !== length) return `${shown(given)} must be ${length} numbers`;
  const small = given.find((item) => item < min);
  return small === undefined ? undefined : `${small} is too small; the least is ${min}`;
}

/** What each field allows by itself, and they do not together. */
function contradictions({
  data,
  loss,
  optimizer,
  schedule,
  epochs,
  regularisation,
  augmentation,
  normalise,
}: Recipe): RecipeProblem[] {
  const found: RecipeProblem[] = [];
  const check = (wrong: boolean, path: string, message: string): unknown =>
    wrong && found.push({ path, message, together: true });
  check(
    optimizer.nesterov && optimizer.momentum === 0,
    'optimizer.nesterov',
    'Nesterov’s momentum needs a momentum; set "momentum", for example to 0.9',
  );
  check(
    schedule.warmup_epochs >= epochs,
    'schedule.warmup_epochs',
    `the warm-up must be shorter than ${epochs} epochs`,
  );
  const isOwn = data.name === 'folder' || data.name === 'csv' || data.name === 'numpy';
  check(
    data.targets !== 'classes' && !isOwn,
    'data.targets',
    `${data.name} has classes only; ${data.targets} are for folder, csv and numpy`,
  );
  check(
    data.targets === 'numbers' && data.name === 'folder',
    'data.targets',
    'a folder holds no numbers; list its pictures in a CSV file with the columns file and label',
  );
  check(
    data.targets === 'numbers' && loss.name !== 'mse' && loss.name !== 'l1',
    'loss.name',
    `${loss.name} needs classes; take "mse" or "l1" for numbers`,
  );
  check(
    loss.ignore_index !== undefined && loss.name !== 'cross_entropy',
    'loss.ignore_index',
    `${loss.name} counts every pixel; take "cross_entropy", or take ignore_index out`,
  );
  check(
    data.targets !== 'classes' && augmentation.mixup > 0,
    'augmentation.mixup',
    'mixup blends classes of whole images; take it out',
  );
  check(
    data.targets !== 'classes' && regularisation.label_noise > 0,
    'regularisation.label_noise',
    'label noise replaces classes of whole images; take it out',
  );
  const [low, high] = augmentation.scale ?? [];
  check(low !== undefined && high !== undefined && low > high, 'augmentation.scale', 'write the smaller factor first');
  check(
    (normalise.mean === undefined) !== (normalise.std === undefined),
    'normalise',
    'give both "mean" and "std", or neither',
  );
  check(normalise.mean?.length !== normalise.std?.length, 'normalise', '"mean" and "std" must have as many numbers');
  return found;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function suggestion(name: string, fields: Fields): string {
  const near = Object.keys(fields).find((field) => isNear(field, name.toLowerCase().replaceAll('-', '_')));
  return near === undefined ? `there are ${Object.keys(fields).join(', ')}` : `did you mean "${near}"?`;
}

/** Equal but for one letter or two, or one within the other. */
function isNear(a: string, b: string): boolean {
  if (a.length > 3 && b.length > 3 && (a.includes(b) || b.includes(a))) return true;
  return Math.abs(a.length - b.length) <= 2 && distance(a, b) <= 2;
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
