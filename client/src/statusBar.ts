/** How much of the active file is known, in the status bar. Silence would look like approval. */
import * as vscode from 'vscode';
import type { CommandId } from '../../server/src/config';
import type { StatusMessage } from '../../server/src/protocol';
import { activeUri, fileName } from './places';
import type { Server } from './server';
import { isOn } from './settings';

interface Face {
  readonly text: string;
  /** Read out instead of the text, and shown on hovering. */
  readonly label: string;
  readonly command: CommandId;
  readonly isError?: boolean;
}

export class StatusBar implements vscode.Disposable {
  private readonly server: Server;
  private readonly item = vscode.window.createStatusBarItem('convscope.status', vscode.StatusBarAlignment.Right, 90);
  private readonly latest = new Map<string, StatusMessage>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(server: Server) {
    this.server = server;
    this.item.name = 'Convscope';
    const update = () => this.update();
    this.subscriptions = [
      this.item,
      server.onStatus((status) => {
        this.latest.set(status.uri, status);
        update();
      }),
      server.onState((state) => {
        if (state !== 'running') this.latest.clear();
        update();
      }),
      vscode.window.onDidChangeActiveTextEditor(update),
      vscode.window.onDidChangeActiveNotebookEditor(update),
      vscode.workspace.onDidChangeConfiguration(update),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.latest.delete(uri.toString())),
      vscode.workspace.onDidCloseNotebookDocument(({ uri }) => this.latest.delete(uri.toString())),
    ];
    update();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private update(): void {
    const uri = activeUri();
    const status = uri === undefined ? undefined : this.latest.get(uri);
    void vscode.commands.executeCommand('setContext', 'convscope.hasModel', (status?.models ?? 0) > 0);
    if (uri === undefined || !isOn('statusBar.enabled')) {
      this.item.hide();
      return;
    }
    const face = this.faceOf(uri, status);
    this.item.text = face.text;
    this.item.tooltip = face.label;
    this.item.accessibilityInformation = { label: `Convscope: ${face.label}`, role: 'button' };
    this.item.command = { title: 'Convscope', command: face.command, arguments: [{ uri }] };
    this.item.backgroundColor = face.isError ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    this.item.show();
  }

  private faceOf(uri: string, status: StatusMessage | undefined): Face {
    if (this.server.state === 'stopped') {
      const label = 'The server has stopped: nothing shown is up to date. Select to restart it.';
      return { text: '$(error) Convscope: stopped', label, command: 'convscope.restartServer', isError: true };
    }
    if (status === undefined || status.state === 'reading') {
      const text = status === undefined ? 'Convscope: reading' : `Convscope: ${counts(status)}`;
      return { text: `$(loading~spin) ${text}`, label: `Reading ${fileName(uri)} …`, command: 'convscope.showOutput' };
    }
    return { text: `Convscope: ${counts(status)}`, label: explanation(uri, status), command: 'convscope.showUnknown' };
  }
}

function counts({ shapes, unknown, state }: StatusMessage): string {
  const known = shapes === 0 ? 'no shapes' : plural(shapes, 'shape');
  const notKnown = unknown === 0 ? '' : ` · ${unknown} not known`;
  return `${known}${notKnown}${state === 'partial' ? ' · not read to the end' : ''}`;
}

function explanation(uri: string, { shapes, unknown, models, problems, state }: StatusMessage): string {
  const sentences = [
    `${fileName(uri)}: ${plural(shapes, 'shape')} in ${plural(models, 'model')}, ${plural(problems, 'problem')}.`,
  ];
  if (state === 'partial') sentences.push('Reading took too many steps and ended early (convscope.budget.steps).');
  sentences.push(
    unknown === 0 ? 'Nothing is left unknown.' : `${unknown} not known. Select to see what is not known and why.`,
  );
  return sentences.join(' ');
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
