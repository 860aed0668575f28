import { expect, test } from 'vitest';
import { treeCache } from '../../../server/src/disk';

test('a text is parsed once, until more recent ones need its room', () => {
  const treeOf = treeCache(20);
  const first = treeOf('a.py', 'x = 1\n');
  expect(treeOf('a.py', 'x = 1\n')).toBe(first);
  expect(treeOf('a.py', 'x = 2\n')).not.toBe(first);
  const a = treeOf('a.py', 'x = 1\n');
  const b = treeOf('b.py', 'y = 1\n');
  treeOf('c.py', 'z = 1\n');
  expect(treeOf('a.py', 'x = 1\n')).toBe(a);
  treeOf('d.py', 'w = 1\n');
  expect(treeOf('a.py', 'x = 1\n')).toBe(a);
  expect(treeOf('b.py', 'y = 1\n')).not.toBe(b);
});
