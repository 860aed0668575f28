/** A recipe from the command line, with its data open and its model read. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { diskFiles, importRoots, readSource, treeCache, UsageError } from '../disk';
import type { LoweredModel } from '../protocol';
import { type Hindrance, readForTraining } from '../read';
import { parseRecipe, type Recipe } from '../recipe';
import { openData } from '../train/data/open';
import type { DataSet } from '../train/data/types';
import { TrainError } from '../train/files/errors';
import { Lines } from './json';
import { type Parsed, textsOf } from './options';

export interface OpenRecipe {
  readonly file: string;
  readonly folder: string;
  readonly recipe: Recipe;
}

export function openRecipe(command: string, { positionals }: Parsed): OpenRecipe {
  const [name, ...more] = positionals;
  if (name === undefined) throw new UsageError(`${command} needs a recipe: convscope ${command} convscope.json`);
  if (more.length > 0) throw new UsageError(`${command} takes one recipe; '${more.join(' ')}' is one too many`);
  const file = resolve(name);
  if (!existsSync(file)) throw new UsageError(`${name} does not exist`);
  const { recipe, problems } = parseRecipe(textOfFile(file, name));
  if (recipe === undefined)
    throw new UsageError(problems.map(({ path, message }) => `${name}: ${path}: ${message}`).join('\n'));
  return { file, folder: dirname(file), recipe };
}

function textOfFile(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export async function openRecipeData({ recipe, folder }: OpenRecipe): Promise<DataSet> {
  try {
    return await openData(recipe.data, folder, recipe.loss.ignore_index);
  } catch (error) {
    if (error instanceof TrainError) throw new UsageError(error.message);
    throw error;
  }
}

/** The recipe's model for these images, lowered; what keeps it from being trained is told with its line. */
export function readModel({ recipe, folder }: OpenRecipe, { size }: DataSet, parsed: Parsed): LoweredModel {
  const file = resolve(folder, recipe.file);
  if (!existsSync(file)) throw new UsageError(`${recipe.file} does not exist; "file" in the recipe names it`);
  const given = textsOf(parsed, 'root').map((root) => resolve(root));
  const source = readSource(file);
  const read = readForTraining(
    {
      file,
      tree: source.tree,
      files: diskFiles(),
      roots: importRoots(file, given, process.cwd(), process.env),
      treeOf: treeCache(),
      model: recipe.model,
      extent: 'given',
    },
    size,
  );
  if (read.train !== undefined) return read;
  const lines = new Lines(file, source.text, given);
  throw new UsageError(
    `${recipe.model} cannot be trained:\n${read.hindrances.map((one) => `  ${placeText(one, lines)}${one.message}`).join('\n')}`,
  );
}

function placeText({ place }: Hindrance, lines: Lines): string {
  if (place === undefined) return '';
  const at = lines.at(place);
  return `${at.file}:${at.line}: `;
}
