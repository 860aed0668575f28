/** Which weights: a run, a checkpoint, or how the model begins. */
import * as vscode from 'vscode';
import type { ActivationsSubject } from '../../../server/src/protocol';
import { chooseRun } from '../training/past';
import { subjectOfRun } from './resolve';

const ENDINGS = ['safetensors', 'pt', 'pth'];

interface Choice extends vscode.QuickPickItem {
  readonly take: () => Promise<ActivationsSubject | undefined>;
}

/** Undefined: given up. */
export async function chooseWeights(subject: ActivationsSubject): Promise<ActivationsSubject | undefined> {
  const { uri, cls } = subject;
  const about = { uri, ...(cls !== undefined && { cls }) };
  const items: Choice[] = [
    {
      label: 'Training Run…',
      description: 'with its own model and images',
      iconPath: new vscode.ThemeIcon('play-circle'),
      take: async () => {
        const run = await chooseRun('Activations of which run?');
        return run && subjectOfRun(vscode.Uri.joinPath(run.workspace, '.convscope', 'runs', run.name).fsPath);
      },
    },
    {
      label: 'Checkpoint…',
      description: '.safetensors, .pt or .pth',
      iconPath: new vscode.ThemeIcon('file'),
      take: async () => {
        const filters = { Checkpoints: ENDINGS };
        const [file] = (await vscode.window.showOpenDialog({ title: 'Weights', filters })) ?? [];
        return file && { ...about, weights: { kind: 'file', file: file.fsPath } };
      },
    },
    {
      label: 'As Initialised',
      description: 'before any training',
      iconPath: new vscode.ThemeIcon('sparkle'),
      take: async () => ({ ...about, weights: { kind: 'initial' } }),
    },
  ];
  return (await vscode.window.showQuickPick(items, { title: 'Activations with which weights?' }))?.take();
}
