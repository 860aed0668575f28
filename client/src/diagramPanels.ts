/** Show Diagram: a panel for each file, which follows its code, and the cursor in it. */
import * as vscode from 'vscode';
import type { CommandId } from '../../server/src/config';
import { printed, svgFonts } from '../../server/src/print';
import type { DiagramState, FromDiagramPage, PlainEdit, Requests, ToDiagramPage } from '../../server/src/protocol';
import { committedText } from './committed';
import { LayerKernels } from './filters/kernels';
import type { Inspector } from './inspection/inspector';
import { isOpen, pageHtml } from './page';
import { fileName, rangeOf, reveal, wholeOf } from './places';
import type { Server } from './server';
import { countOf } from './settings';
import { followLearning } from './training/learning';

const VIEW_TYPE = 'convscope.diagram';
/** After a key, before the picture is asked for: two keys in a row cost one reading. */
const PAUSE_MS = 60;

interface Shown {
  readonly panel: vscode.WebviewPanel;
  /** The latest question, so that an answer that arrives late is dropped. */
  asked: number;
  /** The model or class that is shown; undefined: the first. */
  wanted: string | undefined;
  pause: NodeJS.Timeout | undefined;
  /** The page shows how a training run goes. */
  learning: vscode.Disposable | undefined;
  readonly kernels: LayerKernels;
}

export class DiagramPanels implements vscode.Disposable {
  private readonly server: Server;
  private readonly inspector: Inspector;
  private readonly extensionUri: vscode.Uri;
  private readonly shown = new Map<string, Shown>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(server: Server, inspector: Inspector, extensionUri: vscode.Uri) {
    this.server = server;
    this.inspector = inspector;
    this.extensionUri = extensionUri;
    this.subscriptions = [
      server.onStatus(({ uri }) => void this.refresh(uri)),
      server.onState(() => {
        for (const uri of this.shown.keys()) void this.refresh(uri);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.edited(wholeOf(document.uri.toString()))),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.moved(textEditor)),
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
        deserializeWebviewPanel: async (panel, state: unknown) => this.restore(panel, state),
      }),
    ];
  }

  /** `view`: which of the panel's views comes to the front. */
  show(uri: string, cls?: string, view?: string): void {
    const existing = this.shown.get(uri);
    if (existing !== undefined) {
      existing.panel.reveal(undefined, true);
      if (cls !== undefined) existing.wanted = cls;
      this.tell(existing, this.showing(uri, undefined, cls, view));
      void this.refresh(uri);
      return;
    }
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel(VIEW_TYPE, `Diagram of ${fileName(uri)}`, column);
    this.adopt(panel, uri, cls, view);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    for (const { panel } of this.shown.values()) panel.dispose();
  }

  private restore(panel: vscode.WebviewPanel, state: unknown): void {
    const kept = typeof state === 'object' && state !== null ? state : {};
    const uri = 'uri' in kept ? kept.uri : undefined;
    const model = 'model' in kept && typeof kept.model === 'string' ? kept.model : undefined;
    if (typeof uri === 'string') this.adopt(panel, uri, model);
    else panel.dispose();
  }

  private adopt(panel: vscode.WebviewPanel, uri: string, wanted?: string, view?: string): void {
    const kernels = new LayerKernels(this.server, this.inspector);
    const shown: Shown = { panel, asked: 0, wanted, pause: undefined, learning: undefined, kernels };
    this.shown.set(uri, shown);
    const media = (name: string): vscode.Uri => vscode.Uri.joinPath(this.extensionUri, 'media', name);
    panel.iconPath = { light: media('diagram-light.svg'), dark: media('diagram-dark.svg') };
    panel.onDidDispose(() => {
      if (shown.pause) clearTimeout(shown.pause);
      shown.learning?.dispose();
      this.shown.delete(uri);
    });
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(this.extensionUri, 'dist/webview'), media('')],
    };
    panel.webview.onDidReceiveMessage((message: FromDiagramPage) => void this.receive(uri, shown, message, view));
    panel.webview.html = pageHtml(panel.webview, this.extensionUri, {
      name: 'diagram',
      title: 'Diagram',
      styles: ['arithmetic', 'tables'],
    });
  }

  private async receive(uri: string, shown: Shown, message: FromDiagramPage, view: string | undefined): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.tell(shown, this.showing(uri, { kind: 'reading' }, shown.wanted, view));
        await this.refresh(uri);
        return;
      case 'model':
        shown.wanted = message.model;
        await this.refresh(uri);
        return;
      case 'reveal':
        await reveal(message.location, message.keepFocus);
        return;
      case 'learning':
        shown.learning?.dispose();
        shown.learning = message.wanted
          ? await followLearning(uri, (run) => this.tell(shown, { kind: 'learning', run }))
          : undefined;
        return;
      case 'hover':
        this.tell(shown, { kind: 'hover', id: message.id, markdown: await hoverText(message.location) });
        return;
      case 'ask': {
        const result = await this.server.ask(message.name, message.params as Requests[typeof message.name]['params']);
        this.tell(shown, { kind: 'answer', id: message.id, result });
        return;
      }
      case 'committed':
        this.tell(shown, { kind: 'answer', id: message.id, result: await committedText(wholeOf(uri)) });
        return;
      case 'kernels': {
        const { id, model, layer, chooses } = message;
        this.tell(shown, { kind: 'answer', id, result: await shown.kernels.of(uri, model, layer, chooses) });
        return;
      }
      case 'fonts':
        this.tell(shown, { kind: 'answer', id: message.id, result: svgFonts(this.dist) });
        return;
      case 'edit':
        await applyEdits(message.edits);
        return;
      case 'open':
        await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(uri), vscode.ViewColumn.One);
        return;
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        vscode.window.setStatusBarMessage(`$(check) ${message.what} copied`, 3000);
        return;
      case 'save':
        await save(uri, message.name, Buffer.from(message.content));
        return;
      case 'print':
        await this.print(uri, message);
        return;
      case 'command': {
        const id: CommandId = `convscope.${message.command}`;
        await vscode.commands.executeCommand(id, { uri, cls: message.cls });
        return;
      }
    }
  }

  private get dist(): string {
    return vscode.Uri.joinPath(this.extensionUri, 'dist').fsPath;
  }

  private async print(uri: string, { as, name, scene }: Extract<FromDiagramPage, { kind: 'print' }>): Promise<void> {
    try {
      await save(uri, name, await printed(this.dist, { kind: as, scene, theme: 'print' }));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      void vscode.window.showErrorMessage(`${name} was not saved: ${reason}`);
    }
  }

  private edited(uri: string): void {
    const shown = this.shown.get(uri);
    if (shown === undefined) return;
    if (shown.pause) clearTimeout(shown.pause);
    shown.pause = setTimeout(() => void this.refresh(uri), PAUSE_MS);
  }

  private moved(editor: vscode.TextEditor): void {
    const uri = editor.document.uri.toString();
    const { active } = editor.selection;
    for (const shown of this.shown.values())
      this.tell(shown, { kind: 'cursor', location: { uri, start: active, end: active } });
  }

  private async refresh(uri: string): Promise<void> {
    const shown = this.shown.get(uri);
    if (shown === undefined) return;
    shown.asked += 1;
    const { asked } = shown;
    const state = await this.stateOf(uri, shown);
    if (shown.asked === asked && this.shown.get(uri) === shown) this.tell(shown, this.showing(uri, state));
  }

  private async stateOf(uri: string, { wanted }: Shown): Promise<DiagramState> {
    if (this.server.state !== 'running') return { kind: this.server.state === 'stopped' ? 'stopped' : 'reading' };
    if (!isOpen(uri)) return { kind: 'closed' };
    const answer = await this.server.ask('convscope/diagram', { uri, wanted });
    return answer === undefined ? { kind: 'failed' } : { kind: 'read', answer };
  }

  private showing(uri: string, state: DiagramState | undefined, cls?: string, view?: string): ToDiagramPage {
    const cards = countOf('diagram.cards');
    return {
      kind: 'show',
      uri,
      fileName: fileName(uri),
      ...(cards !== undefined && { cards }),
      ...(state !== undefined && { state }),
      ...(cls !== undefined && { cls }),
      ...(view !== undefined && { view }),
    };
  }

  private tell({ panel }: Shown, message: ToDiagramPage): void {
    void panel.webview.postMessage(message);
  }
}

/** The same text as the editor's hover, of Convscope and of others. */
async function hoverText({ uri, start }: { uri: string; start: { line: number; character: number } }): Promise<string> {
  const position = new vscode.Position(start.line, start.character);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    vscode.Uri.parse(uri),
    position,
  );
  const texts = hovers.flatMap(({ contents }) =>
    contents.map((content) => (typeof content === 'string' ? content : content.value)),
  );
  return texts.join('\n\n');
}

async function applyEdits(edits: readonly PlainEdit[]): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  for (const { uri, text, ...range } of edits) edit.replace(vscode.Uri.parse(uri), rangeOf(range), text);
  await vscode.workspace.applyEdit(edit);
}

async function save(uri: string, name: string, content: Uint8Array): Promise<void> {
  const kind = name.slice(name.lastIndexOf('.') + 1);
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(vscode.Uri.parse(uri), '..', name),
    filters: { [kind.toUpperCase()]: [kind] },
  });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, content);
  const open = await vscode.window.showInformationMessage(`Saved ${fileName(target.toString())}.`, 'Open');
  if (open !== undefined) await vscode.commands.executeCommand('vscode.open', target);
}
