/** Row-major arrays of doubles, for the reference interpreter: plain loops, no speed. */
export interface Dense {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export const elements = (shape: readonly number[]): number => shape.reduce((n, size) => n * size, 1);

export const dense = (shape: readonly number[], data: Float64Array = new Float64Array(elements(shape))): Dense => ({
  shape,
  data,
});

/** Row-major strides. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = (strides[i + 1] ?? 1) * (shape[i + 1] ?? 1);
  return strides;
}

/** Calls `visit` with every position in order, and its flat place. The position is reused. */
export function everyPosition(
  shape: readonly number[],
  visit: (position: readonly number[], flat: number) => void,
): void {
  const position = new Array<number>(shape.length).fill(0);
  const total = elements(shape);
  for (let flat = 0; flat < total; flat++) {
    visit(position, flat);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position[axis] = (position[axis] ?? 0) + 1;
      if ((position[axis] ?? 0) < (shape[axis] ?? 1)) break;
      position[axis] = 0;
    }
  }
}

/** Flat place of `position` in an array of `shape` that broadcasts: sizes of 1 repeat, missing axes lead. */
export function broadcastPlace(
  position: readonly number[],
  shape: readonly number[],
  strides: readonly number[],
): number {
  const lead = position.length - shape.length;
  let place = 0;
  for (let axis = 0; axis < shape.length; axis++)
    if (shape[axis] !== 1) place += (position[axis + lead] ?? 0) * (strides[axis] ?? 0);
  return place;
}

/** The result of `f` at every position. */
export function made(shape: readonly number[], f: (position: readonly number[], flat: number) => number): Dense {
  const result = dense(shape);
  everyPosition(shape, (position, flat) => {
    result.data[flat] = f(position, flat);
  });
  return result;
}

/** A reader that broadcasts. */
export function reader(x: Dense): (position: readonly number[]) => number {
  const strides = stridesOf(x.shape);
  return (position) => x.data[broadcastPlace(position, x.shape, strides)] ?? 0;
}

export const flatPlace = (position: readonly number[], strides: readonly number[]): number =>
  position.reduce((sum, at, axis) => sum + at * (strides[axis] ?? 0), 0);
