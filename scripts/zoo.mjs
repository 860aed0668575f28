/** `npm run zoo [-- --only TEXT] [--update] [--verbose]`: prepares, then runs test/zoo/zoo.mjs. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildQuietly } from './lib/build.mjs';
import { cache } from './lib/cache.mjs';
import { root } from './lib/files.mjs';
import { install } from './lib/install.mjs';
import { obtainTorchvision } from './lib/torchvision.mjs';

const { values: options } = parseArgs({
  options: { only: { type: 'string' }, update: { type: 'boolean' }, verbose: { type: 'boolean' } },
});

try {
  install();
  buildQuietly();
  if (!existsSync(join(root, 'dist/cli.js'))) throw new Error('There is no command line to hold to the records yet.');
  const sources = await obtainTorchvision(console.error);
  const { runZoo } = await import('../test/zoo/zoo.mjs');
  const counts = await runZoo(sources, options);
  if (options.only === undefined) {
    const { runPrograms } = await import('../test/zoo/trainingPrograms.mjs');
    const programs = await runPrograms(sources, console.log);
    console.log(`training programs: ${programs.passed} of ${programs.passed + programs.failed} classification models`);
    for (const kind of ['passed', 'failed']) counts[kind] += programs[kind];
  }
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'zoo-results.json'), `${JSON.stringify(counts)}\n`);
  console.log(`zoo: ${counts.passed} passed, ${counts.failed} failed`);
  if (counts.failed > 0) process.exitCode = 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
