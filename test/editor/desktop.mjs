/** `npm run test:desktop`: the extension-host suites in a desktop VS Code, which this downloads. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { buildQuietly } from '../../scripts/lib/build.mjs';
import { root } from '../../scripts/lib/files.mjs';
import { refuseUnlistedSuites } from './hostTier.mjs';

refuseUnlistedSuites();
buildQuietly();
const workspace = mkdtempSync(join(tmpdir(), 'convscope-desktop-'));
cpSync(join(root, 'test/editor/workspace'), workspace, { recursive: true });
try {
  await runTests({
    extensionDevelopmentPath: root,
    extensionTestsPath: join(root, 'dist/test/suite.js'),
    extensionTestsEnv: { CONVSCOPE_TEST_RESULTS: 'host-results.json' },
    launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust'],
  });
  const { passed, failed } = JSON.parse(readFileSync(join(workspace, 'host-results.json'), 'utf8'));
  console.log(`${passed} passed, ${failed} failed`);
  if (passed === 0) throw new Error('The extension-host suite ran no test.');
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(workspace, { recursive: true, force: true });
}
