/** Show Filters: a tab for each set of weights, which follows its run. */
import * as vscode from 'vscode';
import type {
  FilterSubject,
  FiltersState,
  FromFiltersPage,
  ToFiltersPage,
  WeightsAnswer,
} from '../../../server/src/protocol';
import type { Subject } from '../commands';
import type { Inspector } from '../inspection/inspector';
import { pageHtml } from '../page';
import { fileName, reveal } from '../places';
import type { Server } from '../server';
import { chooseWeights } from './choose';
import { followRun, hasEnded } from './follow';
import { layersOf } from './layers';
import { type Resolved, resolve } from './resolve';

const VIEW_TYPE = 'convscope.filters';

interface Shown {
  readonly panel: vscode.WebviewPanel;
  subject: FilterSubject;
  resolved: Resolved | undefined;
  following: vscode.Disposable | undefined;
}

export class FilterPanels implements vscode.Disposable {
  private readonly server: Server;
  private readonly inspector: Inspector;
  private readonly extensionUri: vscode.Uri;
  private readonly shown = new Set<Shown>();
  private readonly serializer: vscode.Disposable;

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

  async show(subject: Subject | undefined): Promise<void> {
    const chosen = await chooseWeights(subject);
    if (chosen === undefined) return;
    const existing = [...this.shown].find((one) => JSON.stringify(one.subject) === JSON.stringify(chosen));
    if (existing !== undefined) {
      existing.panel.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel(VIEW_TYPE, 'Filters', vscode.ViewColumn.Beside);
    this.adopt(panel, chosen);
  }

  dispose(): void {
    this.serializer.dispose();
    for (const { panel } of this.shown) panel.dispose();
  }

  private adopt(panel: vscode.WebviewPanel, subject: FilterSubject): void {
    const shown: Shown = { panel, subject, resolved: undefined, following: undefined };
    this.shown.add(shown);
    const media = vscode.Uri.joinPath(this.extensionUri, 'media');
    panel.iconPath = {
      light: vscode.Uri.joinPath(media, 'filters-light.svg'),
      dark: vscode.Uri.joinPath(media, 'filters-dark.svg'),
    };
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(this.extensionUri, 'dist/webview'), media],
    };
    panel.onDidDispose(() => {
      shown.following?.dispose();
      this.shown.delete(shown);
    });
    panel.webview.onDidReceiveMessage((message: FromFiltersPage) => void this.receive(shown, message));
    panel.webview.html = pageHtml(panel.webview, this.extensionUri, {
      name: 'filters',
      title: 'Filters',
      styles: ['atlas'],
    });
  }

  private async receive(shown: Shown, message: FromFiltersPage): Promise<void> {
    switch (message.kind) {
      case 'ready':
      case 'again':
        await this.open(shown);
        return;
      case 'ask':
        await this.answer(shown, message);
        return;
      case 'reveal':
        await reveal(message.location);
        return;
      case 'save':
        await save(shown.subject, message.name, message.bytes);
        return;
      case 'choose': {
        const chosen = await chooseWeights(asSubject(shown.subject));
        if (chosen === undefined) return;
        shown.subject = chosen;
        await this.open(shown);
        return;
      }
    }
  }

  private async open(shown: Shown): Promise<void> {
    const { subject } = shown;
    const tell = (title: string, state: FiltersState): void =>
      this.tell(shown, { kind: 'show', subject, title, state });
    shown.following?.dispose();
    shown.following = undefined;
    tell('Filters', { kind: 'loading' });
    try {
      const resolved = await resolve(this.server, subject);
      const weights = await this.weights(resolved);
      if (shown.subject !== subject) return;
      shown.resolved = resolved;
      shown.panel.title = resolved.title;
      tell(resolved.title, {
        kind: 'open',
        weights,
        layers: layersOf(weights, resolved.model),
        isLive: subject.kind === 'run' && !hasEnded(subject.folder),
      });
      if (subject.kind === 'run') shown.following = followRun(subject.folder, () => void this.refresh(shown));
    } catch (error) {
      tell('Filters', { kind: 'failed', message: messageOf(error) });
    }
  }

  /** More epochs of a run. */
  private async refresh(shown: Shown): Promise<void> {
    const { subject, resolved } = shown;
    if (resolved === undefined || subject.kind !== 'run') return;
    try {
      const { epochs } = await this.weights(resolved);
      if (shown.subject === subject) this.tell(shown, { kind: 'epochs', epochs, isLive: !hasEnded(subject.folder) });
    } catch {
      // The run's folder is gone; what is shown stays.
    }
  }

  private weights({ origin, model }: Resolved): Promise<WeightsAnswer> {
    return this.inspector.ask('weights/open', { origin, model: model?.names });
  }

  private async answer(shown: Shown, { id, question }: Extract<FromFiltersPage, { kind: 'ask' }>): Promise<void> {
    if (shown.resolved === undefined) return;
    try {
      const { origin } = shown.resolved;
      const answer = await this.inspector.ask('filters/layer', { ...question, origin });
      this.tell(shown, { kind: 'answer', id, answer });
    } catch (error) {
      this.tell(shown, { kind: 'refused', id, message: messageOf(error) });
    }
  }

  private tell({ panel }: Shown, message: ToFiltersPage): void {
    void panel.webview.postMessage(message);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What the page kept; what it is about is looked at again when it is opened. */
function subjectIn(state: unknown): FilterSubject | undefined {
  if (typeof state !== 'object' || state === null || !('subject' in state)) return undefined;
  return isSubject(state.subject) ? state.subject : undefined;
}

function isSubject(value: unknown): value is FilterSubject {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  const has = (key: string): boolean => typeof Reflect.get(value, key) === 'string';
  switch (value.kind) {
    case 'file':
      return has('file');
    case 'run':
      return has('folder');
    case 'initial':
      return has('uri') && has('model');
    default:
      return false;
  }
}

/** Other weights of the same model, where there is one. */
function asSubject(subject: FilterSubject): Subject | undefined {
  if (subject.kind === 'run' || subject.uri === undefined) return undefined;
  return { uri: subject.uri, cls: subject.model || undefined, at: undefined };
}

async function save(subject: FilterSubject, name: string, bytes: Uint8Array): Promise<void> {
  const kind = name.slice(name.lastIndexOf('.') + 1);
  const beside =
    subject.kind === 'file'
      ? vscode.Uri.joinPath(vscode.Uri.file(subject.file), '..')
      : vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    ...(beside && { defaultUri: vscode.Uri.joinPath(beside, name) }),
    filters: { [kind.toUpperCase()]: [kind] },
  });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, new Uint8Array(bytes));
  vscode.window.setStatusBarMessage(`$(check) ${fileName(target.toString())} saved`, 3000);
}
