/**
 * Random small programs in which several names mean one object, under conditions and loops that are not decided. They
 * are made from seeds, so that only what Python says of them is stored.
 */
import { Dice } from './dice';

export interface AliasProgram {
  /** Without the lines that say what `c0`, `m0`, … are. */
  readonly code: string;
  readonly conditions: number;
  /** Lists of which nothing is known. */
  readonly lists: number;
}

/** What is asked at the end; each for its own variable. None of them can fail. */
const QUESTIONS = [
  'a',
  'p.n',
  'q.n',
  'p.mate.n',
  'p.xs',
  'q.xs',
  'p.mate.xs',
  'xs',
  'ys',
  'ls',
  'len(os)',
  '[o.n for o in os]',
  "d.get('a', -1)",
  "d.get('b', -1)",
  'len(d)',
  "e.get('a', -1)",
  "g.get('k', 0)",
  'sorted(s)',
  'len(u)',
  't[0]',
  't[1].n',
  'p is q',
  'xs is ys',
  'xs is p.xs',
  'add(0)[-1:]',
  'box(0)',
];
export const questionNames = QUESTIONS.map((_, i) => `r${i}`);

const HEAD = `class P:
 def __init__(self, n, xs=None):
  self.n = n
  self.xs = [] if xs is None else xs
  self.mate = self
 def grow(self, v):
  self.xs.append(v)
  return self
 def __iadd__(self, v):
  self.n += v
  return self
def put(l, v):
 l.append(v)
 return l
def pick(l, m, c):
 if c: return l
 return m
def first(l, c):
 for y in l:
  if c: return y
 return 0
def keep(l):
 def add(v):
  l.append(v)
  return l
 return add
def box(v, held=[]):
 held.append(v)
 return len(held)
def walk(l):
 for y in list(l):
  l.append(y)
  yield y
def swap(o, w):
 o.xs, w.xs = w.xs, o.xs
`;

const START = `a = 1
p = P(0)
q = P(9)
xs = [1, 2]
ys = []
ls = [xs, []]
os = [p]
d = {'a': 1}
e = {}
g = {'k': [0]}
s = {1}
u = {2}
t = (xs, p)
add = keep(ys)
`;

/** \`INT\`, \`LIST\`, … stand for an expression of that type. */
const SIMPLE = [
  'a = INT',
  'a += INT',
  'p = OBJ',
  'q = OBJ',
  'p, q = q, p',
  'xs = LIST',
  'ys = LIST',
  'xs, ys = ys, xs',
  'LIST.append(INT)',
  'LIST.append(INT)',
  'LIST.extend(LIST[:3])',
  'LIST.insert(0, INT)',
  'LIST.sort()',
  'LIST.clear()',
  'LIST[:] = [INT]',
  'LIST[1:] = LIST[:2]',
  'xs += [INT]',
  'ys *= 2',
  'p.xs += [INT]',
  'del xs[:1]',
  'OBJ.n = INT',
  'OBJ.n = INT',
  'p.n += 1',
  'p += 2',
  'OBJ.xs = LIST',
  'OBJ.mate = OBJ',
  'OBJ.grow(INT)',
  'setattr(OBJ, "n", INT)',
  'swap(OBJ, OBJ)',
  'ls.append(LIST)',
  'ls[0] = LIST',
  'ls[-1].append(INT)',
  'ls = [LIST, LIST]',
  'ls = [l for l in ls]',
  'ls = ls[:2]',
  'os.append(OBJ)',
  'os[0] = OBJ',
  'os = [OBJ, OBJ]',
  'os[-1].n = INT',
  "DICT['a'] = INT",
  "DICT['b'] = INT",
  "DICT.pop('a', None)",
  "DICT.setdefault('b', INT)",
  'DICT.update(DICT)',
  'd = DICT',
  'e = DICT',
  "g['k'] = LIST",
  "g.setdefault('k', []).append(INT)",
  "xs = g.get('k', xs)",
  "g.pop('k', None)",
  'SET.add(INT)',
  'SET.discard(1)',
  's = SET',
  'u = SET',
  's |= {INT}',
  't = (LIST, OBJ)',
  'put(LIST, INT)',
  'xs = put(LIST, INT)',
  'add = keep(LIST)',
  'add(INT)',
  'box(1)',
  'act = LIST.append; act(INT)',
  '(xs if COND else ys).append(INT)',
  '(COND and xs or ys).append(INT)',
  'xs = pick(LIST, LIST, COND)',
  'a = first(LIST[:2], COND)',
  'it = walk(xs); a = next(it, 0); a = next(it, a)',
  'for o in os: o.n += 1',
  'for l in ls: l.append(INT)',
  'del ls[2:]; del os[3:]; del xs[6:]',
] as const;

const WORDS: Readonly<Record<string, readonly string[]>> = {
  INT: ['1', '2', '3', '7', 'a', 'p.n', 'q.n', 'len(xs)', 'len(ys)', 'len(d)'],
  LIST: ['xs', 'ys', 'xs', 'ys', 'p.xs', 'q.xs', 'ls[0]', 't[0]', 'p.mate.xs'],
  OBJ: ['p', 'q', 'p', 'q', 'os[0]', 'p.mate', 'q.mate', 't[1]', 'P(INT)', 'P(INT, LIST)'],
  DICT: ['d', 'e', 'd', 'e', "{'a': INT}"],
  SET: ['s', 'u', 's', 'u', '{INT}'],
};
/** An assignment takes a new object as well. */
const MADE: Readonly<Record<string, readonly string[]>> = { 'xs = LIST': ['xs = [INT]', 'xs = []', 'xs = xs[:]'] };

const MOST_CONDITIONS = 5;
const MOST_LISTS = 2;

class Writer {
  conditions = 0;
  lists = 0;
  private readonly dice: Dice;
  constructor(seed: number) {
    this.dice = new Dice(seed);
  }

  condition(): string {
    if (this.conditions < MOST_CONDITIONS) return `c${this.conditions++}`;
    return this.dice.pick(['c0', 'c1', 'True', 'False']);
  }

  private filled(template: string): string {
    const text = template.replace(/INT|LIST|OBJ|DICT|SET/g, (word) => this.dice.pick(WORDS[word] ?? [word]));
    if (text !== template) return this.filled(text);
    return text.replaceAll('COND', () => this.condition());
  }

  private simple(): string {
    const template = this.dice.pick(SIMPLE);
    const made = MADE[template];
    const text = this.filled(made && this.dice.chance(0.5) ? this.dice.pick(made) : template);
    return text;
  }

  block(depth: number, indent: string, place: 'function' | 'loop' | 'plain'): string {
    let text = '';
    for (let n = this.dice.between(1, 3); n > 0; n--) text += this.statement(depth, indent, place);
    return text;
  }

  private statement(depth: number, indent: string, place: 'function' | 'loop' | 'plain'): string {
    const { dice } = this;
    const inner = `${indent} `;
    const body = (at = place) => this.block(depth - 1, inner, at);
    if (place === 'function' && dice.chance(0.1))
      return `${indent}return ${dice.pick(['xs', 'ys', 'p', 'q', 'd', 'a'])}\n`;
    if (place === 'loop' && dice.chance(0.15))
      return `${indent}if ${this.condition()}: ${dice.pick(['break', 'continue'])}\n`;
    if (depth > 0 && dice.chance(0.3)) {
      const otherwise = dice.chance(0.6) ? `${indent}else:\n` : '';
      return `${indent}if ${this.condition()}:\n${body()}${otherwise}${otherwise && body()}`;
    }
    if (depth > 0 && dice.chance(0.09)) {
      const over = dice.chance(0.5) && this.lists < MOST_LISTS ? `m${this.lists++}` : 'range(2)';
      const otherwise = dice.chance(0.2) ? `${indent}else:\n${body('plain')}` : '';
      return `${indent}for i in ${over}:\n${body('loop')}${otherwise}`;
    }
    if (depth > 0 && dice.chance(0.08)) {
      const raised = dice.chance(0.6) ? `${inner}if ${this.condition()}: raise ValueError\n` : '';
      const last = dice.chance(0.4) ? `${indent}finally:\n${body('plain')}` : '';
      return `${indent}try:\n${body()}${raised}${body()}${indent}except ValueError:\n${body()}${last}`;
    }
    return `${indent}${this.simple()}\n`;
  }
}

export function aliasProgram(seed: number): AliasProgram {
  const writer = new Writer(seed);
  const body = writer.block(3, ' ', 'function');
  const before = writer.block(2, '', 'plain');
  const after = writer.block(2, '', 'plain');
  const call = `z = f(p, q, xs, ys, ls, os, d, e, g, s, u, t, a)
if isinstance(z, P): p = z
elif isinstance(z, list): xs = z
elif isinstance(z, dict): d = z
`;
  const questions = QUESTIONS.map((question, i) => `r${i} = ${question}\n`).join('');
  const code = `${HEAD}def f(p, q, xs, ys, ls, os, d, e, g, s, u, t, a):\n add = keep(xs)\n${body}\n${START}${before}${call}${after}${questions}`;
  return { code, conditions: writer.conditions, lists: writer.lists };
}

/** As `convscope` is given it: nothing is known of the conditions and lists. */
export function undecidedProgram({ code, conditions, lists }: AliasProgram): string {
  const names = [...Array(conditions).keys()].map((i) => `c${i} = maybe\n`);
  const many = [...Array(lists).keys()].map((i) => `m${i} = many\n`);
  return `from probe import maybe, many\n${names.join('')}${many.join('')}${code}`;
}

/** Whether what is shown of a variable (`?cause` and `*?cause` where it is not known) may be this value. */
export function agrees(shown: string, value: string): boolean {
  const pattern = shown
    .replace(/[[\]{}()\\^$|.+]/g, '\\$&')
    .replace(/(, )?\*{1,2}\?[\w-]+/g, '.*')
    .replace(/(?<!\.)\?[\w-]+/g, '.+');
  return new RegExp(`^${pattern}$`).test(value);
}

/** How many of them are recorded. */
const RECORDED = 240;
export const aliasPrograms = (): AliasProgram[] => [...Array(RECORDED).keys()].map(aliasProgram);
