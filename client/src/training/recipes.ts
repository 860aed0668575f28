/** Recipes in the workspace: found, or made by a few questions with what the script says offered first. */
import { posix } from 'node:path';
import * as vscode from 'vscode';
import { parseRecipe, RECIPE, type Recipe, recipeText, recipeWith } from '../../../server/src/recipe';
import type { Server } from '../server';
import { folderOf, RECIPE_NAME, recipePlaces } from './reading';

export interface FoundRecipe {
  readonly recipe: Recipe;
  readonly uri: vscode.Uri;
}

/** The recipe that is open in the active editor. */
export async function activeRecipe(): Promise<FoundRecipe | undefined> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || !/(^|[./])convscope\.json$/.test(document.uri.path)) return undefined;
  await document.save();
  return readRecipe(document.uri);
}

/** Undefined: it cannot be used, and the person has been told why. */
export async function readRecipe(uri: vscode.Uri): Promise<FoundRecipe | undefined> {
  const text = await textOf(uri);
  if (text === undefined) return undefined;
  const { recipe, problems } = parseRecipe(text);
  if (recipe !== undefined) return { recipe, uri };
  const [first, ...more] = problems;
  const others = more.length > 0 ? ` (and ${more.length} more)` : '';
  const open = 'Open Recipe';
  const message = `${posix.basename(uri.path)}: ${first?.path}: ${first?.message}${others}`;
  void vscode.window.showErrorMessage(message, open).then((choice) => {
    if (choice === open) void vscode.window.showTextDocument(uri);
  });
  return undefined;
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

/** The recipe for a Python file: the one that names it, or a new one. Undefined: given up. */
export async function recipeFor(
  server: Server,
  file: vscode.Uri,
  cls: string | undefined,
): Promise<FoundRecipe | undefined> {
  const folder = folderOf(file);
  const path = posix.relative(folder.path, file.path);
  const stem = posix.basename(path).replace(/\.\w+$/, '');
  const own = recipePlaces(file);
  let free: vscode.Uri | undefined;
  for (const uri of own) {
    const text = await textOf(uri);
    if (text === undefined) {
      free ??= uri;
      continue;
    }
    const { recipe } = parseRecipe(text);
    if (recipe === undefined || recipe.file === path) return readRecipe(uri);
  }
  const made = await askForRecipe(server, file, path, cls);
  if (made === undefined) return undefined;
  const uri = free ?? vscode.Uri.joinPath(folder, `${stem}-${Date.now()}.${RECIPE_NAME}`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(recipeText(made)));
  return { recipe: made, uri };
}

async function askForRecipe(server: Server, file: vscode.Uri, path: string, cls: string | undefined) {
  const offers = await server.ask('convscope/trainingOffers', { uri: file.toString() });
  if (offers === undefined) return undefined;
  const model = await askForModel(offers.models, cls);
  if (model === undefined) return undefined;
  const fields = new Map<string, unknown>(offers.fields);
  const data = await askForData(fields.get('data.name'));
  if (data === undefined) return undefined;
  if (data !== fields.get('data.name'))
    for (const name of ['data.root', 'normalise.mean', 'normalise.std']) fields.delete(name);
  fields.set('data.name', data);
  if (!(await isThere(file, fields.get('data.root')))) fields.delete('data.root');
  const root = await askForRoot(data, fields.get('data.root'));
  if (root === 'given up') return undefined;
  if (root !== undefined) fields.set('data.root', root);
  const epochs = await askForEpochs(fields.get('epochs'));
  if (epochs === undefined) return undefined;
  fields.set('epochs', epochs);
  return recipeWith(path, model, fields);
}

/** A script's root is from where it is run, on the machine that it was written for. */
async function isThere(file: vscode.Uri, root: unknown): Promise<boolean> {
  if (typeof root !== 'string') return false;
  const uri = posix.isAbsolute(root) ? file.with({ path: root }) : vscode.Uri.joinPath(folderOf(file), root);
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

async function askForModel(models: readonly { model: string; cls: string }[], cls: string | undefined) {
  const fitting = cls === undefined ? models : models.filter((one) => one.cls === cls);
  const offered = fitting.length > 0 ? fitting : models;
  if (offered.length === 1) return offered[0]?.model;
  if (offered.length === 0)
    return vscode.window.showInputBox({
      title: 'Train Model (1 of 3): the model',
      prompt: 'A Python expression that builds it, in the scope of this file',
      placeHolder: 'Net(num_classes=10)',
    });
  const items = offered.map(({ model, cls: description }) => ({ label: model, description }));
  return (await vscode.window.showQuickPick(items, { title: 'Train Model (1 of 3): which model?' }))?.label;
}

type DataName = Recipe['data']['name'];

async function askForData(offered: unknown): Promise<DataName | undefined> {
  const { choices } = RECIPE.data.fields.name;
  const items = Object.entries(choices).map(([label, detail]) => ({
    label,
    detail,
    description: label === offered ? 'as in this file' : '',
  }));
  items.sort((a, b) => Number(b.label === offered) - Number(a.label === offered));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Train Model (2 of 3): which images?',
    placeHolder: 'The digits come with Convscope; the others are read from disk',
    matchOnDetail: true,
  });
  return (Object.keys(choices) as DataName[]).find((name) => name === picked?.label);
}

/** Your own pictures have to be somewhere; well-known sets are looked for. */
async function askForRoot(data: DataName, offered: unknown): Promise<string | undefined | 'given up'> {
  if (!['folder', 'csv', 'numpy'].includes(data) || typeof offered === 'string') return undefined;
  const picked = await vscode.window.showOpenDialog({
    title: data === 'folder' ? 'The folder with a folder for each class' : 'The file with the images',
    canSelectFolders: data !== 'csv',
    canSelectFiles: data !== 'folder',
  });
  return picked?.[0]?.fsPath ?? 'given up';
}

async function askForEpochs(offered: unknown): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: 'Train Model (3 of 3): how many epochs?',
    prompt: 'Passes over all training images. Everything else can be changed in convscope.json',
    value: String(typeof offered === 'number' ? offered : 10),
    validateInput: (value) => (/^[1-9]\d{0,5}$/.test(value.trim()) ? undefined : 'A whole number, at least 1'),
  });
  return text === undefined ? undefined : Number(text);
}
