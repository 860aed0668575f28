/** Transformer encoders and decoders (torch/nn/modules/transformer.py). */
import { type Arguments, FALSE, known, NONE, NotKnown, native, type Value } from '../../python';
import { display } from '../../symbolic';
import { page } from '../common/text';
import { contextOf, opTable } from '../context';
import { declareLayers, type LayerDeclaration, type LayerSelf, type OpContext } from '../declare';
import { assign } from '../module/attributes';
import { callAttribute, construct } from '../module/layer';
import { isTensor, shapeOf } from '../tensor';

const MODULE = 'torch.nn.modules.transformer';

/** `self.name = value`, wherever Python would put it. */
const set = (self: LayerSelf, name: string, value: Value, c: OpContext): void => {
  assign(self.instance, name, value, c.interpreter);
};

/** A name, or anything that can be called. */
function activation(value: Value, c: OpContext): Value {
  if (value.kind !== 'str') return value;
  const op =
    value.value === 'relu' || value.value === 'gelu' ? opTable.get(`torch.nn.functional.${value.value}`) : undefined;
  return op ?? c.interpreter.raise('RuntimeError', `activation should be relu/gelu, not ${value.value}`);
}

const plus = (a: Value, b: Value, c: OpContext): Value => c.op('torch.add', [a, b]);

/** What an encoder or decoder layer is made of: attentions first, then the rest in PyTorch's order. */
function initLayer(self: LayerSelf, a: Arguments, c: OpContext, attentions: readonly string[]): void {
  const shared = { dtype: a.raw('dtype') };
  const width = a.raw('d_model');
  const bias = a.raw('bias');
  for (const name of attentions) {
    self.module(
      name,
      construct(
        'MultiheadAttention',
        [width, a.raw('nhead')],
        { ...shared, dropout: a.raw('dropout'), bias, batch_first: a.raw('batch_first') },
        c,
      ),
    );
  }
  const dropout = (): Value => construct('Dropout', [a.raw('dropout')], {}, c);
  self.module('linear1', construct('Linear', [width, a.raw('dim_feedforward')], { ...shared, bias }, c));
  self.module('dropout', dropout());
  self.module('linear2', construct('Linear', [a.raw('dim_feedforward'), width], { ...shared, bias }, c));
  self.set('norm_first', a.raw('norm_first'));
  const count = attentions.length + 1;
  for (let i = 1; i <= count; i++)
    self.module(`norm${i}`, construct('LayerNorm', [width], { ...shared, eps: a.raw('layer_norm_eps'), bias }, c));
  for (let i = 1; i <= count; i++) self.module(`dropout${i}`, dropout());
  set(self, 'activation', activation(a.value('activation'), c), c);
}

type Block = (x: Value) => Value;

/** x + block(norm(x)), or norm(x + block(x)). */
function residual(self: LayerSelf, x: Value, i: number, block: Block, c: OpContext): Value {
  const norm = (value: Value): Value => callAttribute(self, `norm${i}`, [value], c);
  return self.bool('norm_first') ? plus(x, block(norm(x)), c) : norm(plus(x, block(x), c));
}

function attend(
  self: LayerSelf,
  name: string,
  i: number,
  inputs: readonly Value[],
  keywords: Readonly<Record<string, Value>>,
  c: OpContext,
): Value {
  const result = callAttribute(self, name, inputs, c, { ...keywords, need_weights: FALSE });
  const output =
    result.kind === 'tuple'
      ? known(result.items[0] ?? NONE)
      : c.unknown('undecided', 'what attention returned is not known');
  return callAttribute(self, `dropout${i}`, [output], c);
}

const feedForward =
  (self: LayerSelf, i: number, c: OpContext): Block =>
  (x) => {
    const hidden = callAttribute(self, 'activation', [callAttribute(self, 'linear1', [x], c)], c);
    const out = callAttribute(self, 'linear2', [callAttribute(self, 'dropout', [hidden], c)], c);
    return callAttribute(self, `dropout${i}`, [out], c);
  };

const masks = (a: Arguments, mask: string, padding: string, causal: string): Readonly<Record<string, Value>> => ({
  attn_mask: a.raw(mask),
  key_padding_mask: a.raw(padding),
  is_causal: a.raw(causal),
});

const LAYER =
  "(d_model, nhead, dim_feedforward=2048, dropout=0.1, activation='relu', layer_norm_eps=1e-05, batch_first=False, norm_first=False, bias=True, device=None, dtype=None)";

const encoderLayer: LayerDeclaration = {
  name: 'TransformerEncoderLayer',
  module: MODULE,
  category: 'attention',
  signature: LAYER,
  doc: 'Self-attention and a small network per position, each with a skip and a LayerNorm.',
  reference: page('torch.nn.TransformerEncoderLayer'),
  examples: [
    { code: 'nn.TransformerEncoderLayer(8, 2, 16)(x)', inputs: { x: '[5, 3, 8]' }, output: [5, 3, 8] },
    {
      code: "nn.TransformerEncoderLayer(8, 2, 16, activation='gelu', batch_first=True, norm_first=True)(x)",
      inputs: { x: '[3, 5, 8]' },
      output: [3, 5, 8],
    },
    { code: 'nn.TransformerEncoderLayer(8, 3)', problem: 'CS124' },
  ],
  init: (self, a, c) => {
    initLayer(self, a, c, ['self_attn']);
  },
  forward: {
    signature: '(src, src_mask=None, src_key_padding_mask=None, is_causal=False)',
    run: (self, a, c) => {
      const keywords = masks(a, 'src_mask', 'src_key_padding_mask', 'is_causal');
      const x = residual(self, a.value('src'), 1, (y) => attend(self, 'self_attn', 1, [y, y, y], keywords, c), c);
      return residual(self, x, 2, feedForward(self, 2, c), c);
    },
  },
};

const decoderLayer: LayerDeclaration = {
  name: 'TransformerDecoderLayer',
  module: MODULE,
  category: 'attention',
  signature: LAYER,
  doc: 'Self-attention, attention to an encoder and a small network per position, each with a skip and a LayerNorm.',
  reference: page('torch.nn.TransformerDecoderLayer'),
  examples: [
    {
      code: 'nn.TransformerDecoderLayer(8, 2, 16)(x, y)',
      inputs: { x: '[5, 3, 8]', y: '[7, 3, 8]' },
      output: [5, 3, 8],
    },
  ],
  init: (self, a, c) => {
    initLayer(self, a, c, ['self_attn', 'multihead_attn']);
  },
  forward: {
    signature:
      '(tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, tgt_is_causal=False, memory_is_causal=False)',
    run: (self, a, c) => {
      const own = masks(a, 'tgt_mask', 'tgt_key_padding_mask', 'tgt_is_causal');
      const other = masks(a, 'memory_mask', 'memory_key_padding_mask', 'memory_is_causal');
      const memory = a.value('memory');
      const x = residual(self, a.value('tgt'), 1, (y) => attend(self, 'self_attn', 1, [y, y, y], own, c), c);
      const z = residual(self, x, 2, (y) => attend(self, 'multihead_attn', 2, [y, memory, memory], other, c), c);
      return residual(self, z, 3, feedForward(self, 3, c), c);
    },
  },
};

/** `copy.deepcopy(module)`, n times. */
function clones(module: Value, n: number, c: OpContext): Value {
  const copy = c.interpreter.importModule('copy');
  if (copy.kind === 'unknown') throw new NotKnown(copy);
  const deepcopy = c.interpreter.getAttribute(copy, 'deepcopy');
  const items = Array.from({ length: n }, () => c.interpreter.call(deepcopy, [module]));
  return construct('ModuleList', [{ kind: 'list', items }], {}, c);
}

function initStack(self: LayerSelf, a: Arguments, c: OpContext, layer: string): void {
  self.module('layers', clones(a.value(layer), a.number('num_layers'), c));
  self.set('num_layers', a.raw('num_layers'));
  set(self, 'norm', a.raw('norm'), c);
}

/** Each layer on what the one before gave, then the final norm. */
function runStack(self: LayerSelf, c: OpContext, first: Value, call: (layer: Value, x: Value) => Value): Value {
  let x = first;
  const layers = c.interpreter.iterate(self.get('layers'));
  if (layers.rest) throw new NotKnown(layers.rest);
  for (const layer of layers.items) x = known(call(layer, x));
  return self.get('norm').kind === 'none' ? x : callAttribute(self, 'norm', [x], c);
}

const keywordCall = (
  layer: Value,
  args: readonly Value[],
  keywords: Readonly<Record<string, Value>>,
  c: OpContext,
): Value => c.interpreter.call(layer, args, new Map(Object.entries(keywords)));

const orFalse = (value: Value): Value => (value.kind === 'none' ? FALSE : value);

const encoder: LayerDeclaration = {
  name: 'TransformerEncoder',
  module: MODULE,
  category: 'attention',
  signature: '(encoder_layer, num_layers, norm=None, enable_nested_tensor=True, mask_check=True)',
  doc: 'A stack of copies of one encoder layer.',
  reference: page('torch.nn.TransformerEncoder'),
  examples: [
    {
      code: 'nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16), 2, nn.LayerNorm(8))(x)',
      inputs: { x: '[5, 3, 8]' },
      output: [5, 3, 8],
    },
  ],
  init: (self, a, c) => {
    initStack(self, a, c, 'encoder_layer');
  },
  forward: {
    signature: '(src, mask=None, src_key_padding_mask=None, is_causal=None)',
    run: (self, a, c) =>
      runStack(self, c, a.value('src'), (layer, x) =>
        keywordCall(
          layer,
          [x],
          {
            src_mask: a.raw('mask'),
            is_causal: orFalse(a.raw('is_causal')),
            src_key_padding_mask: a.raw('src_key_padding_mask'),
          },
          c,
        ),
      ),
  },
};

const DECODER =
  '(tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, tgt_is_causal=None, memory_is_causal=False)';

const decoder: LayerDeclaration = {
  name: 'TransformerDecoder',
  module: MODULE,
  category: 'attention',
  signature: '(decoder_layer, num_layers, norm=None)',
  doc: 'A stack of copies of one decoder layer.',
  reference: page('torch.nn.TransformerDecoder'),
  examples: [
    {
      code: 'nn.TransformerDecoder(nn.TransformerDecoderLayer(8, 2, 16), 2)(x, y)',
      inputs: { x: '[5, 3, 8]', y: '[7, 3, 8]' },
      output: [5, 3, 8],
    },
  ],
  init: (self, a, c) => {
    initStack(self, a, c, 'decoder_layer');
  },
  forward: {
    signature: DECODER,
    run: (self, a, c) =>
      runStack(self, c, a.value('tgt'), (layer, x) =>
        keywordCall(
          layer,
          [x, a.raw('memory')],
          {
            tgt_mask: a.raw('tgt_mask'),
            memory_mask: a.raw('memory_mask'),
            tgt_key_padding_mask: a.raw('tgt_key_padding_mask'),
            memory_key_padding_mask: a.raw('memory_key_padding_mask'),
            tgt_is_causal: orFalse(a.raw('tgt_is_causal')),
            memory_is_causal: a.raw('memory_is_causal'),
          },
          c,
        ),
      ),
  },
};

/** A stack of default layers with a final norm, unless the caller brings one. */
function stack(a: Arguments, c: OpContext, kind: 'Encoder' | 'Decoder'): Value {
  const custom = a.raw(`custom_${kind.toLowerCase()}`);
  if (custom.kind !== 'none') return custom;
  const shared = { dtype: a.raw('dtype'), bias: a.raw('bias') };
  const layer = construct(
    `Transformer${kind}Layer`,
    ['d_model', 'nhead', 'dim_feedforward', 'dropout', 'activation', 'layer_norm_eps', 'batch_first', 'norm_first'].map(
      (name) => a.raw(name),
    ),
    shared,
    c,
  );
  const norm = construct('LayerNorm', [a.raw('d_model')], { ...shared, eps: a.raw('layer_norm_eps') }, c);
  return construct(`Transformer${kind}`, [layer, a.raw(`num_${kind.toLowerCase()}_layers`), norm], {}, c);
}

function checkTransformer(self: LayerSelf, src: Value, tgt: Value, c: OpContext): void {
  if (!isTensor(src) || !isTensor(tgt)) return;
  const [from, to] = [shapeOf(src), shapeOf(tgt)];
  const batchAxis = self.bool('batch_first') ? 0 : 1;
  if (from.length === 3) {
    c.requireEqual(from[batchAxis] ?? 1, to[batchAxis] ?? 1, 'the batches of src and tgt', () => ({
      code: 'CS120',
      message: 'the batch number of src and tgt must be equal',
      why: 'Every target sequence has its own source sequence.',
    }));
  }
  const width = self.int('d_model');
  for (const size of [from.at(-1) ?? 1, to.at(-1) ?? 1]) {
    c.requireEqual(size, width, 'the features of src and tgt', () => ({
      code: 'CS104',
      message: 'the feature number of src and tgt must be equal to d_model',
      why: `d_model is ${display(width)}, the input has ${display(size)} features.`,
    }));
  }
}

const transformer: LayerDeclaration = {
  name: 'Transformer',
  module: MODULE,
  category: 'attention',
  signature:
    "(d_model=512, nhead=8, num_encoder_layers=6, num_decoder_layers=6, dim_feedforward=2048, dropout=0.1, activation='relu', custom_encoder=None, custom_decoder=None, layer_norm_eps=1e-05, batch_first=False, norm_first=False, bias=True, device=None, dtype=None)",
  doc: 'Encoder and decoder of "Attention Is All You Need" (Vaswani 2017).',
  reference: page('torch.nn.Transformer'),
  examples: [
    { code: 'nn.Transformer(8, 2, 1, 1, 16)(x, y)', inputs: { x: '[7, 3, 8]', y: '[5, 3, 8]' }, output: [5, 3, 8] },
    { code: 'nn.Transformer(8, 2, 1, 1, 16)(x, y)', inputs: { x: '[7, 2, 8]', y: '[5, 3, 8]' }, problem: 'CS120' },
    { code: 'nn.Transformer(8, 2, 1, 1, 16)(x, x)', inputs: { x: '[7, 2, 4]' }, problem: 'CS104' },
  ],
  init: (self, a, c) => {
    set(self, 'encoder', stack(a, c, 'Encoder'), c);
    set(self, 'decoder', stack(a, c, 'Decoder'), c);
    for (const name of ['d_model', 'nhead', 'batch_first']) self.set(name, a.raw(name));
  },
  forward: {
    signature:
      '(src, tgt, src_mask=None, tgt_mask=None, memory_mask=None, src_key_padding_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, src_is_causal=None, tgt_is_causal=None, memory_is_causal=False)',
    run: (self, a, c) => {
      const [src, tgt] = [a.value('src'), a.value('tgt')];
      checkTransformer(self, src, tgt, c);
      const memory = callAttribute(self, 'encoder', [src], c, {
        mask: a.raw('src_mask'),
        src_key_padding_mask: a.raw('src_key_padding_mask'),
        is_causal: a.raw('src_is_causal'),
      });
      return callAttribute(self, 'decoder', [tgt, memory], c, {
        tgt_mask: a.raw('tgt_mask'),
        memory_mask: a.raw('memory_mask'),
        tgt_key_padding_mask: a.raw('tgt_key_padding_mask'),
        memory_key_padding_mask: a.raw('memory_key_padding_mask'),
        tgt_is_causal: a.raw('tgt_is_causal'),
        memory_is_causal: a.raw('memory_is_causal'),
      });
    },
  },
  attributes: {
    generate_square_subsequent_mask: {
      kind: 'staticmethod',
      func: native(
        'generate_square_subsequent_mask',
        '(sz, device=None, dtype=None)',
        (a, interpreter) => contextOf(interpreter).tensor([a.int('sz'), a.int('sz')]),
        { binds: false },
      ),
    },
  },
};

export const layers = declareLayers(encoderLayer, decoderLayer, encoder, decoder, transformer);
