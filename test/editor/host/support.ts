/** What the extension-host suites share. */
import * as vscode from 'vscode';

/** Opens a file of the workspace and shows it. */
export async function openInEditor(name: string): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('no folder is open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, name));
  return vscode.window.showTextDocument(document);
}

/** Asks again and again until the answer satisfies; fails with the last answer after `limit` milliseconds. */
export async function until<T>(ask: () => Thenable<T>, satisfies: (answer: T) => boolean, limit = 30_000): Promise<T> {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(answer)} after ${limit} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The labels of the inlay hints of a whole document, by line from 0. */
export async function inlayHints(document: vscode.TextDocument): Promise<Map<number, string[]>> {
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    'vscode.executeInlayHintProvider',
    document.uri,
    whole,
  );
  const byLine = new Map<number, string[]>();
  for (const hint of hints ?? []) {
    const label = typeof hint.label === 'string' ? hint.label : hint.label.map((part) => part.value).join('');
    byLine.set(hint.position.line, [...(byLine.get(hint.position.line) ?? []), label]);
  }
  return byLine;
}
