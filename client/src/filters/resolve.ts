/** From what the page is about to where its weights are, and what the model knows of them. */
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { FilterSubject, ModelWeights, WeightsOrigin } from '../../../server/src/protocol';
import { parseRecipe } from '../../../server/src/recipe';
import type { Server } from '../server';

export interface Resolved {
  readonly title: string;
  readonly origin: WeightsOrigin;
  readonly model: ModelWeights | undefined;
}

/** Throws an Error with a sentence for the person. */
export async function resolve(server: Server, subject: FilterSubject): Promise<Resolved> {
  switch (subject.kind) {
    case 'file': {
      const model = subject.uri === undefined ? undefined : await modelAt(server, subject.uri, subject.model);
      return { title: titled(basename(subject.file), model), origin: { kind: 'file', file: subject.file }, model };
    }
    case 'run': {
      const model = await modelOfRun(server, subject.folder);
      return { title: titled(basename(subject.folder), model), origin: { kind: 'run', folder: subject.folder }, model };
    }
    case 'initial':
      return asInitialised(server, subject.uri, subject.model);
  }
}

const titled = (where: string, model: ModelWeights | undefined): string =>
  model === undefined ? `Filters in ${where}` : `Filters of ${model.model} in ${where}`;

/** A file that cannot be read as a model leaves names as they are. */
async function modelAt(server: Server, uri: string, model: string | undefined): Promise<ModelWeights | undefined> {
  try {
    const parsed = vscode.Uri.parse(uri);
    if (parsed.path.endsWith('.ipynb')) await vscode.workspace.openNotebookDocument(parsed);
    else await vscode.workspace.openTextDocument(parsed);
  } catch {
    return undefined;
  }
  return (await server.ask('convscope/weights', { uri, wanted: model || undefined })) ?? undefined;
}

/** A run's folder is `.convscope/runs/NAME` of the folder that its recipe's paths begin in. */
async function modelOfRun(server: Server, folder: string): Promise<ModelWeights | undefined> {
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.file(join(folder, 'recipe.json')));
    const { recipe } = parseRecipe(new TextDecoder().decode(bytes));
    if (recipe === undefined) return undefined;
    const workspace = dirname(dirname(dirname(folder)));
    return await modelAt(server, vscode.Uri.file(join(workspace, recipe.file)).toString(), recipe.model);
  } catch {
    return undefined;
  }
}

/** Where the code leaves the image's size open, its weights hardly depend on it. */
const ANY_SIZE = { channels: 3, height: 64, width: 64 };

async function asInitialised(server: Server, uri: string, wanted: string): Promise<Resolved> {
  const model = await modelAt(server, uri, wanted);
  if (model === undefined) throw new Error('The model could not be read: open its file, and look at its problems.');
  const size = model.size ?? ANY_SIZE;
  const answer = await server.ask('convscope/trainingModel', { uri, model: model.model, size });
  if (answer?.model === undefined)
    throw new Error(
      `${model.model} cannot be initialised here: ${answer?.hindrances[0]?.message ?? 'it could not be read'}`,
    );
  const origin: WeightsOrigin = { kind: 'initial', program: answer.model.train, seed: 0 };
  return { title: `Filters of ${model.model} as initialised`, origin, model };
}
