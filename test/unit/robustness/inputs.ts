/** Files that are hard on a reader: made here rather than kept, for some are large and some are not text. */

export interface Input {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** `refused`: named as not readable, exit code 2. A line number: a problem is found there all the same. */
  readonly outcome: 'read' | 'refused' | number;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const repeat = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('');
const nested = (open: string, inner: string, close: string, depth: number): string =>
  `x = ${open.repeat(depth)}${inner}${close.repeat(depth)}\n`;

/** A wrong view on line 5, after text that is not ASCII. */
const BROKEN = '# -*- coding: X -*-\nimport torch\n# größe\nname = "Überraschung"\nx = torch.zeros(2, 3).view(7)\n';
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
function utf16(text: string, bigEndian: boolean): Uint8Array {
  const marked = `\ufeff${text}`;
  const view = new DataView(new ArrayBuffer(marked.length * 2));
  for (let i = 0; i < marked.length; i++) view.setUint16(i * 2, marked.charCodeAt(i), !bigEndian);
  return new Uint8Array(view.buffer);
}

const FILES: readonly Input[] = [
  { name: 'binary.py', bytes: Uint8Array.from({ length: 50_000 }, (_, i) => i % 256), outcome: 'refused' },
  { name: 'bad.ipynb', bytes: utf8('{"cells": [ {"cell_type": '), outcome: 'refused' },
  { name: 'null.ipynb', bytes: utf8('null'), outcome: 'refused' },
  {
    name: 'odd.ipynb',
    bytes: utf8('{"cells":[{"cell_type":"code"},{"cell_type":"code","source":5},3,null]}'),
    outcome: 'read',
  },
  { name: 'empty.py', bytes: utf8(''), outcome: 'read' },
  { name: 'latin1.py', bytes: latin1(BROKEN), outcome: 5 },
  { name: 'utf16le.py', bytes: utf16(BROKEN, false), outcome: 5 },
  { name: 'utf16be.py', bytes: utf16(BROKEN, true), outcome: 5 },
  { name: 'utf8-bom.py', bytes: utf8(`\ufeff${BROKEN}`), outcome: 5 },
  { name: 'crlf.py', bytes: utf8(BROKEN.replaceAll('\n', '\r\n')), outcome: 5 },
  {
    name: 'tabs.py',
    bytes: utf8('import torch\nif True:\n\tx = torch.zeros(2, 3)\n\tif x.dim() == 2:\n\t\tx.view(7)\n'),
    outcome: 5,
  },
];

const TEXTS: Readonly<Record<string, string>> = {
  'many-lines': `import torch\n${repeat(49_999, (i) => `x${i} = torch.zeros(${(i % 7) + 1}, 3)\n`)}`,
  'while-true': 'import torch\nx = torch.zeros(2, 3)\nwhile True:\n    x = torch.cat([x, x])\n',
  'while-nothing': 'while True:\n    pass\n',
  'recursion-function': 'def f(n):\n    return f(n + 1)\nf(0)\ndef g(n):\n    return g(n - 1) + g(n - 2)\ng(100)\n',
  'recursion-module':
    'import torch.nn as nn\nclass N(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.n = N()\n    def forward(self, x):\n        return self(x)\nN()\n',
  'recursion-special':
    'class A:\n    def __getattr__(self, n): return getattr(self, n)\n    def __eq__(self, o): return self == o\n    def __repr__(self): return repr(self)\n    def __len__(self): return len(self)\n    def __iter__(self): return iter(self)\nA().x\nA() == A()\nrepr(A())\nlen(A())\nlist(A())\n',
  'holds-itself':
    'd = {}\nd["d"] = d\nl = []\nl.append(l)\nprint(l == l, d, str(l))\nimport copy\ncopy.deepcopy(l)\nfor i in l:\n    l.append(i)\n',
  'long-ranges':
    'x = 0\nfor i in range(10**9):\n    x += i\ny = [0] * 10**9\nz = list(range(10**9))\nw = sum(range(10**9))\ns = "a" * 10**10\nt = 10**10**10\nd = {i: i for i in range(10**8)}\nu = 1 << 10**9\n',
  'many-layers':
    'import torch, torch.nn as nn\nm = nn.Sequential(*[nn.Linear(4, 4) for _ in range(10**7)])\nm(torch.zeros(1, 4))\n',
  'large-sizes':
    'import torch, torch.nn as nn\nx = torch.zeros(10**9, 10**9, 10**9, 10**9)\nnn.Linear(10**12, 10**12)\ntorch.arange(10**12)\ntorch.zeros(2**70)\nx.unbind(0)\nx.split(1)\nx.tolist()\nlist(x)\n',
  doubling:
    'a, b, c, l, n = "x", [1], (1,), [1], 2\nfor i in range(100):\n    a = a + a\n    b = b + b\n    c = (*c, *c)\n    l += l\n    n = n * n\ns = "a" * 1000\nfor i in range(50):\n    s = s.replace("a", "aa")\n',
  combinations:
    'import itertools\np = list(itertools.product(range(100), repeat=10))\nq = list(itertools.permutations(range(20)))\n',
  'endless-pattern': 'import re\nre.match(r"(a+)+$", "a" * 40 + "b")\n',
  'endless-generator': 'def g():\n    while True:\n        yield 1\nx = list(g())\nfor i in g():\n    pass\nsum(g())\n',
  'inherits-itself':
    'import torch.nn as nn\nclass A(A):\n    pass\nclass B(nn.Module, B):\n    pass\nclass C: pass\nclass C(C): pass\nclass D(C, C): pass\n',
  'imports-itself': 'import self_import\nfrom self_import import *\nfrom self_import import x\nx = self_import.x\n',
  'mixed-tabs': 'import torch\nif True:\n\tx = torch.zeros(2, 3)\n        y = x.view(6)\n',
  'syntax-errors': 'import torch\ndef f(:\n  x = = 3\nclass\nfor in in:\n)))((([[[\n"""abc\n',
  'python-2': 'import torch\nprint "hello"\nexec "x"\nraise E, "x"\n',
  'deep-brackets': nested('(', '1', ')', 5000) + nested('[', '', ']', 3000) + nested('{1:', '1', '}', 3000),
  'open-brackets': `x = ${'(['.repeat(3000)}\n`,
  'deep-calls': `def f(x): return x\n${nested('f(', '1', ')', 3000)}`,
  'long-sum': `x = ${Array(50_000).fill('1').join('+')}\n`,
  'many-signs': `x = ${'-'.repeat(20_000)}1\ny = ${'not '.repeat(20_000)}True\nz = ${'1 if a else '.repeat(5000)}2\n`,
  'many-lambdas': `f = ${'lambda: '.repeat(5000)}1\n`,
  'long-chain': `import torch\nx = torch.zeros(1)${'.add(1)'.repeat(20_000)}\ny = a${'.b'.repeat(20_000)}\nz = a${'[0]'.repeat(20_000)}\n`,
  'deep-blocks': `${repeat(500, (i) => `${'    '.repeat(i)}if True:\n`)}${'    '.repeat(500)}x = 1\n`,
  'deep-classes': `${repeat(300, (i) => `${'  '.repeat(i)}class A${i}:\n`)}${'  '.repeat(300)}pass\n`,
  'many-elifs': `a = 1\nif a == 0:\n    pass\n${repeat(8000, (i) => `elif a == ${i + 2}:\n    pass\n`)}`,
  'many-forks': `import random, torch\n${repeat(400, (i) => `if random.random() > 0.5:\n    x${i} = ${i}\nelse:\n    x${i} = torch.zeros(${i + 1})\n`)}`,
  'long-line': `x = "${'a'.repeat(2_000_000)}"\n#${'#'.repeat(2_000_000)}\n`,
  'only-ends': '\n'.repeat(300_000),
  'only-quotes': `${'"'.repeat(99_999)}\n`,
  'only-closers': ')'.repeat(50_000),
  'only-colons': ':\n'.repeat(20_000),
};

export const inputs: readonly Input[] = [
  ...FILES,
  ...Object.entries(TEXTS).map(([name, text]): Input => ({ name: `${name}.py`, bytes: utf8(text), outcome: 'read' })),
];

/** Two files that import each other. */
export const cyclic: Readonly<Record<string, string>> = {
  'cycle_a.py':
    'from cycle_b import B\nimport torch.nn as nn\nclass A(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.b = B()\n    def forward(self, x):\n        return self.b(x)\n',
  'cycle_b.py': 'from cycle_a import A\nimport torch.nn as nn\nclass B(A):\n    pass\n',
};
