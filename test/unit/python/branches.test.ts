import { describe, expect, test } from 'vitest';
import { run } from './harness';

/** Variables after a snippet that begins with `from probe import *`. */
function check(code: string, expected: Readonly<Record<string, string>>): ReturnType<typeof run> {
  const result = run(`from probe import maybe, many, H, shape\n${code}`);
  const got = Object.fromEntries(Object.keys(expected).map((name) => [name, result.show(name)]));
  expect(got).toEqual(expected);
  return result;
}

describe('an undecided if', () => {
  test('keeps what both branches agree on', () => {
    check('if maybe:\n  a = 1; b = 2; c = [1, 2]\nelse:\n  a = 1; b = 3; c = [1, 3]', {
      a: '1',
      b: '?undecided',
      c: '[1, ?undecided]',
    });
  });

  test('restores the heap between branches', () => {
    check(
      'x = [1]; d = {"a": 1}\nif maybe:\n  x.append(2); d["b"] = 2\nelse:\n  n = len(x), len(d)\n  x.append(3); d["b"] = 2',
      {
        n: '(1, 1)',
        x: '[1, ?undecided]',
        d: "{'a': 1, 'b': 2}",
      },
    );
  });

  test('joins attributes', () => {
    check('class A: pass\no = A(); o.k = 1; o.s = 1\nif maybe: o.k = 2; o.new = 3\nk, s = o.k, o.s\nnew = o.new', {
      k: '?undecided',
      s: '1',
      new: '?undecided',
    });
  });

  test('an attribute that one branch sets may be there', () => {
    check(
      'class A: pass\no = A(); o.s = 1\nif maybe: o.k = 2\nh, s = hasattr(o, "k"), hasattr(o, "s")\ng = getattr(o, "k", 3)',
      { h: '?undecided', s: 'True', g: '?undecided' },
    );
  });

  test('a list made in a branch has what the branch put into it', () => {
    check('if maybe:\n  x = []\n  x.append(1)\nelse:\n  x = [1]', { x: '[1]' });
  });

  test('what is made in a branch is shared by the paths that go on from there', () => {
    check(
      `class P: pass
def early():
  p = P(); p.n = 1; p.items = []
  if maybe:
    p.n = 2
    return p
  p.items.append(p.n)
  return p
def late(p):
  if maybe: return p
  p.n = 3
  p.items = [p.n, 4]
  return p
if maybe:
  q = early(); a, b = q.n, len(q.items)
  q = late(q); c = q.n
  d = {}; d['k'] = 1
  if maybe: d['k'] = 2
  else: d['l'] = 3
  e, f = d['k'], len(d)
  g = [P() for _ in range(3)]
  for one in g: one.n = 5
  h = g[1].n, g[2] is g[2]
else:
  a = b = c = e = f = h = 0
  q = None
r = early(); i = r.n
late(r); j = r.n`,
      {
        a: '?undecided',
        b: '?undecided',
        c: '?undecided',
        e: '?undecided',
        f: '?undecided',
        h: '?undecided',
        i: '?undecided',
        j: '?undecided',
      },
    );
    check(
      `class P: pass
if maybe:
  p = P(); p.n = 1
  if maybe: p.n = 2
  x = p.n
  p.n = 7
  if maybe: m = 1
  else: m = 2
  y = p.n
else:
  x = 5; y = 7`,
      { x: '?undecided', y: '7' },
    );
  });

  test('a path that is set aside keeps what it made, whatever the others do', () => {
    check(
      `class P: pass
def f():
  p = P(); p.n = 1
  if maybe: return p
  if maybe:
    p.n = 2
    return p.n
  p.n = 3
  return P()
if maybe: a = f()
else: a = 0
def g(p):
  p.n += 1
  if maybe: return p.n
  p.n += 1
  if maybe: return p.n
  return p.n - 1
if maybe:
  p = P(); p.n = 1
  b = g(p); c = p.n
else:
  b = c = 2`,
      { a: '?undecided', b: '?undecided', c: '?undecided' },
    );
    check(
      `class P: pass
def f():
  p = P(); p.n = 1
  for k in many:
    if maybe:
      p.n = 1
      continue
    return 1
  return p.n
a = f()`,
      { a: '1' },
    );
  });

  test('a change of one of two objects may be a change of either', () => {
    check(
      `class P: pass
p = P(); p.n = 1; p.items = [1]; p.more = {'k': 1}; p.same = 5
q = P(); q.n = 2; q.items = [1, 2]; q.more = {}; q.same = 5
r = p if maybe else q
r.n = 3
r.items.append(4)
r.more['k'] = 2
a, b = p.n, q.n
c, d = p.items[0], len(q.items)
e, f = p.more['k'], p.same
one, other = [1], [1, 2]
if maybe: some = one
else: some = other
some.append(3)
g, h = len(one), other[1]
some.clear()
i = other`,
      {
        a: '?undecided',
        b: '?undecided',
        c: '1',
        d: '?undecided',
        e: '?undecided',
        f: '5',
        g: '?undecided',
        h: '2',
        i: '[*?undecided]',
      },
    );
  });

  test('a branch that raises is dead', () => {
    const { problems } = check('if maybe:\n  a = 1\n  raise ValueError("no")\nelse:\n  a = 2', { a: '2' });
    expect(problems).toEqual([]);
  });

  test('a failed check on a size is an assumption', () => {
    const { problems } = check(
      'def f(x):\n  if x % 2 != 0: raise ValueError(x)\n  return 7\na = f(H)\nif H != 5: raise ValueError\nb = 1\nassert H == 4\nc = 2',
      { a: '7', b: '1', c: '2' },
    );
    expect(problems).toEqual([]);
  });

  test('when all branches raise the problem is reported once', () => {
    const { problems } = check('def f():\n  if maybe: raise ValueError("a")\n  else: raise ValueError("b")\na = f()', {
      a: '?error',
    });
    expect(problems.map((p) => p.message)).toEqual(['ValueError: b']);
  });

  test('tells the observer', () => {
    const { events } = check('if maybe: a = 1\nelse: a = 2', {});
    expect(events.filter((e) => !e.startsWith('enter'))).toEqual([
      'fork',
      'branch 0',
      'set <module>.a 1',
      'branch 1',
      'set <module>.a 2',
      'join true,true',
    ]);
  });

  test('says why', () => {
    const { names } = check('if H > 3 and maybe: a = 1\nelse: a = 2', {});
    const a = names.get('a');
    expect(a?.kind === 'unknown' && a.cause.reason).toBe('depends on `(H > 3) and maybe`');
  });
});

describe('early return', () => {
  test('joins with the later one', () => {
    check(
      'def f(x):\n  if maybe: return 1\n  x = 5\n  return 1\ndef g():\n  if maybe: return 1\n  return 2\na, b = f(0), g()',
      {
        a: '1',
        b: '?undecided',
      },
    );
  });

  test('from nested blocks, with effects on both paths', () => {
    check(
      `log = []
def f():
  for i in range(2):
    with_i = i
    if maybe:
      log.append(9)
      return (i, 'early')
    log.append(i)
  return (1, 'late')
a = f()`,
      { a: '(?undecided, ?undecided)', log: '[?undecided, *?undecided]' },
    );
  });

  test('two in a row, both alike', () => {
    check('def f():\n  if maybe: return 3\n  if maybe: return 3\n  return 3\na = f()', { a: '3' });
  });

  test('nested undecided conditions', () => {
    check('def f():\n  if maybe:\n    if maybe: return 4\n    y = 1\n  else:\n    y = 1\n  return y + 3\na = f()', {
      a: '4',
    });
  });

  test('the rest raises: the early return is what happens', () => {
    check(
      'x = [0]\ndef f():\n  if maybe:\n    x[0] = 1\n    return 1\n  x[0] = 2\n  raise ValueError\na = f()\nb = x[0]',
      { a: '1', b: '1' },
    );
  });

  test('certainty comes back after the function', () => {
    const { problems } = check('def f():\n  if maybe: return 1\n  return 2\nf()\na, b = (1, 2, 3)', {
      a: '?error',
      b: '?error',
    });
    expect(problems.map((p) => p.code)).toEqual(['CS119']);
  });

  test('break and continue', () => {
    check(
      'n = []\nfor i in range(3):\n  if maybe: continue\n  n.append(i)\nk = 0\nfor i in range(3):\n  k = 7\n  if maybe: break\nelse:\n  e = 1',
      { k: '7', e: '1' },
    );
  });
});

describe('undecided expressions', () => {
  test('conditional, and, or, not', () => {
    check(
      'a = 1 if maybe else 1\nb = [1] if maybe else [2]\nc = maybe and 3\nd = not maybe\ne = H > 0\nf = H > 5\ng = (H > 5) or True\nh = (H > 5) and False',
      {
        a: '1',
        b: '[?undecided]',
        c: '?argument',
        d: '?argument',
        e: 'True',
        f: '?undecided',
        g: 'True',
        h: 'False',
      },
    );
  });

  test('symbolic sizes', () => {
    check(
      'b, c, h = shape\nx = h // 2\ny = int(h / 2)\nz = h / 2 == h * 0.5\nw = shape[1:], shape[-1] - h, h + 1 > h',
      {
        x: '⌊H/(2)⌋',
        y: '⌊H/(2)⌋',
        z: 'True',
        w: '((3, H), 0, True)',
      },
    );
  });
});

describe('loops', () => {
  test('an unknown number of turns forgets what changes', () => {
    check('a = 1; b = 2; c = []; d = 0\nfor x in many:\n  a = a + 1\n  b = 2\n  c.append(x)\n  y = 5\nz = len(c)', {
      a: '?data',
      b: '2',
      c: '[*?data]',
      y: '5',
      d: '0',
      z: '?data',
    });
  });

  test('attributes too, wherever they are changed', () => {
    check(
      'class A:\n  n = 0\n  def step(self): self.n += 1\no = A(); o.n = 1; o.k = 5\nfor x in many: o.step()\na, b = o.n, o.k',
      { a: '?data', b: '5' },
    );
  });

  test('an unknown while', () => {
    check('i = 0; k = 3\nwhile maybe:\n  i += 1\n  k = 3', { i: '?undecided', k: '3' });
  });

  test('a loop that ends at a point that is not known', () => {
    check('i = 0\nwhile True:\n  i += 1\n  if maybe: break\nj = 1', { i: '?undecided', j: '1' });
  });

  test('return inside', () => {
    check('def f():\n  for x in many:\n    if maybe: return 1\n  return 1\na = f()', { a: '1' });
  });

  test('symbolic range', () => {
    check('n = 0\nfor i in range(H):\n  n = 3\nk = [1 for i in range(H)]\nm = [i for i in range(3) if i < H]', {
      // H is at least 1: the first turn is certain.
      n: '3',
      k: '[1, *?undecided]',
      m: '[0, *?undecided]',
    });
  });

  test('no certainty inside', () => {
    const { problems } = check('for x in many:\n  a, b = (1, 2, 3)\nc = 1', { c: '1' });
    expect(problems).toEqual([]);
  });
});

describe('unknown values', () => {
  test('absorb and keep their first cause', () => {
    const { names } = check('x = maybe.a.b(1)[2] + 3\ny = -x\nz = [x, 1]\nq, (r, s) = x\nt = len(x)\nu = f"{x}"', {
      x: '?argument',
      y: '?argument',
      z: '[?argument, 1]',
      q: '?argument',
      s: '?argument',
      t: '?argument',
      u: '?argument',
    });
    const y = names.get('y');
    expect(y?.kind === 'unknown' && y.cause.reason).toBe('the caller decides');
  });

  test('in arguments', () => {
    check('def f(a, b=1, *c, d=2): return (a, b, c, d)\nx = f(*maybe)\ny = f(1, **maybe)\nz = f(1, 2, *[3], d=4)', {
      x: '(?argument, ?argument, (*?argument), 2)',
      y: '(1, ?argument, (), ?argument)',
      z: '(1, 2, (3,), 4)',
    });
  });

  test('keywords that may follow reach **kwargs', () => {
    check(
      'def f(**named): return named\ndef g(a, **named): return f(**named)\nclass C:\n    def __init__(self, **named): self.named = named\np, q = f(**maybe), g(1, b=2, **maybe)\nr = C(**maybe).named\ns = g(1, b=2)',
      { p: '{**?argument}', q: "{'b': 2, **?argument}", r: '{**?argument}', s: "{'b': 2}" },
    );
  });

  test('an unknown decorator is identity and marked', () => {
    const { names } = check('import nowhere\n@nowhere.register("x")\ndef f(): return 1\na = f()', { a: '1' });
    const f = names.get('f');
    expect(f?.kind === 'function' && f.unknownDecorators).toEqual(["nowhere.register('x')"]);
  });

  test('an unknown base class', () => {
    check('import nowhere\nclass A(nowhere.Base):\n  def f(self): return 1\na = A(); b = a.f(); c = a.g(); d = a.x', {
      b: '1',
      c: '?import',
      d: '?import',
    });
  });
});
