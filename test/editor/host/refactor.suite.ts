import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hintsAt, openInEditor, placeOf, until, withSetting } from './support';

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

  test('selected statements get a residual connection, with a projection', async () => {
    const { document } = await openInEditor('net.py');
    const before = document.getText();
    await hintsAt(document, 'return self.fc', '1×10');
    const start = placeOf(document, 'x = self.conv(x)');
    const end = placeOf(document, 'x = self.pool(x)').translate(0, 'x = self.pool(x)'.length);
    const action = await refactoringAt(document, new vscode.Range(start, end), /^Wrap in residual connection/);
    assert.match(action.title, /with a projection · \+ 64 params$/);
    assert.ok(action.edit);
    await vscode.workspace.applyEdit(action.edit);
    assert.match(document.getText(), /self\.shortcut = nn\.Conv2d\(3, 16, 1, stride=2\)/);
    await hintsAt(document, 'x = x + self.shortcut(identity)', ': 1×16×16×16');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });

  test('they can be turned off', async () => {
    const { document } = await openInEditor('net.py');
    const place = placeOf(document, 'nn.Conv2d(3, 16');
    const range = new vscode.Range(place, place);
    const kind = vscode.CodeActionKind.Refactor.value;
    await withSetting('refactorings.enabled', false, async () => {
      await until(
        () =>
          vscode.commands.executeCommand<vscode.CodeAction[]>(
            'vscode.executeCodeActionProvider',
            document.uri,
            range,
            kind,
          ),
        (actions) => actions.every(({ title }) => !/residual/.test(title)),
      );
    });
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
