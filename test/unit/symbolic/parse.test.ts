import { expect, test } from 'vitest';
import { key, parse, python, range, variable } from '../../../server/src/symbolic/index';

test.each([
  ['224', '224'],
  ['B', 'B'],
  [' 3 * H ', '3*H'],
  ['(H+1)//2', '(H+1)//2'],
  ['-H//2', '-((H+1)//2)'],
  ['-(H//2)', '-(H//2)'],
  ['2**3*H', '8*H'],
  ['min(H, W, H+1)', 'min(H, W)'],
  ['H%8', 'H%8'],
  ['cfg.width+1', 'cfg.width+1'],
  ['min', 'min'],
  ['höhe', 'höhe'],
])('%s is read as %s', (text, expected) => {
  const size = parse(text);
  expect(size === undefined ? undefined : python(size)).toBe(expected);
});

test.each(['', 'H W', '3x4', '1.5', 'H/2', '(H', 'min(H', 'H+', '4//0', 'f(x)', 'H**W', 'H**-1', '*', '$', 'min()'])(
  '%s is not a size',
  (text) => {
    expect(parse(text)).toBeUndefined();
  },
);

test('names may be given their own bounds', () => {
  const size = parse('N//2', (name) => variable(name, 4, 5));
  expect(size === undefined ? undefined : range(size)).toEqual({ min: 2, max: 2 });
});

test('a name that is no identifier cannot pass for an expression', () => {
  expect(key(variable('H+1'))).not.toBe(key(parse('H+1') ?? 0));
});
