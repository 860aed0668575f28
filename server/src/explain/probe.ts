/**
 * A number of the network and its gradients as one program: the network up to a value v, the score Σ v·mask with a
 * mask that is fed (one class, one unit, the mean of a channel), and the gradients of that score. One program serves
 * all classes, channels and units of a layer.
 */
import { createBuilder, gradients, type Program, type ReluGradient, type Runnable, type ValueId } from '../program';

export interface Probe {
  readonly program: Runnable;
  /** Sizes of `of`. */
  readonly mask: ValueId;
  /** A scalar. */
  readonly score: ValueId;
  /** Of the score, for each of `wrt`; undefined where the score does not depend on it. */
  readonly gradients: readonly (ValueId | undefined)[];
}

/** `program` has numbers for sizes. */
export function probeOf(program: Program, of: ValueId, wrt: readonly ValueId[], relu: ReluGradient = 'plain'): Probe {
  const b = createBuilder(program);
  const mask = b.source(b.shape(of));
  const product = b.mul(of, mask);
  const score = b.reduce(
    'sum',
    product,
    Array.from(b.shape(of), (_, axis) => axis),
  );
  const found = gradients(b, score, wrt, relu);
  return { program: { values: b.values, steps: b.steps }, mask, score, gradients: found };
}

/** What is looked at in a value of sizes [1, C, …]: the mean of a channel, or one of its units. */
export type Aim =
  | { readonly kind: 'channel'; readonly channel: number }
  /** A place on the axes after the channel's. */
  | { readonly kind: 'unit'; readonly channel: number; readonly place: readonly number[] };

/** The mask of an aim, row-major. */
export function maskOf(shape: readonly number[], aim: Aim): Float32Array {
  const [, channels = 1, ...space] = shape;
  const plane = space.reduce((n, size) => n * size, 1);
  const mask = new Float32Array(shape.reduce((n, size) => n * size, 1));
  if (aim.channel < 0 || aim.channel >= channels)
    throw new RangeError(`there is no channel ${aim.channel} among ${channels}`);
  if (aim.kind === 'channel') return mask.fill(1 / plane, aim.channel * plane, (aim.channel + 1) * plane);
  const at = space.reduce((flat, size, axis) => flat * size + (aim.place[axis] ?? 0), 0);
  mask[aim.channel * plane + at] = 1;
  return mask;
}
