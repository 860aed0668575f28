/** One handler for each declared command; a command without one does not compile. */
import * as vscode from 'vscode';
import { COMMANDS, type CommandId, REFACTORINGS, refactoringCommand } from '../../server/src/config';
import type { PlainPosition } from '../../server/src/protocol';
import type { ActivationPanels } from './activations/panels';
import type { DiagramPanels } from './diagramPanels';
import { openExample } from './examples';
import type { FilterPanels } from './filters/panels';
import { newNetwork } from './gallery';
import type { InputChoices } from './inputChoices';
import { setInputShape } from './inputShape';
import { chooseInstance } from './instances';
import { activeUri, cursor, type Target, wholeOf } from './places';
import { refactor } from './refactor';
import { showRule } from './rules';
import type { Server } from './server';
import type { SummaryPanels } from './summaryPanels';
import { openCopied } from './traceback';
import type { Training } from './training/training';
import { showUnknown, whyNoHint } from './unknowns';

export interface Parts {
  readonly server: Server;
  readonly inputs: InputChoices;
  readonly panels: SummaryPanels;
  readonly diagrams: DiagramPanels;
  readonly training: Training;
  readonly filters: FilterPanels;
  readonly activations: ActivationPanels;
  readonly extensionUri: vscode.Uri;
}

/** What a command is asked about: from the palette the active editor, from a lens what the lens stands on. */
export interface Subject {
  /** Of a file or of a whole notebook. */
  readonly uri: string;
  readonly cls: string | undefined;
  readonly at: Target | undefined;
}

type Handler = (subject: Subject | undefined, argument: unknown) => unknown;

export function registerCommands(parts: Parts): vscode.Disposable[] {
  const { server, inputs, panels, diagrams, training, filters, activations, extensionUri } = parts;
  const handlers: Record<CommandId, Handler> = {
    'convscope.showSummary': (subject) => subject && panels.show(subject.uri, subject.cls),
    'convscope.showDiagram': (subject) => subject && diagrams.show(subject.uri, subject.cls),
    'convscope.setInputShape': (subject) => subject && setInputShape(server, inputs, subject),
    'convscope.chooseInstance': (subject) => subject && chooseInstance(server, subject),
    'convscope.whyNoHint': () => whyNoHint(server),
    'convscope.showUnknown': (subject) => subject && showUnknown(server, subject.uri),
    'convscope.showRule': (_subject, argument) => showRule(extensionUri, argument),
    'convscope.showActivations': (subject) => subject && activations.show(subject.uri, subject.cls),
    'convscope.train': (subject) => training.train(subject, 'train'),
    'convscope.showTrainingImages': (subject) => training.showImages(subject),
    'convscope.overfitOneBatch': (subject) => training.train(subject, 'overfit-one-batch'),
    'convscope.findLearningRate': (subject) => training.train(subject, 'find-learning-rate'),
    'convscope.pauseTraining': () => training.pause(),
    'convscope.stopTraining': () => training.stop(),
    'convscope.resumeTraining': () => training.resume(),
    'convscope.openRun': () => training.openRun(),
    'convscope.compareRuns': () => training.compareRuns(),
    'convscope.downloadData': () => training.download(),
    'convscope.installWebgpuEngine': () => training.installEngine(['webgpu']),
    'convscope.installTensorflowEngine': () => training.installEngine(['tensorflow', 'tensorflow-gpu']),
    'convscope.trainWithPytorch': (subject) => training.trainWithPytorch(subject),
    'convscope.showFilters': (subject) => filters.show(subject),
    'convscope.showOutput': () => server.showOutput(),
    'convscope.restartServer': () => server.restart(),
    'convscope.openExample': () => openExample(extensionUri),
    'convscope.newNetwork': (_subject, argument) => newNetwork(extensionUri, argument),
    'convscope.openTraceback': (_subject, argument) => openCopied(server, argument),
    'convscope.openWalkthrough': () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', 'convscope.convscope#start', false),
  };
  return [...ownCommands(handlers), ...refactoringCommands(server)];
}

function ownCommands(handlers: Record<CommandId, Handler>): vscode.Disposable[] {
  return COMMANDS.map(({ id, title, ...declared }) =>
    vscode.commands.registerCommand(id, (argument: unknown) => {
      const subject = subjectOf(argument);
      if (subject === undefined && 'enablement' in declared) {
        const what = title.replace('…', '');
        void vscode.window.showInformationMessage(`${what} needs a Python file or a notebook in the active editor.`);
        return undefined;
      }
      return handlers[id](subject, argument);
    }),
  );
}

function refactoringCommands(server: Server): vscode.Disposable[] {
  return REFACTORINGS.map((declared) =>
    vscode.commands.registerCommand(refactoringCommand(declared.id), () => refactor(server, declared)),
  );
}

/** Menus give a URI, lenses `{ uri, cls, position }`, notebook toolbars something of their own, the palette nothing. */
function subjectOf(argument: unknown): Subject | undefined {
  if (isRecord(argument) && typeof argument['uri'] === 'string') {
    const { uri, cls, position } = argument;
    return {
      uri: wholeOf(uri),
      cls: typeof cls === 'string' ? cls : undefined,
      at: isPosition(position) ? { uri, position } : undefined,
    };
  }
  const uri = argument instanceof vscode.Uri ? wholeOf(argument.toString()) : activeUri();
  return uri === undefined ? undefined : { uri, cls: undefined, at: cursor() };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isPosition(value: unknown): value is PlainPosition {
  return isRecord(value) && typeof value['line'] === 'number' && typeof value['character'] === 'number';
}
