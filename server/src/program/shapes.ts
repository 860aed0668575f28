/** Sizes of results. A program whose sizes do not fit is a mistake of ours, so these throw. */
import { add, type Dim, display, equal, product } from '../symbolic';

export const shapeText = (shape: readonly Dim[]): string => `[${shape.map(display).join(', ')}]`;

export function require(condition: boolean, message: () => string): asserts condition {
  if (!condition) throw new Error(message());
}

export const sameSize = (a: Dim, b: Dim): boolean => equal(a, b) === 'yes';
export const sameShape = (a: readonly Dim[], b: readonly Dim[]): boolean =>
  a.length === b.length && a.every((size, i) => sameSize(size, b[i] ?? 0));

/** NumPy's broadcasting. */
export function broadcastShape(a: readonly Dim[], b: readonly Dim[]): Dim[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[i - rank + a.length] ?? 1;
    const y = b[i - rank + b.length] ?? 1;
    if (x === 1) return y;
    require(y === 1 || sameSize(x, y), () => `${shapeText(a)} and ${shapeText(b)} do not broadcast`);
    return x;
  });
}

/** Sizes that have numbers. */
export function numbers(shape: readonly Dim[]): number[] {
  return shape.map((size) => {
    if (typeof size !== 'number') throw new Error(`the size ${display(size)} has no number yet`);
    return size;
  });
}

export const count = (shape: readonly Dim[]): number => numbers([product(shape)])[0] ?? 0;
export const total = (sizes: readonly Dim[]): Dim => sizes.reduce<Dim>((sum, size) => add(sum, size), 0);
