/** Train with PyTorch: the recipe as a script, run by the selected Python in a terminal. Only in a trusted workspace. */
import { posix } from 'node:path';
import * as vscode from 'vscode';
import { pytorchScript } from '../../../server/src/recipe';
import type { FoundRecipe } from './recipes';

export async function runWithPytorch({ recipe, uri }: FoundRecipe): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showWarningMessage(
      'Train with PyTorch runs your code with Python, so it needs a trusted workspace. Training without Python does not: Convscope: Train Model.',
    );
    return;
  }
  const folder = vscode.Uri.joinPath(uri, '..');
  const scriptName = `train_${posix.basename(recipe.file).replace(/\.\w+$/, '')}.py`;
  const script = vscode.Uri.joinPath(folder, scriptName);
  if (!(await mayWrite(script, scriptName))) return;
  const runFolder = await newRun(folder, recipe.model);
  const text = pytorchScript(recipe, { recipeName: posix.basename(uri.path), scriptName, runFolder });
  await vscode.workspace.fs.writeFile(script, new TextEncoder().encode(text));
  const recipeCopy = vscode.Uri.joinPath(folder, runFolder, 'recipe.json');
  await vscode.workspace.fs.copy(uri, recipeCopy, { overwrite: true });
  const terminal = vscode.window.createTerminal({ name: 'Train with PyTorch', cwd: folder });
  terminal.show();
  terminal.sendText(`${quoted(await pythonPath(uri))} ${quoted(scriptName)}`);
}

async function mayWrite(script: vscode.Uri, name: string): Promise<boolean> {
  const isThere = await vscode.workspace.fs.stat(script).then(
    () => true,
    () => false,
  );
  if (!isThere) return true;
  const write = 'Replace It';
  return (await vscode.window.showWarningMessage(`${name} is there already.`, { modal: true }, write)) === write;
}

async function newRun(folder: vscode.Uri, model: string): Promise<string> {
  const plain = model.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '') || 'run';
  for (let i = 1; ; i += 1) {
    const path = `.convscope/runs/${plain}-pytorch-${i}`;
    const isTaken = await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, path)).then(
      () => true,
      () => false,
    );
    if (!isTaken) return path;
  }
}

/** The interpreter that the Python extension has selected, where it is there. */
async function pythonPath(uri: vscode.Uri): Promise<string> {
  const found: unknown = await vscode.commands
    .executeCommand('python.interpreterPath', { workspaceFolder: vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath })
    .then(
      (path) => path,
      () => undefined,
    );
  return typeof found === 'string' && found !== '' ? found : process.platform === 'win32' ? 'python' : 'python3';
}

const quoted = (text: string): string => (/^[\w./\\:-]+$/.test(text) ? text : `"${text}"`);
