/** Which weights: a run of this workspace, a checkpoint, or how the model begins. */
import * as vscode from 'vscode';
import type { FilterSubject } from '../../../server/src/protocol';
import type { Subject } from '../commands';
import { keptRuns } from '../training/past';

const ENDINGS = ['safetensors', 'pt', 'pth'];
const isWeights = (path: string): boolean => ENDINGS.some((ending) => path.toLowerCase().endsWith(`.${ending}`));

interface Choice extends vscode.QuickPickItem {
  readonly take?: () => Promise<FilterSubject | undefined>;
}

/** Undefined: given up. */
export async function chooseWeights(
  subject: Subject | undefined,
  title = 'Show Filters of which weights?',
): Promise<FilterSubject | undefined> {
  const uri = subject && vscode.Uri.parse(subject.uri);
  if (uri !== undefined && isWeights(uri.path)) return { kind: 'file', file: uri.fsPath };
  const model = subject && (await modelOf(subject));
  const runs = (await keptRuns()).map((item): Choice => {
    const folder = vscode.Uri.joinPath(item.place.workspace, '.convscope', 'runs', item.place.name).fsPath;
    return { ...item, iconPath: new vscode.ThemeIcon('play-circle'), take: async () => ({ kind: 'run', folder }) };
  });
  const others: Choice[] = [
    {
      label: 'Checkpoint…',
      description: '.safetensors, .pt or .pth',
      iconPath: new vscode.ThemeIcon('file'),
      take: () => chooseFile(model),
    },
    ...(model === undefined
      ? []
      : [
          {
            label: 'As Initialised',
            description: `${model.model} before any training`,
            iconPath: new vscode.ThemeIcon('sparkle'),
            take: async (): Promise<FilterSubject> => ({ kind: 'initial', ...model }),
          },
        ]),
  ];
  const separator = { label: 'training runs', kind: vscode.QuickPickItemKind.Separator };
  const items: Choice[] =
    runs.length === 0 ? others : [separator, ...runs, { ...separator, label: 'others' }, ...others];
  const options = { title, matchOnDescription: true, matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.take?.();
}

/** Of a Python file or a notebook; `model` is its expression, or its class. */
async function modelOf({ uri, cls }: Subject): Promise<{ uri: string; model: string } | undefined> {
  if (cls !== undefined) return { uri, model: cls };
  return /\.(py|ipynb)$/.test(vscode.Uri.parse(uri).path) ? { uri, model: '' } : undefined;
}

async function chooseFile(model: { uri: string; model: string } | undefined): Promise<FilterSubject | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: 'Weights',
      filters: { Checkpoints: ENDINGS },
      openLabel: 'Show Filters',
    })) ?? [];
  return file && { kind: 'file', file: file.fsPath, ...model };
}
