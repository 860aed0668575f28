/** Show Activations: a tab for each model, whose questions go to the process that computes. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type {
  ActivationsState,
  ActivationsSubject,
  Explained,
  Explanations,
  FromActivationsPage,
  PageQuestion,
  PlainLocation,
  ToActivationsPage,
} from '../../../server/src/protocol';
import type { Inspector } from '../inspection/inspector';
import { pageHtml } from '../page';
import { reveal } from '../places';
import type { Server } from '../server';
import { chooseWeights } from './choose';
import { Hindered, resolve, subjectFor } from './resolve';

const VIEW_TYPE = 'convscope.activations';

interface Shown {
  readonly panel: vscode.WebviewPanel;
  readonly session: string;
  subject: ActivationsSubject;
  explained: Explained | undefined;
  /** Of what keeps the model from being looked into. */
  obstacle: PlainLocation | undefined;
  readonly running: Map<number, vscode.CancellationTokenSource>;
}

export class ActivationPanels implements vscode.Disposable {
  private readonly server: Server;
  private readonly inspector: Inspector;
  private readonly extensionUri: vscode.Uri;
  private readonly shown = new Set<Shown>();
  private readonly serializer: vscode.Disposable;
  private last = 0;

  constructor(server: Server, inspector: Inspector, extensionUri: vscode.Uri) {
    this.server = server;
    this.inspector = inspector;
    this.extensionUri = extensionUri;
    this.serializer = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
      deserializeWebviewPanel: async (panel, state: unknown) => {
        const subject = subjectIn(state);
        if (subject === undefined) panel.dispose();
        else this.adopt(panel, subject);
      },
    });
  }

  async show(uri: string, cls: string | undefined): Promise<void> {
    const existing = [...this.shown].find(({ subject }) => subject.uri === uri && subject.cls === cls);
    if (existing !== undefined) {
      existing.panel.reveal();
      return;
    }
    const subject = await subjectFor(uri, cls);
    this.adopt(vscode.window.createWebviewPanel(VIEW_TYPE, 'Activations', vscode.ViewColumn.Beside), subject);
  }

  dispose(): void {
    this.serializer.dispose();
    for (const { panel } of this.shown) panel.dispose();
  }

  private adopt(panel: vscode.WebviewPanel, subject: ActivationsSubject): void {
    this.last += 1;
    const session = `activations ${this.last}`;
    const shown: Shown = { panel, session, subject, explained: undefined, obstacle: undefined, running: new Map() };
    this.shown.add(shown);
    const media = vscode.Uri.joinPath(this.extensionUri, 'media');
    const icon = (theme: string) => vscode.Uri.joinPath(media, `activations-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(this.extensionUri, 'dist/webview'), media],
    };
    panel.onDidDispose(() => {
      this.shown.delete(shown);
      for (const source of shown.running.values()) source.cancel();
      if (shown.explained !== undefined) this.inspector.ask('explain/close', { session }).catch(() => undefined);
    });
    panel.webview.onDidReceiveMessage((message: FromActivationsPage) => void this.receive(shown, message));
    panel.webview.html = pageHtml(panel.webview, this.extensionUri, {
      name: 'activations',
      title: 'Activations',
      styles: ['atlas'],
    });
  }

  private async receive(shown: Shown, message: FromActivationsPage): Promise<void> {
    switch (message.kind) {
      case 'ready':
      case 'again':
        await this.open(shown);
        return;
      case 'question':
        await this.answer(shown, message);
        return;
      case 'cancel':
        shown.running.get(message.id)?.cancel();
        return;
      case 'pick': {
        const filters = { Pictures: ['png', 'jpg', 'jpeg'] };
        const [file] = (await vscode.window.showOpenDialog({ title: 'An image for the model', filters })) ?? [];
        if (file) this.tell(shown, { kind: 'picked', file: file.fsPath });
        return;
      }
      case 'choose': {
        const chosen = await chooseWeights(shown.subject);
        if (chosen === undefined) return;
        shown.subject = chosen;
        await this.open(shown);
        return;
      }
      case 'epoch':
        shown.subject = { ...shown.subject, epoch: message.epoch };
        await this.open(shown);
        return;
      case 'reveal':
        await this.reveal(shown, message.layer);
        return;
      case 'save':
        await save(shown.subject, message.name, message.bytes);
        return;
    }
  }

  private async open(shown: Shown): Promise<void> {
    const { subject, session } = shown;
    const tell = (title: string, state: ActivationsState): void => {
      if (shown.subject === subject) this.tell(shown, { kind: 'show', subject, title, state });
    };
    shown.obstacle = undefined;
    tell('Activations', { kind: 'loading', text: 'Reading the model and its weights …' });
    try {
      const resolved = await resolve(this.server, this.inspector, subject);
      const explained = await this.inspector.ask('explain/open', { ...resolved.params, session });
      if (shown.subject !== subject) return;
      shown.explained = explained;
      shown.panel.title = resolved.title;
      tell(resolved.title, { kind: 'open', explained, mistakes: resolved.mistakes });
    } catch (error) {
      if (error instanceof Hindered) shown.obstacle = error.location;
      const message = error instanceof Error ? error.message : String(error);
      tell('Activations', { kind: 'failed', message, hasPlace: shown.obstacle !== undefined });
    }
  }

  private async answer(shown: Shown, message: Extract<FromActivationsPage, { kind: 'question' }>): Promise<void> {
    const { id, name, params } = message;
    const source = new vscode.CancellationTokenSource();
    shown.running.set(id, source);
    try {
      // Name and parameters belong together on the page, where they are typed.
      const asked = { ...params, session: shown.session } as Explanations[PageQuestion]['params'];
      const result = await this.inspector.ask(name, asked, {
        token: source.token,
        progress: (done, partial) => this.tell(shown, { kind: 'progress', id, done, partial }),
      });
      this.tell(shown, { kind: 'told', id, result });
    } catch (error) {
      if (error instanceof vscode.CancellationError) return;
      this.tell(shown, { kind: 'refused', id, message: error instanceof Error ? error.message : String(error) });
    } finally {
      shown.running.delete(id);
      source.dispose();
    }
  }

  private async reveal(shown: Shown, layer: number | undefined): Promise<void> {
    if (layer === undefined) {
      if (shown.obstacle !== undefined) await reveal(shown.obstacle);
      return;
    }
    const origin = shown.explained?.layers[layer]?.origin;
    if (origin === undefined) return;
    // Places in a notebook are those of all its cells together; only files are gone to.
    if (!origin.file.endsWith('.py')) return;
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(origin.file));
    const range = new vscode.Range(document.positionAt(origin.start), document.positionAt(origin.end));
    await vscode.window.showTextDocument(document, { selection: range, viewColumn: vscode.ViewColumn.One });
  }

  private tell({ panel }: Shown, message: ToActivationsPage): void {
    void panel.webview.postMessage(message);
  }
}

function subjectIn(state: unknown): ActivationsSubject | undefined {
  if (typeof state !== 'object' || state === null || !('subject' in state)) return undefined;
  return isSubject(state.subject) ? state.subject : undefined;
}

function isSubject(value: unknown): value is ActivationsSubject {
  if (typeof value !== 'object' || value === null || !('uri' in value) || !('weights' in value)) return false;
  const { weights } = value;
  if (typeof value.uri !== 'string' || typeof weights !== 'object' || weights === null) return false;
  switch (Reflect.get(weights, 'kind')) {
    case 'file':
      return typeof Reflect.get(weights, 'file') === 'string';
    case 'run':
      return typeof Reflect.get(weights, 'folder') === 'string';
    case 'initial':
      return true;
    default:
      return false;
  }
}

async function save({ uri }: ActivationsSubject, name: string, bytes: Uint8Array): Promise<void> {
  const kind = name.slice(name.lastIndexOf('.') + 1);
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(vscode.Uri.parse(uri), '..', name),
    filters: { [kind.toUpperCase()]: [kind] },
  });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, new Uint8Array(bytes));
  vscode.window.setStatusBarMessage(`$(check) ${basename(target.path)} saved`, 3000);
}
