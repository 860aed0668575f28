/** Embeddings (torch/nn/modules/sparse.py). */
import { type Arguments, int, native, type TensorValue, toInt, type Value } from '../../python';
import { add, type Dim, less, lessEqual, neg } from '../../symbolic';
import { page } from '../common/text';
import { declareLayers, type LayerDeclaration, type LayerSelf, type OpContext } from '../declare';
import { keep, requireSizes, sizeArgument } from '../module/arguments';
import { putEntry, slotOf } from '../module/instance';
import { makeParameter } from '../module/parameter';
import { isTensor, shapeOf } from '../tensor';

const KEPT = ['num_embeddings', 'embedding_dim', 'max_norm', 'norm_type', 'scale_grad_by_freq', 'sparse'];

/** A negative index counts from the end. */
function paddingIndex(self: LayerSelf, a: Arguments, c: OpContext): void {
  const padding = a.value('padding_idx');
  const index = toInt(padding);
  const count = toInt(a.value('num_embeddings'));
  if (index === undefined || count === undefined) {
    self.set('padding_idx', padding);
    return;
  }
  const isBelow = less(index, neg(count)) === 'yes';
  if (lessEqual(count, index) === 'yes' || isBelow) {
    c.refuse({
      code: 'CS124',
      exception: 'AssertionError',
      message: 'Padding_idx must be within num_embeddings',
      why: 'The padding index names a row of the table.',
    });
  }
  self.set('padding_idx', int(less(index, 0) === 'yes' ? add(count, index) : index));
}

/** `_weight`: a table that is there already (`from_pretrained`). */
function setTable(self: LayerSelf, a: Arguments, c: OpContext): void {
  const given = a.value('_weight');
  const shape: readonly Dim[] = [sizeArgument(a, c, 'num_embeddings', 0), sizeArgument(a, c, 'embedding_dim', 1)];
  requireSizes(c, shape);
  if (!isTensor(given)) {
    self.parameter('weight', shape);
    return;
  }
  const target = slotOf(self.instance, '_parameters');
  if (target)
    putEntry(
      target,
      'weight',
      { ...makeParameter(shapeOf(given), given.dtype), storage: given.storage },
      c.interpreter,
    );
}

const fromPretrained = (signature: string, kept: readonly string[]): Value => ({
  kind: 'classmethod',
  func: native('from_pretrained', `(cls, embeddings, freeze=True, ${signature})`, (a, interpreter) => {
    const table = a.value('embeddings');
    if (!isTensor(table)) return a.wrongType('embeddings', 'Tensor');
    const shape = shapeOf(table);
    if (shape.length !== 2)
      return interpreter.raise('AssertionError', 'Embeddings parameter is expected to be 2-dimensional');
    const keywords = new Map<string, Value>([
      ['num_embeddings', int(shape[0] ?? 0)],
      ['embedding_dim', int(shape[1] ?? 0)],
      ['_weight', table],
    ]);
    for (const name of kept) keywords.set(name, a.raw(name));
    const made = interpreter.call(a.raw('cls'), [], keywords);
    const weight = made.kind === 'instance' ? interpreter.findAttribute(made, 'weight') : undefined;
    if (weight && isTensor(weight)) freeze(weight, !a.bool('freeze'));
    return made;
  }),
});

const freeze = (weight: TensorValue, requiresGrad: boolean): void => {
  weight.requiresGrad = requiresGrad;
};

const embedding: LayerDeclaration = {
  name: 'Embedding',
  module: 'torch.nn.modules.sparse',
  category: 'embedding',
  signature:
    '(num_embeddings, embedding_dim, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False, _weight=None, _freeze=False, device=None, dtype=None)',
  doc: 'Looks up a learned vector for each index.',
  reference: page('torch.nn.Embedding'),
  examples: [
    { code: 'nn.Embedding(10, 4)(x)', inputs: { x: '[2, 5]:long' }, output: [2, 5, 4] },
    { code: 'nn.Embedding(10, 4, padding_idx=-1)(x)', inputs: { x: '[5]:long' }, output: [5, 4] },
    { code: 'nn.Embedding(10, 4, padding_idx=10)', problem: 'CS124' },
  ],
  init: (self, a, c) => {
    keep(self, a, ...KEPT);
    paddingIndex(self, a, c);
    setTable(self, a, c);
  },
  forward: {
    signature: '(input)',
    run: (self, a, c) =>
      c.op('torch.nn.functional.embedding', [
        a.raw('input'),
        ...['weight', 'padding_idx', 'max_norm', 'norm_type', 'scale_grad_by_freq', 'sparse'].map((name) =>
          self.get(name),
        ),
      ]),
  },
  attributes: {
    from_pretrained: fromPretrained(
      'padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False',
      ['padding_idx', 'max_norm', 'norm_type', 'scale_grad_by_freq', 'sparse'],
    ),
  },
};

const embeddingBag: LayerDeclaration = {
  name: 'EmbeddingBag',
  module: 'torch.nn.modules.sparse',
  category: 'embedding',
  signature:
    "(num_embeddings, embedding_dim, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, mode='mean', sparse=False, _weight=None, include_last_offset=False, padding_idx=None, device=None, dtype=None)",
  doc: 'Looks up vectors and reduces each bag of them to one.',
  reference: page('torch.nn.EmbeddingBag'),
  examples: [
    { code: 'nn.EmbeddingBag(10, 4)(x)', inputs: { x: '[2, 5]:long' }, output: [2, 4] },
    { code: "nn.EmbeddingBag(10, 4, mode='sum')(x, y)", inputs: { x: '[7]:long', y: '[3]:long' }, output: [3, 4] },
  ],
  init: (self, a, c) => {
    keep(self, a, ...KEPT, 'mode', 'include_last_offset');
    paddingIndex(self, a, c);
    setTable(self, a, c);
  },
  forward: {
    signature: '(input, offsets=None, per_sample_weights=None)',
    run: (self, a, c) =>
      c.op('torch.nn.functional.embedding_bag', [
        a.raw('input'),
        self.get('weight'),
        a.raw('offsets'),
        ...['max_norm', 'norm_type', 'scale_grad_by_freq', 'mode', 'sparse'].map((name) => self.get(name)),
        a.raw('per_sample_weights'),
        self.get('include_last_offset'),
        self.get('padding_idx'),
      ]),
  },
  attributes: {
    from_pretrained: fromPretrained(
      "max_norm=None, norm_type=2.0, scale_grad_by_freq=False, mode='mean', sparse=False, include_last_offset=False, padding_idx=None",
      ['max_norm', 'norm_type', 'scale_grad_by_freq', 'mode', 'sparse', 'include_last_offset', 'padding_idx'],
    ),
  },
};

export const layers = declareLayers(embedding, embeddingBag);
