import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openInEditor, placeOf, until, withSetting } from './support';

const CODES = ['CS214', 'CS301', 'CS301', 'CS302'];

suite('rules', () => {
  teardown(async () => {
    const { document } = await openInEditor('rules.py');
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await until(
      async () => document.isDirty,
      (isDirty) => !isDirty,
    );
  });

  test('what they find is underlined: warnings, hints, and faded what does nothing', async () => {
    const { document } = await openInEditor('rules.py');
    const found = await problemsIn(document, CODES);
    const of = (code: string) => found.find((p) => codeOf(p) === code);
    assert.equal(of('CS302')?.severity, vscode.DiagnosticSeverity.Warning);
    assert.equal(of('CS301')?.severity, vscode.DiagnosticSeverity.Hint);
    assert.deepEqual(of('CS214')?.tags, [vscode.DiagnosticTag.Unnecessary]);
    assert.match(of('CS302')?.message ?? '', /^A kernel of 3 is no multiple of the stride 2/);
  });

  test('the code of a problem opens the page of its rule', async () => {
    const { document } = await openInEditor('rules.py');
    const problem = (await problemsIn(document, CODES)).find((p) => codeOf(p) === 'CS302');
    const target = typeof problem?.code === 'object' ? problem.code.target : undefined;
    assert.equal(target?.scheme, 'command');
    const [command = '', parameters = ''] = [target?.path, target?.query];
    await vscode.commands.executeCommand(command, ...JSON.parse(parameters));
    const labels = await until(
      async () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label)),
      (all) => all.some((label) => label.includes('CS302-checkerboard')),
    );
    assert.ok(labels.some((label) => label.includes('CS302-checkerboard')));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  test('a fix mends one, and all of its kind', async () => {
    const { document } = await openInEditor('rules.py');
    await problemsIn(document, CODES);
    await apply(document, 'self.up', /^Set kernel_size=4, padding=1, output_padding=1$/);
    assert.ok(document.getText().includes('kernel_size=4, stride=2, padding=1, output_padding=1)'));
    await problemsIn(document, ['CS214', 'CS301', 'CS301']);
    await apply(document, 'self.conv1', /^Fix all CS301 in this file \(2\)/);
    assert.equal(document.getText().match(/padding=1, bias=False\)/g)?.length, 2);
    await problemsIn(document, ['CS214']);
  });

  test('a fix writes the comment that silences, and another takes it away when it is unused', async () => {
    const { document } = await openInEditor('rules.py');
    await problemsIn(document, CODES);
    await apply(document, 'self.up', /^Ignore CS302 on this line$/);
    assert.ok(document.getText().includes('stride=2)  # convscope: ignore[CS302]'));
    await problemsIn(document, ['CS214', 'CS301', 'CS301']);
    const at = document.lineAt(placeOf(document, 'self.up').line);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, at.range, at.text.replace('kernel_size=3', 'kernel_size=2'));
    await vscode.workspace.applyEdit(edit);
    const [unused] = (await problemsIn(document, ['CS001', 'CS214', 'CS301', 'CS301'])).filter(
      (p) => codeOf(p) === 'CS001',
    );
    assert.deepEqual(unused?.tags, [vscode.DiagnosticTag.Unnecessary]);
    await apply(document, '# convscope', /^Remove the unused ignore$/);
    assert.ok(!document.getText().includes('convscope'));
  });

  test('the setting turns a rule off, by code, by name and by the beginning of codes', async () => {
    const { document } = await openInEditor('rules.py');
    await problemsIn(document, CODES);
    await withSetting('rules', { CS214: 'off', checkerboard: 'off' }, async () => {
      await problemsIn(document, ['CS301', 'CS301']);
    });
    await withSetting('rules', { CS: 'off' }, async () => {
      await problemsIn(document, []);
    });
    await problemsIn(document, CODES);
  });
});

const codeOf = (problem: vscode.Diagnostic): string =>
  String(typeof problem.code === 'object' ? problem.code.value : problem.code);

/** The problems once their codes are these. */
async function problemsIn(document: vscode.TextDocument, codes: readonly string[]): Promise<vscode.Diagnostic[]> {
  const found = await until(
    async () => vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Convscope'),
    (problems) => problems.map(codeOf).sort().join() === codes.join(),
  );
  assert.deepEqual(found.map(codeOf).sort(), codes);
  return found;
}

/** Applies the quick fix of this title where `text` stands. */
async function apply(document: vscode.TextDocument, text: string, title: RegExp): Promise<void> {
  const line = document.lineAt(placeOf(document, text).line).range;
  const actions = await until(
    () =>
      vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        line,
        vscode.CodeActionKind.QuickFix.value,
      ),
    (all) => all.some((action) => title.test(action.title)),
  );
  const fix = actions.find((action) => title.test(action.title));
  assert.ok(fix?.edit, `the fixes are ${actions.map((action) => action.title).join(', ')}`);
  await vscode.workspace.applyEdit(fix.edit);
}
