/** Problems of a recipe while it is edited: what its schema cannot say, and the rules that hold for recipes too. */

import { posix } from 'node:path';
import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import { parseRecipe, type Recipe, recipeWarnings } from '../../../server/src/recipe';
import type { Server } from '../server';
import { SECTION } from '../settings';

const RECIPES: vscode.DocumentFilter = { scheme: 'file', pattern: '**/{convscope.json,*.convscope.json}' };
const MS_OF_REST = 300;

export function watchRecipes(server: Server): vscode.Disposable {
  const problems = vscode.languages.createDiagnosticCollection('convscope-recipe');
  const waiting = new Map<string, NodeJS.Timeout>();
  const look = (document: vscode.TextDocument): void => {
    if (vscode.languages.match(RECIPES, document) === 0) return;
    const key = document.uri.toString();
    clearTimeout(waiting.get(key));
    waiting.set(
      key,
      setTimeout(() => {
        waiting.delete(key);
        void publish(document);
      }, MS_OF_REST),
    );
  };
  const publish = async (document: vscode.TextDocument): Promise<void> => {
    const { version } = document;
    const found = await diagnosticsOf(server, document);
    if (!document.isClosed && document.version === version) problems.set(document.uri, found);
  };
  const lookAtAll = (): void => vscode.workspace.textDocuments.forEach(look);
  lookAtAll();
  const projects = vscode.workspace.createFileSystemWatcher('**/pyproject.toml');
  return vscode.Disposable.from(
    problems,
    projects,
    projects.onDidCreate(lookAtAll),
    projects.onDidChange(lookAtAll),
    projects.onDidDelete(lookAtAll),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(SECTION) && lookAtAll()),
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => problems.delete(uri)),
    new vscode.Disposable(() => {
      for (const timer of waiting.values()) clearTimeout(timer);
    }),
  );
}

async function diagnosticsOf(server: Server, document: vscode.TextDocument): Promise<vscode.Diagnostic[]> {
  const text = document.getText();
  const tree = parseTree(text);
  const { recipe, problems } = parseRecipe(text);
  if (tree === undefined) return [];
  // What a single field may be is checked by the schema.
  if (recipe === undefined)
    return problems
      .filter(({ together }) => together)
      .map(({ path, message }) => {
        const range = rangeAt(document, tree, path);
        return new vscode.Diagnostic(range, sentence(message), vscode.DiagnosticSeverity.Error);
      });
  const warnings = recipeWarnings(recipe, await outputsOf(server, document.uri, recipe));
  if (warnings.length === 0) return [];
  const codes = warnings.map(({ code }) => code);
  const levels = await server.ask('convscope/ruleLevels', { uri: document.uri.toString(), codes });
  return warnings.flatMap(({ code, path, message }) => {
    const { level, page } = levels?.[code] ?? { level: 'off', page: '' };
    if (level === 'off') return [];
    const diagnostic = new vscode.Diagnostic(rangeAt(document, tree, path), sentence(message), SEVERITY[level]);
    diagnostic.source = 'Convscope';
    diagnostic.code = { value: code, target: vscode.Uri.parse(page) };
    return [diagnostic];
  });
}

const SEVERITY = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** A field and its value; the nearest group around it where it is not written. */
function rangeAt(document: vscode.TextDocument, tree: Node, path: string): vscode.Range {
  const names = path.split('.');
  for (let length = names.length; length > 0; length -= 1) {
    const value = findNodeAtLocation(tree, names.slice(0, length));
    const node = value?.parent ?? value;
    if (node !== undefined)
      return new vscode.Range(document.positionAt(node.offset), document.positionAt(node.offset + node.length));
  }
  return new vscode.Range(0, 0, 0, 1);
}

/** How many classes the model tells apart, where the reader knows: `B×10`. */
async function outputsOf(server: Server, recipe: vscode.Uri, { file, model }: Recipe): Promise<number | undefined> {
  const uri = vscode.Uri.joinPath(recipe, '..', ...file.split(posix.sep));
  const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  if (open === undefined) return undefined;
  const models = await server.ask('convscope/summary', { uri: uri.toString() });
  const output = models?.find((one) => one.model === model)?.output;
  const [, count] = /^[^×]+×(\d+)$/.exec(output ?? '') ?? [];
  return count === undefined ? undefined : Number(count);
}
