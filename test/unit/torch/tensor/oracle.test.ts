/** Every op's examples against what PyTorch itself made of them (test/oracle/ops.json, recorded by `npm run oracle`). */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { differences, type Golden } from '../../../oracle/compare';
import { exampleCases, run } from '../../../oracle/harness';

const golden: Golden = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../../oracle/ops.json', import.meta.url)), 'utf8'),
);
const examples = new Map(
  exampleCases().map((example) => [`${example.op}|${example.code}|${JSON.stringify(example.inputs)}`, example]),
);

describe(`examples against PyTorch ${golden.torch}`, () => {
  it('has a golden result for every example', () => {
    expect(golden.cases.length).toBe(examples.size);
  });
  for (const recorded of golden.cases) {
    const example = examples.get(`${recorded.op}|${recorded.code}|${JSON.stringify(recorded.inputs)}`);
    it(`${recorded.op}: ${recorded.code}`, () => {
      expect(example, 'the example has changed: run npm run oracle').toBeDefined();
      expect(differences(recorded.result, run(recorded), example)).toEqual([]);
    });
  }
});
