/** The tab of a training run: live curves while it runs, all of it afterwards. */
import * as vscode from 'vscode';
import type { FromTrainingPage, RunNews, ToTrainingPage, TrainingEvent } from '../../../server/src/protocol';
import { trainingPage } from './page';
import { isPytorch, type TrainingRun } from './run';

const VIEW_TYPE = 'convscope.training';
/** A page that is told of every step would do nothing else. */
const MS_BETWEEN = 150;

interface Shown {
  readonly panel: vscode.WebviewPanel;
  readonly following: vscode.Disposable;
}

export type PageHandler = (run: TrainingRun, message: Said) => void;
/** What the person does there. */
export type Said = Exclude<FromTrainingPage, { kind: 'ready' | 'engine' }>;

export class TrainingPanels implements vscode.Disposable {
  private readonly extensionUri: vscode.Uri;
  private readonly handle: PageHandler;
  private readonly closed: (run: TrainingRun) => void;
  private readonly shown = new Map<TrainingRun, Shown>();

  constructor(extensionUri: vscode.Uri, handle: PageHandler, closed: (run: TrainingRun) => void) {
    this.extensionUri = extensionUri;
    this.handle = handle;
    this.closed = closed;
  }

  /** In a tab of its own, or in that of the run that it goes on with. */
  show(run: TrainingRun, before?: TrainingRun): void {
    const existing = this.shown.get(run);
    if (existing !== undefined) {
      existing.panel.reveal();
      return;
    }
    const former = before && this.shown.get(before);
    if (before !== undefined && former !== undefined) {
      former.following.dispose();
      this.shown.delete(before);
      this.follow(run, former.panel, true);
      former.panel.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel(VIEW_TYPE, titleOf(run), vscode.ViewColumn.Beside, {
      enableScripts: true,
      retainContextWhenHidden: true,
      localResourceRoots: ['dist/webview', 'dist/assets', 'media'].map((folder) =>
        vscode.Uri.joinPath(this.extensionUri, folder),
      ),
    });
    panel.iconPath = { light: this.media('training-light.svg'), dark: this.media('training-dark.svg') };
    this.follow(run, panel, false);
    panel.webview.html = trainingPage(panel.webview, this.extensionUri, 'training', 'Training');
  }

  dispose(): void {
    for (const { panel } of this.shown.values()) panel.dispose();
  }

  private follow(run: TrainingRun, panel: vscode.WebviewPanel, wasReady: boolean): void {
    let waiting: TrainingEvent[] = [];
    let isAnew = false;
    let timer: NodeJS.Timeout | undefined;
    let isReady = wasReady;
    const tell = (events: readonly TrainingEvent[], fromStart: boolean): void => {
      void panel.webview.postMessage(messageOf(run, events, fromStart));
    };
    const computeThere = (): void =>
      run.page.attach((request) => panel.webview.postMessage({ kind: 'engine', request } satisfies ToTrainingPage));
    const flush = (): void => {
      timer = undefined;
      tell(withLastSaid(waiting), isAnew);
      waiting = [];
      isAnew = false;
    };
    const following = vscode.Disposable.from(
      run.onChange((change) => {
        if (!isReady) return;
        if (change.isAnew) {
          waiting = [];
          isAnew = true;
        }
        waiting.push(...change.events);
        timer ??= setTimeout(flush, MS_BETWEEN);
      }),
      panel.webview.onDidReceiveMessage((message: FromTrainingPage) => {
        if (message.kind === 'engine') return run.page.reply(message.reply);
        if (message.kind !== 'ready') return this.handle(run, message);
        isReady = true;
        computeThere();
        tell(withLastSaid(run.events), true);
        return undefined;
      }),
      panel.onDidDispose(() => {
        following.dispose();
        this.shown.delete(run);
        run.page.detach('it was closed');
        this.closed(run);
      }),
      new vscode.Disposable(() => clearTimeout(timer)),
    );
    this.shown.set(run, { panel, following });
    if (!wasReady) return;
    computeThere();
    tell(withLastSaid(run.events), true);
  }

  private media(name: string): vscode.Uri {
    return vscode.Uri.joinPath(this.extensionUri, 'media', name);
  }
}

const SAID = ['predictions', 'masks', 'numbers'];

/** Of what the model says of images, which is most of what there is to send, only the last is shown. */
function withLastSaid(events: readonly TrainingEvent[]): TrainingEvent[] {
  const last = events.findLastIndex(({ event }) => SAID.includes(event));
  return events.filter(({ event }, i) => i === last || !SAID.includes(event));
}

function titleOf({ subject }: TrainingRun): string {
  switch (subject.mode) {
    case 'train':
      return `Training ${subject.recipe.model}`;
    case 'overfit-one-batch':
      return `One Batch: ${subject.recipe.model}`;
    case 'find-learning-rate':
      return `Learning Rate: ${subject.recipe.model}`;
  }
}

function messageOf(run: TrainingRun, events: readonly TrainingEvent[], fromStart: boolean): RunNews {
  const { status, text, subject, canPause } = run;
  return {
    title: titleOf(run),
    mode: subject.mode,
    note: run.note,
    status,
    text,
    events,
    fromStart,
    canPause,
    canResume: status === 'ended' && subject.mode === 'train' && !isPytorch(run) && run.end?.reason !== 'finished',
  };
}
