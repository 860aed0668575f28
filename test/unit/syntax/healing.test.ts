import { describe, expect, test } from 'vitest';
import { parse, visit } from '../../../server/src/syntax';
import { print, statement } from './print';

const before = 'class Net(nn.Module):\n    def first(self):\n        a = 1\n';
const after = '        b = f(2)\n        return b\n\n    def second(self):\n        return 2\n\nz = 3\n';

/** What is read of a half-typed line in the midst of a method, and that all around it is still there. */
function typed(line: string): string {
  const source = `${before}        ${line}\n${after}`;
  const { body } = parse(source);
  const net = body[0];
  const first = net?.kind === 'ClassDef' ? net.body[0] : undefined;
  if (net?.kind !== 'ClassDef' || first?.kind !== 'FunctionDef') return print(parse(source));
  const inside = first.body.map(statement);
  expect(inside[0]).toBe('a = 1');
  expect(inside.slice(-2)).toEqual(['b = f(2)', 'return b']);
  expect(net.body.slice(1).map(statement)).toEqual(['def second(self)\n  return 2']);
  expect(body.slice(1).map(statement)).toEqual(['z = 3']);
  return inside.slice(1, -2).join('\n');
}

const lines: readonly (readonly [string, string])[] = [
  ['x = ', 'x = Missing'],
  ['x = y = ', 'x = y = Missing'],
  ['x = foo.', 'x = foo.'],
  ['x += ', 'x += Missing'],
  ['x: ', 'x: Missing = -'],
  ['x = 5 %', 'x = (5 % Missing)'],
  ['a <', '(a < Missing)'],
  ['not', '(not Missing)'],
  ['self.conv = nn.Conv2d(3, ', 'self.conv = nn.Conv2d(3)'],
  ['self.conv = nn.Conv2d(3, kernel_size=', 'self.conv = nn.Conv2d(3, kernel_size=Missing)'],
  ['x = foo(a b)', 'x = foo(a, b)'],
  ['x = foo(1))', 'x = foo(1)'],
  ['x = foo([1, 2)', 'x = foo([1, 2])'],
  ['x = (1, 2', 'x = T(1, 2)'],
  ['x = a[', 'x = a[Missing]'],
  ["x = {'a': 1, 'b'}", 'x = {"a": 1, "b": Missing}'],
  ["x = {'a': ", 'x = {"a": Missing}'],
  ['return (x +', 'return (x + Missing)'],
  ["x = 'abc", 'x = "abc"'],
  ["x = foo('abc", 'x = foo("abc")'],
  ['x = """abc', 'x = "abc"'],
  ["x = f'{a", 'x = "{a"'],
  ['x = a if b', 'x = (a if b else Missing)'],
  ['x = [a for', 'x = ListComp(a for Missing in Missing)'],
  ['x = lambda a', 'x = (lambda a: Missing)'],
  ['f(a, *', 'f(a, *Missing)'],
  ['if x', 'if x\n  Pass'],
  ['if x:', 'if x\n  Pass'],
  ['while', 'while Missing\n  Pass'],
  ['for', 'for Missing in Missing\n  Pass'],
  ['for i in ', 'for i in Missing\n  Pass'],
  ['with open(x) as', 'with open(x) as Missing\n  Pass'],
  ['try:', 'try\n  Pass'],
  ['def', 'def ()\n  Pass'],
  ['def f', 'def f()\n  Pass'],
  ['def f(', 'def f()\n  Pass'],
  ['def f(x, y=', 'def f(x, y = Missing)\n  Pass'],
  ['def f(x) ->', 'def f(x) -> Missing\n  Pass'],
  ['class A(', 'class A()\n  Pass'],
  ['class A(B', 'class A(B)\n  Pass'],
  ['import', 'import '],
  ['from x', 'from 0 x import '],
  ['from . import', 'from 1  import '],
  ['raise X from', 'raise X from Missing'],
  ['del', 'del Missing'],
  ['else:', 'Bad'],
  ['elif a', 'Bad'],
  ['@', 'Bad'],
  ['@foo', 'Bad'],
  ['async', 'Bad'],
  ['retur x', 'Bad'],
  ['junk junk junk', 'Bad'],
  ['$$$', 'Bad'],
  [')', 'Bad'],
];

describe('a half-typed line', () => {
  test.each(lines)('%s', (line, reading) => {
    expect(typed(line)).toBe(reading);
  });
});

test('a bracket forgotten above a suite', () => {
  const source = 'def f(a, b\n    x = a\n    return x\n\ny = 1\n';
  expect(print(parse(source))).toBe('def f(a, b)\n  x = a\n  return x\ny = 1');
});

test('a bracket forgotten in a call over several lines', () => {
  const source = 'x = nn.Sequential(\n    nn.Conv2d(3, 4,\n    nn.ReLU(),\n)\ny = 1\nz = (2)\n';
  expect(print(parse(source))).toBe('x = nn.Sequential(nn.Conv2d(3, 4, nn.ReLU()))\ny = 1\nz = 2');
});

test('a string forgotten before others like it', () => {
  const source =
    'def f():\n    """Says\n    x = 1\n\n\ndef g():\n    """Does."""\n    return 1\n\n\ndef h():\n    """Too."""\n';
  const names = parse(source).body.map((stmt) => (stmt.kind === 'FunctionDef' ? stmt.name : stmt.kind));
  expect(names).toEqual(['f', 'g', 'h']);
  expect(print(parse(source))).toContain('return 1');
});

test('a line too far left does not end the suite around it', () => {
  const source = 'class A:\n    def f(self):\n        x = 1\n  y =\n        return x\n\n    def g(self): pass\n';
  expect(print(parse(source))).toBe(
    'class A()\n  def f(self)\n    x = 1\n    y = Missing\n    return x\n  def g(self)\n    Pass',
  );
});

test('a suite whose header is being retyped is found, one level up', () => {
  const source =
    'class A:\n    def f(self): pass\n\n    de\n        x = 1\n        return x\n\n    def g(self): pass\n';
  expect(print(parse(source))).toBe(
    'class A()\n  def f(self)\n    Pass\n  de\n  x = 1\n  return x\n  def g(self)\n    Pass',
  );
});

test('spans are told in the text as written', () => {
  const source = 'x = f(1, \ny = "é" + \nz = 3  # end\n';
  const tree = parse(source);
  expect(tree.body.map((stmt) => source.slice(stmt.span.start, stmt.span.end))).toEqual([
    'x = f(1,',
    'y = "é" +',
    'z = 3',
  ]);
  expect(tree.comments.map(({ span }) => source.slice(span.start, span.end))).toEqual(['# end']);
  visit(tree.body, {
    expression: (expr) => {
      expect(expr.span.end).toBeLessThanOrEqual(source.length);
      return true;
    },
  });
});

test('an attribute being typed says where its name will stand', () => {
  const source = 'x = foo.\ny = 1\n';
  const [stmt] = parse(source).body;
  if (stmt?.kind !== 'Assign' || stmt.value.kind !== 'Attribute') throw new Error('not read as expected');
  expect(stmt.value.attr).toBe('');
  expect(stmt.value.attrSpan).toEqual({ start: 8, end: 8 });
});

test('each repair is a problem with its place', () => {
  const source = 'x = (1\ny = 2 +\nz z\n';
  expect(parse(source).problems.map(({ message, span }) => [message, source.slice(span.start, span.end)])).toEqual([
    ["'(' was never closed", '('],
    ['expected an expression', ''],
    ['invalid syntax', 'z z'],
  ]);
});
