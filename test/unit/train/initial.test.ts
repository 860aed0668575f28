/** First values have PyTorch's laws: Kolmogorov and Smirnov's distance over fifty seeds, against PyTorch's own fifty. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { atBatch, symbolsOf } from '../../../server/src/program';
import { initialValues } from '../../../server/src/train/engines';
import { casesOf } from '../../oracle/training/models';

interface Law {
  readonly count: number;
  /** At 0, 1/100, …, 1. */
  readonly quantiles: readonly number[];
}

const source = casesOf('initial.py');
const truth: { readonly seeds: number; readonly cases: Readonly<Record<string, Readonly<Record<string, Law>>>> } =
  JSON.parse(readFileSync(new URL('../../oracle/training/initial.json', import.meta.url), 'utf8'));

/** Of two samples of one law, one pair in a million lies further apart (Smirnov 1948): √(ln(2/α)/2). */
const SURE = Math.sqrt(Math.log(2e6) / 2);

/** The largest difference of the two distributions at PyTorch's quantiles. */
function distance(values: Float64Array, quantiles: readonly number[]): number {
  const sorted = values.toSorted();
  const [low = 0, high = 0] = [quantiles[0], quantiles.at(-1)];
  if (low === high) return sorted.every((v) => Math.abs(v - low) < 1e-6) ? 0 : 1;
  let most = 0;
  quantiles.forEach((quantile, i) => {
    const below = firstNotBelow(sorted, quantile) / sorted.length;
    const upTo = firstNotBelow(sorted, quantile + Math.max(1e-7, Math.abs(quantile) * 1e-6)) / sorted.length;
    const share = i / (quantiles.length - 1);
    // Where many values are equal, the quantile lies somewhere on the step.
    most = Math.max(most, below - share, share - upTo);
  });
  return most;
}

function firstNotBelow(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

describe.each(source.cases)('$name', (one) => {
  const made = source.program(one, true, true);
  const program = symbolsOf(made).length === 0 ? made : atBatch(made, 2);
  const laws = truth.cases[one.name] ?? {};
  const runs = Array.from({ length: truth.seeds }, (_, seed) => initialValues(program, seed).values);

  test.each(Object.entries(laws))('%s', (name, { count, quantiles }) => {
    const values = Float64Array.from(runs.flatMap((run) => [...(run.get(name)?.data ?? [])]));
    expect(values.length).toBe(count);
    expect(distance(values, quantiles)).toBeLessThan(SURE * Math.sqrt(2 / count));
  });

  test('all parameters are known', () => {
    expect(Object.keys(laws).sort()).toEqual(program.parameters.map((p) => p.name).sort());
  });
});

test('another law is found out', () => {
  const law = truth.cases['Defaults']?.['conv.weight'];
  if (law === undefined) throw new Error('the record has no conv.weight');
  const [low = 0, high = 0] = [law.quantiles[0], law.quantiles.at(-1)];
  const uniform = (bound: number): Float64Array =>
    Float64Array.from({ length: law.count }, (_, i) => (low + ((i + 0.5) / law.count) * (high - low)) * bound);
  const limit = SURE * Math.sqrt(2 / law.count);
  expect(distance(uniform(1), law.quantiles)).toBeLessThan(limit);
  expect(distance(uniform(1.05), law.quantiles)).toBeGreaterThan(limit);
});
