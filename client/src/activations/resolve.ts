/** From what the page is about to the model, its weights and its images. */
import { basename, posix } from 'node:path';
import * as vscode from 'vscode';
import type {
  ActivationsSubject,
  Explanations,
  ImageSize,
  Mistakes,
  PlainLocation,
  TrainingEvent,
  WeightsOrigin,
} from '../../../server/src/protocol';
import type { Recipe } from '../../../server/src/recipe';
import type { Inspector } from '../inspection/inspector';
import type { Server } from '../server';
import { eventsIn } from '../training/metrics';
import { folderOf, openForReading } from '../training/reading';
import { latestRun, recipeOfRun, recipesFor } from './runs';

export interface Resolved {
  readonly title: string;
  readonly params: Omit<Explanations['explain/open']['params'], 'session'>;
  readonly mistakes: Mistakes | undefined;
}

/** What keeps a model from being looked into, with its line. */
export class Hindered extends Error {
  readonly location: PlainLocation | undefined;

  constructor(message: string, location: PlainLocation | undefined) {
    super(message);
    this.location = location;
  }
}

/** Throws an Error with a sentence for the person. */
export async function resolve(server: Server, inspector: Inspector, subject: ActivationsSubject): Promise<Resolved> {
  const file = vscode.Uri.parse(subject.uri);
  const uri = await openForReading(file);
  if (uri === undefined) throw new Error(`${basename(file.path)} cannot be opened`);
  const found = await recipeFor(subject, file);
  const size = found && (await sizeOf(inspector, found));
  const answer = await server.ask('convscope/lookModel', {
    uri,
    model: subject.cls === undefined || subject.weights.kind === 'run' ? found?.recipe.model : undefined,
    cls: subject.cls,
    size,
  });
  if (answer === undefined) throw new Error('The model could not be read; the output says why.');
  const { model = 'The model', program, hindrances } = answer;
  if (program === undefined) {
    const [first] = hindrances;
    throw new Hindered(`${model} cannot be looked into: ${first?.message ?? 'it could not be read'}`, first?.location);
  }
  const origin = originOf(subject, program);
  return {
    title: `Activations of ${model} · ${titleOf(subject)}`,
    params: {
      program,
      origin,
      epoch: subject.epoch,
      recipe: found?.recipe,
      folder: (found?.folder ?? folderOf(file)).fsPath,
    },
    mistakes: await mistakesOf(subject, file),
  };
}

interface Found {
  readonly recipe: Recipe;
  readonly folder: vscode.Uri;
}

/** A run's own, else the one beside the file that names it; nobody is asked. */
async function recipeFor({ weights }: ActivationsSubject, file: vscode.Uri): Promise<Found | undefined> {
  if (weights.kind === 'run') {
    const run = vscode.Uri.file(weights.folder);
    const recipe = await recipeOfRun(run);
    if (recipe !== undefined) return { recipe, folder: vscode.Uri.joinPath(run, '../../..') };
  }
  return recipesFor(file);
}

/** A data set that is not there is told when the model is opened; the model's own size is taken then. */
async function sizeOf(inspector: Inspector, { recipe, folder }: Found): Promise<ImageSize | undefined> {
  try {
    return await inspector.ask('explain/size', { recipe, folder: folder.fsPath });
  } catch {
    return undefined;
  }
}

function originOf({ weights }: ActivationsSubject, program: Resolved['params']['program']): WeightsOrigin {
  switch (weights.kind) {
    case 'file':
      return { kind: 'file', file: weights.file };
    case 'run':
      return { kind: 'run', folder: weights.folder };
    case 'initial':
      return { kind: 'initial', program, seed: 0 };
  }
}

function titleOf({ weights }: ActivationsSubject): string {
  switch (weights.kind) {
    case 'file':
      return basename(weights.file);
    case 'run':
      return basename(weights.folder);
    case 'initial':
      return 'as initialised';
  }
}

/** Those of the run that is shown, else of the last one of this file. */
async function mistakesOf({ weights }: ActivationsSubject, file: vscode.Uri): Promise<Mistakes | undefined> {
  const run = weights.kind === 'run' ? vscode.Uri.file(weights.folder) : await latestRun(file);
  if (run === undefined) return undefined;
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(run, 'metrics.jsonl'));
    const isTold = (event: TrainingEvent) => event.event === 'predictions';
    const last = eventsIn(new TextDecoder().decode(bytes)).findLast(isTold);
    return last?.event === 'predictions' ? { size: last.size, images: last.mistakes } : undefined;
  } catch {
    return undefined;
  }
}

/** What to show first: the last run of this file, else the model as it begins. */
export async function subjectFor(uri: string, cls: string | undefined): Promise<ActivationsSubject> {
  const run = await latestRun(vscode.Uri.parse(uri), cls);
  const about = { uri, ...(cls !== undefined && { cls }) };
  return { ...about, weights: run === undefined ? { kind: 'initial' } : { kind: 'run', folder: run.fsPath } };
}

/** The file that a run's recipe names. */
export async function subjectOfRun(folder: string): Promise<ActivationsSubject | undefined> {
  const run = vscode.Uri.file(folder);
  const recipe = await recipeOfRun(run);
  if (recipe === undefined) return undefined;
  const uri = vscode.Uri.joinPath(run, '../../..', ...recipe.file.split(posix.sep)).toString();
  return { uri, weights: { kind: 'run', folder } };
}
