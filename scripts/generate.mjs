/**
 * Writes every generated file, or with --check fails when one differs from what would be written.
 *
 * A generator is a module in scripts/generate/ that exports `name` and `generate()`, which returns (or promises)
 * a list of { path, text }, paths from the root.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './lib/files.mjs';

const check = process.argv.includes('--check');
const folder = join(root, 'scripts/generate');

let files = 0;
const differing = [];
for (const module of readdirSync(folder)
  .filter((file) => file.endsWith('.mjs'))
  .sort()) {
  const generator = await import(pathToFileURL(join(folder, module)).href);
  for (const { path, text } of await generator.generate()) {
    files += 1;
    const target = join(root, path);
    const current = existsSync(target) ? readFileSync(target, 'utf8') : undefined;
    if (current === text) continue;
    differing.push(path);
    if (check) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

if (files === 0) {
  console.error('generate: no generator produced a file, so nothing was checked');
  process.exitCode = 1;
} else if (check && differing.length > 0) {
  console.error(`generate: out of date, run \`npm run generate\`:\n${differing.map((path) => `  ${path}`).join('\n')}`);
  process.exitCode = 1;
} else {
  console.log(`generate: ${files} files ${check ? 'checked' : `in place, ${differing.length} written`}`);
}
