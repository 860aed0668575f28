import { describe, expect, test } from 'vitest';
import { cellsOf, fromCell, joinCells, parse, toCell } from '../../../server/src/syntax';
import { shape } from './print';

const magics: readonly (readonly [string, string])[] = [
  ['%matplotlib inline\nx = 1', 'Pass\nx = 1'],
  ['!pip install torch "a\nx = 1', 'Pass\nx = 1'],
  ['%%time\nx = 1', 'Pass\nx = 1'],
  ['?torch.nn\nx = 1', 'Pass\nx = 1'],
  ['torch.nn?\nx = 1', 'Pass\nx = 1'],
  ['files = !ls *.py\nx = 1', 'files = Missing\nx = 1'],
  ['t = %timeit -o f(x)\nx = 1', 't = Missing\nx = 1'],
  ['if a:\n    !ls\nx = 1', 'if a\n  Pass\nx = 1'],
  ['!ls \\\n  -l\nx = 1', 'Pass\nx = 1'],
  ['x = (a\n%b)', 'x = (a % b)'],
  ['x = a \\\n% b', 'x = (a % b)'],
  ['x = """\n%time\n!ls\n"""', 'x = "\\n%time\\n!ls\\n"'],
  ['x = a != b', 'x = (a != b)'],
];

describe.each([true, false])('magics, in a notebook: %s', (notebook) => {
  test.each(magics)('%s', (source, reading) => {
    expect(shape(source, { notebook })).toBe(reading);
    expect(parse(source, { notebook }).healed).toBe(false);
  });
});

test('the cells of a notebook', () => {
  const cells = [
    { cell_type: 'markdown', source: '# Title' },
    { cell_type: 'code', source: ['a = 1\n', 'b = 2'] },
    { cell_type: 'code', source: [] },
    'broken',
  ];
  expect(cellsOf(JSON.stringify({ cells }))).toEqual({
    cells: [
      { source: '# Title', index: 0, kind: 'markdown' },
      { source: 'a = 1\nb = 2', index: 1, kind: 'code' },
      { source: '', index: 2, kind: 'code' },
      { source: '', index: 3, kind: 'raw' },
    ],
  });
  expect(cellsOf('{"worksheets": [{"cells": [{"cell_type": "code", "input": "x"}]}]}')).toEqual({
    cells: [{ source: 'x', index: 0, kind: 'code' }],
  });
});

test.each(['', '[]', '{', '{"cells": 1}', 'null'])('not a notebook: %j', (text) => {
  expect(cellsOf(text)).toHaveProperty('error');
});

test('offsets go from cells to the module and back', () => {
  const sources = ['a = 1\n', '', 'b = a +\nc = 2'];
  const joined = joinCells(sources);
  sources.forEach((source, cell) => {
    for (let offset = 0; offset <= source.length; offset++) {
      const at = fromCell(joined, { cell, offset });
      expect(toCell(joined, at)).toEqual({ cell, offset });
      expect(joined.text.slice(at, at + 1)).toBe(offset < source.length ? source.charAt(offset) : '\n');
    }
  });
});

test('a cell in another language is blanked, and nothing moves', () => {
  const joined = joinCells(['a = 1', '%%bash\nfor x in *; do (echo; done', '%%time\nb = 2']);
  expect(joined.text).toHaveLength(
    5 + 1 + '%%bash\nfor x in *; do (echo; done'.length + 1 + '%%time\nb = 2'.length + 1,
  );
  expect(shape(joined.text, { notebook: true })).toBe('a = 1\nPass\nb = 2');
});
