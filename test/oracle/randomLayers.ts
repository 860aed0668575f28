/** Random layers and functions of torch.nn, valid and not, the same ones every time; see random.ts. */
import type { Dice } from './dice';
import type { Case } from './harness';

type Maker = (dice: Dice) => Case;

const input = (shape: readonly number[], dtype = ''): string =>
  (shape.length === 0 ? 'scalar' : shape.join('x')) + dtype;

/** A map of `n` spatial axes, mostly with a batch; now and then an axis too few or too many. */
function map(dice: Dice, n: number, channels: number, low = 1, high = 12): number[] {
  const space = Array.from({ length: n }, () => dice.between(low, high));
  const batch = dice.chance(0.8) ? [dice.between(1, 3)] : [];
  if (dice.chance(0.03)) return space;
  if (dice.chance(0.02)) return [2, ...batch, channels, ...space];
  return [...batch, channels, ...space];
}

/** One number for all axes, or one for each; now and then of the wrong length. */
function perAxis(dice: Dice, n: number, low: number, high: number): string {
  if (dice.chance(0.65)) return String(dice.between(low, high));
  const count = dice.chance(0.04) ? n + 1 : n;
  const items = Array.from({ length: count }, () => dice.between(low, high));
  return `(${items.join(', ')}${count === 1 ? ',' : ''})`;
}

const keyword = (dice: Dice, chance: number, text: () => string): string => (dice.chance(chance) ? `, ${text()}` : '');
const flag = (dice: Dice): string => dice.pick(['True', 'False']);

const convolution: Maker = (dice) => {
  const n = dice.pick([1, 2, 2, 2, 3]);
  const groups = dice.pick([1, 1, 1, 2, 3]);
  const [i, o] = [groups * dice.between(1, 2), groups * dice.between(1, 3)];
  const channels = dice.chance(0.06) ? i + 1 : i;
  const padding = dice.chance(0.12) ? dice.pick(["'same'", "'valid'", "'full'"]) : perAxis(dice, n, 0, 3);
  const layer = `nn.Conv${n}d(${i}, ${o}, ${perAxis(dice, n, 1, 4)}, stride=${perAxis(dice, n, dice.chance(0.02) ? 0 : 1, 3)}, padding=${padding}`;
  const rest = [
    keyword(dice, 0.3, () => `dilation=${perAxis(dice, n, 1, 2)}`),
    groups > 1 ? `, groups=${dice.chance(0.05) ? groups + 1 : groups}` : '',
    keyword(dice, 0.2, () => 'bias=False'),
    keyword(dice, 0.1, () => `padding_mode='${dice.pick(['reflect', 'circular', 'replicate'])}'`),
  ].join('');
  return { code: `${layer}${rest})(x)`, inputs: { x: input(map(dice, n, channels, 1, n === 3 ? 6 : 12)) } };
};

const transposed: Maker = (dice) => {
  const n = dice.pick([1, 2, 2, 3]);
  const [i, o] = [dice.between(1, 3), dice.between(1, 3)];
  const channels = dice.chance(0.06) ? i + 1 : i;
  const rest = [
    keyword(dice, 0.4, () => `output_padding=${perAxis(dice, n, 0, 2)}`),
    keyword(dice, 0.2, () => `dilation=${perAxis(dice, n, 1, 2)}`),
  ].join('');
  return {
    code: `nn.ConvTranspose${n}d(${i}, ${o}, ${perAxis(dice, n, 1, 4)}, stride=${perAxis(dice, n, 1, 3)}, padding=${perAxis(dice, n, 0, 2)}${rest})(x)`,
    inputs: { x: input(map(dice, n, channels, 1, n === 3 ? 4 : 8)) },
  };
};

const pool: Maker = (dice) => {
  const n = dice.pick([1, 2, 2, 3]);
  const kind = dice.pick(['Max', 'Max', 'Avg', 'Avg', 'LP']);
  const power = kind === 'LP' ? '2, ' : '';
  const dims = kind === 'LP' && n === 3 ? 2 : n;
  const extra =
    kind === 'Max'
      ? keyword(dice, 0.15, () => 'return_indices=True')
      : kind === 'Avg'
        ? keyword(dice, 0.2, () => 'count_include_pad=False')
        : '';
  // From 2.0 on the padding may be half of a dilated window: where there is a dilation, it is left out.
  const dilated = kind === 'Max' && dice.chance(0.2);
  const dilation = dilated ? `, dilation=${perAxis(dice, dims, 1, 2)}` : '';
  const padding = kind === 'LP' || dilated ? '' : keyword(dice, 0.5, () => `padding=${perAxis(dice, dims, 0, 2)}`);
  const size = kind === 'LP' ? String(dice.between(1, 4)) : perAxis(dice, dims, 1, 4);
  const stride = keyword(dice, 0.6, () => `stride=${kind === 'LP' ? dice.between(1, 3) : perAxis(dice, dims, 1, 3)}`);
  const ceil = keyword(dice, 0.4, () => `ceil_mode=${flag(dice)}`);
  return {
    code: `nn.${kind}Pool${dims}d(${power}${size}${stride}${padding}${dilation}${extra}${ceil})(x)`,
    inputs: { x: input(map(dice, dims, dice.between(1, 3), 1, dims === 3 ? 6 : 10)) },
  };
};

const adaptive: Maker = (dice) => {
  const n = dice.pick([1, 2, 2, 3]);
  const kind = dice.pick(['Avg', 'Max']);
  const single = String(dice.between(0, 4));
  const tuple = `(${Array.from({ length: n }, () => (dice.chance(0.2) ? 'None' : dice.between(1, 4))).join(', ')}${n === 1 ? ',' : ''})`;
  return {
    code: `nn.Adaptive${kind}Pool${n}d(${dice.chance(0.6) ? single : tuple})(x)`,
    inputs: { x: input(map(dice, n, dice.between(1, 3), 1, 7)) },
  };
};

const norm: Maker = (dice) => {
  const c = dice.pick([2, 3, 4, 6]);
  const n = dice.pick([1, 2, 2, 3]);
  const channels = dice.chance(0.08) ? c + 1 : c;
  const x = map(dice, n, channels, 1, 5);
  switch (dice.below(5)) {
    case 0:
      return {
        code: `nn.BatchNorm${n}d(${c}${keyword(dice, 0.2, () => 'affine=False')}${keyword(dice, 0.2, () => 'track_running_stats=False')})${dice.pick(['', '.eval()'])}(x)`,
        inputs: { x: input(n === 1 && dice.chance(0.4) ? [dice.between(1, 3), channels] : x) },
      };
    case 1:
      return {
        code: `nn.InstanceNorm${n}d(${c}${keyword(dice, 0.4, () => 'affine=True')})(x)`,
        inputs: { x: input(x) },
      };
    case 2:
      return {
        code: `nn.GroupNorm(${dice.pick([1, 2, 3])}, ${c})(x)`,
        inputs: { x: input([dice.between(1, 3), channels, ...x.slice(-n)]) },
      };
    case 3: {
      const shape = dice.shape(1, 4).filter((size) => size > 0);
      const tail = shape.slice(-dice.between(1, 2));
      const wanted = dice.chance(0.1) ? [...tail.slice(0, -1), (tail.at(-1) ?? 1) + 1] : tail;
      return {
        code: `nn.LayerNorm(${wanted.length === 1 && dice.chance(0.5) ? wanted[0] : `[${wanted.join(', ')}]`}${keyword(dice, 0.2, () => 'elementwise_affine=False')})(x)`,
        inputs: { x: input(shape.length === 0 ? [1] : shape) },
      };
    }
    default:
      return { code: `nn.LocalResponseNorm(${dice.between(1, 4)})(x)`, inputs: { x: input(x) } };
  }
};

const dense: Maker = (dice) => {
  const [i, o] = [dice.between(1, 5), dice.between(1, 5)];
  const lead = dice.shape(0, 3);
  const given = dice.chance(0.1) ? i + 1 : i;
  if (dice.chance(0.2)) {
    const j = dice.between(1, 4);
    return {
      code: `nn.Bilinear(${i}, ${j}, ${o})(x, y)`,
      inputs: { x: input([...lead, given]), y: input([...(dice.chance(0.1) ? [2, ...lead] : lead), j]) },
    };
  }
  return {
    code: `nn.Linear(${i}, ${o}${keyword(dice, 0.3, () => 'bias=False')})(x)`,
    inputs: { x: input([...lead, given]) },
  };
};

const recurrent: Maker = (dice) => {
  const [i, h] = [dice.between(1, 4), dice.between(1, 4)];
  const kind = dice.pick(['RNN', 'LSTM', 'GRU']);
  const [layers, both] = [dice.between(1, 2), dice.chance(0.4)];
  const first = dice.chance(0.5);
  const batch = dice.between(1, 3);
  const given = dice.chance(0.08) ? i + 1 : i;
  const x = dice.chance(0.1)
    ? [dice.between(1, 4), given]
    : first
      ? [batch, dice.between(1, 4), given]
      : [dice.between(1, 4), batch, given];
  const layer = `nn.${kind}(${i}, ${h}, num_layers=${layers}, bidirectional=${both ? 'True' : 'False'}, batch_first=${first ? 'True' : 'False'}${keyword(dice, 0.2, () => 'bias=False')})`;
  if (dice.chance(0.5)) return { code: `${layer}(x)[0]`, inputs: { x: input(x) } };
  const state = [
    (layers + (dice.chance(0.08) ? 1 : 0)) * (both ? 2 : 1),
    ...(x.length === 2 ? [] : [batch + (dice.chance(0.08) ? 1 : 0)]),
    h,
  ];
  const states = kind === 'LSTM' ? '(h, h)' : 'h';
  return { code: `${layer}(x, ${states})${dice.pick(['', '[1]'])}`, inputs: { x: input(x), h: input(state) } };
};

const padding: Maker = (dice) => {
  const n = dice.pick([1, 2, 2, 3]);
  const kind = dice.pick(['Reflection', 'Replication', 'Constant', n === 2 ? 'Zero' : 'Constant']);
  const value = kind === 'Constant' ? ', 0.5' : '';
  const sides = dice.chance(0.5)
    ? String(dice.between(0, 4))
    : `(${Array.from({ length: 2 * n }, () => dice.between(kind === 'Constant' || kind === 'Zero' ? -1 : 0, 4)).join(', ')})`;
  // Newer PyTorch gives an axis of no elements where 1.13 refuses it: the axes keep something.
  return {
    code: `nn.${kind}Pad${n}d(${sides}${value})(x)`,
    inputs: { x: input(map(dice, n, dice.between(1, 2), 3, 6)) },
  };
};

const functionalPad: Maker = (dice) => {
  const shape = dice.shape(1, 4).filter((size) => size > 0);
  const rank = Math.max(shape.length, 1);
  const count = 2 * dice.between(1, dice.chance(0.1) ? rank + 1 : rank) - (dice.chance(0.04) ? 1 : 0);
  const least = shape.every((size) => size > 2) ? -1 : 0;
  const sides = Array.from({ length: count }, () => dice.between(least, 3)).join(', ');
  const mode = keyword(dice, 0.3, () => `mode='${dice.pick(['reflect', 'replicate', 'circular', 'constant'])}'`);
  return { code: `F.pad(x, (${sides},)${mode})`, inputs: { x: input(shape.length === 0 ? [2] : shape) } };
};

const resize: Maker = (dice) => {
  const n = dice.pick([1, 2, 2, 3]);
  const modes =
    [
      ['nearest', 'linear', 'area'],
      ['nearest', 'bilinear', 'bicubic', 'area'],
      ['nearest', 'trilinear', 'area'],
    ][n - 1] ?? [];
  const mode = dice.chance(0.05) ? 'bilinear' : dice.pick(modes);
  const size = dice.chance(0.5)
    ? `size=${perAxis(dice, n, 1, 9)}`
    : `scale_factor=${dice.pick(['2', '3', '0.5', '1.5', '0.3'])}`;
  const align = /linear|cubic/.test(mode) ? keyword(dice, 0.5, () => `align_corners=${flag(dice)}`) : '';
  const shape = map(dice, n, dice.between(1, 2), 1, 8);
  const call = dice.chance(0.5)
    ? `F.interpolate(x, ${size}, mode='${mode}'${align})`
    : `nn.Upsample(${size}, mode='${mode}'${align})(x)`;
  return { code: call, inputs: { x: input(shape) } };
};

const ACTIVATIONS = [
  'ReLU',
  'ReLU6',
  'ELU',
  'SELU',
  'CELU',
  'GELU',
  'SiLU',
  'Mish',
  'Sigmoid',
  'Tanh',
  'Softplus',
  'Softsign',
  'LeakyReLU',
  'Hardswish',
  'Hardsigmoid',
  'Hardtanh',
  'LogSigmoid',
  'Tanhshrink',
  'Softshrink',
  'Hardshrink',
  'RReLU',
  'Identity',
  'Dropout',
  'AlphaDropout',
];

const activation: Maker = (dice) => {
  const shape = dice.shape(0, 4);
  switch (dice.below(5)) {
    case 0:
      return { code: `nn.PReLU(${dice.pick([1, 1, 2, 3])})(x)`, inputs: { x: input(shape) } };
    case 1:
      return { code: `nn.GLU(${dice.dim(shape.length)})(x)`, inputs: { x: input(shape) } };
    case 2:
      return {
        code: `nn.${dice.pick(['Softmax', 'LogSoftmax', 'Softmin'])}(${dice.dim(shape.length)})(x)`,
        inputs: { x: input(shape) },
      };
    default:
      return { code: `nn.${dice.pick(ACTIVATIONS)}()(x)`, inputs: { x: input(shape) } };
  }
};

const rearranged: Maker = (dice) => {
  const r = dice.between(1, 3);
  const space = [dice.between(1, 6), dice.between(1, 6)];
  switch (dice.below(7)) {
    case 0:
      return {
        code: `nn.PixelShuffle(${r})(x)`,
        inputs: { x: input([2, dice.chance(0.1) ? 5 : r * r * dice.between(1, 2), ...space]) },
      };
    case 1:
      return {
        code: `nn.PixelUnshuffle(${r})(x)`,
        inputs: { x: input([2, 1, ...space.map((size) => (dice.chance(0.85) ? size * r : size))]) },
      };
    case 2:
      return {
        code: `nn.ChannelShuffle(${dice.between(1, 3)})(x)`,
        inputs: { x: input([2, dice.pick([4, 6, 12]), ...space]) },
      };
    case 3:
      return {
        code: `nn.Unfold(${perAxis(dice, 2, 1, 3)}, dilation=${dice.between(1, 2)}, padding=${dice.between(0, 1)}, stride=${perAxis(dice, 2, 1, 2)})(x)`,
        inputs: { x: input(map(dice, 2, 2, 1, 6)) },
      };
    case 4: {
      const [k, s] = [dice.between(1, 3), dice.between(1, 2)];
      const [h, w] = space.map((size) => size + k) as [number, number];
      const blocks = (Math.floor((h - k) / s) + 1) * (Math.floor((w - k) / s) + 1) + (dice.chance(0.1) ? 1 : 0);
      return { code: `nn.Fold((${h}, ${w}), ${k}, stride=${s})(x)`, inputs: { x: input([2, 2 * k * k, blocks]) } };
    }
    case 5: {
      const shape = dice.shape(0, 4);
      return {
        code: `nn.Flatten(${dice.dim(shape.length)}, ${dice.dim(shape.length)})(x)`,
        inputs: { x: input(shape) },
      };
    }
    default: {
      const [a, b] = [dice.between(1, 3), dice.between(1, 3)];
      const inner = dice.pick([`(${a}, ${b})`, `(${a}, -1)`, `(-1, ${b}, 1)`]);
      return {
        code: `nn.Unflatten(${dice.dim(3)}, ${inner})(x)`,
        inputs: { x: input([2, dice.chance(0.15) ? 5 : a * b, 3]) },
      };
    }
  }
};

/** A loss of scores and classes, or of two tensors of one size. */
const loss: Maker = (dice) => {
  const reduction = keyword(dice, 0.4, () => `reduction='${dice.pick(['none', 'sum', 'mean'])}'`).slice(2);
  if (dice.chance(0.5)) {
    const [n, c] = [dice.between(1, 4), dice.between(2, 4)];
    const space = dice.chance(0.4) ? [dice.between(1, 3), dice.between(1, 3)] : [];
    const target = [dice.chance(0.08) ? n + 1 : n, ...space];
    const kind = dice.pick(['CrossEntropyLoss', 'CrossEntropyLoss', 'NLLLoss', 'MultiMarginLoss']);
    const own = kind === 'MultiMarginLoss' ? [] : space;
    const probabilities = kind === 'CrossEntropyLoss' && dice.chance(0.2);
    return {
      code: `nn.${kind}(${reduction})(x, y)`,
      inputs: {
        x: input([n, c, ...own]),
        y: probabilities
          ? input([n, c, ...own])
          : input(dice.chance(0.06) ? [...target, 1] : own === space ? target : target.slice(0, 1), ':long'),
      },
    };
  }
  const shape = dice.shape(0, 3);
  const other = dice.chance(0.15) ? dice.partner(shape) : shape;
  const kind = dice.pick([
    'MSELoss',
    'L1Loss',
    'SmoothL1Loss',
    'HuberLoss',
    'BCELoss',
    'BCEWithLogitsLoss',
    'KLDivLoss',
    'PoissonNLLLoss',
    'SoftMarginLoss',
    'HingeEmbeddingLoss',
    'MultiLabelSoftMarginLoss',
  ]);
  return { code: `nn.${kind}(${reduction})(x, y)`, inputs: { x: input(shape), y: input(other) } };
};

const ranked: Maker = (dice) => {
  const [n, d] = [dice.between(1, 4), dice.between(1, 4)];
  const x = input([n, d]);
  const y = input(dice.chance(0.12) ? [n + 1, d] : [n, d]);
  switch (dice.below(5)) {
    case 0:
      return { code: `nn.CosineEmbeddingLoss()(x, y, z)`, inputs: { x, y, z: input([n]) } };
    case 1:
      return { code: `nn.TripletMarginLoss()(x, y, x)`, inputs: { x, y } };
    case 2:
      return { code: `nn.CosineSimilarity(dim=${dice.dim(2)})(x, y)`, inputs: { x, y } };
    case 3:
      return {
        code: `nn.PairwiseDistance(${keyword(dice, 0.4, () => 'keepdim=True').slice(2)})(x, y)`,
        inputs: { x, y },
      };
    default:
      return {
        code: `nn.MarginRankingLoss()(x, y, z)`,
        inputs: { x: input([n]), y: input([dice.chance(0.1) ? n + 1 : n]), z: input([n]) },
      };
  }
};

const attention: Maker = (dice) => {
  const heads = dice.between(1, 3);
  const width = heads * dice.between(1, 3) + (dice.chance(0.05) ? 1 : 0);
  const first = dice.chance(0.5);
  const [batch, length, sources] = [dice.between(1, 3), dice.between(1, 4), dice.between(1, 4)];
  const shape = (l: number, b: number, w: number): number[] => (first ? [b, l, w] : [l, b, w]);
  const flags = `batch_first=${first ? 'True' : 'False'}`;
  if (dice.chance(0.4)) {
    return {
      code: `nn.TransformerEncoderLayer(${width}, ${heads}, 4, ${flags})(x)`,
      inputs: { x: input(shape(length, batch, dice.chance(0.06) ? width + 1 : width)) },
    };
  }
  const other = shape(sources, dice.chance(0.06) ? batch + 1 : batch, dice.chance(0.06) ? width + 1 : width);
  return {
    code: `nn.MultiheadAttention(${width}, ${heads}, ${flags})(x, y, y)`,
    inputs: { x: input(shape(length, batch, width)), y: input(other) },
  };
};

const embedding: Maker = (dice) => {
  const shape = dice.shape(0, 3);
  const table = `${dice.between(1, 5)}, ${dice.between(1, 4)}`;
  if (dice.chance(0.3)) {
    const classes = dice.between(1, 4);
    return { code: `F.one_hot(x, ${classes})`, inputs: { x: input(shape, ':long') } };
  }
  return { code: `nn.Embedding(${table})(x)`, inputs: { x: input(shape, dice.chance(0.05) ? '' : ':long') } };
};

/** How many of each. */
export const LAYER_KINDS: readonly (readonly [count: number, make: Maker])[] = [
  [900, convolution],
  [450, transposed],
  [700, pool],
  [250, adaptive],
  [500, norm],
  [250, dense],
  [350, recurrent],
  [300, padding],
  [300, functionalPad],
  [350, resize],
  [350, activation],
  [400, rearranged],
  [450, loss],
  [200, ranked],
  [200, attention],
  [150, embedding],
];
