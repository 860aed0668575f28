/** `npm run bench [-- NAME]`: measures and prints; it asserts nothing. Benches live in test/bench/. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildQuietly } from './lib/build.mjs';
import { root } from './lib/files.mjs';
import { install } from './lib/install.mjs';

install();
buildQuietly();
const { report } = await import('../test/bench/harness.mjs');
const folder = join(root, 'test/bench');
const only = process.argv[2] ?? '';
const files = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.mjs'))
  .sort();
for (const file of files) {
  const { benches } = await import(pathToFileURL(join(folder, file)).href);
  for (const [name, bench] of Object.entries(benches)) {
    if (name.includes(only)) report(name, await bench());
  }
}
if (files.length === 0) console.error('There is no bench yet.');
