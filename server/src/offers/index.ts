/**
 * What a training script says about its recipe: what is offered first when a recipe is made. Only what stands there
 * plainly, and only once: where two calls differ, or it is decided when the script runs, the recipe's defaults stand.
 */
import type { Call, Expr, ModuleTree } from '../syntax';
import { type Constant, nameOf, type Placed, rootOf, type Script, scriptOf } from './constants';
import { type Found, READERS, readingOf } from './readers';
import type { PlacedCall, Scope } from './scopes';

/** Fields of a recipe by their path: `optimizer.lr` → 0.1. Not validated. */
export type Offers = ReadonlyMap<string, number | string | boolean | readonly number[]>;
type Fields = Map<string, number | string | boolean | readonly number[]>;

export function offersOf(tree: ModuleTree): Offers {
  const script = scriptOf(tree);
  const groups = new Map<string, Found[]>();
  for (const placed of script.calls) {
    const name = nameOf(placed.call) ?? '';
    const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
    if (read === undefined || !isLibrary(placed.call, script)) continue;
    const found = read(readingOf(placed, name, script));
    for (const group of new Set(found.map(([path]) => path.split('.')[0] ?? path)))
      groups.set(group, [...(groups.get(group) ?? []), found.filter(([path]) => path.split('.')[0] === group)]);
  }
  const fields: Fields = new Map();
  for (const [group, found] of groups) for (const [path, value] of agreed(group, found)) fields.set(path, value);
  loader(script, fields);
  epochs(script, fields);
  together(fields);
  return fields;
}

const LIBRARIES = /^(?:torch|torchvision|sklearn|pytorch_lightning|lightning|fastai)(?:\.|$)/;

/** No function of the script, and none of somebody else with the same name. */
function isLibrary({ func }: Call, { imports, functions }: Script): boolean {
  const root = rootOf(func);
  if (root === undefined) return true;
  const from = imports.get(root);
  if (from !== undefined) return LIBRARIES.test(from);
  return func.kind !== 'Name' || !functions.has(root);
}

/** What all calls of a group say alike; one with another name makes all of it doubtful. */
function* agreed(group: string, found: readonly Found[]): Iterable<readonly [string, NonNullable<Constant>]> {
  const valuesOf = (path: string): Constant[] =>
    found.flatMap((one) => one.flatMap(([at, value]) => (at === path ? [value] : [])));
  const names = new Set(valuesOf(`${group}.name`));
  if (names.size > 1 || names.has('another')) return;
  for (const path of new Set(found.flatMap((one) => one.map(([at]) => at)))) {
    // Only some transforms say something about a variation; the others do not contradict.
    const values = valuesOf(path).filter((value) => group !== 'augmentation' || value !== undefined);
    const [first, ...others] = values;
    if (path === 'data.root') {
      const root = commonRoot(values);
      if (root !== undefined) yield [path, root];
    } else if (first !== undefined && others.every((value) => String(value) === String(first))) yield [path, first];
  }
}

/** One folder, or the one in which `train` and `val` are. */
function commonRoot(values: readonly Constant[]): string | undefined {
  const texts = values.filter((value) => typeof value === 'string');
  const [first, ...others] = texts;
  if (first === undefined || texts.length < values.length) return undefined;
  if (others.every((text) => text === first)) return first;
  const parents = texts.map((text) => text.replace(/[\\/]?(?:train|training|val|valid|validation|test)[\\/]?$/, ''));
  return parents.every((parent) => parent !== '' && parent === parents[0]) ? parents[0] : undefined;
}

/** The loader for training: by its name or its data's, or the one that shuffles. */
function loader({ calls, argument, constant }: Script, fields: Fields): void {
  const loaders = calls.filter(({ call }) => nameOf(call) === 'DataLoader');
  const isFor = (which: RegExp, { target, call, scope }: PlacedCall): boolean =>
    which.test(target ?? '') ||
    which.test(dataOf(call.args[0] ?? argument({ call, scope, target }, 'dataset')?.expr, scope));
  const named = loaders.filter((one) => isFor(/train/i, one) && !isFor(/val|test|eval/i, one));
  const shuffled = loaders.filter((one) => constant(argument(one, 'shuffle', 2)) === true);
  const first = named.length > 0 ? named : shuffled.length > 0 ? shuffled : loaders;
  for (const [name, position] of [
    ['batch_size', 1],
    ['drop_last', undefined],
  ] as const) {
    const values = first.map((one) => constant(argument(one, name, position)));
    const [value] = values;
    if (value !== undefined && values.every((one) => one === value)) fields.set(name, value);
  }
}

/** Names that say whose images they are: `trainset`, `datasets.MNIST(train=True)`. */
function dataOf(expr: Expr | undefined, scope: Scope): string {
  if (expr === undefined) return '';
  if (expr.kind === 'Name') return expr.id;
  if (expr.kind === 'Attribute') return expr.attr;
  if (expr.kind !== 'Call') return '';
  const train = expr.keywords.find(({ name }) => name === 'train')?.value;
  if (train?.kind === 'True') return 'train';
  return train?.kind === 'False' ? 'test' : dataOf(expr.args[0], scope);
}

const EPOCHS = ['EPOCHS', 'NUM_EPOCHS', 'epochs', 'num_epochs', 'n_epochs', 'max_epochs'];

function epochs({ loops, calls, named, argument, constant }: Script, fields: Fields): void {
  const turns = loops
    .filter(({ target }) => /epoch/i.test(target) || target === 'ep')
    .map(({ iter, scope }) => turnsOf({ expr: iter, scope }, constant));
  const trainers = calls
    .filter(({ call }) => nameOf(call) === 'Trainer')
    .map((call) => constant(argument(call, 'max_epochs')));
  const found = [...turns, ...trainers];
  const [first] = found;
  const value = first !== undefined && found.every((one) => one === first) ? first : undefined;
  if (typeof value === 'number') fields.set('epochs', value);
  else if (found.every((one) => one === undefined))
    for (const name of EPOCHS) {
      const said = named(name);
      if (said !== undefined && !fields.has('epochs')) fields.set('epochs', said);
    }
}

/** Of `range(1, n + 1)`, also inside `tqdm(…)`. */
function turnsOf({ expr, scope }: Placed, constant: Script['constant']): Constant {
  if (expr.kind !== 'Call') return undefined;
  const [first, second] = expr.args;
  const name = nameOf(expr);
  if (name === 'tqdm' || name === 'enumerate' || name === 'track' || name === 'progress_bar')
    return first && turnsOf({ expr: first, scope }, constant);
  if ((name !== 'range' && name !== 'trange') || first === undefined) return undefined;
  if (second === undefined) return constant({ expr: first, scope });
  const stop = constant({ expr: second, scope });
  const start = constant({ expr: first, scope });
  if (typeof stop === 'number' && typeof start === 'number') return stop - start;
  // range(start, start + n): n, wherever it starts.
  const isFrom = second.kind === 'BinOp' && second.op === '+' && isSame(second.left, first);
  if (isFrom) return constant({ expr: second.right, scope });
  // range(start, n + 1) counts from 1, range(start, n) from 0, where nothing is resumed.
  return second.kind === 'BinOp' ? constant({ expr: second.left, scope }) : stop;
}

const isSame = (a: Expr, b: Expr): boolean =>
  (a.kind === 'Name' && b.kind === 'Name' && a.id === b.id) ||
  (a.kind === 'Attribute' && b.kind === 'Attribute' && a.attr === b.attr && isSame(a.value, b.value));

/** Fields that hang together. */
function together(fields: Fields): void {
  const peak = fields.get('schedule.max_lr');
  if (fields.get('schedule.name') === 'one_cycle') {
    fields.delete('optimizer.lr');
    if (peak !== undefined) fields.set('optimizer.lr', peak);
  }
  if (fields.get('schedule.name') === 'multi_step' && !fields.has('schedule.milestones'))
    fields.delete('schedule.name');
  // A cosine of another length than the training comes up again, or does not come down.
  const [period, all] = [fields.get('schedule.period'), fields.get('epochs')];
  if (period !== undefined && all !== undefined && period !== all)
    for (const name of ['schedule.name', 'schedule.min_lr']) fields.delete(name);
  const [crop, whole] = [fields.get('size.crop'), fields.get('size.whole')];
  const size = crop ?? (typeof whole === 'object' ? whole : undefined);
  if (fields.get('data.name') === 'folder' && size !== undefined)
    fields.set('data.size', typeof size === 'number' ? [size, size] : size);
  for (const name of ['schedule.max_lr', 'schedule.period', 'size.crop', 'size.whole']) fields.delete(name);
}
