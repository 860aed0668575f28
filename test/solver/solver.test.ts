/**
 * The input of networks that say it nowhere, worked out from what they need, and held to what PyTorch runs with
 * (record.py): the size that is taken, and the words about which others would do.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diskFiles, readSource, treeCache } from '../../server/src/disk';
import type { Graph } from '../../server/src/graph';
import { read } from '../../server/src/read';
import { display } from '../../server/src/symbolic';

const file = join(import.meta.dirname, 'networks.py');
const LARGEST = 260;

/** Ranges of sizes that run, by network and axis: `32..35`, `16..256/16`. */
const recorded: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'sizes.json'), 'utf8'),
);

/** `'LeNet': 'B 1 H=32 W=32'` of networks.py. */
const bases = new Map(
  [...readFileSync(file, 'utf8').matchAll(/^ {4}'(\w+)': '([^']+)'/gm)].map(([, name = '', axes = '']) => [name, axes]),
);

const { tree } = readSource(file);
const { graphs } = read({ file, tree, files: diskFiles(), roots: [], treeOf: treeCache(), extent: 'all' });

const spanned = (text: string): number[] => {
  const [, from = '1', to = from, step = '1'] = /^(\d+)(?:\.\.(\d+))?(?:\/(\d+))?$/.exec(text) ?? [];
  const sizes: number[] = [];
  for (let size = Number(from); size <= Number(to); size += Number(step)) sizes.push(size);
  return sizes;
};

/** The sizes of an axis that the words allow. */
function allowed(graph: Graph, axis: string): number[] {
  const words = [graph.inputSource.text, ...graph.assumptions.map(({ text }) => text)].join('; ');
  const [, from, to] = new RegExp(`\\b${axis} in (\\d+)\\.\\.(\\d+)`).exec(words) ?? [];
  const [, only] = new RegExp(`\\b${axis} = (\\d+)`).exec(words) ?? [];
  const [, least = '1'] = new RegExp(`\\b${axis} ≥ (\\d+)`).exec(words) ?? [];
  const [, divisor = '1'] = new RegExp(`\\b${axis} is divisible by (\\d+)`).exec(words) ?? [];
  const sizes = spanned(`${only ?? from ?? least}..${only ?? to ?? LARGEST}`);
  return sizes.filter((size) => size % Number(divisor) === 0);
}

const shownInput = (graph: Graph): string =>
  graph.inputs.map((x) => (x.kind === 'tensor' ? x.shape.map(display).join(' ') : x.kind)).join('; ');

describe('the input of a network that says it nowhere', () => {
  test('many kinds of networks', () => expect(bases.size).toBeGreaterThan(25));
  test.each([...bases])('%s: %s', (name, axes) => {
    const graph = graphs.find((one) => one.cls === name);
    if (!graph) throw new Error(`${name} was not read`);
    expect(graph.problems).toEqual([]);
    // An axis that the network leaves open stays a symbol.
    const wanted = axes.replace(/(\w+)=(\d+)/g, (_, axis: string, size: string) =>
      new RegExp(`\\b${axis}( in| =)`).test(graph.inputSource.text) ? size : axis,
    );
    expect(shownInput(graph)).toBe(wanted);
    const runs = recorded[name] ?? {};
    expect(Object.keys(runs).length).toBeGreaterThan(0);
    for (const [axis, spans] of Object.entries(runs))
      expect(allowed(graph, axis), axis).toEqual(spans.flatMap(spanned));
  });
});
