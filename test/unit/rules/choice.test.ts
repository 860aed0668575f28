import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NO_CHOICE, type RuleChoice } from '../../../server/src/config';
import { projectOf, rulesIn } from '../../../server/src/disk';
import { levelsOf, ruleOf } from '../../../server/src/rules';

const level = (code: string, ...choices: readonly Partial<RuleChoice>[]): string => {
  const rule = ruleOf(code);
  if (!rule) throw new Error(`${code} is gone`);
  return levelsOf(...choices.map((choice) => ({ ...NO_CHOICE, ...choice })))(rule);
};

describe('the level of a rule', () => {
  test('is its own where nothing is chosen', () => {
    expect(level('CS302')).toBe('warning');
    expect(level('CS314')).toBe('off');
  });
  test('select leaves the others out, by code, by beginning of codes and by name', () => {
    for (const select of [['CS302'], ['CS3'], ['checkerboard']]) expect(level('CS302', { select })).toBe('warning');
    expect(level('CS104', { select: ['CS3'] })).toBe('off');
  });
  test('ignore leaves out, and goes before select', () => {
    expect(level('CS302', { select: ['CS3'], ignore: ['CS302'] })).toBe('off');
    expect(level('CS302', { ignore: ['checkerboard'] })).toBe('off');
  });
  test('severity is what the most exact entry says', () => {
    expect(level('CS302', { severity: { CS3: 'hint' } })).toBe('hint');
    expect(level('CS302', { severity: { CS3: 'off', CS302: 'error' } })).toBe('error');
    expect(level('CS302', { severity: { checkerboard: 'information' } })).toBe('information');
  });
  test('the later choice has the last word', () => {
    expect(level('CS302', { severity: { CS302: 'off' } }, { severity: { CS302: 'error' } })).toBe('error');
    expect(level('CS104', { select: ['CS3'] }, { select: ['CS1'] })).toBe('error');
  });
  test('a rule that is off by itself is turned on by its code, not by the beginning of it', () => {
    expect(level('CS314', { select: ['CS314'] })).toBe('information');
    expect(level('CS314', { select: ['CS3'] })).toBe('off');
  });
});

describe('pyproject.toml', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'convscope-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('says what is selected, ignored and how severe', () => {
    writeFileSync(
      join(folder, 'pyproject.toml'),
      '[tool.convscope]\nselect = ["CS1", "CS3"]\nignore = ["CS301"]\n[tool.convscope.severity]\nCS302 = "error"\n',
    );
    expect(projectOf(join(folder, 'sub/net.py'))).toEqual({
      file: join(folder, 'pyproject.toml'),
      rules: { select: ['CS1', 'CS3'], ignore: ['CS301'], severity: { CS302: 'error' } },
    });
  });
  test('without a section of ours says nothing', () => {
    expect(rulesIn('pyproject.toml', '[tool.ruff]\nselect = ["E"]\n')).toBeUndefined();
  });
  test('what makes no sense is named with its file', () => {
    expect(() => rulesIn('a/pyproject.toml', '[tool.convscope\n')).toThrow(/^a\/pyproject.toml: /);
    expect(() => rulesIn('p', '[tool.convscope]\nselect = "CS1"\n')).toThrow('p: select must be a list of codes');
    expect(() => rulesIn('p', '[tool.convscope.severity]\nCS302 = "loud"\n')).toThrow('p: severity of CS302 must be');
  });
});
