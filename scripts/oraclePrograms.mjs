/** Re-records what PyTorch makes of whole programs: test/oracle/programs.json. See oracle.mjs for what it needs. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './lib/files.mjs';

const outfile = join(root, '.cache/oracle/programs.mjs');
await build({
  entryPoints: [join(root, 'test/oracle/programs.ts')],
  bundle: true,
  outfile,
  format: 'esm',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  logLevel: 'error',
});
const { blockPrograms, fixturesOf, galleryPrograms, programsOf } = await import(pathToFileURL(outfile).href);

const read = (folder) =>
  readdirSync(join(root, folder))
    .sort()
    .map((file) => [file, readFileSync(join(root, folder, file), 'utf8')]);
const fixtures = read('test/unit/refactor/fixtures').flatMap(([file, text]) => fixturesOf(file, text));
const python = process.env.PYTHON ?? '/usr/bin/python3';
const input = JSON.stringify([...programsOf(fixtures), ...blockPrograms(), ...galleryPrograms(read('gallery'))]);
const recorder = join(root, 'test/oracle/record_programs.py');
const { torch, programs } = JSON.parse(
  execFileSync(python, [recorder], { input, maxBuffer: 1 << 28, encoding: 'utf8' }),
);
const lines = Object.entries(programs).map(([name, made]) => `${JSON.stringify(name)}: ${JSON.stringify(made)}`);
writeFileSync(
  join(root, 'test/oracle/programs.json'),
  `{"torch": ${JSON.stringify(torch)}, "programs": {\n${lines.join(',\n')}\n}}\n`,
);
const failed = Object.entries(programs).filter(([, made]) => !Array.isArray(made));
for (const [name, { error }] of failed) console.error(`${name}: ${error}`);
console.log(`${lines.length} programs run by PyTorch, ${failed.length} raised`);
if (failed.length > 0) process.exitCode = 1;
