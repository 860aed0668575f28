/** Brackets in each other, more than Python and more than the grammar's own recursion take. */
import { expect, test } from 'vitest';
import { parse } from '../../../server/src/syntax';
import { blankDeep } from '../../../server/src/syntax/raw';

test('what lies too deep is blank, and everything else stays where it was', () => {
  const text = `${'('.repeat(300)}1${')'.repeat(300)}\nx = [2]\n`;
  const blank = blankDeep(text);
  expect(blank.length).toBe(text.length);
  expect(blank.startsWith(`${'('.repeat(200)} `)).toBe(true);
  expect(blank.endsWith(`${')'.repeat(200)}\nx = [2]\n`)).toBe(true);
});

test('any depth gives a tree, and the line after it is still read', () => {
  const { body } = parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}\nx = 2\n`);
  const last = body.at(-1);
  expect(last?.kind).toBe('Assign');
});
