/** Runs that are kept in the workspace. */
import * as vscode from 'vscode';
import { parseRecipe } from '../../../server/src/recipe';
import { eventsIn } from './metrics';
import { scoreText, TrainingRun } from './run';

export interface RunPlace {
  readonly workspace: vscode.Uri;
  readonly name: string;
}

export interface RunItem extends vscode.QuickPickItem {
  readonly place: RunPlace;
  readonly time: number;
}

const MATCHING = { matchOnDescription: true, matchOnDetail: true };

/** Undefined: none was chosen, or there is none and the person has been told. */
export async function chooseRun(title: string): Promise<RunPlace | undefined> {
  const items = await runsOfWorkspace(1);
  return items && (await vscode.window.showQuickPick(items, { title, ...MATCHING }))?.place;
}

/** Two or more; undefined as for one. */
export async function chooseRuns(title: string): Promise<readonly RunPlace[] | undefined> {
  const items = await runsOfWorkspace(2);
  if (items === undefined) return undefined;
  const placeHolder = 'Choose two or more';
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder, canPickMany: true, ...MATCHING });
  if (chosen === undefined) return undefined;
  if (chosen.length >= 2) return chosen.map(({ place }) => place);
  void vscode.window.showInformationMessage('Choose at least two runs to compare.');
  return undefined;
}

/** The newest first. */
export async function keptRuns(): Promise<RunItem[]> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const items = (await Promise.all(folders.map(({ uri }) => runsBelow(uri)))).flat();
  return items.sort((a, b) => b.time - a.time);
}

/** The newest first; undefined: fewer than are needed, and the person has been told. */
async function runsOfWorkspace(least: number): Promise<RunItem[] | undefined> {
  const items = await keptRuns();
  if (items.length >= least) return items;
  void vscode.window.showInformationMessage(
    items.length === 0
      ? 'There is no training run in this workspace yet (.convscope/runs). Convscope: Train Model makes one.'
      : 'There is only one training run in this workspace (.convscope/runs): train once more to compare.',
  );
  return undefined;
}

async function runsBelow(workspace: vscode.Uri): Promise<RunItem[]> {
  const runs = vscode.Uri.joinPath(workspace, '.convscope', 'runs');
  const names = await vscode.workspace.fs.readDirectory(runs).then(
    (entries) => entries.filter(([, type]) => type === vscode.FileType.Directory).map(([name]) => name),
    () => [],
  );
  const items = await Promise.all(names.map((name) => itemOf(workspace, name)));
  return items.filter((item) => item !== undefined);
}

async function itemOf(workspace: vscode.Uri, name: string): Promise<RunItem | undefined> {
  const metrics = vscode.Uri.joinPath(workspace, '.convscope', 'runs', name, 'metrics.jsonl');
  try {
    const { mtime } = await vscode.workspace.fs.stat(metrics);
    const events = eventsIn(await textOf(metrics));
    const epochs = events.flatMap((event) => (event.event === 'epoch' ? [event] : []));
    const best = epochs.findLast((one) => one.best)?.validation;
    const note = await noteOf(vscode.Uri.joinPath(workspace, '.convscope', 'runs', name, 'recipe.json'));
    const done =
      epochs.length === 0
        ? 'no whole epoch'
        : `${epochs.length} epochs${best === undefined ? '' : `, best ${scoreText(best)}`}`;
    return {
      label: name,
      description: done,
      detail: [new Date(mtime).toLocaleString(), ...(note ? [note] : [])].join(' · '),
      place: { workspace, name },
      time: mtime,
    };
  } catch {
    return undefined;
  }
}

/** A run whose recipe cannot be read is listed without it. */
async function noteOf(recipe: vscode.Uri): Promise<string | undefined> {
  return textOf(recipe).then(
    (text) => parseRecipe(text).recipe?.note,
    () => undefined,
  );
}

export interface PastRun {
  readonly run: TrainingRun;
  /** Path of the file with what it has told, and how much of it has been read. */
  readonly metrics: string;
  readonly read: number;
}

/** A run with all that it has told. */
export async function pastRun({ workspace, name }: RunPlace): Promise<PastRun | undefined> {
  const folder = vscode.Uri.joinPath(workspace, '.convscope', 'runs', name);
  const metrics = vscode.Uri.joinPath(folder, 'metrics.jsonl');
  try {
    const recipeUri = vscode.Uri.joinPath(folder, 'recipe.json');
    const { recipe } = parseRecipe(await textOf(recipeUri));
    if (recipe !== undefined) {
      const bytes = await vscode.workspace.fs.readFile(metrics);
      const read = bytes.lastIndexOf(0x0a) + 1;
      const events = eventsIn(new TextDecoder().decode(bytes.subarray(0, read)));
      const run = new TrainingRun({ recipe, recipeUri, workspace, mode: 'train', resume: undefined }, events);
      return { run, metrics: metrics.fsPath, read };
    }
  } catch {
    // told below
  }
  void vscode.window.showErrorMessage(
    `The run ${name} cannot be read: its recipe.json or metrics.jsonl is missing or damaged.`,
  );
  return undefined;
}

const textOf = async (uri: vscode.Uri): Promise<string> =>
  new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
