/**
 * Re-records what PyTorch makes of the examples of every op and layer, of random calls, and of whole models and
 * programs (their memory, receptive fields and results): test/oracle/*.json. Needs a python3 with PyTorch (Debian's
 * python3-torch, version 1.13, is what the committed files come from); $PYTHON names another.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './lib/files.mjs';

async function bundled(entry) {
  const outfile = join(root, '.cache/oracle', `${entry.replaceAll('/', '-')}.mjs`);
  await build({
    entryPoints: [join(root, entry)],
    bundle: true,
    outfile,
    format: 'esm',
    platform: 'neutral',
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

const python = process.env.PYTHON ?? '/usr/bin/python3';
const record = (programs) =>
  JSON.parse(
    execFileSync(python, [join(root, 'test/oracle/record_ops.py')], {
      input: JSON.stringify(programs),
      maxBuffer: 1 << 28,
      encoding: 'utf8',
    }),
  );

/** One case a line, so that a change of one shows as one. */
const write = (path, { torch, results }, cases) =>
  writeFileSync(
    join(root, path),
    `{"torch": ${JSON.stringify(torch)}, "cases": [\n${cases.map((c, i) => JSON.stringify({ ...c, result: results[i] })).join(',\n')}\n]}\n`,
  );

const { exampleCases, programOf } = await bundled('test/oracle/harness.ts');
const examples = exampleCases().map(({ op, code, inputs }) => ({ op, code, ...(inputs ? { inputs } : {}) }));
write('test/oracle/ops.json', record(examples.map((c) => ({ program: programOf(c) }))), examples);

/** Only the results: the programs are made anew from their seeds. `2,3:float32:3,1` a tensor, `!RuntimeError` a refusal. */
const short = (result) => {
  if (result.absent !== undefined) return '?';
  if (result.error !== undefined) return `!${result.error}`;
  const tensors = result.tensors.map((x) => `${x.shape.join()}:${x.dtype}:${x.strides?.join() ?? '?'}`);
  const values = result.values ? `|${result.values.map((v) => Number(v.toPrecision(9))).join()}` : '';
  return `${tensors.join(' ')}|${result.macs}|${result.python ?? ''}${values}`;
};

const { randomCases } = await bundled('test/oracle/random.ts');
const random = randomCases();
const programs = random.map(programOf);
// Where nothing is random, the numbers are compared too.
const recorded = record(programs.map((program, i) => ({ program, wants_values: random[i].inputs === undefined })));
const digest = createHash('sha256').update(programs.join('\n')).digest('hex');
writeFileSync(
  join(root, 'test/oracle/random.json'),
  `{"torch": ${JSON.stringify(recorded.torch)}, "programs": "${digest}", "results": [\n${recorded.results.map((r) => JSON.stringify(short(r))).join(',\n')}\n]}\n`,
);
console.log(`${examples.length} examples and ${random.length} random calls recorded`);
writeFileSync(
  join(root, 'test/oracle/names.json'),
  execFileSync(python, [join(root, 'test/oracle/record_names.py')], { encoding: 'utf8' }),
);
const layerCases = execFileSync(process.execPath, [join(root, 'test/oracle/layer-cases.mjs')], { maxBuffer: 1 << 28 });
writeFileSync(
  join(root, 'test/oracle/layers.json'),
  execFileSync(python, [join(root, 'test/oracle/record_layers.py')], { input: layerCases, maxBuffer: 1 << 28 }),
);
console.log('layers and names recorded');
await import('./oracleMemory.mjs');
await import('./oraclePrograms.mjs');
await import('./oracleAliases.mjs');

for (const name of ['ops', 'nets']) {
  const folder = join(root, 'test/oracle/training');
  const text = execFileSync(python, [join(folder, 'record.py'), join(folder, `${name}.py`)], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  writeFileSync(join(folder, `${name}.json`), text);
}
const training = join(root, 'test/oracle/training');
writeFileSync(
  join(training, 'explain.json'),
  execFileSync(python, [join(training, 'record_explain.py')], { encoding: 'utf8', maxBuffer: 1 << 28 }),
);
console.log('values, gradients, trained weights and the insides of networks recorded');
