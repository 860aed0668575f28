import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../../server/src/config';
import { hintsAt, openInEditor, pickNext, placeOf, until } from './support';

suite('commands', () => {
  test('every declared command is there', async () => {
    const present = await vscode.commands.getCommands(true);
    for (const { id } of COMMANDS) assert.ok(present.includes(id), `${id} is not registered`);
  });

  test('another instance of shared code can be chosen', async () => {
    const editor = await openInEditor('blocks.py');
    await hintsAt(editor.document, 'y = self.conv(x)', ': B×8×H×W');
    editor.selection = cursorAt(editor.document, 'y = self.conv(x)');
    const chosen = vscode.commands.executeCommand('convscope.chooseInstance');
    await pickNext(1);
    await chosen;
    await hintsAt(editor.document, 'y = self.conv(x)', ': B×16×⌊H/2⌋×⌊W/2⌋');
  });

  test('the input can be set for the session, and forgotten', async () => {
    const { document } = await openInEditor('blocks.py');
    await hintsAt(document, 'x = self.first(image)', ': B×8×H×W');
    const before = document.getText();
    const set = vscode.commands.executeCommand('convscope.setInputShape');
    await pickNext(1); // 64×64
    await pickNext(0); // for this session
    await set;
    await hintsAt(document, 'x = self.first(image)', ': B×8×64×64');
    assert.equal(document.getText(), before);
    const forget = vscode.commands.executeCommand('convscope.setInputShape');
    await pickNext('last');
    await forget;
    await hintsAt(document, 'x = self.first(image)', ': B×8×H×W');
  });

  test('the input can be written as a comment', async () => {
    const { document } = await openInEditor('blocks.py');
    await hintsAt(document, 'x = self.first(image)', ': B×8×H×W');
    const set = vscode.commands.executeCommand('convscope.setInputShape', {
      uri: document.uri.toString(),
      cls: 'Blocks',
    });
    await pickNext(0); // 32×32
    await pickNext('last'); // as a comment
    await set;
    assert.ok(document.getText().includes('# convscope: input=[B, 8, 32, 32]\nclass Blocks'), document.getText());
    await hintsAt(document, 'x = self.first(image)', ': B×8×32×32');
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  test('the summary opens in a tab', async () => {
    await openInEditor('net.py');
    await vscode.commands.executeCommand('convscope.showSummary');
    const labels = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    await until(
      async () => labels(),
      (all) => all.includes('Summary of net.py'),
    );
    await vscode.commands.executeCommand('workbench.action.closeEditorsInOtherGroups');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('the server can be started anew', async () => {
    const { document } = await openInEditor('net.py');
    await vscode.commands.executeCommand('convscope.restartServer');
    await hintsAt(document, 'return self.fc', '1×10');
  });
});

function cursorAt(document: vscode.TextDocument, text: string): vscode.Selection {
  const place = placeOf(document, text);
  return new vscode.Selection(place, place);
}
