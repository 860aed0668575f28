/** Programs about modules, read and compared variable by variable with what real PyTorch computed. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { run } from './harness';

const folder = new URL('../../../oracle/', import.meta.url);
const path = process.env['MODULES_ORACLE'] ?? new URL('modules.json', folder);
const golden: {
  readonly torch: string;
  readonly programs: Readonly<Record<string, Readonly<Record<string, string>>>>;
} = JSON.parse(readFileSync(path, 'utf8'));

describe(`programs of PyTorch ${golden.torch}`, () => {
  test.each(Object.keys(golden.programs))('%s', (name) => {
    const ran = run(readFileSync(new URL(`modules/${name}`, folder), 'utf8'));
    const variables = Object.keys(golden.programs[name] ?? {});
    expect(ran.problems.map((p) => `${p.code} ${p.message}`)).toEqual([]);
    expect(Object.fromEntries(variables.map((variable) => [variable, ran.shown(variable)]))).toEqual(
      golden.programs[name],
    );
  });
});
