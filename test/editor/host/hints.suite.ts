import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hintsAt, openInEditor, withSetting } from './support';

suite('hints', () => {
  test('stand after names and beside layers', async () => {
    const { document } = await openInEditor('net.py');
    assert.deepEqual(await hintsAt(document, 'def forward(self, x'), [': 1×3×32×32']);
    assert.deepEqual(await hintsAt(document, 'x = self.conv(x)'), [': 1×16×32×32']);
    assert.deepEqual(await hintsAt(document, 'torch.flatten'), [': 1×4096']);
    assert.deepEqual(await hintsAt(document, 'return self.fc(x)'), ['1×10']);
    assert.deepEqual(await hintsAt(document, 'nn.Conv2d'), ['1×3×32×32 → 1×16×32×32 · 448']);
  });

  test('use letters for sizes that the code leaves open', async () => {
    const { document } = await openInEditor('blocks.py');
    assert.deepEqual(await hintsAt(document, 'x = self.first(image)'), [': B×8×H×W']);
    assert.deepEqual(await hintsAt(document, 'x = self.down(x)'), [': B×16×⌊H/2⌋×⌊W/2⌋']);
  });

  test('follow an edit that is not saved', async () => {
    const editor = await openInEditor('net.py');
    const { document } = editor;
    const channels = document.getText().indexOf('16, kernel_size');
    const range = new vscode.Range(document.positionAt(channels), document.positionAt(channels + 2));
    await editor.edit((edit) => edit.replace(range, '24'));
    assert.deepEqual(await hintsAt(document, 'x = self.conv(x)', ': 1×24×32×32'), [': 1×24×32×32']);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  test('are written as PyTorch prints sizes, by setting', async () => {
    const { document } = await openInEditor('net.py');
    await withSetting('hints.separator', ', ', async () => {
      assert.deepEqual(await hintsAt(document, 'x = self.conv(x)', ': [1, 16, 32, 32]'), [': [1, 16, 32, 32]']);
    });
  });

  test('are off, by setting', async () => {
    const { document } = await openInEditor('net.py');
    await withSetting('hints.enabled', false, async () => {
      assert.deepEqual(await hintsAt(document, 'x = self.conv(x)', undefined), []);
    });
  });
});
