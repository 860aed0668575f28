/** What the library makes of sizes that are symbols and of values that are not known. */
import { describe, expect, test } from 'vitest';
import { pythonLibrary } from '../../../../server/src/python/library';
import type { Value } from '../../../../server/src/python/values';
import { int, unknown } from '../../../../server/src/python/values';
import { display, variable } from '../../../../server/src/symbolic';
import { read } from './reading';

const names: Record<string, Value> = {
  H: int(variable('H')),
  W: int(variable('W', 8)),
  U: unknown('data', 'because'),
  many: { kind: 'list', items: [int(1), int(2)], rest: unknown('undecided', 'more') },
};

function check(expression: string, expected: string, setup = ''): void {
  test(setup === '' ? expression : `${setup.trim()} … ${expression}`, () => {
    expect(shown(read(setup, names).value(expression))).toBe(expected);
  });
}

/** A short writing of abstract values: symbols as they are displayed, `?` for the unknown, `…` for more. */
function shown(value: Value): string {
  switch (value.kind) {
    case 'int':
      return display(value.value);
    case 'float':
      if (value.ratio) return `${display(value.ratio.numerator)} / ${display(value.ratio.denominator)}`;
      return value.value === undefined ? 'float' : String(value.value);
    case 'unknown':
      return `? ${value.cause.reason}`;
    case 'list':
      return `[${[...value.items.map(shown), ...(value.rest ? ['…'] : [])].join(', ')}]`;
    case 'tuple':
      return `(${[...value.items.map(shown), ...(value.rest ? ['…'] : [])].join(', ')})`;
    case 'dict':
      return `{${[...[...value.entries.values()].map((e) => `${shown(e.key)}: ${shown(e.value)}`), ...(value.rest ? ['…'] : [])].join(', ')}}`;
    case 'bool':
      return value.value ? 'True' : 'False';
    case 'str':
      return `'${value.value}'`;
    default:
      return value.kind;
  }
}

describe('sizes', () => {
  const math = 'import math';
  check('int(H / 2)', '⌊H/2⌋');
  check('int(H * 0.5)', '⌊H/2⌋');
  check('max(H, 8)', 'max(8, H)');
  check('max(W, 8)', 'W');
  check('min(H, W, 3)', 'min(3, H)');
  check('max([H, 8])', 'max(8, H)');
  check('divmod(H, 2)', '(⌊H/2⌋, H mod 2)');
  check('sum([H, 1, W])', 'H+W+1');
  check('abs(H)', 'H');
  check('round(H)', 'H');
  check('len(range(H))', 'H');
  check('pow(H, 2)', 'H²');
  check('int(H) + 1', 'H+1');
  check('float(H)', 'H / 1');
  check('isinstance(H, int)', 'True');
  check('math.ceil(H / 2)', '⌊(H+1)/2⌋', math);
  check('math.floor(H / 2)', '⌊H/2⌋', math);
  check('math.prod([H, 3, W])', '3·H·W', math);
  check('int(math.sqrt(H * H))', 'H', math);
  check('int(math.sqrt(4 * H ** 2))', '2·H', math);
  check('math.sqrt(H)', 'float', math);
  check('int(np.ceil(H / 2))', '⌊(H+1)/2⌋', 'import numpy as np');
  check('np.prod((H, 2))', '2·H', 'import numpy as np');
  check('np.zeros((H, 3)).shape', '(H, 3)', 'import numpy as np');
  check('reduce(operator.mul, [H, 2], 1)', '2·H', 'from functools import reduce\nimport operator');
  check('[*range(3), H]', '[0, 1, 2, H]');
  check('sorted([W + 2, W])', '[W, W+2]');
});

describe('what is not known stays unknown', () => {
  check('len(U)', '? because');
  check('int(U)', '? because');
  check('str(U)', '? because');
  check('f"{U}"', '? because');
  check('"{}".format(U)', '? because');
  check('"%s" % U', '? because');
  check('f"layer{H}"', '? the text holds a value that is not known');
  check('isinstance(U, int)', '? because');
  check('getattr(U, "x", 1)', '? because');
  check('hasattr(U, "x")', '? because');
  check('{"a": 1}.get(U, 2)', '? because');
  check('sorted([3, U])', '[? because, ? because]');
  check('max(3, U)', '? because');
  check('sum([1, U])', '? because');
  check('any([False, U])', '? because');
  check('any([True, U])', 'True');
  check('all([False, U])', 'False');
  check('[1, 2].index(U)', '? because');
  check('"a,b".split(U)', '? because');
  check('dict(U)', '{…}');
  check('list(U)', '[…]');
  check('tuple(U)', '(…)');
  check('list(zip([1, 2], U))', '[…]');
  check('list(enumerate(U))', '[…]');
  check('[x for x in map(lambda x: x, U)]', '[…]');
  check('H in [1, 2]', '? this comparison depends on sizes that are not known');
});

describe('sequences of which only a part is known', () => {
  check('list(map(lambda x: x + 1, many))', '[2, 3, …]');
  check('list(zip(many, "ab"))', "[(1, 'a'), (2, 'b')]");
  check('list(zip(many, "abc"))', "[(1, 'a'), (2, 'b'), …]");
  check('list(enumerate(many))', '[(0, 1), (1, 2), …]');
  check('len(many)', '? more');
  check('sum(many)', '? more');
  check('sorted(many)', '[…]');
  check('a', '[1, 2, …]', 'a = list(many)\na.append(5)');
  check('b', '? more', 'a = list(many)\nb = a.pop()');
  check('(a, b)', '([2, …], 1)', 'a = list(many)\nb = a.pop(0)');
  check('a', '[0, 1, 2, …]', 'a = list(many)\na.insert(0, 0)');
  check('a', '[1, 2, 3, …]', 'a = [1, 2, 3]\na.extend(U)');
  check('d', "{'a': ? because, …}", 'd = {"a": 1}\nd.update(U)');
  check('d.get("zz", 3)', '? because', 'd = {"a": 1}\nd.update(U)');
  check('len({1, 2}.union(U))', '? because');
  check('list(itertools.product([1, 2], many))', '[…]', 'import itertools');
  check('list(itertools.chain([0], many))', '[0, 1, 2, …]', 'import itertools');
});

describe('what only a run can tell', () => {
  check('os.path.exists("x")', '? os.path.exists depends on the file system', 'import os');
  check('random.random()', '? random.random is random', 'import random');
  check('time.time()', '? time.time depends on the clock', 'import time');
  check('np.random.randn(3, H).shape', '(3, H)', 'import numpy as np');
  check('open("f").read()', '? depends on a file');
  check(
    'args.path',
    '? the argument path is given when the program is started',
    'import argparse\np = argparse.ArgumentParser()\np.add_argument("path")\nargs = p.parse_args()',
  );
  check(
    'args.lr',
    '? the argument lr is written in the call of parse_args',
    'import argparse\np = argparse.ArgumentParser()\np.add_argument("--lr", default=1)\nargs = p.parse_args(["--lr", "2"])',
  );
  check('[x for x in tqdm([1, 2])]', '[1, 2]', 'from tqdm import tqdm');
  check('math.nonsense', '? math.nonsense is not known to Convscope', 'import math');
});

test('every native module can be made and every listed name looked up', () => {
  const library = pythonLibrary();
  const { interpreter } = read('');
  for (const name of [
    'math',
    'typing',
    'enum',
    're',
    'numpy',
    'os',
    'sys',
    'logging',
    'unittest',
    'inspect',
    'random',
    'tqdm',
  ]) {
    expect(library.module(name, interpreter), name).toBeDefined();
  }
});

test('what a program changes in a module does not reach the next reading', () => {
  const library = pythonLibrary();
  const paths = () => {
    const { interpreter } = read('');
    return library.module('sys', interpreter);
  };
  const get = (names: ReturnType<typeof paths>) => (typeof names === 'function' ? names('path') : names?.get('path'));
  expect(get(paths())).not.toBe(get(paths()));
  const isClass = (names: ReturnType<typeof library.module>) =>
    typeof names === 'function' ? undefined : names?.get('OrderedDict');
  const { interpreter } = read('');
  expect(isClass(library.module('collections', interpreter))).toBe(isClass(library.module('collections', interpreter)));
});
