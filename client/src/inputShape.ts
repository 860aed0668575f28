/** Set Input Shape: which class, which shape, and where to keep it. The file stays untouched unless asked. */
import * as vscode from 'vscode';
import type { InputClass } from '../../server/src/protocol';
import type { Subject } from './commands';
import type { InputChoices } from './inputChoices';
import { rangeOf } from './places';
import type { Server } from './server';
import { complaintAbout, spatialAxes, withBatchSize, withSpatialSize } from './shapes';

const SIZES = ['32', '64', '128', '224', '299', '512'];
const BATCHES = ['1', '8', '32', '64', '128', '256'];

export async function setInputShape(server: Server, inputs: InputChoices, { uri, cls }: Subject): Promise<void> {
  const classes = await server.ask('convscope/inputs', { uri });
  if (classes === undefined) return;
  const model = await chooseClass(classes, cls);
  if (model === undefined) return;
  const chosen = await chooseShape(model, inputs.chosen(uri, model.cls) !== undefined);
  if (chosen === undefined) return;
  if (chosen.kind === 'forget') return inputs.forget(uri, model.cls);
  const keeping = await chooseKeeping(chosen.shape, model.cls);
  if (keeping === undefined) return;
  const complaint =
    keeping === 'comment'
      ? await writeComment(server, inputs, uri, model.cls, chosen.shape)
      : await inputs.choose(uri, model.cls, chosen.shape, keeping);
  if (complaint !== null) void vscode.window.showErrorMessage(`${model.cls} keeps its input: ${complaint}`);
}

async function chooseClass(classes: readonly InputClass[], cls: string | undefined): Promise<InputClass | undefined> {
  const named = classes.find((one) => one.cls === cls);
  if (named !== undefined) return named;
  if (classes.length === 0) {
    void vscode.window.showInformationMessage('There is no model in this file whose input could be set.');
    return undefined;
  }
  if (classes.length === 1) return classes[0];
  const items = classes.map((model) => ({ label: model.cls, description: model.current, detail: model.source, model }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Set the input of which class?',
    matchOnDescription: true,
  });
  return picked?.model;
}

type Choice = { readonly kind: 'shape'; readonly shape: string } | { readonly kind: 'forget' };

interface ShapeItem extends vscode.QuickPickItem {
  readonly choice: Choice | 'write' | undefined;
}

async function chooseShape(model: InputClass, isChosen: boolean): Promise<Choice | undefined> {
  const picked = await vscode.window.showQuickPick(shapeItems(model, isChosen), {
    title: `Input of ${model.cls}: now ${model.current}, ${model.source}`,
    placeHolder: 'A size, a batch size, or a shape of your own',
    matchOnDescription: true,
  });
  return picked?.choice === 'write' ? writeShape(model) : picked?.choice;
}

function shapeItems(model: InputClass, isChosen: boolean): ShapeItem[] {
  const item = (label: string, shape: string): ShapeItem => ({
    label: `${shape === model.directive ? '$(check)' : '$(blank)'} ${label}`,
    description: shape,
    choice: { kind: 'shape', shape },
  });
  const axes = spatialAxes(model.directive);
  const sizes = axes === 0 ? [] : SIZES;
  return [
    ...separator('Size', sizes.length),
    ...sizes.map((size) => item(Array(axes).fill(size).join('×'), withSpatialSize(model.directive, size))),
    ...separator('Batch', BATCHES.length),
    item('any batch size', withBatchSize(model.directive, 'B')),
    ...BATCHES.map((size) => item(`batch of ${size}`, withBatchSize(model.directive, size))),
    ...separator('Other', 1),
    { label: '$(edit) Write a shape…', description: model.directive, choice: 'write' },
    ...(isChosen ? [{ label: '$(discard) Forget the chosen shape', choice: { kind: 'forget' } as const }] : []),
  ];
}

function separator(label: string, following: number): ShapeItem[] {
  return following === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator, choice: undefined }];
}

async function writeShape(model: InputClass): Promise<Choice | undefined> {
  const shape = await vscode.window.showInputBox({
    title: `Input of ${model.cls}`,
    prompt: 'A size for every axis, or a name where any size will do; several inputs stand one after the other',
    placeHolder: '[B, 3, 224, 224]',
    value: model.directive,
    validateInput: complaintAbout,
  });
  return shape === undefined ? undefined : { kind: 'shape', shape: shape.trim() };
}

async function chooseKeeping(shape: string, cls: string): Promise<'session' | 'workspace' | 'comment' | undefined> {
  const items = [
    { label: '$(clock) For this session', detail: 'Until VS Code closes.', keeping: 'session' as const },
    {
      label: '$(root-folder) For this workspace',
      detail: 'On this machine, for you alone.',
      keeping: 'workspace' as const,
    },
    {
      label: '$(comment) As a comment in the file',
      detail: `Writes # convscope: input=${shape} above class ${cls}, for everyone who reads it.`,
      keeping: 'comment' as const,
    },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: `${cls} gets ${shape}. Keep that where?` });
  return picked?.keeping;
}

/** The complaint, or null. A choice kept elsewhere would win over the comment, so it is forgotten. */
async function writeComment(
  server: Server,
  inputs: InputChoices,
  uri: string,
  cls: string,
  shape: string,
): Promise<string | null> {
  const change = await server.ask('convscope/directive', { uri, cls, shape });
  if (!change) return 'the comment could not be written.';
  const edit = new vscode.WorkspaceEdit();
  edit.replace(vscode.Uri.parse(change.uri), rangeOf(change), change.text);
  if (!(await vscode.workspace.applyEdit(edit))) return 'the editor refused the change.';
  await inputs.forget(uri, cls);
  return null;
}
