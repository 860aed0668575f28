import * as assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { inWorkspace, openInEditor, until } from './support';

const tabs = (): string[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));

suite('activations', () => {
  suiteSetup(async () => {
    for (const path of ['convscope.json', '.convscope'])
      rmSync(inWorkspace(path).fsPath, { recursive: true, force: true });
    await openInEditor('digits.py');
  });
  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('a model that nobody has trained is shown as it begins, once', async () => {
    await vscode.commands.executeCommand('convscope.showActivations');
    const title = 'Activations of Digits() · as initialised';
    await until(
      async () => tabs(),
      (all) => all.includes(title),
    );
    await openInEditor('digits.py');
    await vscode.commands.executeCommand('convscope.showActivations');
    assert.equal(tabs().filter((label) => label === title).length, 1);
  });
});
