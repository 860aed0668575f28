/** VS Code's side of Convscope: starts the server, and gives its answers a face. No analysis lives here. */
import type * as vscode from 'vscode';
import { ActivationPanels } from './activations/panels';
import { registerCommands } from './commands';
import { DiagramPanels } from './diagramPanels';
import { FilterPanels } from './filters/panels';
import { InputChoices } from './inputChoices';
import { Inspector } from './inspection/inspector';
import { Server } from './server';
import { StatusBar } from './statusBar';
import { SummaryPanels } from './summaryPanels';
import { registerTracebackLinks } from './traceback';
import { watchRecipes } from './training/recipeProblems';
import { Training } from './training/training';

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  server = new Server(context.asAbsolutePath('dist/server.js'));
  const inputs = new InputChoices(server, context.workspaceState);
  const panels = new SummaryPanels(server, context.extensionUri);
  const training = new Training(server, context);
  const inspector = new Inspector(context);
  const diagrams = new DiagramPanels(server, inspector, context.extensionUri);
  const filters = new FilterPanels(server, inspector, context.extensionUri);
  const activations = new ActivationPanels(server, inspector, context.extensionUri);
  context.subscriptions.push(
    server,
    inputs,
    panels,
    diagrams,
    training,
    inspector,
    filters,
    activations,
    new StatusBar(server),
    ...registerCommands({
      server,
      inputs,
      panels,
      diagrams,
      training,
      filters,
      activations,
      extensionUri: context.extensionUri,
    }),
    ...registerTracebackLinks(server),
    watchRecipes(server),
  );
  await server.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
