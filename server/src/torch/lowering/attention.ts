/** Attention (Vaswani et al. 2017): softmax(QKᵀ/√d + mask)·V. */
import type { ValueId } from '../../program';
import { type Dim, mul } from '../../symbolic';
import { linear } from './contract';
import { dropped } from './dropout';
import {
  argument,
  every,
  flag,
  indexOf,
  type Lowering,
  maybeNumber,
  maybeTensor,
  number,
  type Rules,
  tensor,
} from './lowering';

interface Attention {
  readonly scale: number;
  readonly mask: ValueId | undefined;
  readonly dropout: number;
}

/** q[…, L, d], k[…, S, d], v[…, S, e] → result[…, L, e] and the weights before dropout. */
function attended(
  l: Lowering,
  q: ValueId,
  k: ValueId,
  v: ValueId,
  { scale, mask, dropout }: Attention,
): { readonly result: ValueId; readonly weights: ValueId } {
  const scores = l.b.matmul(l.b.times(q, scale), l.b.swap(k));
  const weights = l.b.softmax(mask === undefined ? scores : l.b.add(scores, mask), l.b.rank(scores) - 1);
  return { result: l.b.matmul(dropped(l, weights, dropout), v), weights };
}

/** A mask to be added: truth (`excludes` says of what) becomes −∞. */
function additive(l: Lowering, mask: ValueId, excludes: boolean): ValueId {
  if (l.b.type(mask).element === 'float32') return mask;
  const isOut = excludes ? l.b.cast(mask, 'bool') : l.b.unary('not', l.b.cast(mask, 'bool'));
  return l.b.select(isOut, l.b.number(-Infinity), l.b.number(0));
}

function causal(l: Lowering, rows: Dim, columns: Dim): ValueId {
  if (typeof rows !== 'number' || typeof columns !== 'number') return l.refuse('a causal mask needs a known length');
  const later = every(rows).flatMap((i) => every(columns).map((j) => Number(j > i)));
  return additive(l, l.b.constant(later, [rows, columns], 'bool'), true);
}

function scaled(l: Lowering): ValueId {
  const [q, k, v] = [tensor(l, 'query'), tensor(l, 'key'), tensor(l, 'value')];
  if (flag(l, 'enable_gqa')) l.refuse('enable_gqa is not trained here');
  const [rows = 1, width = 1] = l.b.shape(q).slice(-2);
  const columns = l.b.shape(k).at(-2) ?? 1;
  const given = maybeTensor(l, 'attn_mask');
  const mask = flag(l, 'is_causal') ? causal(l, rows, columns) : given && additive(l, given, false);
  const scale = maybeNumber(l, 'scale') ?? 1 / Math.sqrt(Number(width));
  return attended(l, q, k, v, { scale, mask, dropout: number(l, 'dropout_p', 0) }).result;
}

/** The three projections: one matrix for all, or three. */
function projected(l: Lowering, width: number): readonly ValueId[] {
  const inputs = ['query', 'key', 'value'].map((name) => tensor(l, name));
  const bias = maybeTensor(l, 'in_proj_bias');
  const biases = bias === undefined ? [] : l.b.split(bias, 0, [width, width, width]);
  const separate = flag(l, 'use_separate_proj_weight');
  const same = inputs.every((x) => x === inputs[0]);
  if (!separate && same) {
    const whole = linear(l, inputs[0] ?? -1, tensor(l, 'in_proj_weight'), bias);
    return l.b.split(whole, l.b.rank(whole) - 1, [width, width, width]);
  }
  const weights = separate
    ? ['q_proj_weight', 'k_proj_weight', 'v_proj_weight'].map((name) => tensor(l, name))
    : l.b.split(tensor(l, 'in_proj_weight'), 0, [width, width, width]);
  return inputs.map((x, i) => linear(l, x, weights[i] ?? -1, biases[i]));
}

/** F.multi_head_attention_forward: [length, batch, features]. */
function multiHead(l: Lowering): ValueId | readonly ValueId[] {
  if (argument(l, 'bias_k') || flag(l, 'add_zero_attn') || argument(l, 'static_k'))
    l.refuse('extra keys (bias_k, add_zero_attn) are not trained here');
  const query = tensor(l, 'query');
  const isBatched = l.b.rank(query) === 3;
  const [length = 1, batch = 1] = isBatched ? l.b.shape(query) : [l.b.shape(query)[0] ?? 1, 1];
  const sources = l.b.shape(tensor(l, 'key'))[0] ?? 1;
  const [heads, width] = [number(l, 'num_heads'), number(l, 'embed_dim_to_check')];
  const size = width / heads;
  const [q = -1, k = -1, v = -1] = projected(l, width);
  const apart = (x: ValueId, rows: Dim): ValueId =>
    l.b.transpose(l.b.reshape(x, [rows, batch, heads, size]), [1, 2, 0, 3]);
  const training = flag(l, 'training');
  const { result, weights } = attended(l, apart(q, length), apart(k, sources), apart(v, sources), {
    scale: 1 / Math.sqrt(size),
    mask: maskOf(l, { batch, heads, length, sources }),
    dropout: training ? number(l, 'dropout_p', 0) : 0,
  });
  const joined = l.b.reshape(l.b.transpose(result, [2, 0, 1, 3]), [mul(length, batch), width]);
  const out = linear(l, joined, tensor(l, 'out_proj_weight'), maybeTensor(l, 'out_proj_bias'));
  const shaped = l.b.reshape(out, l.b.shape(query).with(-1, width));
  if (l.record.outputs.length < 2) return shaped;
  const averaged = l.record.args.get('average_attn_weights');
  const shown = averaged?.kind === 'bool' && !averaged.value ? weights : l.b.reduce('mean', weights, [1]);
  return [shaped, isBatched ? shown : l.b.reshape(shown, l.b.shape(shown).slice(1))];
}

function maskOf(
  l: Lowering,
  { batch, heads, length, sources }: Readonly<Record<'batch' | 'heads' | 'length' | 'sources', Dim>>,
): ValueId | undefined {
  const parts: ValueId[] = [];
  const given = maybeTensor(l, 'attn_mask');
  if (given !== undefined) {
    const mask = additive(l, given, true);
    parts.push(l.b.rank(mask) === 3 ? l.b.reshape(mask, [batch, heads, length, sources]) : mask);
  }
  const padding = indexOf(l, 'key_padding_mask');
  if (padding !== undefined) parts.push(l.b.reshape(additive(l, l.input(padding), true), [batch, 1, 1, sources]));
  return parts.length === 0 ? undefined : parts.reduce((sum, part) => l.b.add(sum, part));
}

export const rules: Rules = {
  'torch.nn.functional.scaled_dot_product_attention': scaled,
  'torch.nn.functional.multi_head_attention_forward': multiHead,
};
