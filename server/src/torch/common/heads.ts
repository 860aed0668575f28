/**
 * What attention of several heads keeps (torch/nn/functional.py, `multi_head_attention_forward`): the inputs of its
 * projections, scaled queries, keys, values, the softmax, what dropout makes of it, and what the heads give.
 */
import type { Dim } from '../../symbolic';
import { inputOf } from '../context';
import type { Keeps } from '../declare';
import type { OpRecord } from '../trace';
import { floats, needsGrad, together } from './kept';
import { keepsLinear } from './product';

export interface Heads {
  readonly length: Dim;
  readonly sources: Dim;
  readonly batch: Dim;
  readonly width: Dim;
  readonly heads: Dim;
}

/** The scale of the queries, and the number that averaged weights are divided by. */
const NUMBER = 8;

export function keepsHeads(record: OpRecord, { length, sources, batch, width, heads }: Heads): Keeps {
  const isOn = (name: string): boolean => flagOf(record, name) ?? false;
  const separate = isOn('use_separate_proj_weight');
  const weights = separate ? ['q_proj_weight', 'k_proj_weight', 'v_proj_weight'] : new Array(3).fill('in_proj_weight');
  const names = ['query', 'key', 'value'];
  const [q = false, k = false, v = false] = names.map(
    (name, i) => needsGrad(record, name) || needsGrad(record, weights[i] ?? '') || needsGrad(record, 'in_proj_bias'),
  );
  const scores = floats([batch, heads, length, sources]);
  const dropped = dropout(record);
  const given = flagOf(record, 'need_weights') !== false;
  const averaged = flagOf(record, 'average_attn_weights') !== false;
  const shown = given && !averaged;
  return together(
    projections(record, names, weights),
    when(k, floats([length, batch, width])),
    when(q, floats([sources, batch, width]), NUMBER),
    when(q || k, floats([sources, batch, width])),
    shown ? { output: [1] } : when(q || k || v, scores),
    when((dropped ?? false) && (q || k || v), scores, scores),
    when(given && averaged && (q || k), NUMBER),
    q || k || v ? { args: ['out_proj_weight'] } : {},
    when(needsGrad(record, 'out_proj_weight'), floats([length, batch, width])),
    { atLeast: dropped === undefined || hasMore(record) },
  );
}

/** One product where query, key and value are one tensor, as linear makes it of each of them. */
function projections(record: OpRecord, names: readonly string[], weights: readonly string[]): Keeps {
  const seen = new Set<unknown>();
  const rules = names.flatMap((name, i) => {
    const input = inputOf(record, name);
    const weight = weights[i];
    if (!input || weight === undefined || seen.has(input)) return [];
    seen.add(input);
    return [keepsLinear(record, name, weight)];
  });
  return together(...rules);
}

const when = (condition: boolean, ...bytes: readonly Dim[]): Keeps =>
  condition ? together(...bytes.map((size) => ({ bytes: size }))) : {};

const flagOf = (record: OpRecord, name: string): boolean | undefined => {
  const flag = record.args.get(name);
  return flag?.kind === 'bool' ? flag.value : undefined;
};

/** undefined: not known. */
function dropout(record: OpRecord): boolean | undefined {
  const share = record.args.get('dropout_p');
  if (flagOf(record, 'training') === false) return false;
  return share?.kind === 'float' || share?.kind === 'int' ? share.value !== 0 : undefined;
}

/** What adds keys or takes projected ones. */
const hasMore = (record: OpRecord): boolean =>
  flagOf(record, 'add_zero_attn') === true ||
  ['bias_k', 'bias_v', 'static_k', 'static_v'].some((name) => inputOf(record, name) !== undefined);
