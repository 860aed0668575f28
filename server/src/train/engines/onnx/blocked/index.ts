/**
 * A program's steps with blocked values where onnxruntime computes them faster: an optimisation of how a program is
 * written, not of the program. What has no blocked form is written as ever, from values turned around.
 */
import type { Step } from '../../../../program';
import { at } from '../form';
import { conv, convInput, convWeight } from './convolution';
import type { Layout } from './layout';
import { binary, cast, clip, compare, detach, select, unary } from './pointwise';
import { batchNorm, concat, expand, maxPool, reduce, split, spread, sumPool } from './whole';

export { BLOCKED_DOMAIN, createLayout, type Layout } from './layout';

export interface Known {
  /** Values that are nowhere below 0. */
  readonly nonNegative: ReadonlySet<number>;
  readonly uses: ReadonlyMap<number, number>;
}

/** Writes a step in blocked form; false: it has none here. */
export function writeBlocked(layout: Layout, step: Step, { nonNegative, uses }: Known): boolean {
  switch (step.name) {
    case 'conv':
      return conv(layout, step);
    case 'convInput':
      return convInput(layout, step);
    case 'convWeight':
      return convWeight(layout, step);
    case 'unary':
      return unary(layout, step, nonNegative.has(at(step.inputs, 0)));
    case 'clip':
      return clip(layout, step);
    case 'binary':
      return binary(layout, step);
    case 'compare':
      return compare(layout, step);
    case 'select':
      return select(layout, step);
    case 'cast':
      return cast(layout, step);
    case 'detach':
      return detach(layout, step);
    case 'reduce':
      return reduce(layout, step);
    case 'batchNorm':
      return batchNorm(layout, step);
    case 'expand':
      return expand(layout, step);
    case 'maxPool':
      return maxPool(layout, step, uses.has(at(step.outputs, 1)));
    case 'sumPool':
      return sumPool(layout, step);
    case 'spread':
      return spread(layout, step);
    case 'concat':
      return concat(layout, step);
    case 'split':
      return split(layout, step);
    default:
      return false;
  }
}
