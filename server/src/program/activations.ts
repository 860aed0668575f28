/**
 * How activations fare in a training step: units that give nothing, or that are driven to where their slope is nothing.
 * A ReLU's channel that is zero for a whole batch learns nothing from it.
 */
import type { Builder } from './builder';
import type { Layer, Program, ValueId } from './program';

export interface Activation {
  /** Of the module, or of the one around the op. */
  readonly name: string;
  readonly label: string;
  /** Which one, among those of the same name and label. */
  readonly nth: number;
  readonly kind: 'relu' | 'sigmoid' | 'tanh';
  readonly value: ValueId;
}

/** Activations with an end where nothing is left to learn, as the model's layers and ops, in their order. */
export function activationsOf(program: Program): readonly Activation[] {
  const kinds = new Map<ValueId, Activation['kind']>();
  for (const step of program.steps) {
    const [output = -1] = step.outputs;
    if (
      step.name === 'unary' &&
      (step.attributes.fn === 'relu' || step.attributes.fn === 'sigmoid' || step.attributes.fn === 'tanh')
    )
      kinds.set(output, step.attributes.fn);
    if (step.name === 'clip' && step.attributes.low === 0) kinds.set(output, 'relu');
  }
  const seen = new Map<string, number>();
  return program.layers.flatMap((layer) => {
    const kind = layer.kind === 'module' ? undefined : kinds.get(layer.value);
    const key = `${layer.name}\n${layer.label}`;
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return kind === undefined || rankOf(program, layer) < 2
      ? []
      : [{ name: layer.name, label: layer.label, nth, kind, value: layer.value }];
  });
}

const rankOf = (program: Program, { value }: Layer): number => program.values[value]?.shape.length ?? 0;

/** As sigmoid and tanh are written to be full: within a hundredth of their ends, on a scale from 0 to 1. */
const FULL = 0.01;

/**
 * Two numbers for each activation, one after the other. Shares of its channels that were dead (ReLU: zero for every
 * image and place of the batch; others: full at every one), and of all numbers that were zero, or full.
 */
export function activationShares(
  b: Builder,
  activations: readonly Activation[],
  at: (value: ValueId) => ValueId,
): ValueId | undefined {
  if (activations.length === 0) return undefined;
  return b.concat(
    activations.flatMap(({ kind, value }) => {
      const idle = idleOf(b, kind, at(value));
      const rank = b.shape(idle).length;
      const others = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== 1);
      const isDead = b.reduce('min', idle, others);
      const all = Array.from({ length: rank }, (_, axis) => axis);
      return [b.reshape(b.reduce('mean', isDead, [0]), [1]), b.reshape(b.reduce('mean', idle, all), [1])];
    }),
    0,
  );
}

/** 1 where nothing flows back, else 0. */
function idleOf(b: Builder, kind: Activation['kind'], y: ValueId): ValueId {
  switch (kind) {
    case 'relu':
      return b.cast(b.compare('le', y, b.number(0)), 'float32');
    case 'sigmoid':
      return b.cast(b.compare('le', b.number(0.5 - FULL), b.unary('abs', b.plus(y, -0.5))), 'float32');
    case 'tanh':
      return b.cast(b.compare('le', b.number(1 - 2 * FULL), b.unary('abs', y)), 'float32');
  }
}
