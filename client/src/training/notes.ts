/** Notes on runs. */
import { applyEdits } from 'jsonc-parser';
import * as vscode from 'vscode';
import { editsOf } from './remedyPlaces';

/** Sets the note of a run's own recipe; an empty one is taken out. */
export async function writeNote(uri: vscode.Uri, note: string): Promise<void> {
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  const edits = editsOf(text, 'note', note === '' ? undefined : note);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(applyEdits(text, edits)));
}
