/**
 * Every classification model of torchvision lowers to a program, and the smallest of some families compute what PyTorch
 * made of the same numbers. `npm run classification` runs all of them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/files.mjs';
import { buildClassification, recorded } from './classificationBuild.mjs';

const FORWARD = new Set(['mnasnet0_5', 'mobilenet_v3_small', 'regnet_y_400mf', 'shufflenet_v2_x0_5', 'squeezenet1_1']);

export async function runPrograms(sources, say) {
  const { checkClassification, lowered } = await buildClassification();
  const counts = { passed: 0, failed: 0 };
  for (const one of JSON.parse(readFileSync(join(root, recorded), 'utf8'))) {
    const verdict = FORWARD.has(one.name) ? await checkClassification(one, sources, 1) : lowered(one, sources);
    const isRight = 'kind' in verdict ? verdict.kind === 'equal' : 'program' in verdict;
    counts[isRight ? 'passed' : 'failed'] += 1;
    if (!isRight) say(`${one.name}: ${verdict.reason ?? `${verdict.error} apart from PyTorch`}`);
  }
  return counts;
}
