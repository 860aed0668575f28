import { describe, expect, test } from 'vitest';
import { run, type Setup } from './harness';

function check(code: string, setup: Setup, expected: Readonly<Record<string, string>>): ReturnType<typeof run> {
  const result = run(code, setup);
  const got = Object.fromEntries(Object.keys(expected).map((name) => [name, result.show(name)]));
  expect(got).toEqual(expected);
  return result;
}

describe('imports', () => {
  test('run only what a name needs', () => {
    const { events } = check(
      'import lib\na = lib.f(2)\nb = lib.table',
      {
        files: {
          lib: 'def noisy(): return 1\nx = noisy()\nk = 3\ndef f(n): return n * k\ntable = {}\ntable["a"] = 1\ntable.update(b=2)\ny = noisy()',
        },
      },
      { a: '6', b: "{'a': 1, 'b': 2}" },
    );
    expect(events.some((e) => e.includes('noisy'))).toBe(false);
  });

  test('every form', () => {
    const files = {
      'pkg/__init__': 'from .a import one, two as deux\nfrom . import b\nfrom .c import *\nvalue = one + 1',
      'pkg/a': 'one = 1\ntwo = 2',
      'pkg/b': 'from .sub.deep import thing\nfrom . import a\nfrom ..pkg.a import one as uno\nname = __name__',
      'pkg/c': '__all__ = ["shown", "_special"]\nshown = 5\nhidden = 6\n_special = 7',
      'pkg/sub/__init__': '',
      'pkg/sub/deep': 'thing = "deep"\nfrom ... import outer',
    };
    check(
      'import pkg, pkg.sub.deep as d\nfrom pkg import value, b, deux, shown, _special\nfrom pkg.a import *\na = pkg.sub.deep.thing\nc = b.thing, b.a.two, b.uno, b.name\ne = two\nf = hasattr(pkg, "hidden")\ng = d.__name__',
      { files },
      {
        value: '2',
        deux: '2',
        shown: '5',
        _special: '7',
        a: "'deep'",
        c: "('deep', 2, 1, 'pkg.b')",
        e: '2',
        f: 'False',
        g: "'pkg.sub.deep'",
      },
    );
  });

  test('a name bound in __init__ hides the submodule', () => {
    check(
      'from pkg import vgg\na = vgg()\nimport pkg.vgg\nb = pkg.vgg()',
      {
        files: { 'pkg/__init__': 'from .vgg import vgg', 'pkg/vgg': 'def vgg(): return 3' },
      },
      { a: '3', b: '3' },
    );
  });

  test('circles', () => {
    check(
      'import a\nx = a.fa()\ny = a.b.fb()',
      {
        files: {
          a: 'import b\ndef fa(): return b.fb() + 1\none = 1',
          b: 'import a\nfrom a import one\ndef fb(): return a.one + one',
        },
      },
      { x: '3', y: '2' },
    );
    check(
      'from a import x, y',
      { files: { a: 'from b import *\ny = 1', b: 'from a import *' } },
      { y: '1', x: '?missing' },
    );
    check('from a import x', { files: { a: 'from b import x', b: 'from a import x' } }, { x: '?missing' });
  });

  test('what is not there, or not yet', () => {
    const { unknowns } = check(
      'import nowhere.deep as n, later\nfrom nowhere import x\na = n.f(1)\nb = later.y\ntry:\n  import other\nexcept ImportError:\n  other = 5',
      {
        loading: ['later'],
      },
      { a: '?import', b: '?loading', x: '?import', other: '5' },
    );
    expect(unknowns[0]?.cause.reason).toBe('no module named nowhere.deep is found');
  });

  test('a star import of something unknown makes names unknown, but not builtins', () => {
    check('from nowhere import *\na = thing(1)\nb = len([1])', {}, { a: '?import', b: '1' });
  });

  test('top-level conditions, try and loops run whole', () => {
    const lib =
      'try:\n  import nowhere\n  have = True\nexcept ImportError:\n  have = False\nif have: mode = 1\nelse: mode = 2\nnames = []\nfor n in ("a", "b"):\n  names.append(n)\n';
    check('from lib import mode, names', { files: { lib } }, { mode: '2', names: "['a', 'b']" });
  });

  test('a failing import is contained', () => {
    const { problems } = check(
      'from lib import a, b, c\nx = b',
      { files: { lib: 'a = undefined_thing\nb = 2\nc = 1 / 0' } },
      { a: '?missing', x: '2', c: '?missing' },
    );
    expect(problems).toEqual([]);
  });

  test('what a fork undoes is not lost for the other branch', () => {
    check(
      'from probe import maybe\nimport lib\nif maybe:\n  lib.k = 1\n  a = lib.f()\nelse:\n  a = lib.f()\nb = lib.f(), lib.other',
      {
        files: { lib: 'other = 4\ndef f(): return other' },
      },
      { a: '4', b: '(4, 4)' },
    );
  });

  test('module __getattr__, __name__ and the entry point', () => {
    check(
      'import lib\na = lib.anything\nb = __name__\nif __name__ == "__main__": c = 1',
      {
        files: { lib: 'def __getattr__(name): return name + "!"' },
      },
      { a: "'anything!'", b: "'__main__'", c: '1' },
    );
  });

  test('relative imports of the main file', () => {
    check(
      'from .util import v\nfrom . import util\nw = util.v',
      { files: { 'pkg/__init__': '', 'pkg/util': 'v = 1' }, packageName: 'pkg' },
      { v: '1', w: '1' },
    );
    check('from .util import v', { files: { util: 'v = 2' } }, { v: '2' });
  });
});
