/** A run's folder is watched, so that runs of the editor and of the command line are followed alike. */
import { existsSync, type FSWatcher, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** The file is renamed into its place at once; several events tell of it. */
const PAUSE_MS = 10;

export function followRun(folder: string, changed: () => void): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, PAUSE_MS);
  };
  const watchers = [join(folder, 'epochs'), folder]
    .filter((path) => existsSync(path))
    .flatMap((path) => watching(path, later));
  return new vscode.Disposable(() => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  });
}

/** Where nothing can be watched, the page is as it was when it was opened. */
function watching(path: string, act: () => void): FSWatcher[] {
  try {
    const watcher = watch(path, (_, name) => {
      if (name?.endsWith('.safetensors') && !name.endsWith('.part')) act();
    });
    watcher.on('error', () => watcher.close());
    return [watcher];
  } catch {
    return [];
  }
}

/** Its last line tells whether the run has ended. */
export function hasEnded(folder: string): boolean {
  try {
    const text = readFileSync(join(folder, 'metrics.jsonl'), 'utf8');
    return text.trimEnd().split('\n').at(-1)?.startsWith('{"event":"end"') ?? true;
  } catch {
    return true;
  }
}
