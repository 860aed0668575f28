/** Attention in several heads, with the projections around it (Vaswani 2017). */
import { type Arguments, NONE, type TensorValue, tuple, type Value } from '../../python';
import { add, type Dim, display, divides, equal, floorDiv, mul, product } from '../../symbolic';
import { optionalTensor, tensor } from '../common/arguments';
import { keepsHeads } from '../common/heads';
import { whole } from '../common/spatial';
import { page, pythonTuple, torchSize } from '../common/text';
import { inputOf, intOf } from '../context';
import { declareOps, type OpContext } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

const last = (shape: readonly Dim[], back: number): Dim => shape[shape.length - back] ?? 1;

interface Heads {
  readonly query: TensorValue;
  readonly key: TensorValue;
  readonly value: TensorValue;
  readonly batched: boolean;
  readonly length: Dim;
  readonly sources: Dim;
  readonly batch: Dim;
  readonly width: Dim;
  readonly heads: Dim;
}

const assertion = (c: OpContext, code: string, message: string, why: string): never =>
  c.refuse({ code, exception: 'AssertionError', message, why });

function headsOf(a: Arguments, c: OpContext): Heads {
  const [query, key, value] = [tensor(a, 'query'), tensor(a, 'key'), tensor(a, 'value')];
  const [q, k, v] = [shapeOf(query), shapeOf(key), shapeOf(value)];
  if (q.length !== 2 && q.length !== 3) {
    assertion(
      c,
      'CS117',
      `query should be unbatched 2D or batched 3D tensor but received ${q.length}-D query tensor`,
      'Positions and features are needed, with or without a batch.',
    );
  }
  const batched = q.length === 3;
  if (k.length !== q.length || v.length !== q.length) {
    const kind = batched ? 'For batched (3-D)' : 'For unbatched (2-D)';
    assertion(
      c,
      'CS117',
      `${kind} \`query\`, expected \`key\` and \`value\` to be ${q.length}-D but found ${k.length}-D and ${v.length}-D tensors respectively`,
      'All three have the same axes.',
    );
  }
  const [length = 1, batch = 1] = batched ? q : [q[0] ?? 1, 1];
  const width = last(q, 1);
  const wanted = whole(a, c, 'embed_dim_to_check');
  c.requireEqual(width, wanted, 'the features that attention gets', () => ({
    code: 'CS104',
    exception: 'AssertionError',
    message: `was expecting embedding dimension of ${display(wanted)}, but got ${display(width)}`,
    why: `The layer was built for ${display(wanted)} features.`,
    ...(typeof width === 'number' ? { fix: { kind: 'set-argument', argument: 'embed_dim', value: width } } : {}),
  }));
  const heads = whole(a, c, 'num_heads');
  if (divides(heads, width) === 'no') {
    assertion(
      c,
      'CS124',
      `embed_dim ${display(width)} not divisible by num_heads ${display(heads)}`,
      'Each head gets the same share of the features.',
    );
  }
  checkKeyValue(a, c, k, v);
  checkFeatures(a, c, key, value, width);
  if (batched) {
    const own = k[1] ?? 1;
    c.requireEqual(batch, own, 'the batches of query and key', () => ({
      code: 'CS120',
      message: `shape '[${display(k[0] ?? 1)}, ${display(mul(batch, heads))}, ${display(floorDiv(width, heads))}]' is invalid for input of size ${display(product([k[0] ?? 1, own, width]))}`,
      why: `The query has ${display(batch)} examples, the key ${display(own)}; without batch_first the second axis is the batch.`,
    }));
  }
  return { query, key, value, batched, length, sources: k[0] ?? 1, batch, width, heads };
}

function checkKeyValue(a: Arguments, c: OpContext, k: readonly Dim[], v: readonly Dim[]): void {
  const separate = a.bool('use_separate_proj_weight');
  const whole = (shape: readonly Dim[]): readonly Dim[] =>
    shape.length === 2 ? [shape[0] ?? 1, 1, shape[1] ?? 1] : shape;
  const [left, right] = separate ? [whole(k).slice(0, 2), whole(v).slice(0, 2)] : [whole(k), whole(v)];
  left.forEach((size, i) => {
    c.requireEqual(size, right[i] ?? size, 'the sizes of key and value', () => ({
      code: 'CS120',
      exception: 'AssertionError',
      message: separate
        ? `key's sequence and batch dims ${torchSize(left)} do not match value's ${torchSize(right)}`
        : `key shape ${torchSize(left)} does not match value shape ${torchSize(right)}`,
      why: 'Each key has its value.',
    }));
  });
}

/** Keys and values are projected from features of their own, or from as many as the query has. */
function checkFeatures(a: Arguments, c: OpContext, key: TensorValue, value: TensorValue, width: Dim): void {
  const separate = a.bool('use_separate_proj_weight');
  for (const [name, { shape = [] }] of [
    ['k', key],
    ['v', value],
  ] as const) {
    const weight = separate ? optionalTensor(a, `${name}_proj_weight`)?.shape : undefined;
    const wanted = separate ? weight?.[1] : width;
    if (wanted === undefined) continue;
    const outputs = separate ? last(weight ?? [], 2) : key === value ? mul(2, width) : width;
    c.requireEqual(last(shape, 1), wanted, 'the features of key and value', () => ({
      code: 'CS104',
      message: `mat1 and mat2 shapes cannot be multiplied (${display(product(shape.slice(0, -1)))}x${display(last(shape, 1))} and ${display(wanted)}x${display(outputs)})`,
      why: `Key and value are to have ${display(wanted)} features; kdim and vdim say so where they have others.`,
    }));
  }
}

/** Keys and values that the layer adds by itself. */
function added(a: Arguments): number {
  const bias = a.isNone('bias_k') ? 0 : 1;
  return bias + (a.bool('add_zero_attn') ? 1 : 0);
}

function checkMasks(a: Arguments, c: OpContext, { batched, length, sources, batch, heads }: Heads): void {
  const mask = optionalTensor(a, 'attn_mask')?.shape;
  if (mask) {
    const wanted = mask.length === 2 ? [length, sources] : [mul(batch, heads), length, sources];
    if (mask.length !== 2 && mask.length !== 3)
      c.refuse({
        code: 'CS117',
        message: `attn_mask's dimension ${mask.length} is not supported`,
        why: 'It has one number per query and key, maybe per head.',
      });
    wanted.forEach((size, i) => {
      c.requireEqual(size, mask[i] ?? 1, 'the attention mask', () => ({
        code: 'CS120',
        message: `The shape of the ${mask.length}D attn_mask is ${torchSize(mask)}, but should be ${pythonTuple(wanted)}.`,
        why: 'It has one number per query and key.',
      }));
    });
  }
  const padding = optionalTensor(a, 'key_padding_mask')?.shape;
  if (!padding) return;
  const wanted = batched ? [batch, sources] : [sources];
  const refusal = () => ({
    code: 'CS120',
    exception: 'AssertionError' as const,
    message: `expecting key_padding_mask shape of ${pythonTuple([batch, sources])}, but got ${torchSize(batched ? padding : [1, ...padding])}`,
    why: 'It has one number per key.',
  });
  if (padding.length !== wanted.length) {
    assertion(
      c,
      'CS117',
      `For ${batched ? 'batched (3-D)' : 'unbatched (2-D)'} \`query\`, expected \`key_padding_mask\` to be \`None\` or ${wanted.length}-D but found ${padding.length}-D tensor instead`,
      'It has one number per key.',
    );
  }
  wanted.forEach((size, i) => {
    c.requireEqual(size, padding[i] ?? 1, 'the key padding mask', refusal);
  });
}

function multiHead(a: Arguments, c: OpContext): Value {
  const found = headsOf(a, c);
  const { query, batched, length, batch, width, heads } = found;
  checkMasks(a, c, found);
  const sources = add(found.sources, added(a));
  const output = c.tensor(batched ? [length, batch, width] : [length, width], { dtype: query.dtype });
  if (!a.bool('need_weights')) return tuple([output, NONE]);
  const perHead = a.bool('average_attn_weights') ? [] : [heads];
  const weights = [...(batched ? [batch] : []), ...perHead, length, sources];
  return tuple([output, c.tensor(weights, { dtype: query.dtype })]);
}

interface Counted {
  readonly length: Dim;
  readonly sources: Dim;
  readonly batch: Dim;
  readonly width: Dim;
  readonly keyWidth: Dim;
  readonly valueWidth: Dim;
}

function counted(record: OpRecord): Counted | undefined {
  const [q, k, v] = ['query', 'key', 'value'].map((name) => inputOf(record, name)?.shape);
  if (!q || !k || !v) return undefined;
  const batch = q.length === 3 ? (q[1] ?? 1) : 1;
  const flag = record.args.get('add_zero_attn');
  const extra = (record.args.get('bias_k')?.kind === 'tensor' ? 1 : 0) + (flag?.kind === 'bool' && flag.value ? 1 : 0);
  return {
    length: q[0] ?? 1,
    sources: add(k[0] ?? 1, extra),
    batch,
    width: last(q, 1),
    keyWidth: last(k, 1),
    valueWidth: last(v, 1),
  };
}

/** Projections of query, key, value and result, and the two products of all heads together. */
function multiHeadMacs(record: OpRecord): Dim {
  const seen = counted(record);
  if (!seen) return 0;
  const { length, sources, batch, width, keyWidth, valueWidth } = seen;
  const given = inputOf(record, 'key')?.shape?.[0] ?? 1;
  const projections = add(
    mul(2, product([length, batch, width, width])),
    mul(product([given, batch, width]), add(keyWidth, valueWidth)),
  );
  return add(projections, mul(2, product([batch, length, sources, width])));
}

function explainMultiHead(record: OpRecord): readonly string[] {
  const seen = counted(record);
  const argument = record.args.get('num_heads');
  if (!seen || argument?.kind !== 'int') return [];
  const { length, sources, width } = seen;
  const heads = argument.value;
  const share = equal(heads, 1) === 'yes' ? width : floorDiv(width, heads);
  return [
    `${display(width)} features in ${display(heads)} heads of ${display(share)}`,
    `in each head ${display(length)} queries weigh ${display(sources)} values: softmax(q·kᵀ/√${display(share)})·v`,
  ];
}

const F = 'torch.nn.functional';
const WEIGHTS = 'torch.empty(24, 8), torch.empty(24), None, None, False, 0.0, torch.empty(8, 8), torch.empty(8)';

export const ops = declareOps({
  name: `${F}.multi_head_attention_forward`,
  category: 'attention',
  doc: 'Projects to several heads, lets each attend by itself, and projects the result back.',
  reference: page('torch.nn.MultiheadAttention'),
  signature:
    '(query, key, value, embed_dim_to_check, num_heads, in_proj_weight, in_proj_bias, bias_k, bias_v, add_zero_attn, dropout_p, out_proj_weight, out_proj_bias, training=True, key_padding_mask=None, need_weights=True, attn_mask=None, use_separate_proj_weight=False, q_proj_weight=None, k_proj_weight=None, v_proj_weight=None, static_k=None, static_v=None, average_attn_weights=True, is_causal=False)',
  run: multiHead,
  macs: multiHeadMacs,
  explain: explainMultiHead,
  reach: () => ({ kind: 'all' }),
  keeps: (record) => {
    const seen = counted(record);
    const heads = intOf(record, 'num_heads');
    return seen && heads !== undefined ? keepsHeads(record, { ...seen, heads }) : { atLeast: true };
  },
  examples: [
    {
      code: `F.multi_head_attention_forward(x, x, x, 8, 2, ${WEIGHTS})`,
      inputs: { x: '[5, 3, 8]' },
      output: [
        [5, 3, 8],
        [3, 5, 5],
      ],
    },
    {
      code: `F.multi_head_attention_forward(x, y, y, 8, 2, ${WEIGHTS}, average_attn_weights=False)`,
      inputs: { x: '[5, 8]', y: '[6, 8]' },
      output: [
        [5, 8],
        [2, 5, 6],
      ],
    },
    {
      code: `F.multi_head_attention_forward(x, x, x, 6, 2, ${WEIGHTS})`,
      inputs: { x: '[5, 3, 8]' },
      problem: 'CS104',
    },
    {
      code: `F.multi_head_attention_forward(x, x, x, 8, 2, ${WEIGHTS}, attn_mask=torch.empty(4, 5))`,
      inputs: { x: '[5, 3, 8]' },
      problem: 'CS120',
    },
    {
      code: `F.multi_head_attention_forward(x, x, x, 8, 2, ${WEIGHTS}, key_padding_mask=torch.empty(4, 5))`,
      inputs: { x: '[5, 3, 8]' },
      problem: 'CS120',
    },
    {
      code: `F.multi_head_attention_forward(x, x, x, 8, 2, ${WEIGHTS})`,
      inputs: { x: '[2, 5, 3, 8]' },
      problem: 'CS117',
    },
    {
      code: `F.multi_head_attention_forward(x, x, x, 8, 3, ${WEIGHTS})`,
      inputs: { x: '[5, 3, 8]' },
      problem: 'CS124',
    },
  ],
});
