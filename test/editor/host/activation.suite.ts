import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openInEditor } from './support';

suite('activation', () => {
  test('a Python file wakes the extension', async () => {
    const extension = vscode.extensions.getExtension('convscope.convscope');
    assert.ok(extension, 'the extension is not installed');
    await openInEditor('net.py');
    await extension.activate();
    assert.ok(extension.isActive);
  });
});
