/** Dropout (Srivastava et al. 2014): what is kept is scaled by 1/(1 − p); the masks are fed. */
import type { ValueId } from '../../program';
import type { Dim } from '../../symbolic';
import { flag, type Lower, type Lowering, number, type Rules, tensor } from './lowering';

export function dropped(l: Lowering, x: ValueId, p: number, shape: readonly Dim[] = l.b.shape(x)): ValueId {
  if (p === 0) return x;
  if (p === 1) return l.b.times(x, 0);
  return l.b.mul(x, l.b.times(l.draw(shape, { kind: 'bernoulli', keep: 1 - p }), 1 / (1 - p)));
}

const dropout: Lower = (l) =>
  flag(l, 'training') || flag(l, 'train') ? dropped(l, tensor(l), number(l, 'p', 0.5)) : tensor(l);

/** Whole channels; without a batch the channels come first. */
const channels =
  (n: number): Lower =>
  (l) => {
    const x = tensor(l);
    if (!flag(l, 'training')) return x;
    const shape = l.b.shape(x);
    const lead = shape.length === n + 1 ? 1 : 2;
    return dropped(
      l,
      x,
      number(l, 'p', 0.5),
      shape.map((size, i) => (i < lead ? size : 1)),
    );
  };

const evalOnly =
  (name: string): Lower =>
  (l) =>
    flag(l, 'training') && number(l, 'p', 0.5) > 0 ? l.refuse(`${name} is not trained here`) : tensor(l);

export const rules: Rules = {
  'torch.nn.functional.dropout': dropout,
  'torch.dropout': dropout,
  'torch.nn.functional.dropout1d': channels(1),
  'torch.nn.functional.dropout2d': channels(2),
  'torch.nn.functional.dropout3d': channels(3),
  'torch.nn.functional.alpha_dropout': evalOnly('alpha dropout'),
  'torch.nn.functional.feature_alpha_dropout': evalOnly('feature alpha dropout'),
};
