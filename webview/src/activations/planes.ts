/** A layer's sizes as channels, height and width: further axes count as columns. */
export function planeOf(shape: readonly number[]): [number, number, number] {
  const [channels = 1, height = 1, ...rest] = shape;
  return [channels, height, rest.reduce((n, size) => n * size, 1)];
}
