/** Objectives, by PyTorch's definitions and default reduction. */
import type { Builder } from './builder';
import { elements } from './dense';
import type { ValueId } from './program';
import type { Objective } from './training';

export type TargetKind = 'indices' | 'dense';

export interface Objectives {
  readonly target: ValueId;
  /** Scalar. */
  readonly loss: ValueId;
  /** How many outputs (pixels) are right; undefined without classes. */
  readonly correct: ValueId | undefined;
}

/** The loss of an output, and a new source for its targets. */
export function objectiveOf(b: Builder, output: ValueId, objective: Objective, kind: TargetKind): Objectives {
  switch (objective.kind) {
    case 'cross-entropy':
      return kind === 'indices' ? indexedEntropy(b, output, objective) : denseEntropy(b, output, objective);
    case 'bce': {
      const target = b.source(b.shape(output));
      // ln(1 + eˣ) − x·t
      const loss = mean(b, b.sub(b.unary('softplus', output), b.mul(output, target)));
      const isRight = b.compare('eq', sign(b, output, 0), sign(b, target, 0.5));
      return { target, loss, correct: total(b, isRight) };
    }
    case 'mse': {
      const target = b.source(b.shape(output));
      const difference = b.sub(output, target);
      return { target, loss: mean(b, b.mul(difference, difference)), correct: undefined };
    }
    case 'l1': {
      const target = b.source(b.shape(output));
      return { target, loss: mean(b, b.unary('abs', b.sub(output, target))), correct: undefined };
    }
  }
}

type CrossEntropy = Extract<Objective, { kind: 'cross-entropy' }>;

const axesOf = (b: Builder, x: ValueId): number[] => Array.from({ length: b.rank(x) }, (_, axis) => axis);
const mean = (b: Builder, x: ValueId): ValueId => b.reduce('mean', x, axesOf(b, x));
const total = (b: Builder, isTrue: ValueId): ValueId => b.reduce('sum', b.cast(isTrue, 'float32'), axesOf(b, isTrue));
const sign = (b: Builder, x: ValueId, threshold: number): ValueId =>
  b.cast(b.compare('lt', b.number(threshold), x), 'float32');

/** (1 − ε)·(−ln p[target]) + ε·mean over classes of −ln p, averaged over what is not ignored. */
function indexedEntropy(b: Builder, output: ValueId, { labelSmoothing, ignoreIndex }: CrossEntropy): Objectives {
  const shape = b.sizes(output);
  const classes = shape[1] ?? 1;
  const target = b.source(shape.toSpliced(1, 1), 'int64');
  const isCounted =
    ignoreIndex === undefined ? undefined : b.unary('not', b.compare('eq', target, b.number(ignoreIndex, 'int64')));
  const safe = isCounted === undefined ? target : b.select(isCounted, target, b.number(0, 'int64'));
  const logs = b.logSoftmax(output, 1);
  const picked = b.reshape(b.pick(logs, b.reshape(safe, shape.with(1, 1)), 1), b.shape(target));
  const smooth = labelSmoothing === 0 ? undefined : b.reduce('sum', logs, [1]);
  const each =
    smooth === undefined
      ? picked
      : b.add(b.times(picked, 1 - labelSmoothing), b.times(smooth, labelSmoothing / classes));
  const counted = isCounted === undefined ? each : b.select(isCounted, each, b.number(0));
  const sum = b.neg(b.reduce('sum', counted, axesOf(b, counted)));
  const loss = isCounted === undefined ? b.times(sum, 1 / elements(b.sizes(target))) : b.div(sum, total(b, isCounted));
  return { target, loss, correct: total(b, b.compare('eq', b.argmax(output, 1), target)) };
}

/** −Σ q·ln p over classes with q = (1 − ε)·target + ε/classes, averaged over the rest. */
function denseEntropy(b: Builder, output: ValueId, { labelSmoothing }: CrossEntropy): Objectives {
  const shape = b.sizes(output);
  const classes = shape[1] ?? 1;
  const target = b.source(shape);
  const q = labelSmoothing === 0 ? target : b.plus(b.times(target, 1 - labelSmoothing), labelSmoothing / classes);
  const product = b.mul(q, b.logSoftmax(output, 1));
  const loss = b.times(b.reduce('sum', product, axesOf(b, product)), -classes / elements(shape));
  return { target, loss, correct: total(b, b.compare('eq', b.argmax(output, 1), b.argmax(target, 1))) };
}
