import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { inWorkspace, until } from './support';

const tabs = (): string[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));

/** One layer of two kernels, in the safetensors format. */
function weights(): Uint8Array {
  const header = JSON.stringify({ 'conv.weight': { dtype: 'F32', shape: [2, 1, 3, 3], data_offsets: [0, 72] } });
  const bytes = Buffer.alloc(8 + header.length + 72);
  bytes.writeBigUInt64LE(BigInt(header.length));
  bytes.write(header, 8);
  return bytes;
}

suite('filters', () => {
  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(inWorkspace('kernels.safetensors'));
  });

  test('of a checkpoint open from the explorer, in a tab that has its name', async () => {
    const file = inWorkspace('kernels.safetensors');
    await vscode.workspace.fs.writeFile(file, weights());
    await vscode.commands.executeCommand('convscope.showFilters', file);
    await until(
      async () => tabs(),
      (all) => all.includes('Filters in kernels.safetensors'),
    );
    assert.equal(tabs().filter((label) => label.startsWith('Filters')).length, 1);
    await vscode.commands.executeCommand('convscope.showFilters', file);
    assert.equal(tabs().filter((label) => label.startsWith('Filters')).length, 1, 'the same weights have one tab');
  });
});
