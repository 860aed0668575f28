import { describe, expect, test } from 'vitest';
import { run, show } from './harness';

describe('problems', () => {
  test('an uncaught exception of the user is reported where it is raised, with the way there', () => {
    const { problems, show } = run(
      'def f(n):\n  if n > 2: raise ValueError(f"bad {n}")\n  return n\nx = f(1)\ny = f(3)\nz = 4',
    );
    expect(problems.map((p) => [p.code, p.message, p.related?.length])).toEqual([['CS125', 'ValueError: bad 3', 1]]);
    expect([show('x'), show('y'), show('z')]).toEqual(['1', '?error', '4']);
  });

  test('assert', () => {
    const { problems } = run('assert 1 == 2, "one is not two"');
    expect(problems.map((p) => p.message)).toEqual(['AssertionError: one is not two']);
  });

  test('unpacking and indexing that Python refuses', () => {
    const { problems } = run(
      'a, b, c, d = (1, 2, 3)\na, b = [1, 2, 3]\na, *b, c = [1]\nx = [1, 2][2]\ny = (1,)[-2]\nw = x + 1',
    );
    expect(problems.map((p) => `${p.code} ${p.message}`)).toEqual([
      'CS119 ValueError: not enough values to unpack (expected 4, got 3)',
      'CS119 ValueError: too many values to unpack (expected 2)',
      'CS119 ValueError: not enough values to unpack (expected at least 2, got 1)',
      'CS121 IndexError: list index out of range',
      'CS121 IndexError: tuple index out of range',
    ]);
  });

  test('caught ones are not', () => {
    const { problems, show } = run(
      'def f(): raise KeyError("k")\ntry: f()\nexcept Exception as e: a = str(e)\ntry:\n  x, y = (1,)\nexcept ValueError: b = 1\ntry: [][0]\nexcept (IndexError, KeyError): c = 1\ndef g():\n  for i in range(3):\n    try: return [0][i + 1]\n    except IndexError: continue\n  return "end"\nd = g()',
    );
    expect(problems).toEqual([]);
    expect(['a', 'b', 'c', 'd'].map(show)).toEqual(["''k''", '1', '1', "'end'"]);
  });

  test('a try that does not catch it does not hide it', () => {
    const { problems } = run('def f(): raise KeyError("k")\ntry: f()\nexcept ValueError: pass');
    expect(problems.map((p) => p.message)).toEqual(['KeyError: k']);
  });

  test('a context manager may expect an exception', () => {
    const { problems } = run(
      'import pytest\nwith pytest.raises(ValueError):\n  raise ValueError("x")\nimport contextlib\nwith contextlib.suppress(ValueError):\n  raise ValueError("y")',
    );
    expect(problems).toEqual([]);
  });

  test('what Convscope may not know is unknown, and the rest goes on', () => {
    const { problems, show } = run(
      'class A: pass\na = A().missing\nb = 1\ndef f():\n  x = nope.x\n  y = 2\n  return y\nc = f()\nd = {}["k"]\nself = A()\nself.v = [].bogus()\ne = self.v\nf2 = len(5)',
    );
    expect(problems).toEqual([]);
    expect(['a', 'b', 'c', 'd', 'e', 'f2'].map(show)).toEqual([
      '?missing',
      '1',
      '2',
      '?missing',
      '?missing',
      '?missing',
    ]);
  });

  test('sys.exit is no problem', () => {
    const { problems } = run('raise SystemExit(0)');
    expect(problems).toEqual([]);
  });
});

describe('never throws, never hangs', () => {
  const hostile: Readonly<Record<string, string>> = {
    'endless loop': 'while True: pass',
    'endless loop that allocates': 'x = []\nwhile True: x.append(x)',
    'endless range': 'for i in range(10**9): pass\nx = list(range(10**9))\ny = [0] * 10**9\nz = "a" * 10**12',
    'endless recursion': 'def f(n): return f(n + 1)\nx = f(0)',
    'endless recursion in two branches': 'def f(n): return f(n + 1) + f(n + 2)\nx = f(0)',
    'recursion through operators':
      'class A:\n  def __add__(self, o): return o + self\n  __radd__ = __add__\nx = A() + A()',
    'recursion through attributes': 'class A:\n  def __getattr__(self, n): return getattr(self, n + "x")\nx = A().y',
    'a property of itself': 'class A:\n  @property\n  def p(self): return self.p\nx = A().p',
    'inherits itself': 'class A(A): pass\nx = A()\nclass B: pass\nclass B(B): pass\ny = B()',
    'inconsistent order': 'class A: pass\nclass B(A): pass\nclass C(A, B): pass\nx = C()',
    'a list in itself': 'x = []\nx.append(x)\ny = str(x)\nz = x == x\nw = [x] == x\nd = {}\nd["d"] = d\ne = repr(d)',
    'endless generator': 'def g():\n  while True: yield 1\nx = list(g())\nfor i in g(): pass\ny = sum(g())',
    'endless iterator':
      'class I:\n  def __iter__(self): return self\n  def __next__(self): return 1\nx = list(I())\nimport itertools\ny = list(itertools.count())\na, b = itertools.count()',
    'deep nesting': `x = ${'('.repeat(2000)}1${')'.repeat(2000)}\ny = ${'[1] + '.repeat(3000)}[1]`,
    'many undecided': 'from probe import maybe\ndef f(n):\n  if maybe: return f(n + 1)\n  return f(n + 2)\nx = f(0)',
    'nested undecided loops':
      'from probe import maybe, many\nfor a in many:\n  for b in many:\n    for c in many:\n      while maybe:\n        while maybe: d = 1',
    nonsense:
      'return 1\nbreak\nyield 2\nx = = 3\ndef\nclass\nfrom . import\nawait x\nglobal y\nnonlocal z\ndel q\n*a = 1\n1 = 2\nf() = 3\nsuper().x\nlambda: (yield)',
    'metaclass mischief':
      'class M(type):\n  def __new__(m, *a): return 5\n  def __call__(c): return c()\nclass A(metaclass=M): pass\nclass N(type):\n  def __call__(c): return c()\nclass B(metaclass=N): pass\nx = B()',
    'odd dunders':
      'class A:\n  __len__ = 5\n  __iter__ = None\n  __bool__ = "x"\n  __call__ = 3\n  __eq__ = []\na = A()\nfor name in ("len(a)", ): pass\ntry: x = len(a)\nexcept Exception: x = 1\nif a: pass\na == a\na()\nlist(a)',
    'exceptions that are none': 'raise 5\ntry: raise "x"\nexcept 3: pass\nexcept: y = 1\nraise undefined(1)',
    'deleted builtins': 'print = None\ndel print\nlen = 3\nx = len([1])',
    'huge numbers':
      'x = 10 ** 10 ** 10\ny = 1 << 100000\nz = 2 ** 64 + 1\nw = 1e308 * 10\nv = int(w)\nu = -1 ** 0.5\nt = (-1) ** 0.5',
    slices:
      'x = [1, 2][::0]\ny = "abc"[5:1:-2]\nz = [1][10**20:]\nw = (1, 2)[None:None:None]\nq = [1, 2, 3]\nq[::2] = [1]',
  };
  for (const [name, code] of Object.entries(hostile)) {
    test(name, () => {
      const before = performance.now();
      run(`${code}\nlast = 1`, { fuel: 1_000_000 });
      expect(performance.now() - before).toBeLessThan(8000);
    });
  }

  test('after nonsense the rest is read', () => {
    const { show } = run('raise 5\nx = 1\nclass A(A): pass\ny = 2\ndef f(n): return f(n)\nz = f(1)\nw = 3');
    expect(['x', 'y', 'z', 'w'].map(show)).toEqual(['1', '2', '?limit', '3']);
  });

  test('cancelled', () => {
    const { interpreter, show } = run('a = 1\nwhile True: pass\nb = 1', { cancelled: () => true });
    expect([interpreter.stopped, show('a'), show('b')]).toEqual(['cancelled', '1', 'unbound']);
  });

  test('expressions in a module, and what ends them', () => {
    const { interpreter, module } = run('class A:\n  def __init__(self, n=1): self.n = n\nd = {"k": A(5)}');
    const worth = (text: string) => show(interpreter.evaluate(text, module), interpreter);
    expect(['d["k"].n + 1', 'A().n', 'A(', 'x = 1', 'nope'].map(worth)).toEqual([
      '6',
      '1',
      '?syntax',
      '?syntax',
      '?error',
    ]);
    expect(interpreter.guarded(() => interpreter.raise('ValueError', 'no'))).toBeUndefined();
    expect(interpreter.certain).toBe(true);
  });
});
