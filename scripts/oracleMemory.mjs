/**
 * Re-records what PyTorch's autograd keeps: test/oracle/memory.json for calls and models.json for whole models. Needs a python3 with
 * PyTorch, as scripts/oracle.mjs does.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './lib/files.mjs';

async function bundled(name) {
  const outfile = join(root, `.cache/oracle/${name}.mjs`);
  const entryPoints = [join(root, `test/oracle/${name}.ts`)];
  await build({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'error' });
  return import(pathToFileURL(outfile).href);
}

const python = process.env.PYTHON ?? '/usr/bin/python3';
function record(cases, programs) {
  const input = JSON.stringify(programs);
  const options = { input, maxBuffer: 1 << 28, encoding: 'utf8' };
  const { torch, results } = JSON.parse(execFileSync(python, [join(root, 'test/oracle/record_memory.py')], options));
  const lines = cases.map((c, i) => JSON.stringify({ ...c, result: results[i] }));
  return `{"torch": ${JSON.stringify(torch)}, "cases": [\n${lines.join(',\n')}\n]}\n`;
}
const write = (name, text) => writeFileSync(join(root, 'test/oracle', name), text);

const { memoryCases, memoryProgram } = await bundled('memory');
const calls = memoryCases();
const programs = calls.map((c) => ({ program: memoryProgram(c), inputs: Object.keys(c.inputs ?? {}) }));
write('memory.json', record(calls, programs));

const program = readFileSync(join(root, 'test/oracle/models.py'), 'utf8');
const classes = [...program.matchAll(/^# (\S.*)\nclass (\w+)/gm)];
const models = classes.flatMap(([, inputs, name]) =>
  [true, false].map((train) => ({ name, inputs: inputs.split(', '), train })),
);
write(
  'models.json',
  record(
    models,
    models.map(({ name, inputs, train }) => ({ program, model: name, inputs, train })),
  ),
);
console.log(`${calls.length} calls and ${models.length} models recorded`);
