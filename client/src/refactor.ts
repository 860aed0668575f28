/** A refactoring at the cursor: where there are several ways, the person chooses. */
import * as vscode from 'vscode';
import type { RefactoringDeclaration } from '../../server/src/config';
import type { RefactoringAnswer } from '../../server/src/protocol';
import { rangeOf, selected } from './places';
import type { Server } from './server';

/** `isWanted`: which of its ways are meant. */
export async function refactor(
  server: Server,
  { id, title }: Pick<RefactoringDeclaration, 'id' | 'title'>,
  isWanted: (answer: RefactoringAnswer) => boolean = () => true,
): Promise<void> {
  const place = selected();
  if (place === undefined) {
    void vscode.window.showInformationMessage(`${title} needs the cursor in a Python file or a notebook cell.`);
    return;
  }
  const { uri, start, end } = place;
  const answers = await server.ask('convscope/refactorings', { uri, range: { start, end }, id });
  if (answers === undefined) return;
  const found = answers.filter(isWanted);
  if (found.length === 0) {
    void vscode.window.showInformationMessage(
      `${title} would not give a network that works here. Put the cursor on the layer that it is about, or select several.`,
    );
    return;
  }
  const chosen = found.length === 1 ? found[0] : await choose(title, found);
  if (chosen !== undefined) await applyAnswer(chosen);
}

async function choose(title: string, found: readonly RefactoringAnswer[]): Promise<RefactoringAnswer | undefined> {
  const items = found.map((answer) => ({ label: answer.title, description: answer.effect, answer }));
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  return picked?.answer;
}

export async function applyAnswer({ edits }: RefactoringAnswer): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  for (const edit of edits) change.replace(vscode.Uri.parse(edit.uri), rangeOf(edit), edit.text);
  if (!(await vscode.workspace.applyEdit(change)))
    void vscode.window.showErrorMessage('The editor refused the change; the file is as it was.');
}
