/** What stayed, changed, came and went between two versions of a network. */
import { expect, test } from 'vitest';
import { diagramOf } from '../../../server/src/draw';
import { type ComparedLine, compareDiagrams, compareTotals } from '../../../server/src/draw/compare';
import type { Graph } from '../../../server/src/graph';
import { vocabularyOf } from '../../../server/src/read';
import { readCode } from '../read/literate';

function graphOf(layers: readonly string[]): Graph {
  const [graph] = readCode(`import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(${layers.join(', ')})

    def forward(self, x):
        return self.body(x)

Net()(torch.zeros(1, 3, 32, 32))
`).graphs;
  if (!graph) throw new Error('nothing was read');
  return graph;
}

const diagram = (layers: readonly string[]) => {
  const graph = graphOf(layers);
  return diagramOf(graph, vocabularyOf(graph));
};

function lines(before: readonly string[], after: readonly string[]): string[] {
  return compareDiagrams(diagram(before), diagram(after)).map(written);
}

function written(line: ComparedLine): string {
  switch (line.kind) {
    case 'same':
      return `  ${line.after.detail || line.after.name}`;
    case 'changed':
      return `~ ${line.what.join('; ')}`;
    case 'removed':
      return `- ${line.before.detail || line.before.name}`;
    case 'added':
      return `+ ${line.after.detail || line.after.name}`;
  }
}

const CONV = 'nn.Conv2d(3, 8, 3, padding=1)';
const RELU = 'nn.ReLU()';
const NEXT = 'nn.Conv2d(8, 8, 3, padding=1)';

test('a network is the same as itself', () => {
  const all = lines([CONV, RELU, NEXT], [CONV, RELU, NEXT]);
  expect(all.length).toBe(3);
  expect(all.every((line) => line.startsWith('  '))).toBe(true);
});

test('a layer that was put in is added, and what follows is only renumbered', () => {
  const all = compareDiagrams(diagram([CONV, NEXT]), diagram([CONV, RELU, NEXT]));
  expect(all.filter(({ kind }) => kind === 'added').length).toBe(1);
  expect(all.filter(({ kind }) => kind === 'same').length).toBe(2);
});

test('a changed argument is a change, with both values in words', () => {
  const [first, second] = compareDiagrams(diagram([CONV, RELU]), diagram(['nn.Conv2d(3, 16, 3, padding=1)', RELU]));
  expect(first).toMatchObject({ kind: 'changed' });
  expect(first?.kind === 'changed' ? first.what[0] : '').toMatch(/8.*⇒.*16/);
  expect(second).toMatchObject({ kind: 'changed', what: ['8×32×32 ⇒ 16×32×32'] });
});

test('totals stand side by side', () => {
  const [params] = compareTotals(graphOf([CONV]), graphOf([CONV, NEXT]));
  expect(params).toEqual({ name: 'Parameters', unit: 'count', before: 224, after: 224 + 584, exact: true });
});
