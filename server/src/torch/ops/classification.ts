/** Losses over classes: the second axis holds one number per class. */
import type { Arguments, TensorValue } from '../../python';
import { add, type Dim, display } from '../../symbolic';
import { optionalTensor, tensor } from '../common/arguments';
import { floats, needsGrad } from '../common/kept';
import { reduced, reductionOf, requireSameShape } from '../common/loss';
import { sameShape, without } from '../common/shapes';
import { page, sizes } from '../common/text';
import { inputOf } from '../context';
import { declareOps, type Keeps, type OpContext } from '../declare';
import { isFloating, shapeOf } from '../tensor';
import type { OpRecord } from '../trace';

const classAxis = (shape: readonly Dim[]): number => (shape.length === 1 ? 0 : 1);

function checkWeight(a: Arguments, c: OpContext, classes: Dim): void {
  const weight = optionalTensor(a, 'weight')?.shape;
  if (!weight) return;
  const refusal = () => ({
    code: 'CS123',
    message: `weight tensor should be defined either for all ${display(classes)} classes or no classes but got weight tensor of shape: ${sizes(weight)}`,
    why: 'Each class has one weight.',
  });
  if (weight.length !== 1) c.refuse(refusal());
  c.requireEqual(weight[0] ?? 0, classes, 'the class weights of the loss', refusal);
}

/** Only where the numbers themselves are known. */
function checkClasses(a: Arguments, c: OpContext, target: TensorValue, classes: Dim): void {
  const ignored = a.int('ignore_index');
  if (typeof classes !== 'number') return;
  const wrong = target.values?.find((label) => label !== ignored && (label < 0 || label >= classes));
  if (wrong === undefined) return;
  c.refuse({
    code: 'CS123',
    exception: 'IndexError',
    message: `Target ${wrong} is out of bounds.`,
    why: `There are ${classes} classes, numbered from 0.`,
  });
}

/** aten/src/ATen/native/LossNLL.cpp, nll_loss_nd and what it calls. */
function checkIndices(c: OpContext, shape: readonly Dim[], target: readonly Dim[]): void {
  const refuse = (message: string, why: string, exception: 'RuntimeError' | 'ValueError' = 'RuntimeError'): never =>
    c.refuse({ code: 'CS123', exception, message, why });
  const rank = shape.length;
  if (rank === 0) refuse('Expected 1 or more dimensions (got 0)', 'A single number has no classes.', 'ValueError');
  if (rank === 1) {
    if (target.length > 1)
      refuse('0D or 1D target tensor expected, multi-target not supported', 'One example has one class.');
    const same = target.length === 0 || sameShape(shape, target) !== false;
    if (!same)
      refuse(
        `size mismatch (got input: ${sizes(shape)}, target: ${sizes(target)})`,
        'One example, without a batch, has a target without dimensions.',
      );
    return;
  }
  const [batch = 0, , ...space] = shape;
  if (target.length === 0)
    refuse(
      `Expected input batch_size (${display(batch)}) to match target batch_size (0).`,
      'The batch has one target each.',
      'ValueError',
    );
  c.requireEqual(batch, target[0] ?? 0, 'the batches of the prediction and the target', () => ({
    code: 'CS123',
    exception: 'ValueError',
    message: `Expected input batch_size (${display(batch)}) to match target batch_size (${display(target[0] ?? 0)}).`,
    why: 'Each example has its own target.',
  }));
  const wanted = [batch, ...space];
  if (rank === 2 && target.length > 1)
    refuse(
      '0D or 1D target tensor expected, multi-target not supported',
      'The target holds class numbers: one per example, without an axis for the classes.',
    );
  if (rank === 4 && target.length !== 3) {
    refuse(
      `only batches of spatial targets supported (3D tensors) but got targets of dimension: ${target.length}`,
      'The target holds one class number per pixel, without an axis for the classes.',
    );
  }
  requireSameShape(c, target, wanted, 'the positions of the prediction and the target', () => ({
    code: 'CS123',
    message:
      rank === 4
        ? `size mismatch (got input: ${sizes(shape)} , target: ${sizes(target)}`
        : `Expected target size ${sizes(wanted)}, got ${sizes(target)}`,
    why: 'There is one class number per position.',
  }));
}

function negativeLogLikelihood(a: Arguments, c: OpContext): TensorValue {
  const [input, target] = [tensor(a, 'input'), tensor(a, 'target')];
  const shape = shapeOf(input);
  const wanted = shapeOf(target);
  const reduction = reductionOf(a, c);
  checkIndices(c, shape, wanted);
  const classes = shape[classAxis(shape)] ?? 0;
  checkWeight(a, c, classes);
  checkClasses(a, c, target, classes);
  return reduced(c, reduction, shape.length === 1 ? [] : wanted, input.dtype);
}

const TYPES: Readonly<Record<string, string>> = {
  int64: 'Long',
  int32: 'Int',
  int16: 'Short',
  int8: 'Char',
  uint8: 'Byte',
};

/** Same sizes mean probabilities for each class, else class numbers. */
function isProbabilities(shape: readonly Dim[], target: TensorValue): boolean {
  const same = sameShape(shape, shapeOf(target));
  return same ?? isFloating(target.dtype) ?? false;
}

function crossEntropy(a: Arguments, c: OpContext): TensorValue {
  const [input, target] = [tensor(a, 'input'), tensor(a, 'target')];
  const shape = shapeOf(input);
  const reduction = reductionOf(a, c);
  const smoothing = a.float('label_smoothing');
  if (smoothing !== undefined && (smoothing < 0 || smoothing > 1)) {
    c.refuse({
      code: 'CS124',
      message: `label_smoothing must be between 0.0 and 1.0. Got: ${smoothing}`,
      why: 'It is the share that all classes get.',
    });
  }
  if (!isProbabilities(shape, target)) return negativeLogLikelihood(a, c);
  requireSameShape(c, shape, shapeOf(target), 'the prediction and the target of the loss', () => ({
    code: 'CS123',
    message: 'Expected target with class probabilities to have the size of the input',
    why: 'Each class has its probability.',
  }));
  if (target.dtype?.includes('int')) {
    c.refuse({
      code: 'CS123',
      message: `Expected floating point type for target with class probabilities, got ${TYPES[target.dtype] ?? target.dtype}`,
      why: 'A target of the same sizes as the input holds probabilities; class numbers have no axis for the classes.',
    });
  }
  checkWeight(a, c, shape[classAxis(shape)] ?? 0);
  return reduced(c, reduction, without(shape, classAxis(shape)), input.dtype);
}

function explain(record: OpRecord, formula: string): readonly string[] {
  const shape = inputOf(record, 'input')?.shape;
  if (!shape) return [formula];
  return [`${formula}, over ${display(shape[classAxis(shape)] ?? 1)} classes`];
}

const F = 'torch.nn.functional';
/** What the weights of all examples add up to. */
const TOTAL = 4;

export const ops = declareOps(
  {
    name: `${F}.cross_entropy`,
    category: 'loss',
    doc: 'Minus the logarithm of the share that the softmax gives the right class; the input holds logits.',
    reference: page(`${F}.cross_entropy`),
    signature:
      "(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', label_smoothing=0.0)",
    run: crossEntropy,
    explain: (record) => explain(record, '−log(e^(x of the class)/Σ eˣ)'),
    keeps: keepsLogSoftmax,
    examples: [
      { code: 'F.cross_entropy(x, y)', inputs: { x: '[2, 3]', y: '[2]:long' }, output: [] },
      {
        code: "F.cross_entropy(x, y, reduction='none')",
        inputs: { x: '[2, 3, 4, 5]', y: '[2, 4, 5]:long' },
        output: [2, 4, 5],
      },
      {
        code: "F.cross_entropy(x, y, reduction='none', label_smoothing=0.1)",
        inputs: { x: '[2, 3, 4]', y: '[2, 3, 4]' },
        output: [2, 4],
      },
      { code: 'F.cross_entropy(x, y)', inputs: { x: '[2, 3]', y: '[3]:long' }, problem: 'CS123' },
      { code: 'F.cross_entropy(x, y)', inputs: { x: '[2, 3]', y: '[2, 1]:long' }, problem: 'CS123' },
      { code: 'F.cross_entropy(x, y)', inputs: { x: '[2, 3, 4, 4]', y: '[2, 1, 4, 4]:long' }, problem: 'CS123' },
      { code: 'F.cross_entropy(x, y)', inputs: { x: '[2, 3]', y: '[2, 3]:long' }, problem: 'CS123' },
      { code: 'F.cross_entropy(x, y, weight=torch.ones(4))', inputs: { x: '[2, 3]', y: '[2]:long' }, problem: 'CS123' },
      { code: 'F.cross_entropy(x, y, label_smoothing=1.5)', inputs: { x: '[2, 3]', y: '[2]:long' }, problem: 'CS124' },
    ],
  },
  {
    name: `${F}.nll_loss`,
    category: 'loss',
    doc: 'Minus the number at the right class; the input holds logarithms of probabilities.',
    reference: page(`${F}.nll_loss`),
    signature: "(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean')",
    run: negativeLogLikelihood,
    explain: (record) => explain(record, '−x of the class'),
    keeps: () => ({ args: ['input', 'target', 'weight'], bytes: TOTAL }),
    examples: [
      { code: 'F.nll_loss(x, y)', inputs: { x: '[2, 3]', y: '[2]:long' }, output: [] },
      { code: "F.nll_loss(x, y, reduction='none')", inputs: { x: '[2, 3, 4]', y: '[2, 4]:long' }, output: [2, 4] },
      { code: 'F.nll_loss(x, y)', inputs: { x: '[2, 3, 4]', y: '[2, 5]:long' }, problem: 'CS123' },
    ],
  },
  {
    name: `${F}.ctc_loss`,
    category: 'loss',
    doc: 'The likelihood of a label sequence over all its alignments with the input (Graves 2006).',
    reference: page(`${F}.ctc_loss`),
    signature: "(log_probs, targets, input_lengths, target_lengths, blank=0, reduction='mean', zero_infinity=False)",
    run: (a, c) => {
      const input = tensor(a, 'log_probs');
      const shape = shapeOf(input);
      const reduction = a.value('reduction').kind === 'str' ? reductionOf(a, c) : 'mean';
      if (shape.length !== 2 && shape.length !== 3) {
        c.refuse({
          code: 'CS117',
          message: `Expected tensor to have 3 dimensions, but got tensor with ${shape.length} dimensions`,
          why: 'It needs time, batch and classes, or time and classes.',
        });
      }
      const batch = shape.length === 3 ? shape.slice(1, 2) : [];
      for (const name of ['input_lengths', 'target_lengths']) {
        const lengths = a.value(name);
        const count = lengths.kind === 'tensor' ? lengths.shape?.[0] : a.ints(name)?.length;
        const [size] = batch;
        if (count === undefined || size === undefined) continue;
        c.requireEqual(count, size, 'the lengths that ctc_loss gets', () => ({
          code: 'CS123',
          message: `${name} must be of size batch_size`,
          why: 'Each sequence has its length.',
        }));
      }
      return reduced(c, reduction, batch, input.dtype);
    },
    keeps: () => ({ args: ['log_probs'], atLeast: true }),
    examples: [
      {
        code: 'F.ctc_loss(x, torch.ones(4, 5, dtype=torch.long), (9, 9, 9, 9), (5, 5, 5, 5))',
        inputs: { x: '[9, 4, 7]' },
        output: [],
      },
      {
        code: "F.ctc_loss(x, torch.ones(4, 5, dtype=torch.long), (9, 9, 9, 9), (5, 5, 5, 5), reduction='none')",
        inputs: { x: '[9, 4, 7]' },
        output: [4],
      },
      {
        code: 'F.ctc_loss(x, torch.ones(4, 5, dtype=torch.long), (9, 9, 9), (5, 5, 5, 5))',
        inputs: { x: '[9, 4, 7]' },
        problem: 'CS123',
      },
    ],
  },
);

/** The log-softmax of the input; how label smoothing goes on from there differs with what the target is. */
function keepsLogSoftmax(record: OpRecord): Keeps {
  const smoothing = record.args.get('label_smoothing');
  const isSmooth = smoothing?.kind === 'float' && smoothing.value !== 0;
  const own = floats(inputOf(record, 'input')?.shape);
  if (inputOf(record, 'target')?.dtype === 'int64')
    return { args: ['target', 'weight'], bytes: add(own, TOTAL), atLeast: isSmooth };
  const isUnsure = isSmooth || needsGrad(record, 'target') || inputOf(record, 'weight') !== undefined;
  return { args: ['target'], bytes: own, atLeast: isUnsure };
}
