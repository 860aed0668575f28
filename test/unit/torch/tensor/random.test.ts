/**
 * Random calls, of functions, methods and layers, against what PyTorch made of them (test/oracle/random.json, recorded by
 * `npm run oracle`): sizes, dtypes, strides, multiply-adds, and whether they are refused.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { differences, type Recorded } from '../../../oracle/compare';
import { programOf, run } from '../../../oracle/harness';
import { randomCases } from '../../../oracle/random';

interface Golden {
  readonly torch: string;
  readonly programs: string;
  readonly results: readonly string[];
}
const golden: Golden = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../../oracle/random.json', import.meta.url)), 'utf8'),
);
const cases = randomCases();

/** `2,3:float32:3,1 4:int64:1|12|` as the recorder writes it in short. */
function recorded(text: string): Recorded {
  if (text === '?') return { absent: 'not in this PyTorch' };
  if (text.startsWith('!')) return { error: text.slice(1), message: '' };
  const [tensors = '', macs = '0', python = '', values] = text.split('|');
  const sizes = (list: string): number[] => (list === '' ? [] : list.split(',').map(Number));
  return {
    tensors:
      tensors === ''
        ? []
        : tensors.split(' ').map((tensor) => {
            const [shape = '', dtype, strides = ''] = tensor.split(':');
            return { shape: sizes(shape), dtype, strides: strides === '?' ? undefined : sizes(strides) };
          }),
    macs: Number(macs),
    ...(values === undefined ? {} : { values: sizes(values) }),
    ...(python === '' ? {} : { python }),
  };
}

describe(`random calls against PyTorch ${golden.torch}`, () => {
  it('were recorded from these very programs', () => {
    const digest = createHash('sha256').update(cases.map(programOf).join('\n')).digest('hex');
    expect(digest, 'the generator has changed: run npm run oracle').toBe(golden.programs);
  });

  it('are many, of many kinds', () => {
    const names = new Set(
      cases.flatMap(({ code }) => [...code.matchAll(/(?:\b(?:torch|nn|F)|\))?\.(\w+)\(/g)].map((m) => m[1])),
    );
    expect(cases.length).toBeGreaterThan(20_000);
    expect(names.size).toBeGreaterThan(200);
  });

  it('agree', { timeout: 120_000 }, () => {
    const wrong = cases.flatMap((example, i) => {
      const found = differences(recorded(golden.results[i] ?? '?'), run(example));
      return found.map((difference) => `${example.code} ${JSON.stringify(example.inputs ?? {})}: ${difference}`);
    });
    expect(wrong).toEqual([]);
  });

  it('are nearly all decided', { timeout: 120_000 }, () => {
    const undecided = cases.filter((example, i) => !golden.results[i]?.startsWith('!') && 'unknown' in run(example));
    expect(undecided.length / cases.length).toBeLessThan(0.001);
  });
});
