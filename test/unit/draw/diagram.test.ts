/** What becomes of a model in a diagram: layers, joins, modules, repeats, and what is not known. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  ALL_FOLDED,
  allOpen,
  type Diagram,
  defaultFolding,
  diagramOf,
  graphScene,
  markdownOf,
  outlineOf,
  svgOf,
  tikzOf,
  volumeScene,
} from '../../../server/src/draw';
import { runsOf } from '../../../server/src/draw/scene/text';
import { vocabularyOf } from '../../../server/src/read';
import { readCode } from '../read/literate';
import { faultsOf } from './geometry';

const HEAD = 'import torch\nfrom torch import nn\nfrom torch.nn import functional as F\n';

function diagram(code: string, cls: string): Diagram {
  const graph = readCode(HEAD + code).graphs.find((one) => one.cls === cls);
  if (!graph) throw new Error(`no graph of ${cls}`);
  return diagramOf(graph, vocabularyOf(graph));
}
const example = (name: string): string => readFileSync(join(import.meta.dirname, '../../../examples', name), 'utf8');
const texts = (d: Diagram): string[] =>
  graphScene(outlineOf(d), allOpen(outlineOf(d))).elements.map(({ label }) => label);
const links = ({ nodes, edges }: Diagram): string[] =>
  edges.map(({ from, to }) => `${nodes[from]?.name} → ${nodes[to]?.name}`);

const NET = `
class Block(nn.Module):
    def __init__(self, f):
        super().__init__()
        self.conv = nn.Conv2d(f, f, 3, padding=1)
        self.bn = nn.BatchNorm2d(f)
    def forward(self, x):
        return F.relu(x + self.bn(self.conv(x)))

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 7, stride=2, padding=3)
        self.blocks = nn.Sequential(Block(8), Block(8), Block(8))
        self.fc = nn.Linear(8, 10)
    def forward(self, image):
        x = self.blocks(self.stem(image))
        return self.fc(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))

out = Net()(torch.zeros(1, 3, 32, 32))
`;

describe('a residual network', () => {
  const d = diagram(NET, 'Net');
  test('the input by its name, the skip around the block, the sizes without the batch', () => {
    expect(links(d).slice(0, 6)).toEqual([
      'image → stem',
      'stem → conv',
      'conv → bn',
      'stem → +',
      'bn → +',
      '+ → relu',
    ]);
    expect(d.nodes.find((n) => n.name === 'stem')).toMatchObject({
      look: 'card',
      family: 'conv',
      detail: 'Conv2d 7×7 /2, 3 → 8',
      size: '8×16×16',
      costs: { params: 8 * 3 * 49 + 8 },
    });
  });
  test('norm is glued under its convolution, relu under the sum, equal blocks are one', () => {
    const outline = outlineOf(d);
    const blocks = d.groups.find((g) => g.module === 'blocks')?.id ?? -1;
    expect(outline.parts.get(blocks)).toMatchObject([{ kind: 'run', groups: [2, 3, 4] }]);
    const inner = outline.parts.get(2) ?? [];
    expect(inner.map((part) => part.kind === 'stack' && part.nodes.map((n) => d.nodes[n]?.name))).toEqual([
      ['conv', 'bn'],
      ['+', 'relu'],
    ]);
  });
  test('keys survive an edit elsewhere', () => {
    const edited = diagram(NET.replace('nn.Linear(8, 10)', 'nn.Linear(8, 100)'), 'Net');
    expect(edited.nodes.map((n) => n.key)).toEqual(d.nodes.map((n) => n.key));
  });
  test('volumes step by step, the blocks as one', () => {
    expect(
      volumeScene(outlineOf(d))
        .elements.filter((e) => e.kind !== 'edge')
        .map((e) => e.label.split(',')[0]),
    ).toEqual(['image', 'stem', 'blocks.0 ×3', 'adaptive_avg_pool2d', 'fc']);
  });
});

test('what PyTorch refuses is drawn where it fails, with its words', () => {
  const d = diagram(NET.replace('nn.Conv2d(3, 8', 'nn.Conv2d(3, 9'), 'Net');
  const failing = d.nodes.find((n) => n.look === 'error');
  expect(failing?.detail).toContain('expected input[1, 9, 16, 16] to have 8 channels');
  expect(d.edges.some(({ to }) => to === failing?.id)).toBe(true);
  expect(faultsOf(d, allOpen(outlineOf(d)))).toEqual([]);
});

test('what is not known is drawn with its reason', () => {
  const d = diagram(
    `
import nobody_has_this
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.fc = nn.Linear(4, 2)
    def forward(self, x):
        return self.fc(nobody_has_this.pool(self.conv(x)))
out = Net()(torch.zeros(1, 3, 8, 8))
`,
    'Net',
  );
  expect(d.nodes.find((n) => n.look === 'unknown')?.detail).toContain('nobody_has_this');
  expect(texts(d).join('\n')).toContain('not known');
});

describe('what was given something that is not known', () => {
  const code = (forward: string): string => `
import nobody_has_this
class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.deep = nn.Linear(4, 4)
        self.out = nn.Linear(4, 2)
    def forward(self, image, boxes):
        return self.out(self.deep(boxes))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.propose = Propose()
        self.head = Head()
        self.more = nn.Linear(2, 2)
        self.most = nn.Linear(2, 2)
    def forward(self, x):
        x = self.conv(x)
${forward}
class Propose(nn.Module):
    def __init__(self):
        super().__init__()
        self.score = nn.Conv2d(4, 1, 1)
    def forward(self, x):
        return nobody_has_this.pool(self.score(x))
out = Net()(torch.zeros(1, 3, 8, 8))
`;
  test('is a card with its weights, fed by what got lost, and leads to the output', () => {
    const d = diagram(code('        return self.head(x, self.propose(x))'), 'Net');
    expect(links(d)).toEqual([
      'x → conv',
      'conv → score',
      'score → not known',
      'conv → head',
      'not known → head',
      'head → output',
    ]);
    const head = d.nodes.find((n) => n.name === 'head');
    expect(head).toMatchObject({ look: 'unknown', group: 0, costs: { params: 4 * 4 + 4 + 4 * 2 + 2 } });
    for (const folding of [ALL_FOLDED, allOpen(outlineOf(d))]) expect(faultsOf(d, folding)).toEqual([]);
  });
  test('several are one card', () => {
    const d = diagram(code('        return self.most(self.more(self.head(x, self.propose(x))))'), 'Net');
    const card = d.nodes.find((n) => n.name === 'head … most');
    expect(card?.detail).toContain('3 modules, not known');
    expect(links(d).slice(-3)).toEqual(['conv → head … most', 'not known → head … most', 'head … most → output']);
  });
  test('a list of results of which nothing is known is an output', () => {
    const d = diagram(code('        return [b for b in self.propose(x)]'), 'Net');
    expect(links(d).at(-1)).toBe('not known → output');
  });
});

test('constants that nothing is made of are left out, those that something is made of stay', () => {
  const d = diagram(
    `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)
    def forward(self, x):
        scale = torch.log2(torch.tensor(4.0))
        shift = torch.full((2, 4), 2.0)
        return torch.cat([self.fc(x), shift], 1)
out = Net()(torch.zeros(2, 4))
`,
    'Net',
  );
  expect(links(d)).toEqual(expect.arrayContaining(['x → fc', 'fc → cat']));
  expect(d.nodes.map((n) => n.name)).not.toContain('log2');
  expect(d.nodes.map((n) => n.id)).toEqual(d.nodes.map((_, i) => i));
});

test('a normalisation that is written out is one chip', () => {
  const d = diagram(
    `
class RMSNorm(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(n))
    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6) * self.weight
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.norm = RMSNorm(4)
    def forward(self, x):
        return self.norm(self.fc(x))
out = Net()(torch.zeros(2, 4))
`,
    'Net',
  );
  expect(links(d)).toEqual(['x → fc', 'fc → norm', 'norm → output']);
  expect(d.nodes.find((n) => n.name === 'norm')).toMatchObject({ look: 'chip', family: 'norm' });
});

test('modules that take turns are turns, and equal turns are one', () => {
  const code = (blocks: string): string => `
class Block(nn.Module):
    def __init__(self, shift):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.shift = shift
    def forward(self, x):
        return x + self.fc(torch.roll(x, self.shift, 1))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(${blocks})
    def forward(self, x):
        return self.body(x)
out = Net()(torch.zeros(2, 4))
`;
  const runsOf = (blocks: string): string[] => {
    const d = diagram(code(blocks), 'Net');
    const outline = outlineOf(d);
    for (const folding of [ALL_FOLDED, defaultFolding(outline), allOpen(outline)])
      expect(faultsOf(d, folding)).toEqual([]);
    expect(d.groups.every(({ id, parent }, i) => id === i && (parent === undefined || parent < id))).toBe(true);
    return [...new Set(outline.runOf.values())].map((run) => `${run.name} ×${run.groups.length}`);
  };
  expect(runsOf('Block(0), Block(2), Block(0), Block(2), Block(0), Block(2)')).toEqual(['body.0 … body.1 ×3']);
  expect(runsOf('Block(3), Block(0), Block(2), Block(0), Block(2)')).toEqual(['body.1 … body.2 ×2']);
  expect(runsOf('Block(0), Block(1), Block(2), Block(3)')).toEqual([]);
  expect(runsOf('Block(0), Block(0), Block(0), Block(0)')).toEqual(['body.0 ×4']);
});

test('several inputs and outputs, each by its name', () => {
  const d = diagram(
    `
class Two(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 8)
        self.b = nn.Linear(4, 8)
    def forward(self, left, right):
        left, right = self.a(left), self.b(right)
        return {'sum': left + right, 'left': left}
out = Two()(torch.zeros(2, 4), torch.zeros(2, 4))
`,
    'Two',
  );
  expect(links(d)).toEqual(['left → a', 'right → b', 'a → +', 'b → +', '+ → sum', 'a → left']);
});

test('a module that is called twice is drawn twice', () => {
  const d = diagram(
    `
class Shared(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4))
    def forward(self, x):
        return self.body(self.body(x))
out = Shared()(torch.zeros(2, 4))
`,
    'Shared',
  );
  expect(d.groups.map((g) => g.key)).toEqual(['', 'body', 'body#1']);
  expect(faultsOf(d, ALL_FOLDED)).toEqual([]);
});

test('both sides of a condition that is not decided', () => {
  const d = diagram(
    `
class Either(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)
        self.b = nn.Linear(4, 4)
        self.c = nn.Linear(4, 2)
    def forward(self, x):
        if x.sum() > 0:
            y = self.a(x)
        else:
            y = self.b(x)
        return self.c(y)
out = Either()(torch.randn(2, 4))
`,
    'Either',
  );
  expect(links(d)).toEqual(expect.arrayContaining(['a → either', 'b → either', 'either → c']));
});

test('past the empty side of a condition goes what the other side replaces', () => {
  const code = (change: string): string => `
class Either(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)
        self.b = nn.Linear(4, 4)
        self.c = nn.Linear(4, 2)
    def forward(self, x):
        y = self.a(x)
        if x.sum() > 0:
            ${change}
        return self.c(y)
out = Either()(torch.randn(2, 4))
`;
  const replaced = diagram(code('y = self.b(x)'), 'Either');
  expect(
    links(replaced)
      .filter((link) => link.endsWith('either'))
      .sort(),
  ).toEqual(['a → either', 'b → either']);
  for (const folding of [ALL_FOLDED, allOpen(outlineOf(replaced))]) expect(faultsOf(replaced, folding)).toEqual([]);
  expect(links(diagram(code('z = self.b(x)'), 'Either'))).not.toContain('a → either');
});

describe('networks that are no pleasure to draw', () => {
  const drawn = (code: string): Diagram => {
    const d = diagram(code, 'Net');
    const outline = outlineOf(d);
    for (const folding of [ALL_FOLDED, defaultFolding(outline), allOpen(outline)]) {
      // The check compares every line with every card.
      if (d.nodes.length < 1000) expect(faultsOf(d, folding)).toEqual([]);
      expect(svgOf(graphScene(outline, folding), 'print')).toContain('</svg>');
    }
    expect(volumeScene(outline).elements.length).toBeGreaterThan(0);
    return d;
  };
  const net = (init: string, forward: string): string => `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        ${init}
    def forward(self, x):
        ${forward}
out = Net()(torch.zeros(2, 4))
`;
  test('5000 operations', () => {
    const d = drawn(
      net('self.fc = nn.Linear(4, 4)', 'for _ in range(2500): x = torch.relu(self.fc(x))\n        return x'),
    );
    expect(d.nodes.length).toBe(5002);
    expect(d.edges.length).toBe(5001);
  });
  test('a module that is used again and again, by itself and inside of others', () => {
    const d = drawn(`
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.step = nn.Sequential(nn.Linear(4, 4), nn.ReLU())
        self.outer = nn.ModuleList([self.step, self.step])
        self.again = self
    def forward(self, x):
        first = x
        for step in self.outer: x = step(x) + first
        return self.step(x)
out = Net()(torch.zeros(2, 4))
`);
    expect(d.groups.filter(({ cls }) => cls === 'Sequential')).toHaveLength(3);
    expect(d.edges.every(({ from, to }) => from < to)).toBe(true);
  });
  test('nothing in it, nothing that comes out, nothing that goes in', () => {
    expect(drawn(net('pass', 'return x')).nodes.map((n) => n.name)).toEqual(['x', 'output']);
    expect(drawn(net('self.fc = nn.Linear(4, 4)', 'self.fc(x)')).nodes.map((n) => n.name)).toEqual(['x', 'fc']);
    drawn(net('self.w = nn.Parameter(torch.ones(3))', 'return self.w * 2'));
  });
  test('forty branches and a join of them all', () => {
    const d = drawn(
      net(
        'self.all = nn.ModuleList([nn.Linear(4, 4) for _ in range(40)])',
        'return torch.cat([layer(x) for layer in self.all], 1)',
      ),
    );
    expect(d.edges.filter(({ to }) => d.nodes[to]?.name === 'cat')).toHaveLength(40);
  });
});

describe('the examples', () => {
  const files = ['lecture.py', 'residual.py', 'resizing.py', 'unet.py'];
  for (const file of files) {
    test(file, () => {
      const { graphs } = readCode(example(file));
      expect(graphs.length).toBeGreaterThan(0);
      for (const graph of graphs) {
        const d = diagramOf(graph, vocabularyOf(graph));
        const outline = outlineOf(d);
        for (const folding of [ALL_FOLDED, defaultFolding(outline), allOpen(outline)]) {
          expect(faultsOf(d, folding)).toEqual([]);
        }
      }
    });
  }
});

describe('files', () => {
  const d = diagram(NET, 'Net');
  const scene = graphScene(outlineOf(d), defaultFolding(outlineOf(d)));
  test('SVG: every tag is closed, every text is there', () => {
    const svg = svgOf(scene, 'light');
    const opened = [...svg.matchAll(/<(\w+)(?=[\s>])[^>]*(?<!\/)>/g)].map((m) => m[1]);
    const closed = [...svg.matchAll(/<\/(\w+)>/g)].map((m) => m[1]);
    expect(opened.toSorted()).toEqual(closed.toSorted());
    for (const text of ['stem', 'Conv2d 7×7 /2, 3 → 8', '8×16×16', 'fc', '×3'])
      expect(svg).toContain(`>${text}</text>`);
  });
  test('SVG: with fonts inside, and every measured text as wide as it was measured', () => {
    const svg = svgOf(scene, 'light', { regular: 'AAAA', semibold: 'BBBB', mono: 'CCCC', symbols: 'DDDD' });
    for (const data of ['AAAA', 'BBBB', 'CCCC', 'DDDD']) expect(svg).toContain(`url(data:font/woff2;base64,${data})`);
    const wide = [...svg.matchAll(/<text [^>]*textLength="([\d.]+)"[^>]*>([^<]*)</g)];
    expect(wide.length).toBe(svg.match(/<text /g)?.length);
    for (const [, width, content] of wide) expect(Number(width), content).toBeGreaterThan(0);
  });
  test('letters that the fonts lack are set in the one that lends them', () => {
    expect(runsOf('64×⌊H/2⌋').map(({ text, isBorrowed }) => [text, isBorrowed])).toEqual([
      ['64×', false],
      ['⌊', true],
      ['H/2', false],
      ['⌋', true],
    ]);
  });
  test('TikZ: what TeX would read is written so that it does not', () => {
    const tikz = tikzOf({ ...scene, title: 'Net(a_b={1: 2})' });
    expect(tikz).toContain('\\begin{tikzpicture}');
    expect(tikz).toContain('adaptive\\_avg\\_pool2d');
    expect(tikz).toContain('7$\\times$7');
  });
  test('Markdown: a row for each layer', () => {
    expect(markdownOf(d)).toContain('| `stem` | Conv2d 7×7 /2, 3 → 8 | 8×16×16 | 1,184 |');
  });
});

test('of modules that are too many to open, the first is open as an example', () => {
  const d = diagram(
    `
class Block(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.layers = nn.Sequential(*[nn.Conv2d(n, n, k) for k in (1, 3, 1, 3, 1)])
    def forward(self, x):
        return torch.relu(self.layers(x)) + 1
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(*[b for n in range(4, 12) for b in (nn.Conv2d(n - 1, n, 1), Block(n))])
    def forward(self, x):
        return self.body(x)
out = Net()(torch.zeros(1, 3, 64, 64))
`,
    'Net',
  );
  const { open } = defaultFolding(outlineOf(d), 20);
  expect([...open].filter((key) => /^body\.\d+$/.test(key))).toEqual(['body.1']);
});

test('a card too narrow for all drops the window, which its glyph shows, before the channels', () => {
  const d = diagram(
    `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.grow = nn.ConvTranspose2d(512, 256, 4, stride=2, padding=1)

    def forward(self, x):
        return self.grow(x)
`,
    'Net',
  );
  const svg = svgOf(graphScene(outlineOf(d), ALL_FOLDED), 'print');
  expect(svg).toContain('>ConvTranspose2d 512→256<');
});
