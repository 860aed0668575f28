/** One training run as the client sees it: what it has told so far, its state, and its way of being stopped. */
import * as vscode from 'vscode';
import type {
  EndEvent,
  LoweredModel,
  PredictionsEvent,
  Score,
  ToTrainer,
  TrainingEvent,
  TrainingMode,
  TrainingStatus,
} from '../../../server/src/protocol';
import type { Recipe } from '../../../server/src/recipe';
import { SECTION } from '../settings';
import { type Followed, followMetrics } from './metrics';
import { writeNote } from './notes';
import { PageEngine } from './pageEngine';
import type { Trainer } from './trainer';

export interface RunSubject {
  readonly recipe: Recipe;
  /** Of the recipe; undefined: it is not written down. */
  readonly recipeUri: vscode.Uri | undefined;
  /** Where runs lie, and paths of the recipe begin. */
  readonly workspace: vscode.Uri;
  readonly mode: TrainingMode;
  readonly resume: string | undefined;
}

export interface Change {
  /** None where only the state has changed. */
  readonly events: readonly TrainingEvent[];
  /** These are all that there are. */
  readonly isAnew: boolean;
}

/** What computes a run: the training process, or another that only writes its metrics. */
interface Control {
  /** Undefined: it cannot be paused. */
  readonly send?: (message: ToTrainer) => void;
  readonly stop: () => void;
  readonly dispose: () => void;
}

export class TrainingRun implements vscode.Disposable {
  readonly subject: RunSubject;
  readonly events: TrainingEvent[];
  /** Its tab may compute for it. */
  readonly page = new PageEngine();
  private readonly changed = new vscode.EventEmitter<Change>();
  private control: Control | undefined;
  private current: TrainingStatus = 'preparing';
  private saying = '';
  private noted: string;

  readonly onChange = this.changed.event;

  constructor(subject: RunSubject, past: readonly TrainingEvent[] = []) {
    this.subject = subject;
    this.events = [...past];
    this.noted = subject.recipe.note ?? '';
  }

  get status(): TrainingStatus {
    return this.current;
  }

  get text(): string {
    return this.saying;
  }

  get end(): EndEvent | undefined {
    return this.events.findLast((event) => event.event === 'end');
  }

  /** That of its recipe until a person changes it; undefined: there is no folder to keep it in. */
  get note(): string | undefined {
    return this.folder === undefined ? undefined : this.noted;
  }

  /** Where it is kept; undefined: not yet, or nowhere. */
  get folder(): vscode.Uri | undefined {
    if (this.subject.mode !== 'train') return undefined;
    const start = this.events.find((event) => event.event === 'start');
    return start?.event === 'start' ? vscode.Uri.file(start.folder) : undefined;
  }

  /** In the run's own recipe, where it is found when the run is opened again. */
  async keepNote(note: string): Promise<void> {
    if (this.folder === undefined) return;
    await writeNote(vscode.Uri.joinPath(this.folder, 'recipe.json'), note);
    this.noted = note;
    this.changed.fire({ events: [], isAnew: false });
  }

  /** The training process obeys; another one can only be stopped. */
  get canPause(): boolean {
    return this.control?.send !== undefined;
  }

  /** Shows a run of the past. It goes on where another process still writes it. */
  showEnded(metrics: string, read: number): void {
    this.become('ended', '');
    const end = followMetrics(metrics, (news) => this.receiveWritten(news), read);
    this.control = { stop: end, dispose: end };
  }

  /** Follows what another process writes; `stop` asks it to end. Settles when the run has ended. */
  async follow(metrics: string, stop: () => void): Promise<void> {
    this.become('preparing', 'Waiting for PyTorch …');
    await new Promise<void>((resolve) => {
      const end = followMetrics(metrics, (news) => {
        if (this.current !== 'ended' && this.receiveWritten(news)) resolve();
      });
      const dispose = (): void => {
        end();
        resolve();
      };
      this.control = { stop, dispose };
    });
    this.dispose();
  }

  /** It has ended without having said so. */
  abandon(message: string): void {
    if (this.current !== 'ended') this.become('ended', message);
    this.dispose();
  }

  /** Opens the data, has the model read for them, and starts. Ends when the run does. */
  async train(trainer: Trainer, read: (size: PredictionsEvent['size']) => Promise<LoweredModel>): Promise<void> {
    this.control = {
      send: (message) => trainer.send(message),
      stop: () => trainer.send({ kind: 'stop' }),
      dispose: () => trainer.dispose(),
    };
    this.page.connect((reply) => trainer.send({ kind: 'engine', reply }));
    const { recipe, workspace, mode, resume } = this.subject;
    await new Promise<void>((resolve) => {
      const fail = (message: string): void => {
        this.become('ended', message);
        resolve();
      };
      trainer.onMessage((message) => {
        if (message.kind === 'error') return fail(message.message);
        if (message.kind === 'engine') this.page.request(message.request);
        if (message.kind === 'opened')
          void read(message.size).then(
            (model) => {
              this.become('preparing', 'Preparing the first step …');
              this.send({ kind: 'start', mode, model, workspace: workspace.fsPath, resume });
            },
            (error: unknown) => fail(error instanceof Error ? error.message : String(error)),
          );
        if (message.kind === 'event' && this.receive([message.event])) resolve();
        return undefined;
      });
      this.become('preparing', `Opening the data: ${recipe.data.name} …`);
      this.send({ kind: 'open', recipe: onThisMachine(recipe), folder: workspace.fsPath });
    });
    this.dispose();
  }

  pause(): void {
    if (this.current !== 'running' || !this.canPause) return;
    this.send({ kind: 'pause' });
    this.become('paused', '');
  }

  continue(): void {
    if (this.current !== 'paused') return;
    this.send({ kind: 'continue' });
    this.become('running', '');
  }

  stop(): void {
    if (this.current === 'ended') return;
    if (this.current === 'preparing') {
      this.control?.stop();
      this.dispose();
      this.become('ended', 'Stopped before the first step.');
      return;
    }
    this.control?.stop();
    this.become('stopping', 'Stopping after this step …');
  }

  dispose(): void {
    this.page.disconnect();
    this.control?.dispose();
    this.control = undefined;
  }

  private receiveWritten({ events, fromStart }: Followed): boolean {
    if (fromStart) this.events.length = 0;
    return this.receive(events, fromStart);
  }

  /** Whether the last was among them. */
  private receive(events: readonly TrainingEvent[], isAnew = false): boolean {
    this.events.push(...events);
    const end = events.findLast((event) => event.event === 'end');
    if (end !== undefined) {
      this.current = 'ended';
      this.saying = end.message ?? '';
    } else if (this.current === 'preparing' || this.current === 'ended') {
      this.current = 'running';
      this.saying = '';
    }
    this.changed.fire({ events, isAnew });
    return end !== undefined;
  }

  private become(status: TrainingStatus, text: string): void {
    this.current = status;
    this.saying = text;
    this.changed.fire({ events: [], isAnew: false });
  }

  private send(message: ToTrainer): void {
    this.control?.send?.(message);
  }
}

/** PyTorch keeps no state to go on from. */
export function isPytorch({ events }: TrainingRun): boolean {
  const start = events.find((event) => event.event === 'start');
  return start?.engine.startsWith('PyTorch') ?? false;
}

/** What a run is judged by. */
export function scoreText({ loss, accuracy, iou }: Score): string {
  if (iou !== undefined) return `IoU ${(100 * iou).toFixed(1)} %`;
  return Number.isFinite(accuracy) ? `${(100 * accuracy).toFixed(1)} %` : `loss ${loss.toPrecision(3)}`;
}

/** A recipe that leaves the engine open gets that of the setting. */
function onThisMachine(recipe: Recipe): Recipe {
  if (recipe.engine !== 'auto') return recipe;
  const wished = vscode.workspace.getConfiguration(SECTION).get<Recipe['engine']>('train.engine', 'auto');
  return { ...recipe, engine: wished };
}
