import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { type CheckedFile, formatGithub, formatSarif } from '../../../server/src/cli/formats';
import { Lines } from '../../../server/src/cli/json';
import { RULES } from '../../../server/src/rules';
import { everything, lintCode } from './harness';

/** Every rule's firing example, as if they were files of one run. */
const all: readonly CheckedFile[] = RULES.map(({ bad }) => checked(bad));

function checked(code: string): CheckedFile {
  const file = '/work/main.py';
  return { file, problems: lintCode(code, everything), models: 1, ms: 0, lines: new Lines(file, code, []) };
}

/** The official schema is of draft 4, which differs for what it uses only in how it names itself. */
function schema(): object {
  const path = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const { $schema: _draft, id: _name, ...rest } = JSON.parse(readFileSync(path, 'utf8'));
  return rest;
}

describe('SARIF', () => {
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema());

  test('is valid for every rule', () => {
    const log = JSON.parse(formatSarif(all, '/work'));
    validate(log);
    expect(validate.errors).toBeNull();
    expect(log.runs[0].results.length).toBeGreaterThanOrEqual(RULES.length);
    expect(log.runs[0].tool.driver.rules.map((r: { id: string }) => r.id)).toEqual(RULES.map((r) => r.code).sort());
  });
  test('of nothing is valid too, and the check bites', () => {
    const log = JSON.parse(formatSarif([], '/work'));
    expect(validate(log)).toBe(true);
    expect(validate({ ...log, version: '3' })).toBe(false);
    expect(validate({ ...log, runs: [{ results: [] }] })).toBe(false);
  });
  test('says where, from the folder of the run', () => {
    const code = 'import torch\ny = torch.zeros(2, 3) @ torch.zeros(4, 5)\n';
    const [result] = JSON.parse(formatSarif([checked(code)], '/work')).runs[0].results;
    expect(result).toMatchObject({ ruleId: 'CS120', level: 'error' });
    const { artifactLocation, region } = result.locations[0].physicalLocation;
    expect(artifactLocation.uri).toBe('main.py');
    expect(region).toEqual({ startLine: 2, startColumn: 5, endLine: 2, endColumn: 42 });
    const [outside] = JSON.parse(formatSarif([checked(code)], '/else where')).runs[0].results;
    expect(outside.locations[0].physicalLocation.artifactLocation.uri).toBe('file:///work/main.py');
  });
});

describe('GitHub annotations', () => {
  test('are one line each, with what has a meaning of its own escaped', () => {
    const lines = formatGithub(all, '/work').trimEnd().split('\n');
    const problems = all.flatMap((c) => c.problems);
    expect(lines.length).toBe(problems.length);
    for (const line of lines)
      expect(line).toMatch(
        /^::(error|warning|notice) file=main\.py,line=\d+,col=\d+,endLine=\d+(,endColumn=\d+)?,title=CS\d{3} [\w-]+::.+/,
      );
  });
  test('say whole files by their path from the folder of the run', () =>
    expect(formatGithub([checked('import torch\nx = torch.zeros(2).mean(3)\n')], '/')).toContain('file=work/main.py,'));
});
