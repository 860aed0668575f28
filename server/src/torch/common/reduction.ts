/** Reductions: which axes go, what is left, the numbers where they are few. */
import type { TensorValue } from '../../python';
import type { Dim } from '../../symbolic';
import type { OpContext } from '../declare';
import { numbers, unravel } from './shapes';

/** No axes, or an empty list of them, means all. */
export function reducedShape(shape: readonly Dim[], axes: readonly number[] | undefined, keepdim: boolean): Dim[] {
  const all = axes === undefined || axes.length === 0;
  if (keepdim) return shape.map((size, i) => (all || axes.includes(i) ? 1 : size));
  return all ? [] : shape.filter((_, i) => !axes.includes(i));
}

export type Reduce = (values: readonly number[]) => number;

/** The known numbers of each cell of the result, reduced. */
export function reducedValues(
  x: TensorValue,
  axes: readonly number[] | undefined,
  reduce: Reduce | undefined,
): readonly number[] | undefined {
  const shape = numbers(x.shape);
  if (!x.values || !shape || !reduce) return undefined;
  if (axes === undefined || axes.length === 0) return [reduce(x.values)];
  const cells = new Map<string, number[]>();
  x.values.forEach((value, flat) => {
    const cell = unravel(flat, shape)
      .filter((_, i) => !axes.includes(i))
      .join();
    const known = cells.get(cell);
    if (known) known.push(value);
    else cells.set(cell, [value]);
  });
  return [...cells.values()].map(reduce);
}

/** The largest of nothing is not defined. */
export function requireElements(
  name: string,
  shape: readonly Dim[],
  axes: readonly number[] | undefined,
  c: OpContext,
): void {
  const all = axes === undefined || axes.length === 0;
  const empty = all ? shape.indexOf(0) : axes.find((at) => shape[at] === 0);
  if (empty === undefined || empty < 0) return;
  c.refuse({
    code: 'CS121',
    exception: 'IndexError',
    message: all
      ? `${name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.`
      : `${name}(): Expected reduction dim ${empty} to have non-zero size.`,
    why: 'There is no element to choose from.',
  });
}
