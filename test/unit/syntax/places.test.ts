import { expect, test } from 'vitest';
import {
  assignedAttributes,
  boundNames,
  changedNames,
  expressionAt,
  lineIndex,
  mentionedNames,
  offsetAt,
  parse,
  positionAt,
  statementAt,
} from '../../../server/src/syntax';

test('offsets and positions', () => {
  const text = 'ab\r\nc\n\nd\re';
  const index = lineIndex(text);
  expect(index.starts).toEqual([0, 4, 6, 7, 9]);
  expect(positionAt(index, 5)).toEqual({ line: 1, column: 1 });
  expect(positionAt(index, 999)).toEqual({ line: 4, column: 1 });
  expect(offsetAt(index, { line: 3, column: 1 })).toBe(8);
  expect(offsetAt(index, { line: 9, column: 0 })).toBe(10);
  for (let at = 0; at <= text.length; at++) expect(offsetAt(index, positionAt(index, at))).toBe(at);
});

/** The text with the cursor `|` taken out, and its offset. */
function cursor(marked: string): { source: string; offset: number } {
  return { source: marked.replace('|', ''), offset: marked.indexOf('|') };
}

test.each([
  ['x = 1\ny = a.b|(c)\n', 'y = a.b(c)'],
  ['if a:\n    b = 1|\n', 'b = 1'],
  ['def f():\n    pass\n|\nx = 1', undefined],
  ['try: a\nexcept B: c|c\n', 'cc'],
])('the statement at %j', (marked, text) => {
  const { source, offset } = cursor(marked);
  const stmt = statementAt(parse(source), offset);
  expect(stmt && source.slice(stmt.span.start, stmt.span.end)).toBe(text);
});

test.each([
  ['y = a.b(c|d, e)', ['a.b(cd, e)', 'cd']],
  ['y = f(g(x|))', ['f(g(x))', 'g(x)', 'x']],
  ['y = f"{a + |b}"', ['f"{a + b}"', 'a + b', 'b']],
  ['def f(x=a|): pass', ['a']],
])('the expressions at %j', (marked, texts) => {
  const { source, offset } = cursor(marked);
  const path = expressionAt(parse(source), offset);
  expect(path.map(({ span }) => source.slice(span.start, span.end))).toEqual(texts);
});

test.each([
  ['a, (b, *c) = d = e', ['a', 'b', 'c', 'd']],
  ['x.a = y[0] = 1', []],
  ['for i, j in k:\n  if (w := 1): m = 2\nelse: n = 3', ['i', 'j', 'm', 'n', 'w']],
  ['import a.b, c.d as e\nfrom f import g as h, i', ['a', 'e', 'h', 'i']],
  ['def f():\n  x = 1\nclass G:\n  y = 2', ['G', 'f']],
  ['with a as b, c as (d, e.f): pass', ['b', 'd']],
  ['try: a = 1\nexcept B as c: d = 2', ['a', 'c', 'd']],
  ['match x:\n  case A(b, c=d) | [*e] | {"k": f, **g} as h: pass', ['b', 'd', 'e', 'f', 'g', 'h']],
  ['[x := y for z in w]', ['x']],
  ['lambda: (x := 1)', []],
  ['del a', ['a']],
])('names bound by %j', (source, names) => {
  expect([...boundNames(parse(source).body)].sort()).toEqual(names);
});

test('names mentioned and names changed', () => {
  const { body } = parse('def f(a=b):\n  global g\n  return c.d(e)\nx.y[0] += z\nm.eval()\nk(*n, o=p)');
  expect([...mentionedNames(body)].sort()).toEqual(['b', 'c', 'e', 'f', 'g', 'k', 'm', 'n', 'p', 'x', 'z']);
  expect([...changedNames(body)].sort()).toEqual(['c', 'e', 'm', 'n', 'p', 'x']);
  expect(assignedAttributes(parse('for i in x:\n  self.a, b.c.d = i, i').body)).toEqual([
    { root: 'self', attr: 'a' },
    { root: 'b', attr: 'd' },
  ]);
});
