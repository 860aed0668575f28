/** Tier 1: the Mocha suite of host/, run inside the real extension host of VS Code's server. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/files.mjs';
import { openSession } from './session.mjs';

const LIMIT = 240_000;
const REPORT = 'convscope-test'; // what host/index.ts begins its lines with; VS Code logs much else
const suite = join(root, 'dist/test/suite.js');

/** @returns {Promise<{ passed: number, failed: number }>} */
export async function runHostTier(say) {
  refuseUnlistedSuites();
  if (!existsSync(suite)) throw new Error('dist/test/suite.js is missing: the build comes first.');
  process.env.CONVSCOPE_TEST_RESULTS = 'host-results.json'; // inherited by the extension host; in the workspace
  const session = await openSession({ say });
  try {
    const workspace = session.copyWorkspace();
    const page = await session.newPage();
    const exit = new Promise((resolve) => page.exposeFunction('codeAutomationExit', resolve));
    const log = [];
    await page.exposeFunction('codeAutomationLog', (_type, args) => {
      const text = args.join(' ');
      if (text.startsWith(REPORT)) say(text.slice(REPORT.length));
      else log.push(text);
    });
    const payload = [
      ['extensionDevelopmentPath', session.remote(root)],
      ['extensionTestsPath', session.remote(suite)],
      ['skipWelcome', 'true'],
    ];
    await page.goto(session.server.address(workspace, payload));
    const code = await Promise.race([exit, limit()]);
    return results(join(workspace, 'host-results.json'), code, log);
  } finally {
    await session.close();
  }
}

/** The bundle holds only the suites that host/index.ts imports: one forgotten there would never run. */
export function refuseUnlistedSuites() {
  const host = join(root, 'test/editor/host');
  const index = readFileSync(join(host, 'index.ts'), 'utf8');
  const suites = readdirSync(host).filter((file) => file.endsWith('.suite.ts'));
  const forgotten = suites.filter((file) => !index.includes(`'./${file.replace('.ts', '')}'`));
  if (forgotten.length > 0) throw new Error(`host/index.ts does not import ${forgotten.join(', ')}.`);
}

function results(path, code, log) {
  if (!existsSync(path)) throw new Error(`The extension host ended (${code}) without results:\n${log.join('\n')}`);
  const counts = JSON.parse(readFileSync(path, 'utf8'));
  if (counts.passed + counts.failed === 0) throw new Error('The extension-host suite ran no test.');
  return counts;
}

function limit() {
  const text = `The extension-host suite did not end within ${LIMIT / 1000} s.`;
  return new Promise((_, reject) => setTimeout(() => reject(new Error(text)), LIMIT).unref());
}
