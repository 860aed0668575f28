import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hintsAt, inWorkspace, openInEditor, placeOf, until } from './support';

/** What Convscope completes after `text`; others complete words of the document and more. */
async function completionsAfter(
  document: vscode.TextDocument,
  text: string,
  wanted: string,
): Promise<vscode.CompletionItem> {
  const place = placeOf(document, text).translate(0, text.length);
  const ask = () =>
    vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, place);
  const find = ({ items }: vscode.CompletionList) =>
    items.find(({ label, detail }) => label === wanted && detail !== undefined);
  const found = find(await until(ask, (list) => find(list) !== undefined));
  assert.ok(found);
  return found;
}

suite('typing', () => {
  test('a layer call is completed with the sizes of this network', async () => {
    const editor = await openInEditor('net.py');
    const { document } = editor;
    await hintsAt(document, 'return self.fc', '1×10');
    const line = document.lineAt(placeOf(document, 'self.pool = ').line);
    await editor.edit((edit) => edit.insert(line.range.end, '\n        self.more = nn.Conv2d(in_channels='));
    await editor.edit((edit) => edit.insert(placeOf(document, 'x = torch.flatten'), 'x = self.more(x)\n        '));
    const item = await completionsAfter(document, 'nn.Conv2d(in_channels=', '16');
    assert.match(String(item.detail), /in_channels: 1×16×16×16 comes in/);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  test('the directive is completed with the size that is known', async () => {
    const editor = await openInEditor('net.py');
    const { document } = editor;
    await hintsAt(document, 'return self.fc', '1×10');
    await editor.edit((edit) => edit.insert(placeOf(document, 'class Net'), '# c\n'));
    await completionsAfter(document, '# c', 'convscope: input=[1, 3, 32, 32]');
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  test('the signature of a layer is shown, with its sizes', async () => {
    const { document } = await openInEditor('net.py');
    await hintsAt(document, 'return self.fc', '1×10');
    const place = placeOf(document, '16, kernel_size=3');
    const help = await until(
      () =>
        vscode.commands.executeCommand<vscode.SignatureHelp>(
          'vscode.executeSignatureHelpProvider',
          document.uri,
          place,
        ),
      (found) => found?.signatures.length > 0,
    );
    const [signature] = help.signatures;
    assert.match(signature?.label ?? '', /^Conv2d\(in_channels, out_channels, kernel_size/);
    assert.equal(help.activeParameter, 1);
    const { documentation } = signature ?? {};
    assert.match(typeof documentation === 'object' ? documentation.value : '', /1×3×32×32 → 1×16×32×32/);
  });
});

suite('new networks and tracebacks', () => {
  test('a network of the gallery opens as a new file, with hints', async () => {
    await vscode.commands.executeCommand('convscope.newNetwork', 'lenet');
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document?.isUntitled);
    await hintsAt(document, 'scores = network(images)', ': 8×10');
    await until(
      async () => vscode.languages.getDiagnostics(document.uri).filter(({ severity }) => severity === 0),
      (errors) => errors.length === 0,
    );
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('the gallery opens in a tab', async () => {
    await vscode.commands.executeCommand('convscope.newNetwork');
    const labels = async () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    await until(labels, (found) => found.includes('New Network'));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  test('a traceback leads to its line, and to the fix', async () => {
    const { document } = await openInEditor('broken.py');
    await hintsAt(document, 'x = torch.flatten', ': 1×1024');
    const { line } = placeOf(document, 'return self.fc');
    const traceback = [
      'Traceback (most recent call last):',
      `  File "${inWorkspace('broken.py').path}", line ${line + 1}, in forward`,
      '    return self.fc(x)',
      '  File "/usr/lib/python3/dist-packages/torch/nn/modules/linear.py", line 114, in forward',
      'RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x1024 and 100x10)',
    ].join('\n');
    const asked = vscode.commands.executeCommand('convscope.openTraceback', traceback);
    await until(accept, () => document.getText().includes('nn.Linear(1024, 10)'));
    await asked;
    assert.equal(vscode.window.activeTextEditor?.selection.start.line, line);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});

async function accept(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 500));
  await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
}
