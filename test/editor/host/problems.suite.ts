import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hintsAt, openInEditor, placeOf, until } from './support';

/** A code that leads to its page is an object. */
const codeOf = (problem: vscode.Diagnostic | undefined) =>
  typeof problem?.code === 'object' ? problem.code.value : problem?.code;

suite('problems', () => {
  test('what PyTorch would refuse is underlined, in its words, and the fix mends it', async () => {
    const { document } = await openInEditor('broken.py');
    const [problem] = await problemsIn(document, 1);
    assert.equal(problem?.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(codeOf(problem), 'CS104');
    assert.equal(problem?.range.start.line, placeOf(document, 'return self.fc').line);
    assert.match(problem?.message ?? '', /^mat1 and mat2 shapes cannot be multiplied \(1x1024 and 100x10\)/);

    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      problem?.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = actions.find(({ title }) => title === 'Set in_features=1024');
    assert.ok(fix?.edit, `the fixes are ${actions.map(({ title }) => title).join(', ')}`);
    assert.ok(fix.isPreferred);
    await vscode.workspace.applyEdit(fix.edit);
    assert.ok(document.getText().includes('nn.Linear(1024, 10)'));
    await problemsIn(document, 0);
    assert.deepEqual(await hintsAt(document, 'return self.fc', '1×10'), ['1×10']);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  test('a comment silences a problem', async () => {
    const editor = await openInEditor('broken.py');
    await problemsIn(editor.document, 1);
    const end = editor.document.lineAt(placeOf(editor.document, 'return self.fc').line).range.end;
    await editor.edit((edit) => edit.insert(end, '  # convscope: ignore[CS104]'));
    await problemsIn(editor.document, 0);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  test('good code has none', async () => {
    const { document } = await openInEditor('net.py');
    await hintsAt(document, 'return self.fc', '1×10');
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
  });
});

function problemsIn(document: vscode.TextDocument, count: number): Promise<vscode.Diagnostic[]> {
  return until(
    async () => vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Convscope'),
    (problems) => problems.length === count,
  );
}
