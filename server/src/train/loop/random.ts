/** Random numbers by what they are for: a run that is resumed draws the same ones, whatever ran before. */
import { type Random, seeded } from '../../program';

export type Purpose = 'order' | 'image' | 'split' | 'draws' | 'weights' | 'mixup' | 'labels' | 'landscape';
const PURPOSES: readonly Purpose[] = ['order', 'image', 'split', 'draws', 'weights', 'mixup', 'labels', 'landscape'];

/** One stream for each purpose and place (epoch, step, image). */
export function randomFor(seed: number, purpose: Purpose, ...place: readonly number[]): Random {
  return seeded([PURPOSES.indexOf(purpose), ...place].reduce(mixed, seed >>> 0));
}

/** The finaliser of MurmurHash3 over both. */
function mixed(state: number, value: number): number {
  let h = (state ^ Math.imul(value + 0x7f4a7c15, 0x9e3779b1)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** 0 … n−1 in random order (Fisher and Yates, Durstenfeld 1964). */
export function shuffled(count: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i -= 1) {
    const j = Math.floor(random.next() * (i + 1));
    const kept = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = kept;
  }
  return order;
}

export const between = (random: Random, low: number, high: number): number => low + (high - low) * random.next();

/** Gamma(shape, 1) by Marsaglia and Tsang (2000); below 1 by the power of a uniform number. */
function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random.next()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  while (true) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

export function beta(a: number, random: Random): number {
  const x = gamma(a, random);
  const y = gamma(a, random);
  return x + y === 0 ? 0.5 : x / (x + y);
}
