/** What the extension-host suites share. */
import * as vscode from 'vscode';

export function inWorkspace(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('no folder is open');
  return vscode.Uri.joinPath(folder.uri, name);
}

/** Opens a file of the workspace and shows it. */
export async function openInEditor(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(inWorkspace(name)));
}

/** Asks again and again until the answer satisfies; fails with the last answer after `limit` milliseconds. */
export async function until<T>(ask: () => Thenable<T>, satisfies: (answer: T) => boolean, limit = 30_000): Promise<T> {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(answer)} after ${limit} ms`);
    await rest(100);
  }
}

/** Where the first `text` of a document begins. */
export function placeOf(document: vscode.TextDocument, text: string): vscode.Position {
  const offset = document.getText().indexOf(text);
  if (offset < 0) throw new Error(`there is no '${text}' in ${document.uri.path}`);
  return document.positionAt(offset);
}

/**
 * The hints on the line that holds `text`, once there is one; with `expected`, once that is among them, and with
 * undefined for it, once there is none.
 */
export async function hintsAt(
  document: vscode.TextDocument,
  text: string,
  ...expected: [] | [string | undefined]
): Promise<string[]> {
  const { line } = placeOf(document, text);
  const [wanted] = expected;
  const satisfies = (hints: string[]): boolean => {
    if (expected.length === 0) return hints.length > 0;
    return wanted === undefined ? hints.length === 0 : hints.includes(wanted);
  };
  return until(async () => (await inlayHints(document)).get(line) ?? [], satisfies);
}

/** The labels of the inlay hints of a whole document, by line from 0. */
async function inlayHints(document: vscode.TextDocument): Promise<Map<number, string[]>> {
  const end = document.lineAt(document.lineCount - 1).range.end;
  const whole = new vscode.Range(new vscode.Position(0, 0), end);
  const command = 'vscode.executeInlayHintProvider';
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[] | undefined>(command, document.uri, whole);
  const byLine = new Map<number, string[]>();
  for (const { label, position } of hints ?? []) {
    const text = typeof label === 'string' ? label : label.map(({ value }) => value).join('');
    byLine.set(position.line, [...(byLine.get(position.line) ?? []), text]);
  }
  return byLine;
}

/** What the hover over `text` says, once there is one. */
export async function hoverText(document: vscode.TextDocument, text: string): Promise<string> {
  const place = placeOf(document, text);
  const command = 'vscode.executeHoverProvider';
  const hovers = await until(
    () => vscode.commands.executeCommand<vscode.Hover[]>(command, document.uri, place),
    (found) => found.length > 0,
  );
  const contents = hovers.flatMap((hover) => hover.contents);
  return contents.map((content) => (typeof content === 'string' ? content : content.value)).join('\n');
}

/** Sets `convscope.KEY` while `act` runs. */
export async function withSetting(key: string, value: unknown, act: () => Promise<void>): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('convscope');
  await configuration.update(key, value, vscode.ConfigurationTarget.Workspace);
  try {
    await act();
  } finally {
    await configuration.update(key, undefined, vscode.ConfigurationTarget.Workspace);
  }
}

/** Accepts what the input box that is about to show offers. */
export async function acceptInput(): Promise<void> {
  await rest(1500);
  await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
}

/** Picks the row `down` rows below the first in the quick pick that is about to show. */
export async function pickNext(down: number | 'last', after = 1500): Promise<void> {
  await rest(after); // nothing tells an extension that a quick pick is on the screen
  if (down === 'last') await vscode.commands.executeCommand('workbench.action.quickOpenSelectPrevious');
  else for (let i = 0; i < down; i += 1) await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
  await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
}

function rest(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
