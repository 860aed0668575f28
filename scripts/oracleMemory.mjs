/**
 * Re-records what PyTorch's autograd keeps: memory.json for calls and models.json for whole models,
 * and receptive fields, fields.json; all in test/oracle. Needs a python3 with PyTorch, as scripts/oracle.mjs does.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './lib/files.mjs';
import { requiring } from './lib/requiring.mjs';

async function bundled(name, define = {}) {
  const outfile = join(root, `.cache/oracle/${name}.mjs`);
  const entryPoints = [join(root, `test/oracle/${name}.ts`)];
  await build({
    entryPoints,
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    banner: requiring,
    define,
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

const python = process.env.PYTHON ?? '/usr/bin/python3';
function record(cases, programs, recorder = 'record_memory.py') {
  const input = JSON.stringify(programs);
  const options = { input, maxBuffer: 1 << 28, encoding: 'utf8' };
  const { torch, results } = JSON.parse(execFileSync(python, [join(root, 'test/oracle', recorder)], options));
  const lines = cases.map((c, i) => JSON.stringify({ ...c, result: results[i] }));
  return `{"torch": ${JSON.stringify(torch)}, "cases": [\n${lines.join(',\n')}\n]}\n`;
}
const write = (name, text) => writeFileSync(join(root, 'test/oracle', name), text);

const { memoryCases, memoryProgram } = await bundled('memory');
const calls = memoryCases();
const programs = calls.map((c) => ({ program: memoryProgram(c), inputs: Object.keys(c.inputs ?? {}) }));
write('memory.json', record(calls, programs));

const { modelsOf } = await bundled('models', {
  'import.meta.url': JSON.stringify(pathToFileURL(join(root, 'test/oracle/models.ts')).href),
});
const source = (name) => readFileSync(join(root, 'test/oracle', name), 'utf8');
const models = modelsOf('models.py').cases.flatMap((c) => [true, false].map((train) => ({ ...c, train })));
const program = source('models.py');
write(
  'models.json',
  record(
    models,
    models.map(({ name, inputs, train }) => ({ program, model: name, inputs, train })),
  ),
);

const fields = modelsOf('fields.py').cases;
write('fields.json', record(fields, { program: source('fields.py'), cases: fields }, 'record_fields.py'));
console.log(`${calls.length} calls, ${models.length} models and ${fields.length} receptive fields recorded`);
