/** Sizes that depend on the numbers in a tensor: how many elements a mask picks. */
import type { Interpreter } from '../../python';
import { type Dim, variable } from '../../symbolic';

const counters = new WeakMap<Interpreter, number>();

/** A fresh symbol `n₁`, from 0 to `most`. */
export function dataSize(interpreter: Interpreter, most: Dim): Dim {
  const next = (counters.get(interpreter) ?? 0) + 1;
  counters.set(interpreter, next);
  const name = `n${[...String(next)].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]).join('')}`;
  return variable(name, 0, typeof most === 'number' ? Math.max(most, 1) : Number.POSITIVE_INFINITY);
}

/** How many there are so far. */
export const dataSizes = (interpreter: Interpreter): number => counters.get(interpreter) ?? 0;
/** As if so many more had been made. */
export const skipDataSizes = (interpreter: Interpreter, count: number): void => {
  if (count > 0) counters.set(interpreter, dataSizes(interpreter) + count);
};

/** Whether a symbol stands for a size that depends on data. */
export const isDataSize = (name: string): boolean => /^n[₀-₉]+$/.test(name);
