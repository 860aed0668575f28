/** Recipes and runs that belong to a Python file, found without a question. */
import { posix } from 'node:path';
import * as vscode from 'vscode';
import { parseRecipe, type Recipe } from '../../../server/src/recipe';
import { folderOf, recipePlaces } from '../training/reading';

async function recipeIn(uri: vscode.Uri): Promise<Recipe | undefined> {
  try {
    return parseRecipe(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))).recipe;
  } catch {
    return undefined;
  }
}

export const recipeOfRun = (run: vscode.Uri): Promise<Recipe | undefined> =>
  recipeIn(vscode.Uri.joinPath(run, 'recipe.json'));

/** The recipe in the file's folder of the workspace that names it. */
export async function recipesFor(
  file: vscode.Uri,
): Promise<{ readonly recipe: Recipe; readonly folder: vscode.Uri } | undefined> {
  const folder = folderOf(file);
  for (const uri of recipePlaces(file)) {
    const recipe = await recipeIn(uri);
    if (recipe?.file === posix.relative(folder.path, file.path)) return { recipe, folder };
  }
  return undefined;
}

/** The run of this file that was written to last and has kept weights; of a model of the class, where one is asked for. */
export async function latestRun(file: vscode.Uri, cls?: string): Promise<vscode.Uri | undefined> {
  const folder = folderOf(file);
  const runs = vscode.Uri.joinPath(folder, '.convscope', 'runs');
  const entries = await vscode.workspace.fs.readDirectory(runs).then(
    (found) => found,
    () => [],
  );
  const found = await Promise.all(
    entries.map(async ([name]) => {
      const run = vscode.Uri.joinPath(runs, name);
      const recipe = await recipeOfRun(run);
      const isOf = cls === undefined || recipe?.model.startsWith(`${cls}(`) === true;
      if (recipe?.file !== posix.relative(folder.path, file.path) || !isOf) return undefined;
      return vscode.workspace.fs.stat(vscode.Uri.joinPath(run, 'best.safetensors')).then(
        ({ mtime }) => ({ run, mtime }),
        () => undefined,
      );
    }),
  );
  return found.filter((one) => one !== undefined).sort((a, b) => b.mtime - a.mtime)[0]?.run;
}
