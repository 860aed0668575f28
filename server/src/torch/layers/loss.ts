/** Losses (torch/nn/modules/loss.py): every one hands its settings to the function of the same arithmetic. */
import { type Arguments, NONE, str, type Value } from '../../python';
import { declareLayers, type Example, type LayerDeclaration, type LayerSelf } from '../declare';
import { assign } from '../module/attributes';
import { abstractLayer, type Simple, simple } from '../module/simple';

/** `size_average` and `reduce` are old names of what `reduction` says. */
function reduction(a: Arguments): Value {
  const given = (name: string): Value => a.values.get(name) ?? NONE;
  const average = given('size_average');
  const reduce = given('reduce');
  if (average.kind === 'none' && reduce.kind === 'none') return a.raw('reduction');
  const isOff = (value: Value): boolean => value.kind === 'bool' && !value.value;
  return str(isOff(reduce) ? 'none' : isOff(average) ? 'sum' : 'mean');
}

const REDUCTION = "size_average=None, reduce=None, reduction='mean'";
type Short = Omit<Simple, 'module' | 'category'> & { readonly tensors?: readonly string[] };

/** Weights of a loss are buffers. */
function loss({ tensors = [], ...s }: Short): LayerDeclaration {
  const declared = simple({ ...s, module: 'loss', category: 'loss' });
  return {
    ...declared,
    bases: s.bases ?? ['_Loss'],
    init: (self, a, c) => {
      for (const name of s.keywords ?? []) {
        if (!tensors.includes(name)) self.set(name, name === 'reduction' ? reduction(a) : a.raw(name));
      }
      for (const name of tensors)
        registerTensor(self, name, a.raw(name), (value) => {
          assign(self.instance, name, value, c.interpreter);
        });
    },
  };
}

function registerTensor(self: LayerSelf, name: string, value: Value, set: (value: Value) => void): void {
  self.buffer(name, null);
  if (value.kind !== 'none') set(value);
}

const shapes = (x: string, y: string, extra: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  x,
  y,
  ...extra,
});
const on = (code: string, inputs: Record<string, string>, output: readonly number[] = []): Example => ({
  code,
  inputs,
  output,
});
const bad = (code: string, inputs: Record<string, string>, unchecked = false): Example => ({
  code,
  inputs,
  problem: 'CS123',
  ...(unchecked ? { unchecked } : {}),
});

const pair = (name: string, op: string, doc: string, options: Partial<Short> = {}): LayerDeclaration =>
  loss({
    name,
    op,
    doc,
    inputs: '(input, target)',
    signature: `(${REDUCTION})`,
    keywords: ['reduction'],
    examples: [
      on(`nn.${name}()(x, y)`, shapes('[3, 5]', '[3, 5]')),
      on(`nn.${name}(reduction='none')(x, y)`, shapes('[3, 5]', '[3, 5]'), [3, 5]),
      on(`nn.${name}(size_average=False)(x, y)`, shapes('[3, 5]', '[3, 5]')),
    ],
    ...options,
  });

const crossEntropy: LayerDeclaration = loss({
  name: 'CrossEntropyLoss',
  op: 'cross_entropy',
  bases: ['_WeightedLoss'],
  inputs: '(input, target)',
  signature: "(weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', label_smoothing=0.0)",
  keywords: ['weight', 'ignore_index', 'reduction', 'label_smoothing'],
  tensors: ['weight'],
  doc: 'The negative logarithm of the probability that softmax gives to the right class; it takes raw logits.',
  examples: [
    on('nn.CrossEntropyLoss()(x, y)', shapes('[3, 5]', '[3]:long')),
    on("nn.CrossEntropyLoss(reduction='none')(x, y)", shapes('[3, 5, 4, 4]', '[3, 4, 4]:long'), [3, 4, 4]),
    on('nn.CrossEntropyLoss(weight=torch.empty(5), label_smoothing=0.1)(x, y)', shapes('[3, 5]', '[3, 5]')),
    bad('nn.CrossEntropyLoss()(x, y)', shapes('[3, 5]', '[4]:long')),
  ],
});

const nll = (name: string): LayerDeclaration =>
  loss({
    name,
    op: 'nll_loss',
    bases: name === 'NLLLoss' ? ['_WeightedLoss'] : ['NLLLoss'],
    inputs: '(input, target)',
    signature: "(weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean')",
    keywords: ['weight', 'ignore_index', 'reduction'],
    tensors: ['weight'],
    doc: 'The negative of the log-probability of the right class; it takes log-probabilities.',
    examples:
      name === 'NLLLoss'
        ? [
            on('nn.NLLLoss()(x, y)', shapes('[3, 5]', '[3]:long')),
            on("nn.NLLLoss(reduction='none')(x, y)", shapes('[3, 5, 4, 4]', '[3, 4, 4]:long'), [3, 4, 4]),
            bad('nn.NLLLoss()(x, y)', shapes('[3, 5]', '[4]:long')),
          ]
        : [{ code: 'nn.modules.loss.NLLLoss2d()(x, y)', inputs: shapes('[3, 5, 4, 4]', '[3, 4, 4]:long'), output: [] }],
  });

const three = (
  name: string,
  op: string,
  inputs: string,
  signature: string,
  keywords: readonly string[],
  doc: string,
  examples: readonly Example[],
): LayerDeclaration => loss({ name, op, inputs, signature, keywords, doc, examples });

export const layers = declareLayers(
  abstractLayer('_Loss', 'loss', 'loss', `(${REDUCTION})`, (self, a) => {
    self.set('reduction', reduction(a));
  }),
  abstractLayer(
    '_WeightedLoss',
    'loss',
    'loss',
    `(weight=None, ${REDUCTION})`,
    (self, a, c) => {
      self.set('reduction', reduction(a));
      registerTensor(self, 'weight', a.raw('weight'), (value) => {
        assign(self.instance, 'weight', value, c.interpreter);
      });
    },
    ['_Loss'],
  ),
  crossEntropy,
  nll('NLLLoss'),
  nll('NLLLoss2d'),
  pair('L1Loss', 'l1_loss', 'The mean of the absolute differences.'),
  pair('MSELoss', 'mse_loss', 'The mean of the squared differences.', {
    examples: [
      on('nn.MSELoss()(x, y)', shapes('[3, 5]', '[3, 5]')),
      on("nn.MSELoss(reduction='none')(x, y)", shapes('[3, 1]', '[3, 5]'), [3, 5]),
      { code: 'nn.MSELoss()(x, y)', inputs: shapes('[3, 4]', '[3, 5]'), problem: 'CS123' },
    ],
  }),
  pair('SmoothL1Loss', 'smooth_l1_loss', 'Squared where small, absolute where large.', {
    signature: `(${REDUCTION}, beta=1.0)`,
    keywords: ['reduction', 'beta'],
  }),
  pair('HuberLoss', 'huber_loss', 'Squared up to δ, linear beyond.', {
    signature: "(reduction='mean', delta=1.0)",
    keywords: ['reduction', 'delta'],
    examples: [on('nn.HuberLoss()(x, y)', shapes('[3, 5]', '[3, 5]'))],
  }),
  pair('SoftMarginLoss', 'soft_margin_loss', 'Logistic loss for targets of 1 and −1.'),
  pair('KLDivLoss', 'kl_div', 'How far a distribution is from a target, given log-probabilities.', {
    signature: `(${REDUCTION}, log_target=False)`,
    keywords: ['reduction', 'log_target'],
  }),
  pair('BCELoss', 'binary_cross_entropy', 'Cross-entropy of probabilities against targets in 0..1.', {
    bases: ['_WeightedLoss'],
    signature: `(weight=None, ${REDUCTION})`,
    keywords: ['weight', 'reduction'],
    tensors: ['weight'],
    examples: [
      on('nn.BCELoss()(x, y)', shapes('[3, 5]', '[3, 5]')),
      bad('nn.BCELoss()(x, y)', shapes('[3, 5]', '[3]')),
    ],
  }),
  pair(
    'BCEWithLogitsLoss',
    'binary_cross_entropy_with_logits',
    'Sigmoid and binary cross-entropy in one, computed stably.',
    {
      signature: `(weight=None, ${REDUCTION}, pos_weight=None)`,
      keywords: ['weight', 'reduction', 'pos_weight'],
      tensors: ['weight', 'pos_weight'],
      examples: [
        on('nn.BCEWithLogitsLoss()(x, y)', shapes('[3, 5]', '[3, 5]')),
        on('nn.BCEWithLogitsLoss(pos_weight=torch.empty(5))(x, y)', shapes('[3, 5]', '[3, 5]')),
        bad('nn.BCEWithLogitsLoss()(x, y)', shapes('[3, 5]', '[3, 1]')),
      ],
    },
  ),
  pair(
    'HingeEmbeddingLoss',
    'hinge_embedding_loss',
    'Pulls pairs with target 1 together, pushes those with −1 apart up to a margin.',
    {
      signature: `(margin=1.0, ${REDUCTION})`,
      keywords: ['margin', 'reduction'],
    },
  ),
  pair('PoissonNLLLoss', 'poisson_nll_loss', 'Negative log-likelihood of counts.', {
    inputs: '(log_input, target)',
    signature: "(log_input=True, full=False, size_average=None, eps=1e-08, reduce=None, reduction='mean')",
    keywords: ['log_input', 'full', 'eps', 'reduction'],
  }),
  pair('MultiLabelMarginLoss', 'multilabel_margin_loss', 'Margin loss for samples with several classes.', {
    examples: [on('nn.MultiLabelMarginLoss()(x, y)', shapes('[3, 5]', '[3, 5]:long'))],
  }),
  pair('MultiLabelSoftMarginLoss', 'multilabel_soft_margin_loss', 'One logistic loss per class, averaged.', {
    bases: ['_WeightedLoss'],
    signature: `(weight=None, ${REDUCTION})`,
    keywords: ['weight', 'reduction'],
    tensors: ['weight'],
    examples: [on('nn.MultiLabelSoftMarginLoss()(x, y)', shapes('[3, 5]', '[3, 5]'))],
  }),
  pair('MultiMarginLoss', 'multi_margin_loss', 'The right class must win by a margin.', {
    bases: ['_WeightedLoss'],
    signature: "(p=1, margin=1.0, weight=None, size_average=None, reduce=None, reduction='mean')",
    keywords: ['p', 'margin', 'weight', 'reduction'],
    tensors: ['weight'],
    examples: [on('nn.MultiMarginLoss()(x, y)', shapes('[3, 5]', '[3]:long'))],
  }),
  three(
    'GaussianNLLLoss',
    'gaussian_nll_loss',
    '(input, target, var)',
    "(*, full=False, eps=1e-06, reduction='mean')",
    ['full', 'eps', 'reduction'],
    'Negative log-likelihood of a normal distribution whose variance is predicted too.',
    [on('nn.GaussianNLLLoss()(x, y, z)', shapes('[3, 5]', '[3, 5]', { z: '[3, 5]' }))],
  ),
  three(
    'CosineEmbeddingLoss',
    'cosine_embedding_loss',
    '(input1, input2, target)',
    `(margin=0.0, ${REDUCTION})`,
    ['margin', 'reduction'],
    'Turns pairs with target 1 in one direction, others apart.',
    [on('nn.CosineEmbeddingLoss()(x, y, z)', shapes('[3, 5]', '[3, 5]', { z: '[3]' }))],
  ),
  three(
    'MarginRankingLoss',
    'margin_ranking_loss',
    '(input1, input2, target)',
    `(margin=0.0, ${REDUCTION})`,
    ['margin', 'reduction'],
    'The first input must rank above the second where the target is 1.',
    [on('nn.MarginRankingLoss()(x, y, z)', shapes('[3]', '[3]', { z: '[3]' }))],
  ),
  three(
    'TripletMarginLoss',
    'triplet_margin_loss',
    '(anchor, positive, negative)',
    `(margin=1.0, p=2.0, eps=1e-06, swap=False, ${REDUCTION})`,
    ['margin', 'p', 'eps', 'swap', 'reduction'],
    'An anchor must be nearer to the positive than to the negative, by a margin.',
    [on('nn.TripletMarginLoss()(x, y, z)', shapes('[3, 5]', '[3, 5]', { z: '[3, 5]' }))],
  ),
  three(
    'TripletMarginWithDistanceLoss',
    'triplet_margin_with_distance_loss',
    '(anchor, positive, negative)',
    "(*, distance_function=None, margin=1.0, swap=False, reduction='mean')",
    ['distance_function', 'margin', 'swap', 'reduction'],
    'The triplet loss with a distance of your own.',
    [on('nn.TripletMarginWithDistanceLoss()(x, y, z)', shapes('[3, 5]', '[3, 5]', { z: '[3, 5]' }))],
  ),
  three(
    'CTCLoss',
    'ctc_loss',
    '(log_probs, targets, input_lengths, target_lengths)',
    "(blank=0, reduction='mean', zero_infinity=False)",
    ['blank', 'reduction', 'zero_infinity'],
    'Scores a sequence against labels whose alignment is not known.',
    [on('nn.CTCLoss()(x, y, (10, 10), (4, 4))', shapes('[10, 2, 5]', '[2, 4]:long'))],
  ),
);
