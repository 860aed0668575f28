/** What layers do to an input that came without its batch axis, and the states that they start from. */
import { int, type TensorValue, type Value } from '../../python';
import type { Dim } from '../../symbolic';
import type { OpContext } from '../declare';

const axis = (n: number): Value => int(n);
export const unsqueeze = (value: Value, at: number, c: OpContext): Value => c.op('torch.unsqueeze', [value, axis(at)]);
export const squeeze = (value: Value, at: number, c: OpContext): Value => c.op('torch.squeeze', [value, axis(at)]);

export const zeros = (shape: readonly Dim[], dtype: TensorValue['dtype'], c: OpContext): TensorValue =>
  c.tensor(shape, { dtype });
