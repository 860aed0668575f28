/** A run's numbers find the nodes of its model's diagram. */
import { describe, expect, test } from 'vitest';
import { diagramOf } from '../../../server/src/draw';
import { activationsOf } from '../../../server/src/program';
import type { LayersEvent, RunLearning } from '../../../server/src/protocol';
import { read, readForTraining, vocabularyOf } from '../../../server/src/read';
import { parse } from '../../../server/src/syntax';
import { learningHeat, learningText, measuredAt, scaleOf } from '../../../webview/src/diagram/graph/learning';

const CODE = `import torch
from torch import nn
import torch.nn.functional as F

class Block(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.conv = nn.Conv2d(i, o, 3, padding=1)
        self.act = nn.ReLU(inplace=True)

    def forward(self, x):
        return F.relu(self.act(self.conv(x)) + 1)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = Block(1, 4)
        self.b = Block(4, 4)
        self.act = nn.ReLU6()
        self.fc = nn.Linear(4 * 64, 10)

    def forward(self, x):
        x = self.act(self.b(self.act(self.a(x))))
        return torch.tanh(self.fc(x.flatten(1)))
`;
const file = '/work/net.py';
const request = {
  file,
  tree: parse(CODE),
  files: { read: (path: string) => (path === file ? { text: CODE } : ('absent' as const)) },
  roots: ['/work'],
  treeOf: (_: string, text: string) => parse(text),
  model: 'Net()',
  extent: 'given' as const,
};
const lowered = readForTraining(request, { channels: 1, height: 8, width: 8 });
if (lowered.train === undefined) throw new Error(lowered.hindrances[0]?.message);
const activations = activationsOf(lowered.train).map(({ value: _, ...one }) => one);
const parameters = lowered.train.parameters.map(({ name }) => name);

const [graph] = read({
  ...request,
  inputs: [{ kind: 'tensor', shape: [1, 1, 8, 8], dtype: 'float32' }],
  train: false,
}).graphs;
if (graph === undefined) throw new Error('it was not read');
const diagram = diagramOf(graph, vocabularyOf(graph));

const step: LayersEvent = {
  event: 'layers',
  epoch: 1,
  step: 8,
  gradient: parameters.map((_, i) => i + 1),
  update: parameters.map(() => 0.01),
  weight: parameters.map(() => 2),
  dead: activations.map((_, i) => i / 10),
  idle: activations.map((_, i) => i / 20),
};
const run: RunLearning = { run: 'Net-1', parameters, activations, steps: [step], isLive: false };
const nodeOf = (name: string) => {
  const found = diagram.nodes.find(({ module, name: own }) => (module ?? own) === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};

describe('a run on the picture of its network', () => {
  test('every activation finds its node: a layer that is called twice, a function in two blocks', () => {
    const measured = measuredAt(diagram, run, 0, 'dead');
    const found = diagram.nodes.flatMap((node) => {
      const value = measured.of(node);
      const around = diagram.groups[node.group]?.module ?? '';
      return value === undefined ? [] : [[`${around}:${node.module ?? node.name}`, value]];
    });
    expect(activations.map(({ name, label }) => `${name} ${label}`)).toEqual([
      'a.act ReLU',
      'a relu',
      'act ReLU6',
      'b.act ReLU',
      'b relu',
      'act ReLU6',
      ' tanh',
    ]);
    expect(found).toEqual([
      ['a:a.act', 0],
      ['a:relu', 0.1],
      [':act', 0.2],
      ['b:b.act', 0.3],
      ['b:relu', 0.4],
      [':act', 0.5],
      [':tanh', 0.6],
    ]);
  });

  test('a folded module shows the worst within it', () => {
    const measured = measuredAt(diagram, run, 0, 'idle');
    const group = diagram.groups.find(({ module }) => module === 'b');
    expect(group && measured.of(group)).toBe(0.2);
  });

  test('gradients are those of all parameters of a layer, or within a module', () => {
    const measured = measuredAt(diagram, run, 0, 'gradient');
    expect(measured.of(nodeOf('a.conv'))).toBeCloseTo(Math.hypot(1, 2));
    const group = diagram.groups.find(({ module }) => module === 'b');
    expect(group && measured.of(group)).toBeCloseTo(Math.hypot(3, 4));
    expect(measured.of(nodeOf('tanh'))).toBeUndefined();
    expect(measuredAt(diagram, run, 0, 'update').of(nodeOf('fc'))).toBeCloseTo(0.005);
  });

  test('heat lies between the ends of the whole run, and is said to be missing where nothing is measured', () => {
    const later = { ...step, step: 16, gradient: step.gradient.map((value) => 100 * value) };
    const longer = { ...run, steps: [step, later] };
    const heat = learningHeat(measuredAt(diagram, longer, 1, 'gradient'), scaleOf(longer, 'gradient'));
    expect(heat(nodeOf('fc'))).toBe(1);
    expect(heat(nodeOf('tanh'))).toBe('unmeasured');
    const early = learningHeat(measuredAt(diagram, longer, 0, 'gradient'), scaleOf(longer, 'gradient'));
    expect(early(nodeOf('fc'))).toBeLessThan(0.5);
    expect(learningHeat(measuredAt(diagram, run, 7, 'gradient'), scaleOf(run, 'gradient'))(nodeOf('fc'))).toBe(
      'unmeasured',
    );
  });

  test('the most and the least in words', () => {
    expect(learningText(diagram, measuredAt(diagram, run, 0, 'dead'), 'dead')).toBe(
      'most tanh after fc 60.0 %, least a.act 0.0 %',
    );
    const none = { ...run, activations: [], steps: [{ ...step, dead: [], idle: [] }] };
    expect(learningText(diagram, measuredAt(diagram, none, 0, 'dead'), 'dead')).toMatch(/no ReLU/);
  });
});
