/** Download Data Set: one of the well-known ones, into a folder, with its size and source said before. */
import * as vscode from 'vscode';
import { Trainer } from './trainer';

/** Said before anything is fetched; the checksums are with the training process. */
const SETS = [
  { name: 'mnist', label: 'MNIST', size: '12 MB', source: 'ossci-datasets.s3.amazonaws.com' },
  {
    name: 'fashion-mnist',
    label: 'Fashion-MNIST',
    size: '31 MB',
    source: 'fashion-mnist.s3-website.eu-central-1.amazonaws.com',
  },
  { name: 'kmnist', label: 'Kuzushiji-MNIST', size: '21 MB', source: 'codh.rois.ac.jp' },
  { name: 'cifar10', label: 'CIFAR-10', size: '170 MB', source: 'www.cs.toronto.edu' },
  { name: 'cifar100', label: 'CIFAR-100', size: '169 MB', source: 'www.cs.toronto.edu' },
  { name: 'svhn', label: 'SVHN', size: '246 MB', source: 'ufldl.stanford.edu' },
  { name: 'stl10', label: 'STL10', size: '2.6 GB', source: 'ai.stanford.edu' },
];

export async function downloadData(module: string): Promise<void> {
  const items = SETS.map(({ label, size, source, name }) => ({
    label,
    description: size,
    detail: `from ${source}`,
    name,
  }));
  const set = await vscode.window.showQuickPick(items, { title: 'Download which data set?' });
  if (set === undefined) return;
  const base = vscode.workspace.workspaceFolders?.[0]?.uri;
  const folders = await vscode.window.showOpenDialog({
    title: `Where should ${set.label} go?`,
    openLabel: 'Download Here',
    canSelectFolders: true,
    canSelectFiles: false,
    ...(base !== undefined && { defaultUri: base }),
  });
  const root = folders?.[0]?.fsPath;
  if (root === undefined) return;
  try {
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: `Downloading ${set.label}`, cancellable: true },
      (progress, cancelled) => fetched(module, set.name, root, progress, cancelled),
    );
  } catch (error) {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

async function fetched(
  module: string,
  name: string,
  root: string,
  progress: vscode.Progress<{ message: string }>,
  cancelled: vscode.CancellationToken,
): Promise<void> {
  const trainer = await Trainer.start(module);
  try {
    await new Promise<void>((resolve, reject) => {
      cancelled.onCancellationRequested(() => resolve());
      trainer.onMessage((message) => {
        if (message.kind === 'error') reject(new Error(message.message));
        if (message.kind === 'downloaded') {
          void vscode.window.showInformationMessage(`The data set is in ${root}.`);
          resolve();
        }
        if (message.kind === 'downloading') {
          const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
          const file = message.file.split(/[\\/]/).at(-1);
          progress.report({ message: `${file}: ${megabytes(message.done)} of ${megabytes(message.total)} MB` });
        }
      });
      trainer.send({ kind: 'download', name, root });
    });
  } finally {
    trainer.dispose();
  }
}
