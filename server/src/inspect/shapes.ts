/** Sizes of stored tensors. */

export const isSameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);

/** `64×3×7×7`; a scalar is `1 number`. */
export const shapeText = (shape: readonly number[]): string => (shape.length === 0 ? '1 number' : shape.join('×'));

export const countOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
