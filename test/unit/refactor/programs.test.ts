/** What the reader says of whole programs against what PyTorch made of them: output sizes and parameters. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { GraphValue } from '../../../server/src/graph';
import { evaluate } from '../../../server/src/symbolic';
import { blockPrograms, galleryPrograms, programsOf } from '../../oracle/programs';
import { readCode } from '../read/literate';
import { fixtures } from './fixture';

type Made = readonly (readonly [string, unknown, number])[];
const golden = readFileSync(join(import.meta.dirname, '../../oracle/programs.json'), 'utf8');
const recorded: Readonly<Record<string, unknown>> = JSON.parse(golden).programs;

/** What a directive leaves open was run with two. */
const BATCH = new Map([['B', 2]]);

const sizes = (value: GraphValue): unknown =>
  value.kind === 'tensor'
    ? value.shape.map((d) => evaluate(d, BATCH))
    : value.kind === 'seq'
      ? value.items.map(sizes)
      : null;

const folder = join(import.meta.dirname, '../../../gallery');
const gallery = readdirSync(folder)
  .sort()
  .map((file) => [file, readFileSync(join(folder, file), 'utf8')] as const);
const all = [...programsOf(fixtures()), ...blockPrograms(), ...galleryPrograms(gallery)];

describe('the gallery', () => {
  test.each(galleryPrograms(gallery))('$name is read without problems, and nothing is unknown', ({ code }) => {
    const { problems, unknowns, graphs } = readCode(code);
    expect([problems, unknowns]).toEqual([[], []]);
    for (const graph of graphs)
      expect([graph.params.exact, graph.macs.exact, graph.assumptions]).toEqual([true, true, []]);
    expect(code).toMatch(/^"""[^\n]+: [^\n]+\n\n[^\n]+/);
  });
});

test('every program was recorded, and nothing else', () => {
  expect(Object.keys(recorded)).toEqual(all.map((p) => p.name));
  expect(all.length).toBeGreaterThan(100);
});

describe('as PyTorch has it', () => {
  test.each(all)('$name', ({ name, code }) => {
    const made = recorded[name] as Made;
    const { graphs } = readCode(code);
    const read = graphs.filter((g) => g.inputSource.kind === 'call' || g.inputSource.kind === 'directive');
    for (const [cls, output, params] of made) {
      const graph = read.find((g) => g.cls === cls);
      expect([graph?.cls, graph && sizes(graph.output), graph?.params.total]).toEqual([cls, output, params]);
    }
    expect(made.length).toBeGreaterThan(0);
  });
});
