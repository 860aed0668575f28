/**
 * Re-records what Python makes of random programs in which several names mean one object: test/oracle/aliases.json.
 * Any Python 3.8 or later; $PYTHON names another than /usr/bin/python3.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './lib/files.mjs';

const outfile = join(root, '.cache/oracle/aliases.mjs');
const entryPoints = [join(root, 'test/oracle/aliases.ts')];
await build({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'neutral', logLevel: 'error' });
const { aliasPrograms, questionNames } = await import(pathToFileURL(outfile).href);

const programs = aliasPrograms();
const python = process.env.PYTHON ?? '/usr/bin/python3';
const found = JSON.parse(
  execFileSync(python, [join(root, 'test/oracle/record_aliases.py')], {
    input: JSON.stringify({ programs, names: questionNames }),
    maxBuffer: 1 << 28,
    encoding: 'utf8',
  }),
);
/** Of a variable that may be worth many things, the shortest are enough to tell that it is not one. */
const MOST_VALUES = 3;
const LONGEST = 60;
const shortest = (values) =>
  values
    .filter((value) => value.length <= LONGEST)
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
    .slice(0, MOST_VALUES);
const lines = found.map((program) => JSON.stringify(program.map(shortest)));
const digest = createHash('sha256')
  .update(programs.map(({ code }) => code).join('\n'))
  .digest('hex');
writeFileSync(
  join(root, 'test/oracle/aliases.json'),
  `{"programs": "${digest}", "values": [\n${lines.join(',\n')}\n]}\n`,
);
console.log(`${programs.length} programs with aliases recorded`);
