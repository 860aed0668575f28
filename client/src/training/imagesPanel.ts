/** The tab with training images, with and without the recipe's augmentation; it follows the recipe. */
import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { FromImagesPage, ToImagesPage, TrainingImages } from '../../../server/src/protocol';
import { parseRecipe } from '../../../server/src/recipe';
import { trainingPage } from './page';
import { Trainer } from './trainer';

const VIEW_TYPE = 'convscope.trainingImages';

/** `folder`: where paths of the recipe begin. */
export function showImages(extensionUri: vscode.Uri, module: string, recipe: vscode.Uri, folder: vscode.Uri): void {
  const title = `Images of ${posix.basename(recipe.path)}`;
  const panel = vscode.window.createWebviewPanel(VIEW_TYPE, title, vscode.ViewColumn.Beside, {
    enableScripts: true,
    retainContextWhenHidden: true,
    localResourceRoots: [extensionUri],
  });
  let latest = 0;
  const refresh = async (): Promise<void> => {
    latest += 1;
    const own = latest;
    const message = await messageFor(title, () => readImages(module, recipe, folder));
    if (own === latest) void panel.webview.postMessage(message);
  };
  const watching = vscode.workspace.onDidSaveTextDocument(({ uri }) => {
    if (uri.toString() === recipe.toString()) void refresh();
  });
  panel.onDidDispose(() => watching.dispose());
  panel.webview.onDidReceiveMessage((message: FromImagesPage) => {
    if (message.kind === 'ready') void refresh();
    else void vscode.window.showTextDocument(recipe, { viewColumn: vscode.ViewColumn.One });
  });
  panel.webview.html = trainingPage(panel.webview, extensionUri, 'images', title);
}

async function messageFor(title: string, read: () => Promise<TrainingImages>): Promise<ToImagesPage> {
  try {
    return { title, images: await read(), problem: undefined };
  } catch (error) {
    return { title, images: undefined, problem: error instanceof Error ? error.message : String(error) };
  }
}

async function readImages(module: string, uri: vscode.Uri, folder: vscode.Uri): Promise<TrainingImages> {
  const { recipe, problems } = parseRecipe(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
  if (recipe === undefined) throw new Error(problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  const trainer = await Trainer.start(module);
  try {
    return await new Promise<TrainingImages>((resolve, reject) => {
      trainer.onMessage((message) => {
        if (message.kind === 'error') reject(new Error(message.message));
        if (message.kind === 'opened') trainer.send({ kind: 'images' });
        if (message.kind === 'images') resolve(message.images);
      });
      trainer.send({ kind: 'open', recipe, folder: folder.fsPath });
    });
  } finally {
    trainer.dispose();
  }
}
