/** What holds of every rule; each check is shown to bite on a planted bad rule. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Finding, pageName, RULES, type Rule } from '../../../server/src/rules';
import { parse } from '../../../server/src/syntax';
import { applied, codesIn, everything, lintCode } from './harness';

const root = join(import.meta.dirname, '../../..');

/** What is not as it should be about one rule. */
function faultsOf(rule: Rule, rules: readonly Rule[] = RULES): string[] {
  const faults: string[] = [];
  const must = (holds: boolean, fault: string): void => {
    if (!holds) faults.push(fault);
  };
  must(/^CS\d{3}$/.test(rule.code), 'the code is CS and three digits');
  must(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(rule.name), 'the name is in kebab case');
  must(sourceOf(rule) !== undefined, 'the file is called like the rule');
  must(existsSync(join(root, 'docs/rules', pageName(rule))), 'the page is there');
  must(rule.page.what.length > 20 && rule.page.why.length > 20, 'the page says what and why');
  must(parse(rule.bad).problems.length === 0 && parse(rule.good).problems.length === 0, 'the examples are Python');
  const bad = lintCode(rule.bad, everything, rules).filter((p) => p.code === rule.code);
  must(bad.length > 0, 'the example fires');
  must(
    bad.every((p) => p.message !== '' && p.place.span.end > p.place.span.start),
    'what fires says what and where',
  );
  const good = lintCode(rule.good, everything, rules);
  must(good.length === 0, `the good example is silent, not ${codesIn(good).join(', ')}`);
  faults.push(...fixFaults(rule, rules));
  return faults;
}

/** Each fix of the firing example removes its problem, adds none, and what is left can be read. */
function fixFaults(rule: Rule, rules: readonly Rule[]): string[] {
  const before = lintCode(rule.bad, everything, rules);
  const mine = before.filter((p) => p.code === rule.code);
  const isOffered = mine.some((p) => p.repairs.length > 0);
  if (isOffered !== (rule.hasFix ?? false)) return [`a fix is ${isOffered ? '' : 'not '}offered`];
  return mine.flatMap((problem) =>
    problem.repairs.flatMap((repair) => {
      const code = applied(rule.bad, repair);
      if (code === rule.bad) return [`"${repair.title}" changes nothing`];
      if (parse(code).problems.length > 0) return [`"${repair.title}" leaves what is no Python`];
      const after = lintCode(code, everything, rules);
      const left = after.filter((p) => p.code === rule.code).length;
      const added = after.filter((p) => !before.some((b) => b.code === p.code));
      return [
        ...(left < mine.length ? [] : [`"${repair.title}" does not remove the problem`]),
        ...added.map((p) => `"${repair.title}" adds ${p.code} ${p.message}`),
      ];
    }),
  );
}

function sourceOf(rule: Rule): string | undefined {
  const all = readFileSync(join(root, 'server/src/rules/all.ts'), 'utf8');
  return new RegExp(`from '\\./(\\w+/${rule.name})';`).exec(all)?.[1];
}

describe('every rule', () => {
  test('there are rules, each code and name once', () => {
    expect(RULES.length).toBeGreaterThan(0);
    expect(new Set(RULES.map((r) => r.code)).size).toBe(RULES.length);
    expect(new Set(RULES.map((r) => r.name)).size).toBe(RULES.length);
  });
  for (const rule of RULES) test(`${rule.code} ${rule.name}`, () => expect(faultsOf(rule)).toEqual([]));
});

describe('a bad rule is refused', () => {
  const checkerboard = RULES.find((r) => r.code === 'CS302');
  if (!checkerboard) throw new Error('CS302 is gone: plant another');
  const planted = (change: Partial<Rule>): string[] => {
    const rule: Rule = { ...checkerboard, ...change };
    return faultsOf(rule, [...RULES.filter((r) => r.code !== rule.code), rule]);
  };
  const everywhere = (finding: Partial<Finding>): NonNullable<Rule['find']> =>
    function* ({ reading }) {
      yield { place: { file: reading.file, span: { start: 0, end: 4 } }, message: 'so', why: 'so', ...finding };
    };

  test('none planted, none found', () => expect(planted({})).toEqual([]));
  test('a name that is not its file', () =>
    expect(planted({ name: 'chess' })).toContain('the file is called like the rule'));
  test('without a page', () => expect(planted({ name: 'chess' })).toContain('the page is there'));
  test('that says nothing', () =>
    expect(planted({ page: { what: '', why: '', references: [] } })).toContain('the page says what and why'));
  test('that never fires', () => expect(planted({ find: () => [] })).toContain('the example fires'));
  test('that always fires', () =>
    expect(planted({ find: everywhere({}) })).toContain('the good example is silent, not CS302'));
  test('with an example that is no Python', () =>
    expect(planted({ bad: 'def (' })).toContain('the examples are Python'));
  test('with a fix that is promised and not there', () =>
    expect(planted({ find: everywhere({}) })).toContain('a fix is not offered'));
  test('with a fix that mends nothing', () => {
    const place = { file: '/work/main.py', span: { start: 0, end: 0 } };
    const changes = [{ ...place, text: '# nothing\n' }];
    const find = everywhere({ repairs: [{ kind: 'replace', title: 'Comment', target: place, changes }] });
    expect(planted({ find })).toContain('"Comment" does not remove the problem');
  });
});
