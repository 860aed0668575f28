/** Changes of a recipe as edits of its text: what a person has written around them stays, and they can be undone. */
import { posix } from 'node:path';
import * as vscode from 'vscode';
import { parseRecipe } from '../../../server/src/recipe';
import { editsOf } from './remedyPlaces';
import type { RunSubject } from './run';

/** Sets `optimizer.lr`, shows where, and saves. False: the editor refused it. */
export async function setInRecipe(uri: vscode.Uri, path: string, value: number): Promise<boolean> {
  const document = await vscode.workspace.openTextDocument(uri);
  const edits = editsOf(document.getText(), path, value);
  const change = new vscode.WorkspaceEdit();
  for (const { offset, length, content } of edits)
    change.replace(uri, new vscode.Range(document.positionAt(offset), document.positionAt(offset + length)), content);
  if (!(await vscode.workspace.applyEdit(change))) return false;
  await document.save();
  const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  const at = document.positionAt(document.getText().indexOf(`"${path.split('.').at(-1)}"`));
  editor.selection = new vscode.Selection(at, document.lineAt(at.line).range.end);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return true;
}

/** The recipe that a person edits: that of a past run is history and stays. Undefined: there is none, and that is told. */
export async function currentRecipe({ recipe, recipeUri, workspace }: RunSubject): Promise<vscode.Uri | undefined> {
  if (recipeUri !== undefined && !recipeUri.path.includes('/.convscope/runs/')) return recipeUri;
  const stem = posix.basename(recipe.file).replace(/\.\w+$/, '');
  for (const name of ['convscope.json', `${stem}.convscope.json`]) {
    const uri = vscode.Uri.joinPath(workspace, name);
    const found = await vscode.workspace.fs.readFile(uri).then(
      (bytes) => parseRecipe(new TextDecoder().decode(bytes)).recipe,
      () => undefined,
    );
    if (found?.file === recipe.file) return uri;
  }
  void vscode.window.showInformationMessage(
    `There is no convscope.json for ${recipe.file} to change; Convscope: Train Model writes one.`,
  );
  return undefined;
}
