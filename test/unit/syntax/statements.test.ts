import { expect, test } from 'vitest';
import { parse } from '../../../server/src/syntax';
import { shape } from './print';

const readings: readonly (readonly [string, string])[] = [
  ['x = y = 1', 'x = y = 1'],
  ['a, *b = c', 'T(a, *b) = c'],
  ['x += 1, 2', 'x += T(1, 2)'],
  ['x @= y', 'x @= y'],
  ['x: int', 'x: int = -'],
  ['self.x: int = 3', 'self.x: int = 3'],
  ['x = yield', 'x = (yield -)'],
  ['del a, b[0]', 'del a, b[0]'],
  ['return\nreturn *a, b', 'return -\nreturn T(*a, b)'],
  ['raise\nraise X from Y', 'raise - from -\nraise X from Y'],
  ['assert a, b', 'assert a, b'],
  ['global a, b', 'Global a, b'],
  ['a; b;', 'a\nb'],
  ['pass', 'Pass'],
  ['import a.b as c, d', 'import a.b as c, d as -'],
  ['from . import (a as b, c,)', 'from 1  import a as b, c as -'],
  ['from ...a.b import *', 'from 3 a.b import * as -'],
  ['if a: b\nelif c: d\nelse: e', 'if a\n  b\nelse\n  if c\n    d\n  else\n    e'],
  ['for i, *r in *a, b: pass\nelse: c', 'for T(i, *r) in T(*a, b)\n  Pass\nelse\n  c'],
  ['while (x := f()): break', 'while (x := f())\n  Break'],
  ['with a as b, c as (d, e): pass', 'with a as b, c as T(d, e)\n  Pass'],
  ['with a as self.b: pass', 'with a as self.b\n  Pass'],
  ['with (\n  a as b,\n  c,\n): pass', 'with a as b, c as -\n  Pass'],
  ['with (a, b) as c: pass', 'with T(a, b) as c\n  Pass'],
  [
    'try: a\nexcept (B, C) as e: d\nexcept: f\nelse: g\nfinally: h',
    'try\n  a\nexcept T(B, C) as e\n  d\nexcept - as -\n  f\nelse\n  g\nfinally\n  h',
  ],
  ['try: a\nexcept* B: c', 'try\n  a\nexcept B as -\n  c'],
  ['def f(a, /, b: int = 1, *c, d, **e) -> T: pass', 'def f(/a, b: int = 1, *c, !d, **e) -> T\n  Pass'],
  ['def f(a, *, b): pass', 'def f(a, !b)\n  Pass'],
  ['def f[T](x: T): pass', 'def f(x: T)\n  Pass'],
  ['async def f():\n  async with a as b: pass', 'async def f()\n  with a as b\n    Pass'],
  ['def f(): yield', 'def* f()\n  (yield -)'],
  ['def f():\n  def g(): yield\n  lambda: (yield)', 'def f()\n  def* g()\n    (yield -)\n  (lambda : (yield -))'],
  ['@a.b(c)\n@d\nclass E(F, metaclass=G): pass', '@a.b(c) @d class E(F, metaclass=G)\n  Pass'],
  ['@a[0].b(c)(d)\ndef f(): pass', '@a[0].b(c)(d) def f()\n  Pass'],
  ['class A[T]: x = 1; y = 2', 'class A()\n  x = 1\n  y = 2'],
  ['type X = int', 'X = int'],
  ['print = log', 'print = log'],
  ['print', 'print'],
  ['match = 1\ncase = 2', 'match = 1\ncase = 2'],
  [
    'match a, b:\n  case 1, -2: c\n  case [x, *_] | Foo(): d\n  case {"k": v, **r} if v: e\n  case A.B | None as n: f\n  case _: g',
    'match T(a, b)\n  case [1, (- 2)]\n    c\n  case ([x, *_] | Foo())\n    d\n  case {"k": v, **r} if v\n    e\n  case ((A.B | None) as n)\n    f\n  case _\n    g',
  ],
  ['match p:\n  case P(x, y=0) | (): a\n  case {}: b', 'match p\n  case (P(x, y=0) | [])\n    a\n  case {}\n    b'],
];

test.each(readings)('%s', (source, reading) => {
  expect(shape(source)).toBe(reading);
  expect(parse(source).healed).toBe(false);
  expect(parse(source).problems).toEqual([]);
});

test("Python 2's print is one bad statement, and a problem", () => {
  expect(shape('a = 1\nprint a\nb = 2')).toBe('a = 1\nBad\nb = 2');
  expect(parse('print a').problems).toHaveLength(1);
});

const texts: readonly (readonly [string, string])[] = [
  ['carriage returns', 'if a:\r\n    b = """x\r\ny"""\r\n    c = d + \\\r\n        e\r\n'],
  ['a byte order mark', '\uFEFFif a:\n    b = """x\ny"""\n    c = d + e'],
  ['tabs', 'if a:\n\tb = """x\ny"""\n\tc = d + e'],
  ['form feeds', '\f\nif a:\n    b = """x\ny"""\n\f\n    c = d + e'],
  ['comments at other depths', 'if a:\n# x\n    b = """x\ny"""\n  # y\n    c = d + e\n        # z'],
];

test.each(texts)('%s are no hindrance', (_, source) => {
  expect(shape(source)).toBe('if a\n  b = "x\\ny"\n  c = (d + e)');
  expect(parse(source).healed).toBe(false);
});

test('a definition begins at its first decorator and ends with its last statement', () => {
  const source = 'x = 1\n\n@a\n# why\n@b\nclass C(D):\n    y = 1  # z\n\n\nw = 2\n';
  const definition = parse(source).body[1];
  if (definition?.kind !== 'ClassDef') throw new Error('not read as expected');
  expect(source.slice(definition.span.start, definition.span.end)).toBe('@a\n# why\n@b\nclass C(D):\n    y = 1');
  expect(source.slice(definition.headerSpan.start, definition.headerSpan.end)).toBe('class C(D)');
  expect(source.slice(definition.nameSpan.start, definition.nameSpan.end)).toBe('C');
});

test('comments are kept with their places', () => {
  const source = '# convscope: input=[1, 3]\nx = "# no"  # B x 3\r\ndef f(  # here\n    a): pass\n';
  const { comments } = parse(source);
  expect(comments.map((comment) => comment.text)).toEqual(['# convscope: input=[1, 3]', '# B x 3', '# here']);
  for (const { span, text } of comments) expect(source.slice(span.start, span.end).trimEnd()).toBe(text);
});
