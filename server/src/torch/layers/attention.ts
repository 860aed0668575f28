/** MultiheadAttention (torch/nn/modules/activation.py). */
import { type Arguments, bool, int, NONE, tuple, type Value } from '../../python';
import { type Dim, display, divides, floorDiv, lessEqual, mul } from '../../symbolic';
import { page } from '../common/text';
import { declareLayers, type LayerDeclaration, type LayerSelf, type OpContext } from '../declare';
import { constructorRefusal, keep, requireSizes, sizeArgument, trainingFlag } from '../module/arguments';
import { isModule } from '../module/instance';
import { construct } from '../module/layer';
import { isTensor, shapeOf } from '../tensor';

/** Nearest number of heads that divides the width. */
function nearestHeads(width: Dim, heads: Dim): { readonly fix?: Readonly<Record<string, unknown>> } {
  if (typeof width !== 'number' || typeof heads !== 'number') return {};
  const divisors = Array.from({ length: width }, (_, i) => i + 1).filter((d) => width % d === 0);
  const value = divisors.sort((a, b) => Math.abs(a - heads) - Math.abs(b - heads))[0];
  return value === undefined ? {} : { fix: { kind: 'set-argument', argument: 'num_heads', value } };
}

function init(self: LayerSelf, a: Arguments, c: OpContext): void {
  const width = sizeArgument(a, c, 'embed_dim', 1);
  const heads = sizeArgument(a, c, 'num_heads', 0);
  if (lessEqual(width, 0) === 'yes' || lessEqual(heads, 0) === 'yes') {
    c.refuse(
      constructorRefusal(
        `embed_dim and num_heads must be greater than 0, got embed_dim=${display(width)} and num_heads=${display(heads)} instead`,
        'Both count something.',
      ),
    );
  }
  keep(self, a, 'embed_dim', 'num_heads', 'dropout', 'batch_first', 'add_zero_attn');
  const kdim = a.isNone('kdim') ? width : a.int('kdim');
  const vdim = a.isNone('vdim') ? width : a.int('vdim');
  const same = a.isNone('kdim') && a.isNone('vdim') ? true : kdim === width && vdim === width;
  self.set('kdim', kdim);
  self.set('vdim', vdim);
  self.set('_qkv_same_embed_dim', same);
  self.set('head_dim', floorDiv(width, heads));
  if (divides(heads, width) === 'no') {
    c.refuse({
      code: 'CS124',
      exception: 'AssertionError',
      message: 'embed_dim must be divisible by num_heads',
      why: `${display(width)} features cannot be shared out evenly among ${display(heads)} heads.`,
      ...nearestHeads(width, heads),
    });
  }
  requireSizes(c, [kdim, vdim]);
  registerWeights(self, a, c, { width, kdim, vdim, same });
}

function registerWeights(
  self: LayerSelf,
  a: Arguments,
  c: OpContext,
  { width, kdim, vdim, same }: { readonly width: Dim; readonly kdim: Dim; readonly vdim: Dim; readonly same: boolean },
): void {
  const separate: readonly (readonly [string, readonly Dim[]])[] = [
    ['q_proj_weight', [width, width]],
    ['k_proj_weight', [width, kdim]],
    ['v_proj_weight', [width, vdim]],
  ];
  if (same) self.parameter('in_proj_weight', [mul(3, width), width]);
  for (const [name, shape] of separate) self.parameter(name, same ? null : shape);
  if (!same) self.parameter('in_proj_weight', null);
  const bias = a.bool('bias');
  self.parameter('in_proj_bias', bias ? [mul(3, width)] : null);
  self.module(
    'out_proj',
    construct(
      'NonDynamicallyQuantizableLinear',
      [int(width), int(width)],
      { bias: bool(bias), dtype: a.raw('dtype') },
      c,
    ),
  );
  if (a.bool('add_bias_kv')) {
    self.parameter('bias_k', [1, 1, width]);
    self.parameter('bias_v', [1, 1, width]);
  } else {
    self.set('bias_k', NONE);
    self.set('bias_v', NONE);
  }
}

/** Swaps batch and length, keeping one tensor one. */
function swapped(values: readonly Value[], c: OpContext): Value[] {
  const done = new Map<Value, Value>();
  return values.map((value) => {
    const known = done.get(value) ?? c.op('torch.transpose', [value, int(1), int(0)]);
    done.set(value, known);
    return known;
  });
}

function run(self: LayerSelf, a: Arguments, c: OpContext): Value {
  const inputs: Value[] = ['query', 'key', 'value'].map((name) => a.value(name));
  const [query] = inputs;
  if (!query || !isTensor(query)) return a.wrongType('query', 'Tensor');
  const swaps = shapeOf(query).length === 3 && self.bool('batch_first');
  const [q = NONE, k = NONE, v = NONE] = swaps ? swapped(inputs, c) : inputs;
  const projection = self.get('out_proj');
  if (!isModule(projection)) return c.unknown('undecided', 'out_proj is not known');
  const weight = (name: string): Value => c.interpreter.getAttribute(projection, name);
  const separate = !self.bool('_qkv_same_embed_dim');
  const result = c.op(
    'torch.nn.functional.multi_head_attention_forward',
    [
      q,
      k,
      v,
      self.get('embed_dim'),
      self.get('num_heads'),
      self.get('in_proj_weight'),
      self.get('in_proj_bias'),
      self.get('bias_k'),
      self.get('bias_v'),
      self.get('add_zero_attn'),
      self.get('dropout'),
      weight('weight'),
      weight('bias'),
    ],
    {
      training: trainingFlag(self),
      key_padding_mask: a.raw('key_padding_mask'),
      need_weights: a.raw('need_weights'),
      attn_mask: a.raw('attn_mask'),
      use_separate_proj_weight: bool(separate),
      q_proj_weight: self.get('q_proj_weight'),
      k_proj_weight: self.get('k_proj_weight'),
      v_proj_weight: self.get('v_proj_weight'),
      average_attn_weights: a.raw('average_attn_weights'),
      is_causal: a.raw('is_causal'),
    },
  );
  if (!swaps || result.kind !== 'tuple') return result;
  const [output = NONE, weights = NONE] = result.items;
  return tuple([...swapped([output], c), weights]);
}

const multihead: LayerDeclaration = {
  name: 'MultiheadAttention',
  module: 'torch.nn.modules.activation',
  category: 'attention',
  signature:
    '(embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False, add_zero_attn=False, kdim=None, vdim=None, batch_first=False, device=None, dtype=None)',
  doc: 'Each position looks at all others through several attention heads (Vaswani 2017).',
  reference: page('torch.nn.MultiheadAttention'),
  examples: [
    {
      code: 'nn.MultiheadAttention(8, 2)(x, x, x)',
      inputs: { x: '[5, 3, 8]' },
      output: [
        [5, 3, 8],
        [3, 5, 5],
      ],
    },
    {
      code: 'nn.MultiheadAttention(8, 2, batch_first=True, bias=False)(x, y, y)',
      inputs: { x: '[3, 5, 8]', y: '[3, 6, 8]' },
      output: [
        [3, 5, 8],
        [3, 5, 6],
      ],
    },
    {
      code: 'nn.MultiheadAttention(8, 2, kdim=4, vdim=6, add_bias_kv=True, add_zero_attn=True)(x, y, z)',
      inputs: { x: '[5, 3, 8]', y: '[7, 3, 4]', z: '[7, 3, 6]' },
      output: [
        [5, 3, 8],
        [3, 5, 9],
      ],
    },
    {
      code: 'nn.MultiheadAttention(8, 2)(x, x, x, average_attn_weights=False)',
      inputs: { x: '[5, 8]' },
      output: [
        [5, 8],
        [2, 5, 5],
      ],
    },
    { code: 'nn.MultiheadAttention(8, 3)', problem: 'CS124' },
    { code: 'nn.MultiheadAttention(8, 2)(x, x, x)', inputs: { x: '[5, 3, 4]' }, problem: 'CS104' },
    { code: 'nn.MultiheadAttention(8, 2)(x, x, x)', inputs: { x: '[5, 3, 4, 8]' }, problem: 'CS117' },
    { code: 'nn.MultiheadAttention(8, 2)(x, y, y)', inputs: { x: '[5, 3, 8]', y: '[7, 3, 4]' }, problem: 'CS104' },
  ],
  init,
  forward: {
    signature:
      '(query, key, value, key_padding_mask=None, need_weights=True, attn_mask=None, average_attn_weights=True, is_causal=False)',
    run,
  },
  methods: { _reset_parameters: { signature: '()', run: () => NONE } },
};

export const layers = declareLayers(multihead);
