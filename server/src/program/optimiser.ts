/** One update of the flat weights, by PyTorch's definitions (torch/optim). */
import type { Builder } from './builder';
import type { ValueId } from './program';
import type { Optimiser } from './training';

export interface Slot {
  /** PyTorch's name: `momentum_buffer`, `exp_avg`. */
  readonly name: string;
  readonly value: ValueId;
  readonly next: ValueId;
}

export interface Update {
  readonly weights: ValueId;
  readonly slots: readonly Slot[];
}

export interface UpdateInputs {
  readonly weights: ValueId;
  readonly gradient: ValueId;
  /** Scalar. */
  readonly lr: ValueId;
  /** Scalars that depend on the number of the step; see `corrections`. */
  readonly first: ValueId;
  readonly second: ValueId;
  /** weights, with 0 where weight decay does not reach. */
  readonly decayed: ValueId;
}

/** What the host feeds for step 1, 2, …: bias corrections, or SGD's share of a gradient in its momentum. */
export function corrections(optimiser: Optimiser, step: number): readonly [number, number] {
  switch (optimiser.kind) {
    case 'sgd':
      return [step === 1 ? 1 : 1 - optimiser.dampening, 1];
    case 'adam':
    case 'adamw':
      return [1 - optimiser.beta1 ** step, 1 - optimiser.beta2 ** step];
    case 'rmsprop':
      return [1, 1];
  }
}

/** Names of the state that it keeps for each weight. */
export function slotNames(optimiser: Optimiser): readonly string[] {
  switch (optimiser.kind) {
    case 'sgd':
      return optimiser.momentum === 0 ? [] : ['momentum_buffer'];
    case 'adam':
    case 'adamw':
      return ['exp_avg', 'exp_avg_sq'];
    case 'rmsprop':
      return [
        'square_avg',
        ...(optimiser.centered ? ['grad_avg'] : []),
        ...(optimiser.momentum > 0 ? ['momentum_buffer'] : []),
      ];
  }
}

export function updateOf(b: Builder, optimiser: Optimiser, inputs: UpdateInputs): Update {
  const decay = optimiser.kind === 'adamw' ? 0 : optimiser.weightDecay;
  const gradient = decay === 0 ? inputs.gradient : b.add(inputs.gradient, b.times(inputs.decayed, decay));
  switch (optimiser.kind) {
    case 'sgd':
      return sgd(b, optimiser, { ...inputs, gradient });
    case 'adam':
    case 'adamw':
      return adam(b, optimiser, { ...inputs, gradient });
    case 'rmsprop':
      return rmsprop(b, optimiser, { ...inputs, gradient });
  }
}

/** keep·old + (1 − keep)·x */
const average = (b: Builder, old: ValueId, keep: number, x: ValueId): ValueId =>
  b.add(b.times(old, keep), b.times(x, 1 - keep));

function sgd(
  b: Builder,
  { momentum, dampening, nesterov }: Extract<Optimiser, { kind: 'sgd' }>,
  inputs: UpdateInputs,
): Update {
  const { weights, gradient, lr, first } = inputs;
  if (momentum === 0) return { weights: b.sub(weights, b.mul(gradient, lr)), slots: [] };
  const value = b.source(b.shape(weights));
  const share = dampening === 0 ? gradient : b.mul(gradient, first);
  const next = b.add(b.times(value, momentum), share);
  const direction = nesterov ? b.add(gradient, b.times(next, momentum)) : next;
  return { weights: b.sub(weights, b.mul(direction, lr)), slots: [{ name: 'momentum_buffer', value, next }] };
}

/** Kingma and Ba 2014; AdamW: Loshchilov and Hutter 2017. */
function adam(b: Builder, optimiser: Extract<Optimiser, { kind: 'adam' | 'adamw' }>, inputs: UpdateInputs): Update {
  const { beta1, beta2, eps, weightDecay } = optimiser;
  const { gradient, lr, first, second, decayed } = inputs;
  const weights =
    optimiser.kind === 'adamw' && weightDecay !== 0
      ? b.sub(inputs.weights, b.mul(decayed, b.times(lr, weightDecay)))
      : inputs.weights;
  const [mean, square] = [b.source(b.shape(weights)), b.source(b.shape(weights))];
  const nextMean = average(b, mean, beta1, gradient);
  const nextSquare = average(b, square, beta2, b.mul(gradient, gradient));
  const scale = b.plus(b.mul(b.unary('sqrt', nextSquare), b.unary('reciprocal', b.unary('sqrt', second))), eps);
  return {
    weights: b.sub(weights, b.div(b.mul(nextMean, b.div(lr, first)), scale)),
    slots: [
      { name: 'exp_avg', value: mean, next: nextMean },
      { name: 'exp_avg_sq', value: square, next: nextSquare },
    ],
  };
}

/** Hinton 2012, lecture 6e; centred: Graves 2013. */
function rmsprop(b: Builder, optimiser: Extract<Optimiser, { kind: 'rmsprop' }>, inputs: UpdateInputs): Update {
  const { weights, gradient, lr } = inputs;
  const { alpha, eps, momentum, centered } = optimiser;
  const square = b.source(b.shape(weights));
  const nextSquare = average(b, square, alpha, b.mul(gradient, gradient));
  const slots: Slot[] = [{ name: 'square_avg', value: square, next: nextSquare }];
  let spread = nextSquare;
  if (centered) {
    const mean = b.source(b.shape(weights));
    const next = average(b, mean, alpha, gradient);
    slots.push({ name: 'grad_avg', value: mean, next });
    spread = b.sub(nextSquare, b.mul(next, next));
  }
  const direction = b.div(gradient, b.plus(b.unary('sqrt', spread), eps));
  if (momentum === 0) return { weights: b.sub(weights, b.mul(direction, lr)), slots };
  const buffer = b.source(b.shape(weights));
  const next = b.add(b.times(buffer, momentum), direction);
  slots.push({ name: 'momentum_buffer', value: buffer, next });
  return { weights: b.sub(weights, b.mul(next, lr)), slots };
}
