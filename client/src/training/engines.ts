/** Install WebGPU Engine and Install TensorFlow Engine: what they are, said before anything is fetched. */
import * as vscode from 'vscode';
import type { InstallableEngine } from '../../../server/src/protocol';
import { Trainer } from './trainer';

const ENGINES: Readonly<Record<InstallableEngine, { readonly label: string; readonly detail: string }>> = {
  webgpu: {
    label: 'WebGPU (Dawn)',
    detail:
      'The npm package webgpu, 132 MB while it is installed and about 30 MB afterwards. Any graphics card with Vulkan, Metal or Direct3D 12. Not tried on a real card yet: each run checks its gradients first.',
  },
  tensorflow: {
    label: 'TensorFlow for the CPU',
    detail:
      'The npm package @tensorflow/tfjs-node, several hundred MB. Its install script fetches TensorFlow from storage.googleapis.com. Node 22 or older.',
  },
  'tensorflow-gpu': {
    label: 'TensorFlow for NVIDIA cards',
    detail: 'The npm package @tensorflow/tfjs-node-gpu, more than 1 GB; CUDA 11 must be there. Node 22 or older.',
  },
};

export async function installEngine(module: string, choices: readonly InstallableEngine[]): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showInformationMessage('Engines are installed in trusted workspaces only.');
    return;
  }
  const items = choices.map((name) => ({ name, ...ENGINES[name] }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Install which engine?',
    placeHolder: 'npm fetches it; nothing else on this machine is changed',
  });
  if (chosen === undefined) return;
  try {
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: `Installing ${chosen.label}`, cancellable: true },
      (progress, cancelled) => installed(module, chosen.name, progress, cancelled),
    );
  } catch (error) {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

async function installed(
  module: string,
  engine: InstallableEngine,
  progress: vscode.Progress<{ message: string }>,
  cancelled: vscode.CancellationToken,
): Promise<void> {
  const trainer = await Trainer.start(module);
  try {
    await new Promise<void>((resolve, reject) => {
      // npm ends with the process that started it.
      cancelled.onCancellationRequested(() => resolve());
      trainer.onMessage((message) => {
        if (message.kind === 'error') reject(new Error(message.message));
        if (message.kind === 'installing')
          progress.report({
            message: `${Math.round(message.done / 1e6)} of about ${Math.round(message.total / 1e6)} MB`,
          });
        if (message.kind === 'installed') {
          const tell = message.runs ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
          void tell(message.text);
          resolve();
        }
      });
      trainer.send({ kind: 'install', engine });
    });
  } finally {
    trainer.dispose();
  }
}
