/** All primitives: a name without an entry does not compile. */
import type { Attributes, Name } from '../attributes';
import type { TensorType } from '../program';
import { argmax } from './argmax';
import { batchNorm } from './batchNorm';
import { binary } from './binary';
import { cast } from './cast';
import { clip } from './clip';
import { compare } from './compare';
import { concat } from './concat';
import { constant } from './constant';
import { conv } from './conv';
import { convInput } from './convInput';
import { convWeight } from './convWeight';
import { cumsum } from './cumsum';
import { detach } from './detach';
import { expand } from './expand';
import { fill } from './fill';
import { gather } from './gather';
import { logSoftmax } from './logSoftmax';
import { matmul } from './matmul';
import { maxPool } from './maxPool';
import { normalise } from './normalise';
import { pad } from './pad';
import { pick } from './pick';
import { place } from './place';
import type { Primitive } from './primitive';
import { reduce } from './reduce';
import { reshape } from './reshape';
import { scatter } from './scatter';
import { select } from './select';
import { slice } from './slice';
import { softmax } from './softmax';
import { split } from './split';
import { spread } from './spread';
import { sumPool } from './sumPool';
import { transpose } from './transpose';
import { unary } from './unary';
import { unpick } from './unpick';
import { unpool } from './unpool';

export const PRIMITIVES: { readonly [N in Name]: Primitive<N> } = {
  argmax,
  batchNorm,
  binary,
  cast,
  clip,
  compare,
  concat,
  constant,
  conv,
  convInput,
  convWeight,
  cumsum,
  detach,
  expand,
  fill,
  gather,
  logSoftmax,
  matmul,
  maxPool,
  normalise,
  pad,
  pick,
  place,
  reduce,
  reshape,
  scatter,
  select,
  slice,
  softmax,
  split,
  spread,
  sumPool,
  transpose,
  unary,
  unpick,
  unpool,
};

export function resultsOf<N extends Name>(
  name: N,
  inputs: readonly TensorType[],
  attributes: Attributes[N],
  wanted: readonly TensorType[],
): readonly TensorType[] {
  return PRIMITIVES[name].results(inputs, attributes, wanted);
}
export type { ConcreteType, Primitive } from './primitive';
