/** Attention (Vaswani 2017): softmax(q·kᵀ/√E)·v. */
import type { Arguments, TensorValue } from '../../python';
import { add, type Dim, display, mul, product } from '../../symbolic';
import { optionalTensor, tensor } from '../common/arguments';
import { broadcast } from '../common/broadcast';
import { sameShape } from '../common/shapes';
import { joined, page } from '../common/text';
import { inputOf } from '../context';
import { declareOps, type OpContext } from '../declare';
import { shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

const last = (shape: readonly Dim[], back: number): Dim => shape[shape.length - back] ?? 1;

function scaledDotProduct(a: Arguments, c: OpContext): TensorValue {
  const tensors = ['query', 'key', 'value'].map((name) => tensor(a, name));
  const [query = [], key = [], value = []] = tensors.map(shapeOf);
  if (query.length < 2 || key.length < 2 || value.length < 2) {
    c.refuse({
      code: 'CS117',
      message: `scaled_dot_product_attention: Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: ${query.length}, key.dim: ${key.length} and value.dim: ${value.length} instead.`,
      why: 'Positions and features are needed.',
    });
  }
  const grouped = a.values.has('enable_gqa') && a.bool('enable_gqa');
  const batch = leads(c, [query, key, value], grouped);
  const [length, width] = [last(query, 2), last(query, 1)];
  const [sources, keyWidth] = [last(key, 2), last(key, 1)];
  const rows = product(batch);
  const mismatch = (wanted: Dim, got: Dim, why: string, left: readonly Dim[], right: readonly Dim[]) => () => ({
    code: 'CS120',
    message:
      batch.length === 0
        ? `mat1 and mat2 shapes cannot be multiplied (${joined(left)} and ${joined(right)})`
        : `Expected size for first two dimensions of batch2 tensor to be: [${display(rows)}, ${display(wanted)}] but got: [${display(rows)}, ${display(got)}].`,
    why,
  });
  c.requireEqual(
    width,
    keyWidth,
    'the features of query and key',
    mismatch(
      width,
      keyWidth,
      `Queries have ${display(width)} features, keys ${display(keyWidth)}.`,
      [length, width],
      [keyWidth, sources],
    ),
  );
  c.requireEqual(
    sources,
    last(value, 2),
    'the positions of key and value',
    mismatch(
      sources,
      last(value, 2),
      `There are ${display(sources)} keys and ${display(last(value, 2))} values.`,
      [length, sources],
      value,
    ),
  );
  const mask = optionalTensor(a, 'attn_mask');
  if (mask && a.interpreter.truth(a.raw('is_causal'))) {
    c.refuse({
      code: 'CS124',
      message: '_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True',
      why: 'is_causal makes its own mask.',
    });
  }
  const scores = [...batch, length, sources];
  if (mask?.shape && sameShape(broadcast(scores, mask.shape, c), scores) === false) {
    return c.unknown('undecided', 'a mask that is larger than the scores works in some implementations only');
  }
  return c.tensor([...batch, length, last(value, 1)], { dtype: tensors[0]?.dtype, strides: null });
}

/** Batch axes broadcast; with grouped queries each head of key and value serves several heads of the query. */
function leads(c: OpContext, shapes: readonly (readonly Dim[])[], grouped: boolean): readonly Dim[] {
  const all = shapes.map((shape) => shape.slice(0, -2));
  const [query = [], ...others] = all;
  if (!grouped) return others.reduce<readonly Dim[]>((all, lead) => broadcast(all, lead, c), query);
  const heads = last(query, 1);
  for (const other of others) {
    c.requireDivides(last(other, 1), heads, 'the heads of grouped attention', () => ({
      code: 'CS120',
      message: `Number of heads in key and value must divide the number of heads in query, but got ${display(last(other, 1))} and ${display(heads)}`,
      why: 'Each head of key and value serves the same number of query heads.',
    }));
  }
  return [
    ...others.reduce<readonly Dim[]>((all, lead) => broadcast(all, lead.slice(0, -1), c), query.slice(0, -1)),
    heads,
  ];
}

function dotProductMacs(record: OpRecord): Dim {
  const query = inputOf(record, 'query')?.shape;
  const key = inputOf(record, 'key')?.shape;
  const output = record.outputs[0]?.shape;
  if (!query || !key || !output) return 0;
  const pairs = mul(product(output.slice(0, -1)), last(key, 2));
  return mul(pairs, add(last(query, 1), last(output, 1)));
}

function explainDotProduct(record: OpRecord): readonly string[] {
  const query = inputOf(record, 'query')?.shape;
  const key = inputOf(record, 'key')?.shape;
  if (!query || !key) return [];
  const [length, sources, width] = [last(query, 2), last(key, 2), last(query, 1)];
  return [
    'softmax(q·kᵀ/√E)·v',
    `each of ${display(length)} queries weighs ${display(sources)} values by ${display(width)} products each`,
  ];
}

const F = 'torch.nn.functional';

export const ops = declareOps({
  name: `${F}.scaled_dot_product_attention`,
  aliases: ['torch._C._nn.scaled_dot_product_attention'],
  category: 'attention',
  doc: 'Means of the values, weighted by how well each query fits each key.',
  reference: page(`${F}.scaled_dot_product_attention`),
  signature: '(query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, *, scale=None, enable_gqa=False)',
  run: scaledDotProduct,
  macs: dotProductMacs,
  explain: explainDotProduct,
  reach: () => ({ kind: 'all' }),
  keeps: () => ({ args: ['query', 'key', 'value'], output: true }),
  examples: [
    {
      code: 'F.scaled_dot_product_attention(x, y, z)',
      inputs: { x: '[2, 4, 5, 8]', y: '[2, 4, 7, 8]', z: '[2, 4, 7, 6]' },
      output: [2, 4, 5, 6],
      unchecked: true,
    },
    {
      code: 'F.scaled_dot_product_attention(x, y, z, enable_gqa=True)',
      inputs: { x: '[2, 8, 5, 8]', y: '[2, 4, 7, 8]', z: '[2, 4, 7, 8]' },
      output: [2, 8, 5, 8],
      unchecked: true,
    },
    {
      code: 'F.scaled_dot_product_attention(x, y, z)',
      inputs: { x: '[2, 4, 5, 8]', y: '[2, 4, 7, 6]', z: '[2, 4, 7, 6]' },
      problem: 'CS120',
      unchecked: true,
    },
    {
      code: 'F.scaled_dot_product_attention(x, y, z)',
      inputs: { x: '[2, 4, 5, 8]', y: '[3, 4, 7, 8]', z: '[3, 4, 7, 6]' },
      problem: 'CS107',
      unchecked: true,
    },
  ],
});
