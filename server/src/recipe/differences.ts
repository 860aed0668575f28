/** Where recipes differ, field by field. */
import { RECIPE, type Recipe } from './declaration';
import { type Fields, isRecord } from './field';

export interface RecipeDifference {
  /** `optimizer.lr` */
  readonly path: string;
  /** One for each recipe, as it stands in the file; empty where there is none. */
  readonly values: readonly string[];
}

/** The note and the engine's threads say nothing about what was trained. */
const ASIDE = ['note', 'threads'];

/** In the order of the declaration; none where all are alike. */
export function recipeDifferences(recipes: readonly Recipe[]): RecipeDifference[] {
  return pathsOf(RECIPE, '')
    .filter((path) => !ASIDE.includes(path))
    .map((path) => ({ path, values: recipes.map((recipe) => shown(valueAt(recipe, path))) }))
    .filter(({ values }) => new Set(values).size > 1);
}

function pathsOf(fields: Fields, path: string): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const full = path === '' ? name : `${path}.${name}`;
    return field.kind === 'group' ? pathsOf(field.fields, full) : [full];
  });
}

function valueAt(recipe: Recipe, path: string): unknown {
  return path.split('.').reduce((value: unknown, name) => (isRecord(value) ? value[name] : undefined), recipe);
}

const shown = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
