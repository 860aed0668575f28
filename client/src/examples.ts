/** Opens an example as a new file, so that it can be changed freely. */
import * as vscode from 'vscode';

interface Item extends vscode.QuickPickItem {
  readonly uri: vscode.Uri;
}

export async function openExample(extensionUri: vscode.Uri): Promise<void> {
  const folder = vscode.Uri.joinPath(extensionUri, 'examples');
  const names = (await vscode.workspace.fs.readDirectory(folder))
    .map(([name]) => name)
    .filter((name) => name.endsWith('.py'))
    .sort((a, b) => Number(b === 'lecture.py') - Number(a === 'lecture.py') || a.localeCompare(b));
  const items = await Promise.all(names.map((name) => itemOf(vscode.Uri.joinPath(folder, name), name)));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Open an example',
    placeHolder: 'It opens as a new file: change what you like',
    matchOnDescription: true,
  });
  if (picked === undefined) return;
  const content = await textOf(picked.uri);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'python', content }));
}

async function itemOf(uri: vscode.Uri, name: string): Promise<Item> {
  const title = /^"""(.*?)(?:\n|""")/.exec(await textOf(uri))?.[1] ?? '';
  return { label: name, description: title, uri };
}

async function textOf(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
