import { describe, expect, test } from 'vitest';
import { parse } from '../../../server/src/syntax';
import { expressionOf } from './print';

/** Source, and how it reads with every operation in parentheses. */
const readings: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  operators: [
    ['a + b * c', '(a + (b * c))'],
    ['a - b - c', '((a - b) - c)'],
    ['(a + b) * c', '((a + b) * c)'],
    ['-a ** b', '(- (a ** b))'],
    ['a ** -b ** c', '(a ** (- (b ** c)))'],
    ['a ** b ** c', '(a ** (b ** c))'],
    ['a @ b % c // d / e', '((((a @ b) % c) // d) / e)'],
    ['a << b | c & d ^ e', '((a << b) | ((c & d) ^ e))'],
    ['~a + +b', '((~ a) + (+ b))'],
    ['not a and b', '((not a) and b)'],
    ['not a == b', '(not (a == b))'],
    ['a or not b and c', '(a or ((not b) and c))'],
    ['await a + b', '((await a) + b)'],
    ['await a ** b', '((await a) ** b)'],
    ['a < b <= c != d', '(a < b <= c != d)'],
    ['a not in b is not c', '(a not in b is not c)'],
    ['a if b else c if d else e', '(a if b else (c if d else e))'],
    ['(y := f(x)) > 1', '((y := f(x)) > 1)'],
  ],
  numbers: [
    ['0xFF + 0o17 + 0b11', '((255 + 15) + 3)'],
    ['1_000', '1000'],
    ['1e-5', '0.00001'],
    ['1.e-5 + 1. / 2.', '(0.00001 + (1.0 / 2.0))'],
    ['.5', '0.5'],
    ['3j', 'NaN'],
    ['9007199254740993', 'huge'],
  ],
  strings: [
    [String.raw`'a\tb\x41\u00e9\101\'' "\q"`, JSON.stringify("a\tbAéA'\\q")],
    [String.raw`r'\d' R"\n"`, JSON.stringify('\\d\\n')],
    [String.raw`b'\x00a'`, 'b"\\u0000a"'],
    ['"""a\nb"""', '"a\\nb"'],
    ["'a\\\nb'", '"ab"'],
    ["u'a' 'b'", '"ab"'],
    ['"\\U0001F600"', '"😀"'],
  ],
  'f-strings': [
    ["f'a{x}b'", 'f("a", {x}, "b")'],
    ["f'{x!r:>{w}}'", 'f({x!r:[">", {w}]})'],
    ["f'{{}}{x}'", 'f("{}", {x})'],
    ["f'{x=}'", 'f("x=", {x!r})'],
    ["f'{x = :.2f}'", 'f("x = ", {x:[".2f"]})'],
    ["'a' f'{b}' 'c' f'd'", 'f("a", {b}, "cd")'],
    ['f\'{d["k"]}{a != b}\'', 'f({d["k"]}, {(a != b)})'],
    ["f'{a['b']}'", 'f({a["b"]})'],
    [String.raw`rf'\w\{x}'`, String.raw`f("\\w\\", {x})`],
    ["f'{a, b}'", 'f({T(a, b)})'],
    ["f'''{\nx}'''", 'f({x})'],
  ],
  calls: [
    ['f(a, *b, c=1, **d)', 'f(a, *b, c=1, **d)'],
    ['f(x for x in y)', 'f(GeneratorExp(x for x in y))'],
    ['f(a := 1)', 'f((a := 1))'],
    ['a.b(c)[d].e', 'a.b(c)[d].e'],
  ],
  subscripts: [
    ['a[1:2, ..., None, ::3, :]', 'a[T((1:2:-), ..., None, (-:-:3), (-:-:-))]'],
    ['a[i]', 'a[i]'],
    ['a[i,]', 'a[T(i)]'],
    ['a[*b]', 'a[T(*b)]'],
    ['a[-1:]', 'a[((- 1):-:-)]'],
  ],
  collections: [
    ['()', 'T()'],
    ['(a,)', 'T(a)'],
    ['a, *b', 'T(a, *b)'],
    ['[a, *b]', '[a, *b]'],
    ['{a, *b}', '{a, *b}'],
    ['{}', '{}'],
    ["{'a': 1, **b}", '{"a": 1, **b}'],
    ['[x for x, *y in z if a if b for c in d]', 'ListComp(x for T(x, *y) in z if a if b for c in d)'],
    ['{a: b for a, b in c}', 'DictComp(a: b for T(a, b) in c)'],
    ['{x async for x in y}', 'SetComp(x for x in y)'],
  ],
  lambdas: [
    ['lambda: 0', '(lambda : 0)'],
    ['lambda a, /, b=1, *c, d, **e: a', '(lambda /a, b = 1, *c, !d, **e: a)'],
    ['lambda a,: a', '(lambda a: a)'],
    ['(yield)', '(yield -)'],
    ['(yield from a)', '(yield from a)'],
  ],
};

for (const [group, rows] of Object.entries(readings)) {
  describe(group, () => {
    test.each(rows)('%s', (source, reading) => {
      expect(expressionOf(source)).toBe(reading);
      expect(parse(source).healed).toBe(false);
    });
  });
}

describe('spans', () => {
  /** The text under each operand of a binary operation. */
  test('leave parentheses out, and what holds them takes them in', () => {
    const source = 'x = (a + b) * c';
    const [stmt] = parse(source).body;
    if (stmt?.kind !== 'Assign' || stmt.value.kind !== 'BinOp') throw new Error('not read as expected');
    expect(source.slice(stmt.value.span.start, stmt.value.span.end)).toBe('(a + b) * c');
    expect(source.slice(stmt.value.left.span.start, stmt.value.left.span.end)).toBe('a + b');
  });

  test('count UTF-16 units', () => {
    const source = "'😀'; x";
    const span = parse(source).body[1]?.span;
    expect(span).toEqual({ start: 6, end: 7 });
  });
});

describe('depth', () => {
  const deep: readonly (readonly [string, string])[] = [
    ['parentheses', `${'('.repeat(5000)}x${')'.repeat(5000)}`],
    ['a sum', `a${' + a'.repeat(10_000)}`],
    ['calls', `a${'.b(1)'.repeat(10_000)}`],
    ['nots', `${'not '.repeat(10_000)}x`],
    ['conditions', `${'a if b else '.repeat(5000)}c`],
    ['open brackets', '['.repeat(5000)],
    ['elif', `if a:\n  b\n${'elif c:\n  d\n'.repeat(5000)}`],
    ['suites', `${Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}if x:\n`).join('')}${' '.repeat(300)}y`],
  ];
  test.each(deep)('%s without end', (_, source) => {
    expect(() => JSON.stringify(parse(`${source}\nz = 1\n`))).not.toThrow();
  });
});
