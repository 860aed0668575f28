/**
 * Random calls of tensor ops, valid and not, the same ones every time: what PyTorch makes of them is recorded in
 * test/oracle/random.json. Inputs get views first (transposed, sliced, expanded), so that layouts are compared too.
 */
import { Dice } from './dice';
import type { Case } from './harness';
import { LAYER_KINDS } from './randomLayers';

/** A view of `name`, and its sizes as they are then. */
function viewed(dice: Dice, name: string, shape: readonly number[]): { code: string; shape: number[] } {
  let code = name;
  let now = [...shape];
  for (let i = dice.pick([0, 0, 1, 1, 2]); i > 0; i--) {
    const rank = now.length;
    if (rank === 0) break;
    const [a, b] = [dice.below(rank), dice.below(rank)];
    switch (dice.below(5)) {
      case 0:
        code += `.transpose(${a}, ${b})`;
        [now[a], now[b]] = [now[b] ?? 1, now[a] ?? 1];
        break;
      case 1: {
        const order = now.map((_, k) => k).sort(() => (dice.chance(0.5) ? 1 : -1));
        code += `.permute(${order.join(', ')}${rank === 1 ? ',' : ''})`;
        now = order.map((k) => now[k] ?? 1);
        break;
      }
      case 2: {
        const size = now[a] ?? 1;
        const [start, step] = [dice.below(size + 1), dice.between(1, 2)];
        code += `[${':, '.repeat(a)}${start}::${step}]`;
        now[a] = Math.max(0, Math.ceil((size - start) / step));
        break;
      }
      case 3:
        if (rank < 4) {
          code += `.unsqueeze(${a})`;
          now.splice(a, 0, 1);
        }
        break;
      default: {
        const grown = now.map((size) => (size === 1 ? dice.between(1, 3) : size));
        code += `.expand(${grown.join(', ')}${rank === 1 ? ',' : ''})`;
        now = grown;
      }
    }
  }
  return { code, shape: now };
}

type Maker = (dice: Dice) => Case;

const input = (shape: readonly number[], dtype = ''): string =>
  (shape.length === 0 ? 'scalar' : shape.join('x')) + dtype;

/** One tensor, seen through views. */
const onOne =
  (call: (x: string, shape: readonly number[], dice: Dice) => string, low = 0, high = 4, dtype = ''): Maker =>
  (dice) => {
    const shape = dice.shape(low, high);
    const view = viewed(dice, 'x', shape);
    return { code: call(view.code, view.shape, dice), inputs: { x: input(shape, dtype) } };
  };

/** Two tensors whose sizes go together, mostly. */
const onTwo =
  (
    call: (x: string, y: string, dice: Dice) => string,
    dtypes: readonly string[] = ['', '', ':long', ':double', ':half', ':bool'],
  ): Maker =>
  (dice) => {
    const shape = dice.shape(0, 4);
    const x = viewed(dice, 'x', shape);
    const partner = dice.partner(x.shape);
    const y = viewed(dice, 'y', partner);
    const types = [dice.pick(dtypes), dice.pick(dtypes)];
    return {
      code: call(x.code, dice.chance(0.75) ? y.code : 'y', dice),
      inputs: { x: input(shape, types[0]), y: input(partner, types[1]) },
    };
  };

const UNARY = [
  'neg',
  'abs',
  'exp',
  'sqrt',
  'sin',
  'erf',
  'floor',
  'round',
  'sign',
  'log1p',
  'square',
  'reciprocal',
  'rsqrt',
  'isnan',
  'logical_not',
  'relu',
  'sigmoid',
  'tanh',
];
const BINARY = ['+', '-', '*', '/', '//', '%', '**', '==', '<', '>='];
const BINARY_FUNCTIONS = [
  'add',
  'sub',
  'mul',
  'div',
  'remainder',
  'fmod',
  'maximum',
  'minimum',
  'atan2',
  'pow',
  'eq',
  'ne',
  'gt',
  'logical_and',
  'logical_xor',
  'floor_divide',
];
const REDUCTIONS = ['sum', 'mean', 'amax', 'amin', 'std', 'var', 'nansum'];
const ONE_AXIS = ['all', 'any', 'prod', 'argmax', 'argmin', 'logsumexp', 'norm'];
const WITH_PLACES = ['max', 'min', 'median', 'mode', 'sort', 'cummax'];

function index(dice: Dice, shape: readonly number[]): string {
  const items: string[] = [];
  let left = shape.length;
  for (const size of shape) {
    if (left-- <= 0 || dice.chance(0.25)) break;
    const kind = dice.below(9);
    if (kind === 0) items.push('None');
    if (kind <= 2)
      items.push(
        dice.pick([
          ':',
          `${dice.between(-size - 1, size)}:`,
          `:${dice.between(-size - 1, size + 2)}`,
          '::2',
          `${dice.below(size + 1)}:${dice.below(size + 2)}`,
        ]),
      );
    else if (kind <= 4) items.push(String(dice.chance(0.1) ? size : dice.between(-size, size - 1)));
    else if (kind === 5 && !items.includes('...')) items.push('...');
    else if (kind === 6 && size > 0)
      items.push(`[${Array.from({ length: dice.between(1, 3) }, () => dice.between(-size, size - 1)).join(', ')}]`);
    else if (kind === 7 && size > 0)
      items.push(`torch.zeros(${dice.pick(['2', '3', '2, 3', '1, 2'])}, dtype=torch.long)`);
    else if (kind === 8) items.push(`torch.ones(${dice.chance(0.1) ? size + 1 : size}, dtype=torch.bool)`);
    else items.push(':');
  }
  if (dice.chance(0.05)) items.push('0', '0');
  return items.length === 0 ? '...' : items.join(', ');
}

function matmul(dice: Dice): Case {
  const [n, k, m] = [dice.between(1, 4), dice.between(1, 4), dice.between(1, 4)];
  const batch = dice.shape(0, 2).filter((size) => size > 0);
  const left = dice.chance(0.2) ? [k] : [...batch, n, k];
  const inner = dice.chance(0.12) ? k + 1 : k;
  const right = dice.chance(0.2)
    ? [inner]
    : [...(dice.chance(0.5) ? batch : dice.partner(batch).slice(-batch.length)), inner, m];
  const operators = [
    'x @ y',
    'torch.matmul(x, y)',
    'torch.mm(x, y)',
    'torch.bmm(x, y)',
    'x.mv(y)',
    'torch.dot(x, y)',
    'torch.inner(x, y)',
    'torch.outer(x, y)',
    'torch.tensordot(x, y, dims=1)',
  ];
  return { code: dice.chance(0.6) ? 'x @ y' : dice.pick(operators), inputs: { x: input(left), y: input(right) } };
}

/** Letters with sizes of their own; now and then one is wrong. */
function einsum(dice: Dice): Case {
  const sizes = new Map([...'abcde'].map((letter) => [letter, dice.between(1, 4)]));
  const term = (): string =>
    [...'abcde']
      .filter(() => dice.chance(0.5))
      .sort(() => (dice.chance(0.5) ? 1 : -1))
      .join('');
  const terms = Array.from({ length: dice.between(1, 3) }, term);
  const seen = [...new Set(terms.join(''))];
  const output = dice.chance(0.3)
    ? ''
    : `->${seen
        .filter(() => dice.chance(0.5))
        .sort(() => (dice.chance(0.5) ? 1 : -1))
        .join('')}`;
  const names = ['x', 'y', 'z'].slice(0, terms.length);
  const shapes = terms.map((letters) =>
    [...letters].map((letter) => (dice.chance(0.04) ? 5 : dice.chance(0.1) ? 1 : (sizes.get(letter) ?? 1))),
  );
  return {
    code: `torch.einsum('${terms.join(',')}${output}', ${names.join(', ')})`,
    inputs: Object.fromEntries(names.map((name, i) => [name, input(shapes[i] ?? [])])),
  };
}

function cat(dice: Dice): Case {
  const shape = dice.shape(0, 4);
  const axis = dice.dim(shape.length);
  const at = axis < 0 ? axis + shape.length : axis;
  const other = shape.map((size, i) => (i === at ? dice.between(0, 3) : dice.chance(0.04) ? size + 1 : size));
  const name = dice.pick(['cat', 'cat', 'cat', 'stack', 'hstack', 'vstack', 'dstack']);
  const same = name === 'stack' && dice.chance(0.8) ? shape : other;
  const tail = name === 'cat' || name === 'stack' ? `, dim=${axis}` : '';
  return {
    code: `torch.${name}([x, y${dice.chance(0.2) ? ', x' : ''}]${tail})`,
    inputs: { x: input(shape, dice.pick(['', '', ':long'])), y: input(same, dice.pick(['', '', ':double'])) },
  };
}

const lengthOf = (shape: readonly number[], dim: number): number => shape[dim < 0 ? dim + shape.length : dim] ?? 1;

function split(x: string, shape: readonly number[], dice: Dice): string {
  const dim = dice.dim(shape.length);
  const size = lengthOf(shape, dim);
  switch (dice.below(6)) {
    case 0:
      return `${x}.split(${dice.between(0, size + 1)}, ${dim})`;
    case 1:
      return `${x}.chunk(${dice.between(0, 5)}, ${dim})`;
    case 2: {
      const first = dice.between(0, size);
      return `${x}.split([${first}, ${size - first + (dice.chance(0.1) ? 1 : 0)}], dim=${dim})`;
    }
    case 3:
      return `torch.tensor_split(${x}, ${dice.between(0, 4)}, dim=${dim})`;
    case 4:
      return `torch.tensor_split(${x}, (${dice.between(-2, size)}, ${dice.between(0, size + 2)}), dim=${dim})`;
    default:
      return `${x}.unbind(${dim})`;
  }
}

function axes(x: string, shape: readonly number[], dice: Dice): string {
  const rank = shape.length;
  switch (dice.below(10)) {
    case 0:
      return `${x}.transpose(${dice.dim(rank)}, ${dice.dim(rank)})`;
    case 1:
      return `${x}.squeeze(${dice.chance(0.3) ? '' : dice.dim(rank)})`;
    case 2:
      return `${x}.unsqueeze(${dice.dim(rank + 1)})`;
    case 3:
      return `${x}.flatten(${dice.dim(rank)}, ${dice.dim(rank)})`;
    case 4:
      return `${x}.movedim(${dice.dim(rank)}, ${dice.dim(rank)})`;
    case 5:
      if (rank === 0) return `${x}.t()`;
      return `${x}.permute(${Array.from({ length: rank }, () => dice.dim(rank)).join(', ')}${rank === 1 ? ',' : ''})`;
    case 6:
      return `${x}.flip(${dice.dim(rank)})`;
    case 7:
      return `torch.roll(${x}, ${dice.between(-2, 2)}, ${dice.chance(0.3) ? 'None' : dice.dim(rank)})`.replace(
        ', None',
        '',
      );
    case 8:
      return `${x}.diagonal(${dice.between(-2, 2)}, ${dice.dim(rank)}, ${dice.dim(rank)})`;
    default:
      return `torch.rot90(${x}, ${dice.between(-2, 3)}, (${dice.dim(rank)}, ${dice.dim(rank)}))`;
  }
}

function grow(x: string, shape: readonly number[], dice: Dice): string {
  const sizes = shape.map((size) =>
    size === 1 && dice.chance(0.7) ? dice.between(1, 3) : dice.chance(0.2) ? -1 : dice.chance(0.05) ? size + 1 : size,
  );
  if (dice.chance(0.3)) sizes.unshift(dice.pick([2, 3, -1]));
  switch (dice.below(5)) {
    case 0:
      return `${x}.expand(${sizes.join(', ')}${sizes.length === 1 ? ',' : ''})`;
    case 1:
      return `${x}.repeat(${Array.from({ length: dice.between(Math.max(shape.length - (dice.chance(0.1) ? 1 : 0), 1), shape.length + 1) }, () => dice.between(0, 3)).join(', ')})`;
    case 2:
      return `${x}.tile((${Array.from({ length: dice.between(1, 4) }, () => `${dice.between(1, 2)},`).join(' ')}))`;
    case 3:
      return `${x}.repeat_interleave(${dice.between(0, 3)}, dim=${dice.chance(0.3) ? 'None' : dice.dim(shape.length)})`;
    default:
      return `torch.broadcast_to(${x}, (${sizes.map((size) => `${size},`).join(' ')}))`;
  }
}

function pickers(x: string, shape: readonly number[], dice: Dice): string {
  const dim = dice.dim(shape.length);
  const like = shape.map((size) => Math.max(0, size + (dice.chance(0.15) ? 1 : dice.chance(0.3) ? -1 : 0)));
  const indexOf = (sizes: readonly number[]) =>
    `torch.zeros(${sizes.length === 0 ? '()' : sizes.join(', ')}, dtype=torch.long)`;
  switch (dice.below(6)) {
    case 0:
      return `${x}.gather(${dim}, ${indexOf(like)})`;
    case 1:
      return `${x}.index_select(${dim}, ${indexOf([dice.between(0, 4)])})`;
    case 2:
      return `${x}.narrow(${dim}, ${dice.between(0, 2)}, ${dice.between(0, 3)})`;
    case 3:
      return `${x}.select(${dim}, ${dice.between(-2, 3)})`;
    case 4:
      return `${x}.topk(${dice.between(0, 4)}, dim=${dim})`;
    default:
      return `${x}.unfold(${dim}, ${dice.between(1, 4)}, ${dice.between(1, 3)})`;
  }
}

function create(dice: Dice): Case {
  const [a, b, c] = [dice.between(-6, 6), dice.between(-6, 9), dice.pick([-3, -2, -1, 1, 1, 2, 3])];
  const float = () => dice.between(-8, 8) / 4;
  return {
    code: dice.pick([
      `torch.arange(${a}, ${b}, ${c})`,
      `torch.arange(${float()}, ${float()}, ${dice.pick([0.25, 0.5, 0.3, -0.5])})`,
      `torch.arange(${b})`,
      `torch.linspace(${float()}, ${float()}, ${dice.between(0, 9)})`,
      `torch.eye(${dice.between(0, 4)}, ${dice.between(0, 4)})`,
      `torch.full((${dice.between(0, 3)}, 2), ${dice.pick(['1', '1.5'])})`,
      `torch.zeros(${dice.shape(1, 3).join(', ')})`,
      `torch.meshgrid(torch.arange(${dice.between(0, 3)}), torch.ones(${dice.between(0, 3)}), indexing='${dice.pick(['ij', 'xy'])}')`,
      `(torch.arange(${dice.between(1, 9)}) * ${float()} ${dice.pick(['+', '-'])} ${dice.pick(['0.1', '2', '24.48'])})${dice.pick(['', '.int()', '.round()', '[1:]', '.sum()', '.view(-1, 1)'])}`,
      `torch.${dice.pick(['exp', 'log', 'sqrt', 'round', 'floor', 'abs', 'sign'])}(torch.linspace(0.1, ${dice.between(1, 20)}, ${dice.between(1, 9)}))`,
      `torch.diff(torch.tensor([${[1, 2, 3, 4].map(() => dice.between(-5, 9)).join(', ')}]))`,
      `torch.arange(12).view(3, 4)${dice.pick(['.t()', '.sum(0)', '[1]', '[:, ::2]', '.flip(0)', '.max(1)[0]', '.cumsum(1)', '[:, [0, 2]]', '.permute(1, 0)[1]', '.repeat(1, 2)', '.roll(1, 0)'])}`,
      `torch.tensor([${float()}, ${a}]) ${dice.pick(BINARY.slice(0, 4))} ${dice.pick([String(a), '1.5'])}`,
      `torch.linspace(0, ${float()}, ${dice.between(1, 6)}).tolist().__len__()`,
      `torch.tril_indices(${dice.between(0, 4)}, ${dice.between(0, 4)}, ${dice.between(-2, 2)})`,
    ]),
  };
}

function inPlace(dice: Dice): Case {
  const shape = dice.shape(0, 3);
  const partner = dice.partner(shape);
  const name = dice.pick(['add_', 'mul_', 'copy_', 'sub_', 'masked_fill_']);
  const other = name === 'masked_fill_' ? 'y > 0, 0' : 'y';
  return { code: `x.${name}(${other})`, inputs: { x: input(shape), y: input(partner) } };
}

/** `1:3` outside brackets is written `slice(1, 3)`. */
function asObject(item: string): string {
  if (item.startsWith('[') || !item.includes(':')) return item;
  return `slice(${item
    .split(':')
    .map((bound) => bound || 'None')
    .join(', ')})`;
}

function write(dice: Dice): Case {
  const shape = dice.shape(1, 3);
  const at = index(dice, shape)
    .split(/, (?![^[(]*[\])])/)
    .map(asObject)
    .join(', ');
  return {
    code: `[x.__setitem__((${at},), ${dice.pick(['0', '1.5', 'y', 'y'])}), x][1]`,
    inputs: { x: input(shape), y: input(dice.partner(shape)) },
  };
}

/** How many calls of each kind. */
const KINDS: readonly (readonly [count: number, make: Maker])[] = [
  [700, onOne((x, _, dice) => `torch.${dice.pick(UNARY)}(${x})`)],
  [700, onTwo((x, y, dice) => `${x} ${dice.pick(BINARY)} ${y}`, ['', '', ':double', ':half'])],
  [
    500,
    onTwo(
      (x, y, dice) => `${x} ${dice.pick(BINARY.filter((op) => op !== '//' && op !== '%'))} ${y}`,
      ['', ':double', ':long'],
    ),
  ],
  [700, onTwo((x, y, dice) => `torch.${dice.pick(BINARY_FUNCTIONS)}(${x}, ${y})`, ['', '', ':double'])],
  [300, onOne((x, _, dice) => `${dice.pick(['2', '1.5', 'True'])} ${dice.pick(['+', '*', '-', '/'])} ${x}`, 0, 3)],
  [
    300,
    onTwo(
      (x, y, dice) =>
        dice.pick([
          `torch.where(${x} > 0, ${x}, ${y})`,
          `torch.lerp(${x}, ${y}, 0.5)`,
          `${x}.masked_fill(${y} > 0, 1)`,
          `torch.clamp(${x}, 0, 1) + ${y}`,
        ]),
      [''],
    ),
  ],
  [
    1200,
    onOne(
      (x, shape, dice) =>
        `${x}.${dice.pick(REDUCTIONS)}(dim=${dice.dims(shape.length)}${dice.chance(0.4) ? ', keepdim=True' : ''})`,
    ),
  ],
  [
    400,
    onOne(
      (x, shape, dice) =>
        `${x}.${dice.pick(ONE_AXIS)}(dim=${dice.dim(shape.length)}${dice.chance(0.4) ? ', keepdim=True' : ''})`,
    ),
  ],
  [400, onOne((x, shape, dice) => `${x}.${dice.pick(WITH_PLACES)}(dim=${dice.dim(shape.length)})`)],
  [
    200,
    onOne(
      (x, shape, dice) =>
        `torch.${dice.pick(['cumsum', 'cumprod', 'softmax', 'log_softmax', 'diff'])}(${x}, dim=${dice.dim(shape.length)})`,
    ),
  ],
  [1200, onOne((x, shape, dice) => `${x}.${dice.pick(['view', 'reshape', 'view'])}(${dice.refit(shape)})`, 1)],
  [1500, onOne(axes)],
  [900, onOne(grow)],
  [900, onOne(split, 1)],
  [1800, onOne((x, shape, dice) => `${x}[${index(dice, shape)}]`, 1)],
  [900, onOne(pickers, 1)],
  [900, matmul],
  [700, einsum],
  [700, cat],
  [900, create],
  [400, inPlace],
  [300, write],
  ...LAYER_KINDS,
];

export function randomCases(): readonly Case[] {
  return KINDS.flatMap(([count, make], kind) =>
    Array.from({ length: count }, (_, i) => make(new Dice(kind * 1_000_003 + i * 7919 + 17))),
  );
}
