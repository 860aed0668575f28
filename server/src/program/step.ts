/** A whole training step as one program: forward, loss, gradients, penalties, clipping, update. */
import { activationShares, activationsOf } from './activations';
import { type Builder, createBuilder } from './builder';
import { elements } from './dense';
import { gradients } from './gradient';
import { objectiveOf, type TargetKind } from './loss';
import { type Slot, updateOf } from './optimiser';
import type { Parameter, Program, Step, TensorType, ValueId } from './program';
import { numbers } from './shapes';
import type { Optimiser, TrainingOptions } from './training';

/** Where a trainable parameter lies in the flat vector of all of them. */
export interface Segment {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
}

export interface StepProgram {
  readonly values: readonly TensorType[];
  readonly steps: readonly Step[];
  readonly segments: readonly Segment[];
  readonly feeds: {
    /** All trainable weights, one after the other. */
    readonly weights: ValueId;
    readonly frozen: readonly { readonly name: string; readonly value: ValueId }[];
    readonly buffers: readonly { readonly name: string; readonly value: ValueId }[];
    readonly inputs: readonly ValueId[];
    readonly target: ValueId;
    readonly draws: readonly ValueId[];
    readonly lr: ValueId;
    readonly first: ValueId;
    readonly second: ValueId;
  };
  readonly slots: readonly Slot[];
  readonly results: {
    readonly loss: ValueId;
    readonly penalty: ValueId | undefined;
    readonly correct: ValueId | undefined;
    readonly gradientNorm: ValueId;
    readonly weights: ValueId;
    readonly buffers: readonly { readonly name: string; readonly value: ValueId }[];
    /** One number for each segment. */
    readonly norms: { readonly gradient: ValueId; readonly update: ValueId; readonly weight: ValueId } | undefined;
    /** Two numbers for each of `activationsOf`: see `activationShares`. */
    readonly activations: ValueId | undefined;
  };
}

export interface Variant {
  readonly target: TargetKind;
  readonly norms: boolean;
}

export const isTrained = ({ name, trainable }: Parameter, frozen: readonly string[]): boolean =>
  trainable && !frozen.includes(name);

/** The flat vector's order is that of the program's parameters. */
export function segmentsOf(program: Program, frozen: readonly string[]): readonly Segment[] {
  let offset = 0;
  return program.parameters
    .filter((p) => isTrained(p, frozen))
    .map(({ name, value }) => {
      const shape = numbers(program.values[value]?.shape ?? []);
      const size = elements(shape);
      offset += size;
      return { name, shape, offset: offset - size, size };
    });
}

/** `program` in training mode, with numbers for all sizes. */
export function trainingStep(program: Program, options: TrainingOptions, variant: Variant): StepProgram {
  const segments = segmentsOf(program, options.frozen);
  if (segments.length === 0) throw new Error('there is nothing to train: every parameter is frozen');
  const b = createBuilder();
  const trained = program.parameters.filter((p) => isTrained(p, options.frozen));
  const frozen = program.parameters.filter((p) => !isTrained(p, options.frozen));
  const weights = b.source([segments.reduce((n, s) => n + s.size, 0)]);
  const lr = b.source([]);
  const first = b.source([]);
  const second = b.source([]);
  const parts = partsOf(b, weights, segments).map((part, i) => b.reshape(part, segments[i]?.shape ?? []));
  const given = new Map(trained.map(({ value }, i) => [value, parts[i] ?? -1]));
  const moved = inlined(b, program, given);

  const output = moved(program.outputs[0]?.value ?? -1);
  const { target, loss, correct } = objectiveOf(b, output, options.objective, variant.target);
  const decayed = masked(b, weights, segments, options.undecayed);
  const found = gradients(b, loss, parts);
  const flat = b.concat(
    found.map((g, i) => b.reshape(g ?? b.fill(0, segments[i]?.shape ?? []), [segments[i]?.size ?? 0])),
    0,
  );
  const gradient = withPenalties(b, flat, decayed, options);
  const gradientNorm = norm(b, gradient);
  const clipped = clip(b, gradient, gradientNorm, options);
  const penalty = penaltyOf(b, decayed, options);
  const rate = after(b, penalty === undefined ? gradientNorm : b.add(gradientNorm, penalty), lr);
  const update = updateOf(b, options.optimiser, { weights, gradient: clipped, lr: rate, first, second, decayed });
  const next = shrink(b, update.weights, rate, segments, options);

  return {
    values: b.values,
    steps: b.steps,
    segments,
    feeds: {
      weights,
      frozen: frozen.map(({ name, value }) => ({ name, value: moved(value) })),
      buffers: program.buffers.map(({ name, value }) => ({ name, value: moved(value) })),
      inputs: program.inputs.map(({ value }) => moved(value)),
      target,
      draws: program.draws.map(({ value }) => moved(value)),
      lr,
      first,
      second,
    },
    slots: update.slots,
    results: {
      loss,
      penalty,
      correct,
      gradientNorm,
      weights: next,
      buffers: program.buffers.flatMap(({ name, next: after }) =>
        after === undefined ? [] : [{ name, value: moved(after) }],
      ),
      norms: variant.norms
        ? {
            gradient: segmentNorms(b, gradient, segments),
            update: segmentNorms(b, b.sub(next, weights), segments),
            weight: segmentNorms(b, weights, segments),
          }
        : undefined,
      activations: variant.norms ? activationShares(b, activationsOf(program), moved) : undefined,
    },
  };
}

/** Writes another program's steps here; the given values take the place of its own. Returns where each value is. */
export function inlined(
  b: Builder,
  program: Pick<Program, 'values' | 'steps'>,
  given: ReadonlyMap<ValueId, ValueId>,
): (value: ValueId) => ValueId {
  const places = new Map(given);
  const at = (value: ValueId): ValueId => {
    const known = places.get(value);
    if (known !== undefined) return known;
    const type = program.values[value];
    if (!type) throw new Error(`the program has no value ${value}`);
    const made = b.source(type.shape, type.element);
    places.set(value, made);
    return made;
  };
  for (const step of program.steps) {
    b.setOrigin(step.origin);
    const wanted = step.outputs.flatMap((output) => program.values[output] ?? []);
    b.apply(step.name, step.attributes, step.inputs.map(at), wanted).forEach((result, i) => {
      places.set(step.outputs[i] ?? -1, result);
    });
  }
  b.setOrigin(undefined);
  return at;
}

const partsOf = (b: Builder, flat: ValueId, segments: readonly Segment[]): readonly ValueId[] =>
  b.split(
    flat,
    0,
    segments.map((s) => s.size),
  );

const norm = (b: Builder, x: ValueId): ValueId => b.unary('sqrt', b.reduce('sum', b.mul(x, x), [0]));

/** `x`, once there is `awaited`: see `mayOverwrite`. */
const after = (b: Builder, awaited: ValueId, x: ValueId): ValueId => b.select(b.compare('eq', awaited, awaited), x, x);

const segmentNorms = (b: Builder, flat: ValueId, segments: readonly Segment[]): ValueId =>
  b.concat(
    partsOf(b, flat, segments).map((part) => b.reshape(norm(b, part), [1])),
    0,
  );

/** 0 in the place of the parameters that are left alone. */
function masked(b: Builder, flat: ValueId, segments: readonly Segment[], without: readonly string[]): ValueId {
  if (!segments.some(({ name }) => without.includes(name))) return flat;
  return b.mul(flat, maskOf(b, segments, without));
}
const maskOf = (b: Builder, segments: readonly Segment[], without: readonly string[]): ValueId =>
  b.concat(
    segments.map(({ name, size }) => b.fill(without.includes(name) ? 0 : 1, [size])),
    0,
  );

/** Gradients of what is added to the loss: λΣw² and, where it is not a proximal step, λΣ|w|. */
function withPenalties(b: Builder, gradient: ValueId, decayed: ValueId, { l1, l2 }: TrainingOptions): ValueId {
  const square = l2 === 0 ? gradient : b.add(gradient, b.times(decayed, 2 * l2));
  return l1.lambda === 0 || l1.proximal ? square : b.add(square, b.times(b.unary('sign', decayed), l1.lambda));
}

function penaltyOf(b: Builder, decayed: ValueId, { l1, l2 }: TrainingOptions): ValueId | undefined {
  const parts = [
    ...(l1.lambda === 0 ? [] : [b.times(b.reduce('sum', b.unary('abs', decayed), [0]), l1.lambda)]),
    ...(l2 === 0 ? [] : [b.times(b.reduce('sum', b.mul(decayed, decayed), [0]), l2)]),
  ];
  return parts.length === 0 ? undefined : parts.reduce((sum, part) => b.add(sum, part));
}

/** clip_grad_norm_: everything by one factor; clip_grad_value_: each by itself. */
function clip(b: Builder, gradient: ValueId, size: ValueId, { clipNorm, clipValue }: TrainingOptions): ValueId {
  let clipped = gradient;
  if (clipNorm > 0)
    clipped = b.mul(clipped, b.binary('min', b.number(1), b.div(b.number(clipNorm), b.plus(size, 1e-6))));
  if (clipValue > 0) clipped = b.binary('max', b.binary('min', clipped, b.number(clipValue)), b.number(-clipValue));
  return clipped;
}

/**
 * The proximal step of λΣ|w|: towards 0 by lr·λ, and no further. Momentum μ carries each gradient on, so that weights
 * move by lr·g·(1 − dampening)/(1 − μ) in all: the penalty has to as well, or it would count for less than it says.
 */
function shrink(
  b: Builder,
  weights: ValueId,
  lr: ValueId,
  segments: readonly Segment[],
  { l1, undecayed, optimiser }: TrainingOptions,
): ValueId {
  if (l1.lambda === 0 || !l1.proximal) return weights;
  const by = b.times(lr, l1.lambda * carried(optimiser));
  const reached = segments.some(({ name }) => undecayed.includes(name))
    ? b.mul(maskOf(b, segments, undecayed), by)
    : by;
  return b.mul(b.unary('sign', weights), b.unary('relu', b.sub(b.unary('abs', weights), reached)));
}

function carried(optimiser: Optimiser): number {
  if (optimiser.kind !== 'sgd' || optimiser.momentum === 0 || optimiser.momentum >= 1) return 1;
  return (1 - optimiser.dampening) / (1 - optimiser.momentum);
}

export interface EvaluationProgram {
  readonly values: readonly TensorType[];
  readonly steps: readonly Step[];
  readonly target: ValueId;
  readonly loss: ValueId;
  readonly correct: ValueId | undefined;
}

/** The evaluation program with its loss; values keep their numbers. */
export function evaluationStep(program: Program, { objective }: TrainingOptions, kind: TargetKind): EvaluationProgram {
  const b = createBuilder(program);
  const { target, loss, correct } = objectiveOf(b, program.outputs[0]?.value ?? -1, objective, kind);
  return { values: b.values, steps: b.steps, target, loss, correct };
}
