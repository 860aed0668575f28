/**
 * Tier 2: a few journeys of a person in VS Code's window, with the packaged extension installed.
 *
 * A journey file in e2e/ exports `journeys`: a name for people to `async (session) => …`, which throws when it fails.
 */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cache } from '../../scripts/lib/cache.mjs';
import { root } from '../../scripts/lib/files.mjs';
import { packageExtension } from '../../scripts/lib/package.mjs';
import { openSession } from './session.mjs';

const pictures = join(cache, 'editor-failures');

/** @returns {Promise<{ passed: number, failed: number }>} */
export async function runE2eTier(say, only = '') {
  const journeys = (await loadJourneys()).filter(([name]) => name.includes(only));
  if (journeys.length === 0) throw new Error('There is no journey to run.');
  const session = await openSession({ vsix: packageExtension(), say });
  const counts = { passed: 0, failed: 0 };
  try {
    for (const [name, journey] of journeys) {
      const started = performance.now();
      try {
        await journey(session);
        counts.passed += 1;
        say(`  ✓ ${name} (${Math.round(performance.now() - started)} ms)`);
      } catch (error) {
        counts.failed += 1;
        say(`  ✗ ${name}\n${error.stack}\n${await keepPictures(session, name)}`);
      }
      for (const context of session.browser.contexts()) await context.close();
    }
  } finally {
    await session.close();
  }
  return counts;
}

async function loadJourneys() {
  const folder = join(root, 'test/editor/e2e');
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.mjs'))
    .sort();
  const modules = await Promise.all(files.map((file) => import(pathToFileURL(join(folder, file)).href)));
  return modules.flatMap((module) => Object.entries(module.journeys));
}

async function keepPictures(session, name) {
  mkdirSync(pictures, { recursive: true });
  const pages = session.browser.contexts().flatMap((context) => context.pages());
  const paths = pages.map((_, i) => join(pictures, `${name.replace(/\W+/g, '-')}-${i + 1}.png`));
  await Promise.all(pages.map((page, i) => page.screenshot({ path: paths[i] }).catch(() => {})));
  return paths.map((path) => `    picture: ${path}`).join('\n');
}
