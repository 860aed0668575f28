/** Training from the palette, a lens or a button: a recipe, a process, a tab, and the status bar. */
import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { InstallableEngine, LoweredModel, PredictionsEvent, TrainingMode } from '../../../server/src/protocol';
import type { Subject } from '../commands';
import type { Server } from '../server';
import { showComparison } from './comparePanel';
import { readRun } from './comparing';
import { downloadData } from './download';
import { installEngine } from './engines';
import { showImages } from './imagesPanel';
import { LocatedError, tellError } from './located';
import { type Said, TrainingPanels } from './panels';
import { chooseRun, chooseRuns, pastRun, type RunPlace } from './past';
import { preparePytorch, runPytorch } from './pytorch';
import { openForReading } from './reading';
import { setInRecipe } from './recipeEdits';
import { activeRecipe, type FoundRecipe, readRecipe, recipeFor } from './recipes';
import { applyRemedy } from './remedies';
import { isPytorch, type RunSubject, scoreText, TrainingRun } from './run';
import { TrainingStatusBar } from './statusBar';
import { Trainer } from './trainer';

export class Training implements vscode.Disposable {
  private readonly server: Server;
  private readonly module: string;
  private readonly extensionUri: vscode.Uri;
  private readonly panels: TrainingPanels;
  private readonly statusBar: TrainingStatusBar;
  private running: TrainingRun | undefined;

  constructor(server: Server, context: vscode.ExtensionContext) {
    this.server = server;
    this.module = context.asAbsolutePath('dist/trainer.js');
    this.extensionUri = context.extensionUri;
    this.panels = new TrainingPanels(
      context.extensionUri,
      (run, message) => this.handle(run, message),
      (run) => run !== this.running && run.dispose(),
    );
    this.statusBar = new TrainingStatusBar(() => this.running && this.panels.show(this.running));
  }

  /** A recipe that is open is taken; else that of the file in question. */
  async train(subject: Subject | undefined, mode: TrainingMode): Promise<void> {
    if (this.isBusy()) return;
    const found = await this.recipeOf(subject);
    if (found === undefined) return;
    const { recipe, uri } = found;
    await this.begin({ recipe, recipeUri: uri, workspace: vscode.Uri.joinPath(uri, '..'), mode, resume: undefined });
  }

  pause(): void {
    const run = this.underWay();
    if (run === undefined) return;
    if (run.status === 'paused') run.continue();
    else if (run.canPause) run.pause();
    else void vscode.window.showInformationMessage('A run of PyTorch cannot be paused, only stopped.');
  }

  stop(): void {
    this.underWay()?.stop();
  }

  private underWay(): TrainingRun | undefined {
    if (this.running === undefined) void vscode.window.showInformationMessage('No model is being trained.');
    return this.running;
  }

  async resume(): Promise<void> {
    if (this.isBusy()) return;
    const chosen = await chooseRun('Resume which run?');
    if (chosen !== undefined) await this.goOn(chosen.workspace, chosen.name);
  }

  async openRun(): Promise<void> {
    const chosen = await chooseRun('Open which run?');
    if (chosen !== undefined) await this.showPast(chosen);
  }

  /** One that another process still writes is followed. */
  private async showPast(place: RunPlace): Promise<void> {
    const past = await pastRun(place);
    if (past === undefined) return;
    past.run.showEnded(past.metrics, past.read);
    this.panels.show(past.run);
  }

  async showImages(subject: Subject | undefined): Promise<void> {
    const found = await this.recipeOf(subject);
    if (found !== undefined) this.showImagesOf(found.uri, vscode.Uri.joinPath(found.uri, '..'));
  }

  private showImagesOf(recipe: vscode.Uri, folder: vscode.Uri): void {
    showImages(this.extensionUri, this.module, recipe, folder);
  }

  async compareRuns(): Promise<void> {
    const places = await chooseRuns('Compare which runs?');
    if (places === undefined) return;
    const runs = (await Promise.all(places.map(readRun))).filter((run) => run !== undefined);
    if (runs.length < 2) return;
    showComparison(runs, {
      extensionUri: this.extensionUri,
      module: this.module,
      read: (recipe, workspace, size) => this.read({ recipe, workspace }, size),
      openRun: ({ place }) => this.showPast(place),
    });
  }

  download(): Promise<void> {
    return downloadData(this.module);
  }

  installEngine(choices: readonly InstallableEngine[]): Promise<void> {
    return installEngine(this.module, choices);
  }

  async trainWithPytorch(subject: Subject | undefined): Promise<void> {
    if (this.isBusy()) return;
    const found = await this.recipeOf(subject);
    if (found !== undefined) await this.beginWithPytorch(found);
  }

  private async beginWithPytorch(found: FoundRecipe): Promise<void> {
    const prepared = await preparePytorch(found, this.extensionUri);
    if (prepared === undefined) return;
    const { recipe, uri } = found;
    const workspace = vscode.Uri.joinPath(uri, '..');
    const run = new TrainingRun({ recipe, recipeUri: uri, workspace, mode: 'train', resume: undefined });
    await this.shown(run, undefined, () => runPytorch(run, prepared));
  }

  /** The recipe of what is in front, for what else is done with it. */
  async recipeOf(subject: Subject | undefined): Promise<FoundRecipe | undefined> {
    const active = await activeRecipe();
    if (active !== undefined) return active;
    if (subject !== undefined) return recipeFor(this.server, vscode.Uri.parse(subject.uri), subject.cls);
    const [found] = await vscode.workspace.findFiles('{convscope.json,*.convscope.json}', undefined, 1);
    if (found !== undefined) return readRecipe(found);
    void vscode.window.showInformationMessage(
      'There is nothing to train yet: open a Python file or a notebook with a model, or a convscope.json.',
    );
    return undefined;
  }

  dispose(): void {
    this.running?.dispose();
    this.panels.dispose();
    this.statusBar.dispose();
  }

  private isBusy(): boolean {
    if (this.running === undefined) return false;
    this.panels.show(this.running);
    void vscode.window.showInformationMessage('A model is being trained already. Stop that run first.');
    return true;
  }

  /** `before`: the run as it is shown; the new one takes its place. */
  private async goOn(workspace: vscode.Uri, name: string, before?: TrainingRun): Promise<void> {
    const past = await pastRun({ workspace, name });
    if (past === undefined) return;
    await this.begin({ ...past.run.subject, resume: name }, before ?? past.run);
  }

  private async begin(subject: RunSubject, before?: TrainingRun): Promise<void> {
    const run = new TrainingRun(subject, subject.resume === undefined ? [] : before?.events);
    await this.shown(run, before, async () => {
      const trainer = await Trainer.start(this.module);
      await run.train(trainer, (size) => this.read(subject, size));
    });
  }

  /** In its tab and the status bar while it runs; its end is told. */
  private async shown(run: TrainingRun, before: TrainingRun | undefined, compute: () => Promise<void>): Promise<void> {
    this.running = run;
    this.panels.show(run, before);
    const following = this.statusBar.follow(run);
    try {
      await compute();
      this.tellEnd(run);
    } catch (error) {
      tellError(error);
    } finally {
      following.dispose();
      this.running = undefined;
    }
  }

  /** The model for images of this size; what keeps it from being trained is shown with its line. */
  private async read(
    { recipe, workspace }: Pick<RunSubject, 'recipe' | 'workspace'>,
    size: PredictionsEvent['size'],
  ): Promise<LoweredModel> {
    const uri = vscode.Uri.joinPath(workspace, ...recipe.file.split('/'));
    const opened = await openForReading(uri);
    if (opened === undefined) throw new Error(`${recipe.file} cannot be opened; "file" in the recipe names it`);
    const answer = await this.server.ask('convscope/trainingModel', { uri: opened, model: recipe.model, size });
    if (answer === undefined) throw new Error('The model could not be read; the output says why.');
    if (answer.model !== undefined) return answer.model;
    const [first] = answer.hindrances;
    const message = `${recipe.model} cannot be trained: ${first?.message ?? 'it could not be read'}`;
    throw new LocatedError(message, first?.location);
  }

  private tellEnd(run: TrainingRun): void {
    const { end, text, subject } = run;
    const best = end?.best && `best ${scoreText(end.best)} in epoch ${end.best.epoch}`;
    const isGood = end !== undefined && ['finished', 'stopped', 'early-stopping'].includes(end.reason);
    const message = [`${subject.recipe.model}:`, text || end?.reason, best].filter(Boolean).join(' ');
    const show = 'Show Run';
    const tell = isGood ? vscode.window.showInformationMessage : vscode.window.showErrorMessage;
    void tell(message, show).then((choice) => {
      if (choice === show) this.panels.show(run);
    });
  }

  private handle(run: TrainingRun, message: Said): void {
    if (message.kind === 'useRate') {
      void useRate(run.subject, message.lr);
      return;
    }
    if (message.kind === 'note') {
      run.keepNote(message.note).catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        void vscode.window.showErrorMessage(`The note could not be written into the run's recipe.json: ${why}`);
      });
      return;
    }
    if (message.kind === 'remedy') {
      void applyRemedy(this.server, run.subject, message.remedy);
      return;
    }
    switch (message.action) {
      case 'pause':
        run.pause();
        return;
      case 'continue':
        run.continue();
        return;
      case 'stop':
        run.stop();
        return;
      case 'resume':
        if (!this.isBusy()) void this.goOn(run.subject.workspace, nameOf(run) ?? '', run);
        return;
      case 'again':
        if (!this.isBusy()) void this.again(run);
        return;
      case 'openRecipe':
        if (run.subject.recipeUri !== undefined) void vscode.window.showTextDocument(run.subject.recipeUri);
        return;
      case 'showImages':
        if (run.subject.recipeUri !== undefined) this.showImagesOf(run.subject.recipeUri, run.subject.workspace);
        return;
      case 'openFolder': {
        const start = run.events.find((event) => event.event === 'start');
        if (start?.event === 'start')
          void vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(`${start.folder}/recipe.json`));
        return;
      }
    }
  }

  /** With the recipe as it is now. */
  private async again(run: TrainingRun): Promise<void> {
    const { subject } = run;
    const uri = subject.recipeUri;
    const found = uri === undefined ? undefined : await readRecipe(uri);
    if (isPytorch(run)) {
      if (found !== undefined) await this.beginWithPytorch(found);
      return;
    }
    await this.begin({ ...subject, ...(found && { recipe: found.recipe }), resume: undefined }, run);
  }
}

function nameOf(run: TrainingRun): string | undefined {
  const start = run.events.find((event) => event.event === 'start');
  return start?.event === 'start' ? start.run : undefined;
}

async function useRate({ recipeUri }: RunSubject, lr: number): Promise<void> {
  if (recipeUri === undefined || !(await setInRecipe(recipeUri, 'optimizer.lr', lr))) return;
  void vscode.window.showInformationMessage(`The learning rate in ${posix.basename(recipeUri.path)} is now ${lr}.`);
}
