/** What is not known, and why: at the cursor, and in a whole file. */
import * as vscode from 'vscode';
import type { UnknownItem } from '../../server/src/protocol';
import { cursor, placeText, reveal } from './places';
import type { Server } from './server';

export async function whyNoHint(server: Server): Promise<void> {
  const at = cursor();
  if (at === undefined) {
    void vscode.window.showInformationMessage('Put the cursor on a name in Python code, and ask again.');
    return;
  }
  const answer = await server.ask('convscope/whyNoHint', at);
  if (answer === undefined) return;
  const { reason, location } = answer;
  if (location === undefined) {
    void vscode.window.showInformationMessage(reason);
    return;
  }
  const go = 'Go There';
  const choice = await vscode.window.showInformationMessage(`${reason} (${placeText(location)})`, go);
  if (choice === go) await reveal(location);
}

interface Item extends vscode.QuickPickItem {
  readonly unknown: UnknownItem;
}

export async function showUnknown(server: Server, uri: string): Promise<void> {
  const unknowns = await server.ask('convscope/unknowns', { uri });
  if (unknowns === undefined) return;
  if (unknowns.length === 0) {
    void vscode.window.showInformationMessage('Convscope knows everything that it has read in this file.');
    return;
  }
  const items: Item[] = unknowns.map((unknown) => ({
    label: `$(question) ${unknown.reason}`,
    description: [
      ...(unknown.location ? [placeText(unknown.location)] : []),
      ...(unknown.count > 1 ? [`${unknown.count} times`] : []),
    ].join(' · '),
    unknown,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'What is not known, and why',
    placeHolder: 'Select one to go to its first cause',
    matchOnDescription: true,
  });
  if (picked?.unknown.location) await reveal(picked.unknown.location);
}
