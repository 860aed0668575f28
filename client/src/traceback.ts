/**
 * PyTorch's complaints about sizes in a terminal become links. Following one opens the line of one's own code that the
 * traceback names, and lists the sizes of everything before it, with what mends it.
 */
import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { frameIn, isOwnFrame, shapeErrorIn } from '../../server/src/config';
import type { PlainLocation, RefactoringAnswer } from '../../server/src/protocol';
import { reveal } from './places';
import { applyAnswer } from './refactor';
import type { Server } from './server';

interface Frame {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

interface ShapeLink extends vscode.TerminalLink {
  readonly message: string;
  readonly terminal: vscode.Terminal;
}

/** The last frame of one's own code that each terminal has shown. */
const frames = new WeakMap<vscode.Terminal, Frame>();

export function registerTracebackLinks(server: Server): vscode.Disposable[] {
  return [
    vscode.window.registerTerminalLinkProvider({
      provideTerminalLinks: ({ line, terminal }) => linksIn(line, terminal),
      handleTerminalLink: (link: ShapeLink) => openTraceback(server, link.message, frames.get(link.terminal)),
    }),
    vscode.window.onDidStartTerminalShellExecution(({ terminal, execution }) => {
      void follow(terminal, execution.read());
    }),
  ];
}

function linksIn(line: string, terminal: vscode.Terminal): ShapeLink[] {
  remember(terminal, line);
  const error = shapeErrorIn(line);
  if (error === undefined) return [];
  const tooltip = 'Open the line, with the sizes of everything before it';
  return [{ startIndex: error.start, length: error.text.length, tooltip, message: error.text, terminal }];
}

function remember(terminal: vscode.Terminal, line: string): void {
  const frame = frameIn(line);
  if (frame !== undefined && isOwnFrame(frame)) frames.set(terminal, frame);
}

/** What a command writes, where the shell tells: a traceback's frames come before its complaint. */
async function follow(terminal: vscode.Terminal, output: AsyncIterable<string>): Promise<void> {
  let rest = '';
  for await (const data of output) {
    const lines = (rest + data).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) remember(terminal, plain(line));
  }
}

/** Without colours and what else a terminal is told. */
function plain(text: string): string {
  const mark = String.fromCharCode(27);
  return text.replaceAll(new RegExp(`${mark}\\[[0-9;?]*[A-Za-z]`, 'g'), '');
}

/** A traceback that was copied, or is given: for those that stand elsewhere than in a terminal. */
export async function openCopied(server: Server, argument: unknown): Promise<void> {
  const text = typeof argument === 'string' ? argument : await vscode.env.clipboard.readText();
  const lines = text.split(/\r?\n/).map(plain);
  const error = lines.map(shapeErrorIn).findLast((found) => found !== undefined);
  if (error === undefined) {
    void vscode.window.showInformationMessage(
      'Copy a traceback that ends in an error of PyTorch about sizes, then try again.',
    );
    return;
  }
  const own = lines.map(frameIn).filter((frame) => frame !== undefined);
  await openTraceback(server, error.text, own.findLast(isOwnFrame));
}

/** The frame that is not known is asked for: the file that is open is the likeliest. */
async function openTraceback(server: Server, message: string, known: Frame | undefined): Promise<void> {
  const uri = known ? uriOf(known.file) : vscode.window.activeTextEditor?.document.uri;
  if (uri === undefined) {
    void vscode.window.showInformationMessage(
      'Open the Python file that the traceback is about, then follow the link again.',
    );
    return;
  }
  const document = await vscode.workspace.openTextDocument(uri);
  const line = Math.min(known ? known.line - 1 : lineOfProblem(document), document.lineCount - 1);
  const text = document.lineAt(line);
  const start = { line, character: text.firstNonWhitespaceCharacterIndex };
  const here: PlainLocation = { uri: uri.toString(), start, end: { line, character: text.range.end.character } };
  await reveal(here);
  const answer = await server.ask('convscope/traceback', { uri: uri.toString(), line, message });
  if (answer !== undefined) await show(message, answer.shapes, answer.fixes);
}

function uriOf(file: string): vscode.Uri | undefined {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (isAbsolute(file)) return folder?.with({ path: file }) ?? vscode.Uri.file(file);
  return folder?.with({ path: join(folder.path, file) });
}

/** Of an open file: where Convscope itself sees a mistake. */
function lineOfProblem(document: vscode.TextDocument): number {
  const problems = vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Convscope');
  return problems[0]?.range.start.line ?? 0;
}

interface Item extends vscode.QuickPickItem {
  readonly act?: () => unknown;
}

async function show(
  message: string,
  shapes: readonly { readonly name: string; readonly shape: string; readonly location: PlainLocation }[],
  fixes: readonly RefactoringAnswer[],
): Promise<void> {
  const separator = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const items: Item[] = [
    ...(fixes.length > 0 ? [separator('Fix')] : []),
    ...fixes.map((fix) => ({ label: `$(lightbulb) ${fix.title}`, act: () => applyAnswer(fix) })),
    ...(shapes.length > 0 ? [separator('Sizes before this line')] : []),
    ...shapes.map(({ name, shape, location }) => ({
      label: `${name}: ${shape}`,
      description: `line ${location.start.line + 1}`,
      act: () => reveal(location),
    })),
  ];
  if (items.length === 0) {
    void vscode.window.showInformationMessage(`Convscope knows no sizes here. ${message}`);
    return;
  }
  const picked = await vscode.window.showQuickPick(items, { title: message, matchOnDescription: true });
  await picked?.act?.();
}
