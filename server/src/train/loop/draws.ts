/** The random numbers of a step (dropout masks), by seed and step. */
import type { Draw, Program, Random } from '../../program';
import { type Dim, evaluate, variablesOf } from '../../symbolic';
import { randomFor } from './random';

export function drawsFor({ draws, values }: Program, batch: number, seed: number, step: number): Float32Array[] {
  return draws.map(({ law, value }, i) => {
    const random = randomFor(seed, 'draws', step, i);
    const count = (values[value]?.shape ?? []).reduce((product: number, size) => product * sizeAt(size, batch), 1);
    return Float32Array.from({ length: count }, () => drawn(law, random));
  });
}

/** Every symbol is the batch. */
function sizeAt(size: Dim, batch: number): number {
  const symbols = new Map(variablesOf(size).map(({ name }) => [name, batch]));
  return evaluate(size, symbols) ?? 0;
}

export function drawn(law: Draw['law'], random: Random): number {
  switch (law.kind) {
    case 'bernoulli':
      return random.next() < law.keep ? 1 : 0;
    case 'uniform':
      return law.low + (law.high - law.low) * random.next();
    case 'normal':
      return law.mean + law.std * random.normal();
  }
}
