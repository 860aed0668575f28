/** How far training is, in the status bar; it leads to the tab. */
import * as vscode from 'vscode';
import type { TrainingRun } from './run';

const SHOW = 'convscope.internal.showTraining';

export class TrainingStatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('convscope.training', vscode.StatusBarAlignment.Left, 10);
  private readonly command: vscode.Disposable;

  constructor(show: () => void) {
    this.item.name = 'Convscope Training';
    this.item.command = SHOW;
    this.command = vscode.commands.registerCommand(SHOW, show);
  }

  follow(run: TrainingRun): vscode.Disposable {
    const update = (): void => {
      const text = progressText(run);
      this.item.text = `${run.status === 'paused' ? '$(debug-pause)' : '$(loading~spin)'} ${text}`;
      this.item.tooltip = `${run.subject.recipe.model}: ${text}. Select to see its curves.`;
      this.item.accessibilityInformation = { label: `Training ${run.subject.recipe.model}: ${text}`, role: 'button' };
    };
    update();
    this.item.show();
    const following = run.onChange(update);
    return new vscode.Disposable(() => {
      following.dispose();
      this.item.hide();
    });
  }

  dispose(): void {
    this.item.dispose();
    this.command.dispose();
  }
}

function progressText({ status, events, text, subject }: TrainingRun): string {
  if (status === 'preparing' || status === 'stopping') return text;
  const last = events.findLast((event) => event.event === 'step');
  if (last?.event !== 'step') return 'Training';
  const accuracy = Number.isFinite(last.accuracy) ? ` · ${(100 * last.accuracy).toFixed(0)} %` : '';
  const left = status === 'paused' ? 'paused' : `${Math.ceil(last.seconds_left)} s left`;
  return `Epoch ${last.epoch}/${subject.recipe.epochs} · loss ${last.loss.toFixed(3)}${accuracy} · ${left}`;
}
