import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hintsAt, openInEditor, placeOf, until } from './support';

/** The refactorings that the light bulb offers at a place, once one has such a title. */
async function refactoringAt(
  document: vscode.TextDocument,
  range: vscode.Range,
  title: RegExp,
): Promise<vscode.CodeAction> {
  const ask = () =>
    vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
      vscode.CodeActionKind.Refactor.value,
    );
  const actions = await until(ask, (found) => found.some((action) => title.test(action.title)));
  const action = actions.find((one) => title.test(one.title));
  assert.ok(action);
  return action;
}

suite('refactorings', () => {
  test('a residual block comes from the light bulb, hints follow, and undo restores every byte', async () => {
    const { document } = await openInEditor('net.py');
    const before = document.getText();
    await hintsAt(document, 'return self.fc', '1×10');
    const place = placeOf(document, 'nn.Conv2d(3, 16');
    const action = await refactoringAt(document, new vscode.Range(place, place), /^Insert residual block/);
    assert.match(action.title, /\+ [\d.,]+ k? ?params$/);
    assert.ok(action.edit);
    await vscode.workspace.applyEdit(action.edit);
    assert.match(document.getText(), /^class ResidualBlock\(nn\.Module\):$/m);
    await hintsAt(document, 'x = self.res(x)', ': 1×16×32×32');
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
    await hintsAt(document, 'return self.fc', '1×10');
    assert.equal(document.isDirty, false);
  });

  test('the command in the palette does the same', async () => {
    const editor = await openInEditor('blocks.py');
    const { document } = editor;
    const before = document.getText();
    const place = placeOf(document, 'self.first = ');
    editor.selection = new vscode.Selection(place, place);
    await hintsAt(document, 'self.first(image)');
    const asked = vscode.commands.executeCommand('convscope.refactor.insertResidual');
    await until(accept, () => document.getText() !== before);
    await asked;
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });
});

/** Takes what is selected in the quick pick, if there is one yet. */
async function accept(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 500));
  await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
}
