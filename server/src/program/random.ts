/**
 * Seeded random numbers: the whole state is four numbers, so that a run can be resumed where it stopped.
 *
 * xoshiro128** (Blackman and Vigna 2021, "Scrambled Linear Pseudorandom Number Generators"), seeded by splitmix32.
 */
export type RandomState = readonly [number, number, number, number];

export interface Random {
  /** Evenly in [0, 1), 32 bits. */
  next(): number;
  /** Standard normal (Box and Muller 1958). */
  normal(): number;
  state(): RandomState;
}

export function seeded(seed: number): Random {
  let z = seed >>> 0;
  const word = (): number => {
    z = (z + 0x9e3779b9) >>> 0;
    let t = z ^ (z >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return (t ^ (t >>> 15)) >>> 0;
  };
  return resumed([word(), word(), word(), word()]);
}

export function resumed(state: RandomState): Random {
  let [a, b, c, d] = state;
  const next = (): number => {
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotated(d, 11);
    return result / 4294967296;
  };
  return {
    next,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    state: () => [a, b, c, d],
  };
}

const rotated = (x: number, by: number): number => (x << by) | (x >>> (32 - by));
