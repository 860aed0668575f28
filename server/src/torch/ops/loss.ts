/** Losses that compare two tensors number by number. Those with classes are in classification.ts, with margins in margins.ts. */
import type { Arguments, TensorValue } from '../../python';
import type { Dim } from '../../symbolic';
import { optionalTensor, tensor } from '../common/arguments';
import { resultType } from '../common/dtypes';
import { floats, needsGrad } from '../common/kept';
import { LEGACY, lossBroadcast, reduced, reductionOf, requireSameShape } from '../common/loss';
import { sameShape } from '../common/shapes';
import { page, torchSize } from '../common/text';
import { inputOf } from '../context';
import { declareOps, type Example, type Keeps, type OpContext, type OpDeclaration } from '../declare';
import { isTensor, shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

const F = 'torch.nn.functional';

interface Row {
  readonly doc: string;
  readonly formula: string;
  /** Default: `(input, target, …)` with the reduction. */
  readonly signature?: string;
  /** Default: both. */
  readonly keeps?: OpDeclaration['keeps'];
  /** PyTorch computes `target ∘ input`, and names the sizes in that order. */
  readonly targetFirst?: boolean;
  readonly check?: (a: Arguments, c: OpContext) => void;
  readonly examples?: readonly Example[];
}

const refuseValue = (c: OpContext, message: string, why: string): never => c.refuse({ code: 'CS124', message, why });

/** Several steps, whose sum has no rule here. */
const keepsSome = (): Keeps => ({ atLeast: true });
const keepsDivergence = (record: OpRecord): Keeps => {
  const flag = record.args.get('log_target');
  const isPlain = flag?.kind === 'bool' && !flag.value;
  return { args: needsGrad(record, 'target') ? ['input', 'target'] : ['target'], atLeast: !isPlain };
};
/** The differences, whose signs the backward pass reads. */
const keepsDifferences = (record: OpRecord): Keeps => {
  const [a, b] = [inputOf(record, 'input')?.shape, inputOf(record, 'target')?.shape];
  return a && b && sameShape(a, b) ? { bytes: floats(a) } : keepsSome();
};

const TABLE: Readonly<Record<string, Row>> = {
  l1_loss: {
    doc: 'The mean distance |x − y|.',
    formula: '|x − y|',
    keeps: keepsDifferences,
    signature: `(input, target, ${LEGACY}, weight=None)`,
  },
  mse_loss: {
    doc: 'The mean squared distance.',
    formula: '(x − y)²',
    signature: `(input, target, ${LEGACY}, weight=None)`,
  },
  smooth_l1_loss: {
    doc: 'Squared near 0, straight beyond β (Girshick 2015).',
    formula: '|x − y| < β: (x − y)²/(2·β), else |x − y| − β/2',
    signature: `(input, target, ${LEGACY}, beta=1.0)`,
    check: (a, c) => {
      if ((a.float('beta') ?? 0) < 0)
        refuseValue(
          c,
          'smooth_l1_loss does not support negative values for beta.',
          'β is the width of the squared part.',
        );
    },
    examples: [{ code: 'F.smooth_l1_loss(x, y, beta=-1.0)', inputs: { x: '[2, 3]', y: '[2, 3]' }, problem: 'CS124' }],
  },
  huber_loss: {
    doc: 'Squared near 0, straight beyond δ (Huber 1964).',
    formula: '|x − y| < δ: (x − y)²/2, else δ·(|x − y| − δ/2)',
    signature: "(input, target, reduction='mean', delta=1.0, weight=None)",
    check: (a, c) => {
      if ((a.float('delta') ?? 1) <= 0)
        refuseValue(
          c,
          'huber_loss does not support non-positive values for delta.',
          'δ is the width of the squared part.',
        );
    },
    examples: [{ code: 'F.huber_loss(x, y, delta=-1.0)', inputs: { x: '[2, 3]', y: '[2, 3]' }, problem: 'CS124' }],
  },
  kl_div: {
    doc: 'How far the target distribution is from the input, whose logarithms are given (Kullback and Leibler 1951).',
    formula: 'y·(log y − x)',
    keeps: keepsDivergence,
    signature: `(input, target, ${LEGACY}, log_target=False)`,
    targetFirst: true,
  },
  poisson_nll_loss: {
    doc: 'Minus the logarithm of a Poisson likelihood.',
    keeps: keepsSome,
    formula: 'eˣ − y·x',
    targetFirst: true,
    signature:
      "(input, target, log_input=True, full=False, size_average=None, eps=0.00000001, reduce=None, reduction='mean')",
  },
  hinge_embedding_loss: {
    doc: 'Pulls similar pairs together and pushes others beyond a margin.',
    keeps: keepsSome,
    formula: 'y = 1: x, y = −1: max(0, margin − x)',
    targetFirst: true,
    signature: `(input, target, margin=1.0, ${LEGACY})`,
  },
  soft_margin_loss: {
    doc: 'A smooth hinge for labels −1 and 1.',
    formula: 'log(1 + e^(−y·x))',
    signature: `(input, target, ${LEGACY})`,
    check: (a, c) => {
      const [x, y] = [shapeOf(tensor(a, 'input')), shapeOf(tensor(a, 'target'))];
      if (sameShape(lossBroadcast(x, y, c), x) === false)
        c.unknown('undecided', 'a target that is larger than the input works in some versions of PyTorch only');
    },
  },
};

function declaration(name: string, row: Row): OpDeclaration {
  return {
    name: `${F}.${name}`,
    category: 'loss',
    doc: row.doc,
    reference: page(`${F}.${name}`),
    signature: row.signature ?? `(input, target, ${LEGACY})`,
    run: (a, c) => {
      const [input, target] = [tensor(a, 'input'), tensor(a, 'target')];
      const pair = [shapeOf(input), shapeOf(target)] as const;
      const reduction = reductionOf(a, c);
      row.check?.(a, c);
      const joined = row.targetFirst ? lossBroadcast(pair[1], pair[0], c) : lossBroadcast(pair[0], pair[1], c);
      return reduced(c, reduction, joined, resultType([input, target]));
    },
    explain: () => [row.formula],
    keeps: row.keeps ?? (() => ({ args: ['input', 'target'] })),
    examples: [
      { code: `F.${name}(x, y)`, inputs: { x: '[2, 3]', y: '[2, 3]' }, output: [] },
      { code: `F.${name}(x, y, reduction='none')`, inputs: { x: '[2, 3]', y: '[2, 3]' }, output: [2, 3] },
      { code: `F.${name}(x, y)`, inputs: { x: '[2, 3]', y: '[2, 4]' }, problem: 'CS123' },
      {
        code: `F.${name}(x, y, reduction='some')`,
        inputs: { x: '[2, 3]', y: '[2, 3]' },
        problem: 'CS124',
        unchecked: name === 'poisson_nll_loss',
      },
      ...(row.examples ?? []),
    ],
  };
}

// ---- binary cross entropy ----

function binary(a: Arguments, c: OpContext, message: (target: string, input: string) => string): TensorValue {
  const [input, target] = [tensor(a, 'input'), tensor(a, 'target')];
  const shape = shapeOf(input);
  const wanted = shapeOf(target);
  const reduction = reductionOf(a, c);
  requireSameShape(c, shape, wanted, 'the prediction and the target of the loss', () => ({
    code: 'CS123',
    exception: 'ValueError',
    message: message(torchSize(wanted), torchSize(shape)),
    why: 'There must be one target for each number.',
  }));
  const weight = optionalTensor(a, 'weight');
  if (weight?.shape) lossBroadcast(shape, weight.shape, c);
  const positive = a.values.has('pos_weight') ? optionalTensor(a, 'pos_weight') : undefined;
  if (positive?.shape) lossBroadcast(positive.shape, shape, c);
  return reduced(c, reduction, shape, resultType([input, target]));
}

const bce: OpDeclaration = {
  name: `${F}.binary_cross_entropy`,
  category: 'loss',
  doc: 'The cross entropy of yes-or-no probabilities.',
  reference: page(`${F}.binary_cross_entropy`),
  signature: `(input, target, weight=None, ${LEGACY})`,
  run: (a, c) =>
    binary(
      a,
      c,
      (target, input) =>
        `Using a target size (${target}) that is different to the input size (${input}) is deprecated. Please ensure they have the same size.`,
    ),
  explain: () => ['−(y·log x + (1 − y)·log(1 − x))'],
  keeps: () => ({ args: ['input', 'target', 'weight'] }),
  examples: [
    { code: 'F.binary_cross_entropy(x, y)', inputs: { x: '[2, 3]', y: '[2, 3]' }, output: [] },
    { code: "F.binary_cross_entropy(x, y, reduction='none')", inputs: { x: '[2, 3]', y: '[2, 3]' }, output: [2, 3] },
    { code: 'F.binary_cross_entropy(x, y)', inputs: { x: '[2, 1]', y: '[2]' }, problem: 'CS123' },
  ],
};

const bceWithLogits: OpDeclaration = {
  name: `${F}.binary_cross_entropy_with_logits`,
  category: 'loss',
  doc: 'A sigmoid and binary cross entropy in one, without the rounding.',
  reference: page(`${F}.binary_cross_entropy_with_logits`),
  signature: `(input, target, weight=None, ${LEGACY}, pos_weight=None)`,
  run: (a, c) => binary(a, c, (target, input) => `Target size (${target}) must be the same as input size (${input})`),
  explain: () => ['max(0, x) − x·y + log(1 + e^(−|x|))'],
  keeps: () => ({ args: ['input', 'target', 'weight', 'pos_weight'] }),
  examples: [
    { code: 'F.binary_cross_entropy_with_logits(x, y)', inputs: { x: '[2, 3]', y: '[2, 3]' }, output: [] },
    {
      code: "F.binary_cross_entropy_with_logits(x, y, pos_weight=torch.ones(3), reduction='none')",
      inputs: { x: '[2, 3]', y: '[2, 3]' },
      output: [2, 3],
    },
    { code: 'F.binary_cross_entropy_with_logits(x, y)', inputs: { x: '[2, 1]', y: '[2]' }, problem: 'CS123' },
    {
      code: 'F.binary_cross_entropy_with_logits(x, y, pos_weight=torch.ones(2))',
      inputs: { x: '[2, 3]', y: '[2, 3]' },
      problem: 'CS123',
    },
  ],
};

// ---- gaussian ----

/** The variance has the input's sizes, or lacks the last axis, or has 1 there. */
function fitsVariance(shape: readonly Dim[], variance: readonly Dim[]): boolean {
  const lead = shape.slice(0, -1);
  return [shape, lead, [...lead, 1]].some((wanted) => sameShape(variance, wanted) !== false);
}

const gaussian: OpDeclaration = {
  name: `${F}.gaussian_nll_loss`,
  category: 'loss',
  doc: 'Minus the logarithm of a normal likelihood whose variance is predicted too (Nix and Weigend 1994).',
  reference: page(`${F}.gaussian_nll_loss`),
  signature: "(input, target, var, full=False, eps=0.000001, reduction='mean')",
  run: (a, c) => {
    const [input, target] = [tensor(a, 'input'), tensor(a, 'target')];
    const shape = shapeOf(input);
    const variance = a.value('var');
    if (isTensor(variance) && !fitsVariance(shape, shapeOf(variance))) {
      c.refuse({
        code: 'CS123',
        exception: 'ValueError',
        message: 'var is of incorrect size',
        why: `The variance is ${torchSize(shapeOf(variance))}, the input ${torchSize(shape)}.`,
      });
    }
    return reduced(c, reductionOf(a, c), lossBroadcast(shape, shapeOf(target), c), resultType([input, target]));
  },
  explain: () => ['(log v + (x − y)²/v)/2'],
  keeps: keepsSome,
  examples: [
    { code: 'F.gaussian_nll_loss(x, y, torch.ones(2, 3))', inputs: { x: '[2, 3]', y: '[2, 3]' }, output: [] },
    {
      code: "F.gaussian_nll_loss(x, y, torch.ones(2, 1), reduction='none')",
      inputs: { x: '[2, 3]', y: '[2, 3]' },
      output: [2, 3],
    },
    { code: 'F.gaussian_nll_loss(x, y, torch.ones(3))', inputs: { x: '[2, 3]', y: '[2, 3]' }, problem: 'CS123' },
  ],
};

export const ops = declareOps(
  ...Object.entries(TABLE).map(([name, row]) => declaration(name, row)),
  bce,
  bceWithLogits,
  gaussian,
);
