/** Losses that ask for a margin between right and wrong. */
import type { Arguments, TensorValue } from '../../python';
import { type Dim, display } from '../../symbolic';
import { optionalTensor, tensor } from '../common/arguments';
import { resultType } from '../common/dtypes';
import { floats } from '../common/kept';
import { LEGACY, lossBroadcast, reduced, reductionOf } from '../common/loss';
import { sameShape } from '../common/shapes';
import { page, sizes, torchSize } from '../common/text';
import { inputOf } from '../context';
import { declareOps, type Keeps, type OpContext } from '../declare';
import { shapeOf } from '../tensor';

const refuseSizes = (c: OpContext, message: string, why: string): never => c.refuse({ code: 'CS123', message, why });

function cosineEmbedding(a: Arguments, c: OpContext): TensorValue {
  const [x1, x2, target] = [tensor(a, 'input1'), tensor(a, 'input2'), tensor(a, 'target')];
  const [left, right, wanted] = [shapeOf(x1), shapeOf(x2), shapeOf(target)];
  const reduction = reductionOf(a, c);
  if (wanted.length > 1)
    refuseSizes(c, '0D or 1D target tensor expected, multi-target not supported', 'There is one label per pair.');
  const rank = wanted.length + 1;
  if (left.length !== rank || right.length !== rank) {
    refuseSizes(
      c,
      `${wanted.length}D target tensor expects ${rank}D input tensors, but found inputs with sizes ${sizes(left)} and ${sizes(right)}.`,
      'Pairs are rows, with one label each.',
    );
  }
  const pairs = lossBroadcast(left, right, c).slice(0, -1);
  return reduced(c, reduction, lossBroadcast(wanted, pairs, c), resultType([x1, x2]));
}

function marginRanking(a: Arguments, c: OpContext): TensorValue {
  const [x1, x2, target] = [tensor(a, 'input1'), tensor(a, 'input2'), tensor(a, 'target')];
  const [left, right, wanted] = [shapeOf(x1), shapeOf(x2), shapeOf(target)];
  const reduction = reductionOf(a, c);
  if (left.length !== right.length || left.length !== wanted.length) {
    refuseSizes(
      c,
      `margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: ${torchSize(left)}, input2: ${torchSize(right)}, target: ${torchSize(wanted)} `,
      'Both scores and the label have the same axes.',
    );
  }
  return reduced(c, reduction, lossBroadcast(wanted, lossBroadcast(left, right, c), c), resultType([x1, x2]));
}

function triplet(a: Arguments, c: OpContext): TensorValue {
  const all = ['anchor', 'positive', 'negative'].map((name) => tensor(a, name));
  const [anchor = [], positive = [], negative = []] = all.map(shapeOf);
  const reduction = reductionOf(a, c);
  if (anchor.length !== positive.length || anchor.length !== negative.length) {
    refuseSizes(
      c,
      `The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: anchor ${anchor.length}D, positive ${positive.length}D, and negative ${negative.length}D inputs`,
      'The three are rows of the same kind.',
    );
  }
  const joined = lossBroadcast(lossBroadcast(anchor, positive, c), lossBroadcast(anchor, negative, c), c);
  return reduced(c, reduction, joined.slice(0, -1), resultType(all));
}

function multilabel(a: Arguments, c: OpContext): TensorValue {
  const [input, target] = [tensor(a, 'input'), tensor(a, 'target')];
  const [shape, wanted] = [shapeOf(input), shapeOf(target)];
  const reduction = reductionOf(a, c);
  if (sameShape(shape, wanted) === false) {
    refuseSizes(
      c,
      `inconsistent target size: ${sizes(wanted)} for input of size: ${sizes(shape)}`,
      'Each example lists its classes, filled up with −1.',
    );
  }
  return reduced(c, reduction, shape.slice(0, -1), input.dtype);
}

function multiMargin(a: Arguments, c: OpContext): TensorValue {
  const [input, target] = [tensor(a, 'input'), tensor(a, 'target')];
  const [shape, wanted] = [shapeOf(input), shapeOf(target)];
  const reduction = reductionOf(a, c);
  const p = a.float('p');
  if (p !== undefined && p !== 1 && p !== 2)
    c.refuse({
      code: 'CS124',
      exception: 'ValueError',
      message: 'only p == 1 and p == 2 supported',
      why: `p is ${p}.`,
    });
  const [batch = 1] = shape.length > 1 ? shape : [1];
  const count: Dim = wanted.length === 0 ? 1 : (wanted[0] ?? 1);
  if (wanted.length > 1)
    refuseSizes(c, `inconsistent target size, got: ${sizes(wanted)}`, 'Each example has one class.');
  c.requireEqual(count, batch, 'the batches of the prediction and the target', () => ({
    code: 'CS123',
    message: `inconsistent target size, got: ${sizes(wanted)}`,
    why: `There are ${display(batch)} examples, with one class each.`,
  }));
  return reduced(c, reduction, wanted, input.dtype);
}

function multilabelSoft(a: Arguments, c: OpContext): TensorValue {
  const [input, target] = [tensor(a, 'input'), tensor(a, 'target')];
  const reduction = reductionOf(a, c);
  if (shapeOf(input).length === 0) {
    c.refuse({
      code: 'CS123',
      exception: 'IndexError',
      message: 'Dimension specified as -1 but tensor has no dimensions',
      why: 'The last axis holds the classes, and a scalar has none.',
    });
  }
  const joined = lossBroadcast(shapeOf(target), shapeOf(input), c);
  const weight = optionalTensor(a, 'weight')?.shape;
  const weighted = weight ? lossBroadcast(joined, weight, c) : joined;
  return reduced(c, reduction, weighted.slice(0, -1), resultType([input, target]));
}

const F = 'torch.nn.functional';
const THREE = { x: '[2, 3]', y: '[2, 3]', z: '[2, 3]' };
/** Several steps, whose sum has no rule here. */
const keepsSome = (): Keeps => ({ atLeast: true });

export const ops = declareOps(
  {
    name: `${F}.cosine_embedding_loss`,
    category: 'loss',
    doc: 'Turns pairs with label 1 into one direction and others apart.',
    reference: page(`${F}.cosine_embedding_loss`),
    signature: `(input1, input2, target, margin=0, ${LEGACY})`,
    run: cosineEmbedding,
    explain: () => ['y = 1: 1 − cos, y = −1: max(0, cos − margin)'],
    keeps: keepsSome,
    examples: [
      { code: 'F.cosine_embedding_loss(x, y, z)', inputs: { x: '[2, 3]', y: '[2, 3]', z: '[2]' }, output: [] },
      {
        code: "F.cosine_embedding_loss(x, y, z, reduction='none')",
        inputs: { x: '[2, 3]', y: '[2, 3]', z: '[2]' },
        output: [2],
      },
      { code: 'F.cosine_embedding_loss(x, y, z)', inputs: { x: '[2, 3]', y: '[2, 3]', z: '[3]' }, problem: 'CS123' },
      {
        code: 'F.cosine_embedding_loss(x, y, z)',
        inputs: { x: '[2, 3, 4]', y: '[2, 3, 4]', z: '[2]' },
        problem: 'CS123',
      },
    ],
  },
  {
    name: `${F}.margin_ranking_loss`,
    category: 'loss',
    doc: 'Wants one of two scores above the other by a margin.',
    reference: page(`${F}.margin_ranking_loss`),
    signature: `(input1, input2, target, margin=0, ${LEGACY})`,
    run: marginRanking,
    explain: () => ['max(0, −y·(x₁ − x₂) + margin)'],
    keeps: keepsSome,
    examples: [
      { code: "F.margin_ranking_loss(x, y, z, reduction='none')", inputs: THREE, output: [2, 3] },
      { code: 'F.margin_ranking_loss(x, y, z)', inputs: { x: '[2, 3]', y: '[2, 3]', z: '[2]' }, problem: 'CS123' },
    ],
  },
  {
    name: `${F}.triplet_margin_loss`,
    category: 'loss',
    doc: 'Wants the anchor nearer to the positive than to the negative by a margin (Balntas 2016).',
    reference: page(`${F}.triplet_margin_loss`),
    signature: `(anchor, positive, negative, margin=1.0, p=2, eps=0.000001, swap=False, ${LEGACY})`,
    run: triplet,
    explain: () => ['max(0, ‖a − p‖ − ‖a − n‖ + margin)'],
    keeps: keepsSome,
    examples: [
      { code: 'F.triplet_margin_loss(x, y, z)', inputs: THREE, output: [] },
      { code: "F.triplet_margin_loss(x, y, z, reduction='none')", inputs: THREE, output: [2] },
      { code: 'F.triplet_margin_loss(x, y, z)', inputs: { ...THREE, y: '[2, 4]' }, problem: 'CS123' },
      { code: 'F.triplet_margin_loss(x, y, z)', inputs: { ...THREE, y: '[3]' }, problem: 'CS123' },
    ],
  },
  {
    name: `${F}.triplet_margin_with_distance_loss`,
    category: 'loss',
    doc: 'The triplet loss with a distance of your own.',
    reference: page(`${F}.triplet_margin_with_distance_loss`),
    signature: "(anchor, positive, negative, *, distance_function=None, margin=1.0, swap=False, reduction='mean')",
    run: (a, c) => {
      if (a.isNone('distance_function') || a.str('reduction') !== 'none') return triplet(a, c);
      return c.unknown('undecided', 'the distance function decides the sizes');
    },
    explain: () => ['max(0, d(a, p) − d(a, n) + margin)'],
    keeps: keepsSome,
    examples: [
      { code: "F.triplet_margin_with_distance_loss(x, y, z, reduction='none')", inputs: THREE, output: [2] },
      { code: 'F.triplet_margin_with_distance_loss(x, y, z)', inputs: { ...THREE, y: '[2, 4]' }, problem: 'CS123' },
    ],
  },
  {
    name: `${F}.multilabel_margin_loss`,
    category: 'loss',
    doc: 'A hinge between every class an example has and every class it has not.',
    reference: page(`${F}.multilabel_margin_loss`),
    signature: `(input, target, ${LEGACY})`,
    run: multilabel,
    keeps: (record) => ({ args: ['input', 'target'], bytes: floats(inputOf(record, 'input')?.shape) }),
    examples: [
      {
        code: "F.multilabel_margin_loss(x, y, reduction='none')",
        inputs: { x: '[2, 3]', y: '[2, 3]:long' },
        output: [2],
      },
      { code: 'F.multilabel_margin_loss(x, y)', inputs: { x: '[2, 3]', y: '[2, 4]:long' }, problem: 'CS123' },
    ],
  },
  {
    name: `${F}.multi_margin_loss`,
    category: 'loss',
    doc: 'A hinge between the right class and every other.',
    reference: page(`${F}.multi_margin_loss`),
    signature: `(input, target, p=1, margin=1.0, weight=None, ${LEGACY})`,
    run: multiMargin,
    explain: () => ['Σ max(0, margin − x of the class + x)^p / classes'],
    keeps: () => ({ args: ['input', 'target', 'weight'] }),
    examples: [
      { code: "F.multi_margin_loss(x, y, reduction='none')", inputs: { x: '[2, 3]', y: '[2]:long' }, output: [2] },
      { code: 'F.multi_margin_loss(x, y)', inputs: { x: '[2, 3]', y: '[3]:long' }, problem: 'CS123' },
      { code: 'F.multi_margin_loss(x, y, p=3)', inputs: { x: '[2, 3]', y: '[2]:long' }, problem: 'CS124' },
    ],
  },
  {
    name: `${F}.multilabel_soft_margin_loss`,
    category: 'loss',
    doc: 'The mean over the classes of a yes-or-no loss for each.',
    reference: page(`${F}.multilabel_soft_margin_loss`),
    signature: `(input, target, weight=None, ${LEGACY})`,
    run: multilabelSoft,
    explain: () => ['−(y·log σ(x) + (1 − y)·log σ(−x)), mean over the classes'],
    keeps: keepsSome,
    examples: [
      {
        code: "F.multilabel_soft_margin_loss(x, y, reduction='none')",
        inputs: { x: '[2, 3]', y: '[2, 3]' },
        output: [2],
      },
      { code: 'F.multilabel_soft_margin_loss(x, y)', inputs: { x: '[2, 3]', y: '[2, 4]' }, problem: 'CS123' },
    ],
  },
);
