/**
 * `npm run classification [-- --only TEXT] [--record]`: every classification model of torchvision, lowered and run for
 * one image, beside what PyTorch made of the same weights (test/oracle/training/classification.json). `--record` makes that file
 * anew, which needs a python3 with PyTorch and torchvision 0.14.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildClassification, recorded } from '../test/zoo/classificationBuild.mjs';
import { root } from './lib/files.mjs';
import { obtainTorchvision } from './lib/torchvision.mjs';

const { values: options } = parseArgs({
  options: { only: { type: 'string', default: '' }, record: { type: 'boolean' } },
});
const file = join(root, recorded);
if (options.record) {
  const python = process.env.PYTHON ?? '/usr/bin/python3';
  const lines = execFileSync(python, [join(root, 'test/zoo/record_classification.py')], { encoding: 'utf8' });
  writeFileSync(file, `[\n${lines.trim().split('\n').join(',\n')}\n]\n`);
}
const sources = await obtainTorchvision(console.error);
const { checkClassification } = await buildClassification();
const counts = { equal: 0, different: 0, 'not lowered': 0 };
for (const one of JSON.parse(readFileSync(file, 'utf8')).filter(({ name }) => name.includes(options.only))) {
  const verdict = await checkClassification(one, sources, 1);
  counts[verdict.kind] += 1;
  console.log(
    `${one.name}: ${verdict.kind}, ${verdict.kind === 'not lowered' ? verdict.reason : `${verdict.error.toExponential(1)} apart, ${verdict.isSameClass ? 'the same' : 'another'} class`}`,
  );
}
console.log(
  `classification: ${counts.equal} equal, ${counts.different} different, ${counts['not lowered']} not lowered`,
);
if (counts.equal === 0 || counts.different > 0) process.exitCode = 1;
