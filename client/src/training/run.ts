/** One training run as the client sees it: what it has told so far, its state, and its way of being stopped. */
import * as vscode from 'vscode';
import type {
  EndEvent,
  FromTrainer,
  LoweredModel,
  PredictionsEvent,
  ToTrainer,
  TrainingEvent,
  TrainingMode,
  TrainingStatus,
} from '../../../server/src/protocol';
import type { Recipe } from '../../../server/src/recipe';
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

export class TrainingRun implements vscode.Disposable {
  readonly subject: RunSubject;
  readonly events: TrainingEvent[];
  private readonly changed = new vscode.EventEmitter<readonly TrainingEvent[]>();
  private trainer: Trainer | undefined;
  private current: TrainingStatus = 'preparing';
  private saying = '';

  /** New events, or none where only the state has changed. */
  readonly onChange = this.changed.event;

  constructor(subject: RunSubject, past: readonly TrainingEvent[] = []) {
    this.subject = subject;
    this.events = [...past];
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

  /** Shows a run of the past. */
  showEnded(): void {
    this.become('ended', '');
  }

  /** Opens the data, has the model read for them, and starts. Ends when the run does. */
  async train(trainer: Trainer, read: (size: PredictionsEvent['size']) => Promise<LoweredModel>): Promise<void> {
    this.trainer = trainer;
    const { recipe, workspace, mode, resume } = this.subject;
    await new Promise<void>((resolve) => {
      const fail = (message: string): void => {
        this.become('ended', message);
        resolve();
      };
      trainer.onMessage((message) => {
        if (message.kind === 'error') return fail(message.message);
        if (message.kind === 'opened')
          void read(message.size).then(
            (model) => {
              this.become('preparing', 'Preparing the first step …');
              this.send({ kind: 'start', mode, model, workspace: workspace.fsPath, resume });
            },
            (error: unknown) => fail(error instanceof Error ? error.message : String(error)),
          );
        if (message.kind === 'event' && this.receive(message)) resolve();
        return undefined;
      });
      this.become('preparing', `Opening the data: ${recipe.data.name} …`);
      this.send({ kind: 'open', recipe, folder: workspace.fsPath });
    });
    this.dispose();
  }

  pause(): void {
    if (this.current !== 'running') return;
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
      this.dispose();
      this.become('ended', 'Stopped before the first step.');
      return;
    }
    this.send({ kind: 'stop' });
    this.become('stopping', 'Stopping after this step …');
  }

  dispose(): void {
    this.trainer?.dispose();
    this.trainer = undefined;
  }

  /** Whether that was the last. */
  private receive({ event }: Extract<FromTrainer, { kind: 'event' }>): boolean {
    this.events.push(event);
    if (event.event === 'end') {
      this.current = 'ended';
      this.saying = event.message ?? '';
    } else if (this.current === 'preparing') {
      this.current = 'running';
      this.saying = '';
    }
    this.changed.fire([event]);
    return event.event === 'end';
  }

  private become(status: TrainingStatus, text: string): void {
    this.current = status;
    this.saying = text;
    this.changed.fire([]);
  }

  private send(message: ToTrainer): void {
    this.trainer?.send(message);
  }
}
