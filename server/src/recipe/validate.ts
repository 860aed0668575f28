/** A recipe from what a file holds: defaults filled in, and every mistake with its place and what to write instead. */
import { RECIPE, type Recipe } from './declaration';
import { type Field, type Fields, isRecord, type NumberField } from './field';
import { choiceNear, suggestion } from './suggest';

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
  const recipe = groupOf(RECIPE, withRate(given), '', problems);
  if (problems.length === 0 && isRecipe(recipe)) {
    problems.push(...contradictions(recipe));
    if (problems.length === 0) return { recipe, problems: [] };
  }
  return { recipe: undefined, problems };
}

/** Optimisers that divide by the gradient's size take smaller steps than SGD's default. */
const ADAPTIVE_RATE = 0.001;

function withRate(given: unknown): unknown {
  if (!isRecord(given) || !isRecord(given['optimizer'])) return given;
  const { name, lr } = given['optimizer'];
  if (lr !== undefined || name === undefined || name === 'sgd') return given;
  return { ...given, optimizer: { ...given['optimizer'], lr: ADAPTIVE_RATE } };
}

/** `groupOf` has filled every field from the declaration that the type is made of; without problems it is one. */
function isRecipe(value: Record<string, unknown>): value is Record<string, unknown> & Recipe {
  return Object.keys(RECIPE).every((name) => name in value);
}

function groupOf(fields: Fields, given: unknown, path: string, problems: RecipeProblem[]): Record<string, unknown> {
  if (given !== undefined && !isRecord(given))
    problems.push({ path: path || 'recipe', message: notAGroup(fields, given) });
  const values = isRecord(given) ? given : {};
  for (const name of Object.keys(values))
    if (!Object.hasOwn(fields, name) && name !== '$schema')
      problems.push({ path: joined(path, name), message: `there is no such field; ${suggestion(name, fields, path)}` });
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
        : `${shown(given)} is none of ${Object.keys(field.choices).join(', ')}${nearest(given, field.choices)}`;
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
  check(
    schedule.name === 'multi_step' && schedule.milestones === undefined,
    'schedule.name',
    'multi_step needs to know when; set "milestones", for example to [100, 150]',
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

/** `"optimizer": "adam"` */
function notAGroup(fields: Fields, given: unknown): string {
  const kinds = fields['name'];
  const name = kinds?.kind === 'choice' && typeof given === 'string' ? choiceNear(given, kinds.choices) : undefined;
  return `${shown(given)} is not an object; write ${name === undefined ? '{ … }' : `{ "name": "${name}" }`}`;
}

function nearest(given: unknown, choices: Readonly<Record<string, string>>): string {
  const near = typeof given === 'string' ? choiceNear(given, choices) : undefined;
  return near === undefined ? '' : `; did you mean "${near}"?`;
}
