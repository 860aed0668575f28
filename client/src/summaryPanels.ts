/** Show Summary: an editor tab for each file, which follows the code. */
import * as vscode from 'vscode';
import type { CommandId } from '../../server/src/config';
import type { FromSummaryPage, SummaryState, ToSummaryPage } from '../../server/src/protocol';
import { isOpen, pageHtml } from './page';
import { fileName, reveal } from './places';
import type { Server } from './server';

const VIEW_TYPE = 'convscope.summary';

interface Shown {
  readonly panel: vscode.WebviewPanel;
  /** The latest question, so that an answer that arrives late is dropped. */
  asked: number;
  notKnown: number;
}

export class SummaryPanels implements vscode.Disposable {
  private readonly server: Server;
  private readonly extensionUri: vscode.Uri;
  private readonly shown = new Map<string, Shown>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(server: Server, extensionUri: vscode.Uri) {
    this.server = server;
    this.extensionUri = extensionUri;
    this.subscriptions = [
      server.onStatus(({ uri, unknown }) => {
        const shown = this.shown.get(uri);
        if (shown === undefined) return;
        shown.notKnown = unknown;
        void this.refresh(uri);
      }),
      server.onState(() => {
        for (const uri of this.shown.keys()) void this.refresh(uri);
      }),
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
        deserializeWebviewPanel: async (panel, state: unknown) => this.restore(panel, state),
      }),
    ];
  }

  show(uri: string, cls?: string): void {
    const existing = this.shown.get(uri);
    if (existing !== undefined) {
      existing.panel.reveal();
      this.tell(existing, uri, undefined, cls);
      return;
    }
    const title = `Summary of ${fileName(uri)}`;
    const panel = vscode.window.createWebviewPanel(VIEW_TYPE, title, vscode.ViewColumn.Beside, {
      enableFindWidget: true,
    });
    this.adopt(panel, uri, cls);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    for (const { panel } of this.shown.values()) panel.dispose();
  }

  private restore(panel: vscode.WebviewPanel, state: unknown): void {
    const uri = typeof state === 'object' && state !== null && 'uri' in state ? state.uri : undefined;
    if (typeof uri === 'string') this.adopt(panel, uri);
    else panel.dispose();
  }

  private adopt(panel: vscode.WebviewPanel, uri: string, cls?: string): void {
    const shown: Shown = { panel, asked: 0, notKnown: 0 };
    this.shown.set(uri, shown);
    panel.iconPath = { light: this.media('summary-light.svg'), dark: this.media('summary-dark.svg') };
    panel.onDidDispose(() => this.shown.delete(uri));
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(this.extensionUri, 'dist/webview'), this.media('')],
    };
    panel.webview.onDidReceiveMessage((message: FromSummaryPage) => this.receive(uri, message, cls));
    panel.webview.html = pageHtml(panel.webview, this.extensionUri, { name: 'summary', title: 'Summary' });
  }

  private receive(uri: string, message: FromSummaryPage, cls: string | undefined): void {
    switch (message.kind) {
      case 'ready': {
        const shown = this.shown.get(uri);
        if (shown !== undefined) this.tell(shown, uri, { kind: 'reading' }, cls);
        void this.refresh(uri);
        return;
      }
      case 'reveal':
        void reveal(message.location, message.keepFocus);
        return;
      case 'open':
        void vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(uri), vscode.ViewColumn.One);
        return;
      case 'command': {
        const id: CommandId = `convscope.${message.command}`;
        void vscode.commands.executeCommand(id, { uri, cls: message.cls });
        return;
      }
    }
  }

  private async refresh(uri: string): Promise<void> {
    const shown = this.shown.get(uri);
    if (shown === undefined) return;
    shown.asked += 1;
    const { asked } = shown;
    const state = await this.stateOf(uri, shown);
    if (shown.asked === asked && this.shown.get(uri) === shown) this.tell(shown, uri, state);
  }

  private async stateOf(uri: string, shown: Shown): Promise<SummaryState> {
    if (this.server.state !== 'running') return { kind: this.server.state === 'stopped' ? 'stopped' : 'reading' };
    if (!isOpen(uri)) return { kind: 'closed' };
    const models = await this.server.ask('convscope/summary', { uri });
    return models === undefined ? { kind: 'failed' } : { kind: 'models', models, notKnown: shown.notKnown };
  }

  private tell({ panel }: Shown, uri: string, state: SummaryState | undefined, cls?: string): void {
    const message: ToSummaryPage = {
      uri,
      fileName: fileName(uri),
      ...(state !== undefined && { state }),
      ...(cls !== undefined && { cls }),
    };
    void panel.webview.postMessage(message);
  }

  private media(name: string): vscode.Uri {
    return vscode.Uri.joinPath(this.extensionUri, 'media', name);
  }
}
