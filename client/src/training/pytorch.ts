/**
 * Train with PyTorch: the recipe as a script, run by the selected Python in a terminal, in one process or in several
 * (torchrun with DistributedDataParallel); the run writes its metrics, and the tab follows them. Only in a trusted
 * workspace.
 */
import { posix } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { DIGITS_COPY, pytorchScript, scriptHindrance } from '../../../server/src/recipe';
import type { FoundRecipe } from './recipes';
import type { TrainingRun } from './run';
import { runInTerminal, type TerminalProgram } from './terminal';

/** What a program has written last is read before it is said to have ended. */
const MS_TO_READ = 1000;

export interface PreparedScript extends TerminalProgram {
  /** Path of the file that the run writes. */
  readonly metrics: string;
}

/** Undefined: given up, or not allowed, and the person has been told. */
export async function preparePytorch(
  { recipe, uri }: FoundRecipe,
  extensionUri: vscode.Uri,
): Promise<PreparedScript | undefined> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showWarningMessage(
      'Train with PyTorch runs your code with Python, so it needs a trusted workspace. Training without Python does not: Convscope: Train Model.',
    );
    return undefined;
  }
  const hindrance = scriptHindrance(recipe);
  if (hindrance !== undefined) {
    void vscode.window.showErrorMessage(hindrance);
    return undefined;
  }
  const processes = await askForProcesses();
  if (processes === undefined) return undefined;
  const folder = vscode.Uri.joinPath(uri, '..');
  const scriptName = `train_${posix.basename(recipe.file).replace(/\.\w+$/, '')}.py`;
  const runFolder = await newRun(folder, recipe.model);
  const text = pytorchScript(recipe, { recipeName: posix.basename(uri.path), scriptName, runFolder });
  if (!(await mayWrite(vscode.Uri.joinPath(folder, scriptName), scriptName, text))) return undefined;
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, scriptName), new TextEncoder().encode(text));
  await vscode.workspace.fs.copy(uri, vscode.Uri.joinPath(folder, runFolder, 'recipe.json'), { overwrite: true });
  if (recipe.data.name === 'digits') {
    const digits = vscode.Uri.joinPath(extensionUri, 'media/data/digits.csv.gz');
    await vscode.workspace.fs.copy(digits, vscode.Uri.joinPath(folder, DIGITS_COPY), { overwrite: true });
  }
  return {
    folder: folder.fsPath,
    program: await pythonPath(uri),
    arguments: processes === 1 ? [scriptName] : [...torchrun(processes), scriptName],
    metrics: vscode.Uri.joinPath(folder, runFolder, 'metrics.jsonl').fsPath,
  };
}

/** With outputs redirected by number: their default makes torchrun of PyTorch 1.13 fail on Python 3.11. */
const torchrun = (processes: number): string[] => [
  ...['-m', 'torch.distributed.run', '--standalone', '--nproc_per_node', String(processes)],
  ...['--redirects', '1', '--tee', '1'],
];

/** Settles when the run has ended. */
export async function runPytorch(run: TrainingRun, { metrics, ...program }: PreparedScript): Promise<void> {
  const { ended, interrupt } = runInTerminal('Train with PyTorch', program);
  void ended.then(async (code) => {
    await setTimeout(MS_TO_READ);
    const how = code === undefined ? '' : ` (exit code ${code})`;
    run.abandon(`Python has ended${how} without finishing the run: its terminal says why.`);
  });
  await run.follow(metrics, interrupt);
}

async function askForProcesses(): Promise<number | undefined> {
  const several = 'Several processes';
  const picked = await vscode.window.showQuickPick(
    [
      { label: 'One process', detail: 'On the GPU where PyTorch finds one, else on the CPU' },
      {
        label: several,
        detail:
          'torchrun with DistributedDataParallel: one for each GPU of this machine. For several machines see the first lines of the script',
      },
    ],
    { title: 'Train with PyTorch' },
  );
  if (picked?.label !== several) return picked && 1;
  const text = await vscode.window.showInputBox({
    title: 'Train with PyTorch: how many processes?',
    prompt: 'As many as there are GPUs; batch_size is that of each',
    value: '2',
    validateInput: (value) => (/^([2-9]|[1-9]\d{1,2})$/.test(value.trim()) ? undefined : 'A whole number, at least 2'),
  });
  return text === undefined ? undefined : Number(text);
}

/** One that differs in more than its run's folder is asked for: it may have been changed by hand. */
async function mayWrite(script: vscode.Uri, name: string, text: string): Promise<boolean> {
  const there = await vscode.workspace.fs.readFile(script).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => undefined,
  );
  const plain = (one: string): string => one.replace(/^RUN = .*$/m, '');
  if (there === undefined || plain(there) === plain(text)) return true;
  const write = 'Replace It';
  const message = `${name} is there already, and is not what the recipe says now.`;
  return (await vscode.window.showWarningMessage(message, { modal: true }, write)) === write;
}

async function newRun(folder: vscode.Uri, model: string): Promise<string> {
  const plain = model.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '') || 'run';
  for (let i = 1; ; i += 1) {
    const path = `.convscope/runs/${plain}-pytorch-${i}`;
    const isTaken = await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, path)).then(
      () => true,
      () => false,
    );
    if (!isTaken) return path;
  }
}

/** The interpreter that the Python extension has selected, where it is there. */
async function pythonPath(uri: vscode.Uri): Promise<string> {
  const found: unknown = await vscode.commands
    .executeCommand('python.interpreterPath', { workspaceFolder: vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath })
    .then(
      (path) => path,
      () => undefined,
    );
  return typeof found === 'string' && found !== '' ? found : process.platform === 'win32' ? 'python' : 'python3';
}
