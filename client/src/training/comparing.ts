/** Runs of the past side by side: what is read of each, and the loss around its weights. */
import * as vscode from 'vscode';
import type { ComparedRun, Landscape, LoweredModel, PredictionsEvent } from '../../../server/src/protocol';
import type { Recipe } from '../../../server/src/recipe';
import { pastRun, type RunPlace } from './past';
import { Trainer } from './trainer';

export interface ReadRun {
  readonly place: RunPlace;
  readonly recipe: Recipe;
  readonly shown: ComparedRun;
  /** Undefined: they are not there. */
  readonly weights: vscode.Uri | undefined;
}

/** Undefined: it cannot be read, and the person has been told. */
export async function readRun(place: RunPlace): Promise<ReadRun | undefined> {
  const past = await pastRun(place);
  if (past === undefined) return undefined;
  const { run } = past;
  const { recipe } = run.subject;
  const folder = vscode.Uri.joinPath(place.workspace, '.convscope', 'runs', place.name);
  const weights = await firstThere(['best.safetensors', 'best.pt'].map((name) => vscode.Uri.joinPath(folder, name)));
  const { events } = run;
  const start = events.findLast((event) => event.event === 'start');
  return {
    place,
    recipe,
    weights,
    shown: {
      name: place.name,
      note: recipe.note,
      model: recipe.model,
      start,
      epochs: events.filter((event) => event.event === 'epoch'),
      end: run.end,
      hindrance: weights === undefined ? 'it has kept no weights yet' : undefined,
    },
  };
}

async function firstThere(uris: readonly vscode.Uri[]): Promise<vscode.Uri | undefined> {
  for (const uri of uris) {
    const isThere = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (isThere) return uri;
  }
  return undefined;
}

export type ReadModel = (
  recipe: Recipe,
  workspace: vscode.Uri,
  size: PredictionsEvent['size'],
) => Promise<LoweredModel>;

/** One run's landscape, row by row; `cancelled` ends the process. */
export async function measureLandscape(
  module: string,
  { recipe, place, weights }: ReadRun,
  read: ReadModel,
  report: (landscape: Landscape) => void,
  cancelled: AbortSignal,
): Promise<void> {
  if (weights === undefined) return;
  const trainer = await Trainer.start(module);
  try {
    await new Promise<void>((resolve, reject) => {
      cancelled.addEventListener('abort', () => resolve());
      trainer.onMessage((message) => {
        if (message.kind === 'error') reject(new Error(message.message));
        if (message.kind === 'opened')
          read(recipe, place.workspace, message.size).then(
            (model) => trainer.send({ kind: 'landscape', model, weights: weights.fsPath }),
            (error: unknown) => reject(error),
          );
        if (message.kind === 'landscape') {
          report(message.landscape);
          if (message.isDone) resolve();
        }
      });
      trainer.send({ kind: 'open', recipe, folder: place.workspace.fsPath });
    });
  } finally {
    trainer.dispose();
  }
}
