import { describe, expect, test } from 'vitest';
import { ignoreChange } from '../../../server/src/rules';
import { parse } from '../../../server/src/syntax';
import { applied, codesIn, everything, lintCode } from './harness';

/** A checkerboard in its third line; what follows it stands in the same line. */
const net = (after = '', before = ''): string => `from torch import nn
import torch
${before}net = nn.Sequential(nn.ConvTranspose2d(3, 8, 3, stride=2), nn.ReLU())${after}
net(torch.zeros(1, 3, 8, 8))
`;
const codes = (code: string): string[] => codesIn(lintCode(code, everything));

describe('a comment silences', () => {
  test('nothing without one', () => expect(codes(net())).toEqual(['CS302']));
  test('its line, by code, by name, or whole', () => {
    expect(codes(net('  # convscope: ignore[CS302]'))).toEqual([]);
    expect(codes(net('  # convscope: ignore[CS104, CS302]'))).toEqual(['CS001']);
    expect(codes(net('  # noqa  # convscope: ignore[checkerboard]'))).toEqual([]);
    expect(codes(net('  # convscope: ignore'))).toEqual([]);
  });
  test('the line below, where it stands alone', () =>
    expect(codes(net('', '# convscope: ignore[CS302]\n'))).toEqual([]));
  test('the whole file', () => {
    expect(codes(`# convscope: ignore-file[CS302]\n${net()}`)).toEqual([]);
    expect(codes(`${net()}# convscope: ignore-file\n`)).toEqual([]);
  });
  test('no other code and no other line', () => {
    expect(codes(net('  # convscope: ignore[CS301]'))).toEqual(['CS302', 'CS001']);
    expect(codes(`${net()}x = 1  # convscope: ignore[CS302]\n`)).toEqual(['CS302', 'CS001']);
  });
});

describe('an ignore that silences nothing', () => {
  const unused = (code: string) => lintCode(code, everything).find((p) => p.code === 'CS001');

  test('is said, and the fix takes away only what is unused', () => {
    const code = net('  # convscope: ignore[CS104, CS302]');
    const problem = unused(code);
    expect(problem?.message).toBe('Nothing here is CS104.');
    expect(problem?.tag).toBe('unnecessary');
    expect(problem?.repairs[0] && applied(code, problem.repairs[0])).toBe(net('  # convscope: ignore[CS302]'));
  });
  test('goes with its blanks, or with its line', () => {
    for (const code of ['x = 1  # convscope: ignore\n', 'x = 1\n# convscope: ignore[CS302]\n']) {
      const repair = unused(code)?.repairs[0];
      expect(repair && applied(code, repair)).toBe('x = 1\n');
    }
  });
  test('is not said of a rule that is off', () => {
    const off = lintCode(net('  # convscope: ignore[CS302]'), (rule) =>
      rule.code === 'CS302' ? 'off' : rule.severity,
    );
    expect(codesIn(off)).toEqual([]);
  });
});

describe('the fix that writes the comment', () => {
  const ignored = (code: string): string => {
    const problem = lintCode(code, everything).find((p) => p.code === 'CS302');
    if (!problem) throw new Error('nothing to ignore');
    return applied(code, ignoreChange(problem, parse(code), code));
  };
  test('at the end of the line', () => expect(ignored(net())).toBe(net('  # convscope: ignore[CS302]')));
  test('after another comment', () => expect(ignored(net('  # up'))).toBe(net('  # up  # convscope: ignore[CS302]')));
  test('into a list that is there', () =>
    expect(ignored(net('  # convscope: ignore[CS301]'))).toBe(net('  # convscope: ignore[CS301, CS302]')));
  test('above, where a string goes on', () => {
    const code = net('; text = """\n"""');
    expect(ignored(code)).toBe(net('; text = """\n"""', '# convscope: ignore[CS302]\n'));
  });
  test('silences what it was written for', () => {
    for (const code of [net(), net('  # up'), net('; text = """\n"""')])
      expect(codes(ignored(code)).filter((c) => c === 'CS302')).toEqual([]);
  });
});
