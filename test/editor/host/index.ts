/**
 * What VS Code calls to run the extension-host suites, in the server build and on the desktop alike.
 * Results go into the workspace, into the file that CONVSCOPE_TEST_RESULTS names.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import * as vscode from 'vscode';

/** Imported only once Mocha's `suite` and `test` exist. */
const suites = [
  () => import('./activation.suite'),
  () => import('./hints.suite'),
  () => import('./hovers.suite'),
  () => import('./problems.suite'),
  () => import('./rules.suite'),
  () => import('./commands.suite'),
  () => import('./refactor.suite'),
  () => import('./typing.suite'),
  () => import('./notebooks.suite'),
  () => import('./activations.suite'),
  () => import('./filters.suite'),
  () => import('./training.suite'),
];

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 60_000, reporter: Report });
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, '', mocha);
  for (const load of suites) await load();
  const failed = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failed > 0) throw new Error(`${failed} extension-host tests failed`);
}

/** One line a test, and the counts for who started the run. */
class Report extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner) {
    super(runner);
    const counts = { passed: 0, failed: 0 };
    runner.on(Mocha.Runner.constants.EVENT_TEST_PASS, (test) => {
      counts.passed += 1;
      console.log(`convscope-test  ✓ ${test.fullTitle()} (${test.duration} ms)`);
    });
    runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (test, error: Error) => {
      counts.failed += 1;
      console.log(`convscope-test  ✗ ${test.fullTitle()}\n${error.stack ?? error.message}`);
    });
    runner.on(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const name = process.env['CONVSCOPE_TEST_RESULTS'];
      const folder = vscode.workspace.workspaceFolders?.[0];
      if (name !== undefined && folder !== undefined)
        writeFileSync(join(folder.uri.fsPath, name), JSON.stringify(counts));
    });
  }
}
