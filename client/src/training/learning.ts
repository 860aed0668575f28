/** How the last run of a file's models goes, from what it writes down: of the editor or of the command line alike. */
import { closeSync, type FSWatcher, openSync, readFileSync, readSync, statSync, watch } from 'node:fs';
import { join, resolve } from 'node:path';
import * as vscode from 'vscode';
import type { RunLearning, TrainingEvent } from '../../../server/src/protocol';
import { parseRecipe } from '../../../server/src/recipe';
import { keptRuns } from './past';

/** A page that is told of every step would do nothing else. */
const MS_BETWEEN = 150;
/** Steps that are kept; beyond, every other one goes. */
const MOST_STEPS = 600;

/** Tells what there is, and again with each new step. `uri`: of a Python file or a notebook. */
export async function followLearning(
  uri: string,
  tell: (run: RunLearning | undefined) => void,
): Promise<vscode.Disposable> {
  const folder = await lastRunOf(vscode.Uri.parse(uri).fsPath);
  if (folder === undefined) {
    tell(undefined);
    return new vscode.Disposable(() => {});
  }
  const reader = metricsReader(join(folder, 'metrics.jsonl'));
  let timer: NodeJS.Timeout | undefined;
  const now = (): void => {
    timer = undefined;
    reader.read();
    tell(learningOf(reader.events));
  };
  now();
  const watcher = watched(folder, () => {
    timer ??= setTimeout(now, MS_BETWEEN);
  });
  return new vscode.Disposable(() => {
    clearTimeout(timer);
    watcher?.close();
  });
}

/** The newest whose recipe names the file. */
async function lastRunOf(path: string): Promise<string | undefined> {
  for (const { place } of await keptRuns()) {
    const folder = join(place.workspace.fsPath, '.convscope', 'runs', place.name);
    try {
      const { recipe } = parseRecipe(readFileSync(join(folder, 'recipe.json'), 'utf8'));
      if (recipe !== undefined && resolve(place.workspace.fsPath, recipe.file) === path) return folder;
    } catch {
      // A run without a recipe is no run of this file.
    }
  }
  return undefined;
}

function watched(folder: string, act: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, (_, name) => {
      if (name === 'metrics.jsonl') act();
    });
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}

/** Reads on where it stopped; a run that goes on after an earlier epoch has a shorter file and is read anew. */
function metricsReader(file: string): { readonly events: TrainingEvent[]; readonly read: () => void } {
  const events: TrainingEvent[] = [];
  let done = 0;
  let rest = '';
  return {
    events,
    read() {
      const { size } = statSync(file);
      if (size < done) {
        events.length = 0;
        done = 0;
        rest = '';
      }
      const bytes = Buffer.alloc(size - done);
      const handle = openSync(file, 'r');
      try {
        readSync(handle, bytes, 0, bytes.length, done);
      } finally {
        closeSync(handle);
      }
      done = size;
      const lines = (rest + bytes.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const event = eventOf(line);
        if (event !== undefined) events.push(event);
      }
    },
  };
}

/** Only what is shown: predictions are long and are not parsed. */
const WANTED = /^\{"event":"(start|layers|end)"/;

function eventOf(line: string): TrainingEvent | undefined {
  if (!WANTED.test(line)) return undefined;
  try {
    const event: TrainingEvent = JSON.parse(line);
    return event;
  } catch {
    return undefined;
  }
}

function learningOf(events: readonly TrainingEvent[]): RunLearning | undefined {
  const start = events.findLast((event) => event.event === 'start');
  if (start?.event !== 'start') return undefined;
  let steps = events.flatMap((event) => (event.event === 'layers' ? [event] : []));
  while (steps.length > MOST_STEPS) steps = steps.filter((_, i) => i % 2 === 0 || i === steps.length - 1);
  return {
    run: start.run,
    parameters: start.layers,
    activations: start.activations ?? [],
    steps,
    isLive: events.at(-1)?.event !== 'end',
  };
}
