import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hintsAt, hoverText, inWorkspace } from './support';

suite('notebooks', () => {
  test('cells are one module: sizes reach from cell to cell', async () => {
    const notebook = await vscode.workspace.openNotebookDocument(inWorkspace('cells.ipynb'));
    await vscode.window.showNotebookDocument(notebook);
    const model = notebook.cellAt(1).document;
    const use = notebook.cellAt(3).document;
    assert.deepEqual(await hintsAt(model, 'x = self.conv(image)', ': 2×16×16×16'), [': 2×16×16×16']);
    assert.deepEqual(await hintsAt(use, 'y = net', ': 2×16×16×16'), [': 2×16×16×16']);
    assert.match(await hoverText(model, 'Conv2d(3'), /⌊\(32 \+ 2·1 − 1·\(4−1\) − 1\)\/2⌋ \+ 1 = 16/);
  });
});
