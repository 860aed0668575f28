/** Numbers that TypeScript and Python make alike from a name: record.py has the same function. */
/** Evenly in [0, 1): a hash of the name and the index (finaliser of MurmurHash3, Appleby 2011). */
export function hashed(name: string, size: number): Float64Array {
  let seed = 2166136261;
  for (const char of name) seed = Math.imul(seed ^ char.charCodeAt(0), 16777619) >>> 0;
  return Float64Array.from({ length: size }, (_, i) => {
    let h = (Math.imul(i, 2654435761) + seed) >>> 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) >>> 0;
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) >>> 0;
    return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
  });
}

export const signed = (name: string, size: number): Float64Array => hashed(name, size).map((u) => 2 * u - 1);

/** What a parameter or buffer holds: weights by their fan-in, norms about 1, the rest small; in single precision. */
export const held = (name: string, shape: readonly number[]): Float32Array => Float32Array.from(exact(name, shape));

function exact(name: string, shape: readonly number[]): Float64Array {
  const size = shape.reduce((n, s) => n * s, 1);
  if (name.endsWith('num_batches_tracked')) return new Float64Array(size);
  if (name.endsWith('running_var')) return hashed(name, size).map((u) => 0.5 + u);
  const fan = shape.slice(1).reduce((n, s) => n * s, 1);
  if (shape.length >= 2) return signed(name, size).map((v) => v * Math.sqrt(3 / fan));
  return name.endsWith('weight')
    ? hashed(name, size).map((u) => 0.75 + 0.5 * u)
    : signed(name, size).map((v) => 0.2 * v);
}

/** Two numbers that stand for a tensor: its length, and its product with a hashed direction. */
export function print(name: string, data: ArrayLike<number>): readonly [number, number] {
  const direction = signed(`print ${name}`, data.length);
  let [squares, along] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    squares += (data[i] ?? 0) ** 2;
    along += (data[i] ?? 0) * (direction[i] ?? 0);
  }
  return [Math.sqrt(squares), along];
}

/** How far two prints lie apart, relative to the length (of the direction too). */
export function apart(found: readonly number[], expected: readonly number[], size: number): number {
  const scale = Math.max(expected[0] ?? 0, 1e-3 * Math.sqrt(size));
  return (
    Math.max(Math.abs((found[0] ?? 0) - (expected[0] ?? 0)), Math.abs((found[1] ?? 0) - (expected[1] ?? 0))) / scale
  );
}
