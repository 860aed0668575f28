/** Files of models and the recipes beside them. */
import { posix } from 'node:path';
import * as vscode from 'vscode';

export const RECIPE_NAME = 'convscope.json';

/** The folder of the workspace around a file, else the file's own. */
export function folderOf(uri: vscode.Uri): vscode.Uri {
  return vscode.workspace.getWorkspaceFolder(uri)?.uri ?? vscode.Uri.joinPath(uri, '..');
}

/** Where a file's recipe may lie: that of the folder, or one of its own. */
export function recipePlaces(file: vscode.Uri): readonly vscode.Uri[] {
  const stem = posix.basename(file.path).replace(/\.\w+$/, '');
  return [RECIPE_NAME, `${stem}.${RECIPE_NAME}`].map((name) => vscode.Uri.joinPath(folderOf(file), name));
}

/** Opens a file without showing it, so that the server reads it; a notebook too. */
export async function openForReading(uri: vscode.Uri): Promise<string | undefined> {
  try {
    if (posix.extname(uri.path) === '.ipynb') await vscode.workspace.openNotebookDocument(uri);
    else await vscode.workspace.openTextDocument(uri);
    return uri.toString();
  } catch {
    return undefined;
  }
}
