/** Files and notebooks: which one is meant, and how to go to a place in one. */
import * as vscode from 'vscode';
import type { PlainLocation, PlainPosition } from '../../server/src/protocol';

const NOTEBOOK = 'jupyter-notebook';
const SCHEMES = ['file', 'untitled'];

/** The Python file or notebook of the active editor. */
export function activeUri(): string | undefined {
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  if (notebook?.notebookType === NOTEBOOK) return notebook.uri.toString();
  const document = vscode.window.activeTextEditor?.document;
  return document && uriRead(document);
}

/** A file or notebook itself; of a cell, its notebook. */
export function wholeOf(uri: string): string {
  return notebookOf(vscode.Uri.parse(uri))?.uri.toString() ?? uri;
}

/** The file or notebook that a text document is read as, if it is read at all. */
function uriRead(document: vscode.TextDocument): string | undefined {
  if (document.languageId !== 'python') return undefined;
  const notebook = notebookOf(document.uri);
  if (notebook !== undefined) return notebook.uri.toString();
  return SCHEMES.includes(document.uri.scheme) ? document.uri.toString() : undefined;
}

/** The notebook that holds a cell. */
function notebookOf(uri: vscode.Uri): vscode.NotebookDocument | undefined {
  return vscode.workspace.notebookDocuments.find(
    (notebook) =>
      notebook.notebookType === NOTEBOOK &&
      notebook.getCells().some((cell) => cell.document.uri.toString() === uri.toString()),
  );
}

export interface Target {
  /** Of a file, a notebook or a cell. */
  readonly uri: string;
  readonly position: PlainPosition;
}

/** Where the cursor is: in a notebook, the cell and the place in it. */
export function cursor(): Target | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || uriRead(editor.document) === undefined) return undefined;
  return { uri: editor.document.uri.toString(), position: plain(editor.selection.active) };
}

/** What is selected, in a file or a cell that is read. */
export function selected():
  | { readonly uri: string; readonly start: PlainPosition; readonly end: PlainPosition }
  | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || uriRead(editor.document) === undefined) return undefined;
  const { start, end } = editor.selection;
  return { uri: editor.document.uri.toString(), start: plain(start), end: plain(end) };
}

function plain({ line, character }: vscode.Position): PlainPosition {
  return { line, character };
}

export function rangeOf({ start, end }: Pick<PlainLocation, 'start' | 'end'>): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** Shows a place, in an editor that already has the file where there is one. */
export async function reveal(location: PlainLocation, keepFocus = false): Promise<void> {
  const uri = vscode.Uri.parse(location.uri);
  const selection = rangeOf(location);
  const viewColumn = columnOf(notebookOf(uri)?.uri ?? uri);
  const options = { selection, preserveFocus: keepFocus, ...(viewColumn !== undefined && { viewColumn }) };
  await vscode.commands.executeCommand('vscode.open', uri, options);
}

function columnOf(uri: vscode.Uri): vscode.ViewColumn | undefined {
  const group = vscode.window.tabGroups.all.find(({ tabs }) =>
    tabs.some(({ input }) => inputUri(input) === uri.toString()),
  );
  return group?.viewColumn;
}

function inputUri(input: unknown): string | undefined {
  const isEditor = input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook;
  return isEditor ? input.uri.toString() : undefined;
}

/** `net.py:12`, or `cell 3:2` in a notebook. */
export function placeText(location: PlainLocation): string {
  const uri = vscode.Uri.parse(location.uri);
  const cells = notebookOf(uri)?.getCells();
  const line = location.start.line + 1;
  if (cells === undefined) return `${fileName(location.uri)}:${line}`;
  return `cell ${cells.findIndex((cell) => cell.document.uri.toString() === uri.toString()) + 1}:${line}`;
}

export function fileName(uri: string): string {
  return vscode.Uri.parse(uri).path.split('/').at(-1) ?? uri;
}
