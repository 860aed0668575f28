/** Dead and full units are measured in the step itself, alike on every engine. */
import { expect, test } from 'vitest';
import { activationsOf, defaultOptions, PLAIN_SGD } from '../../../server/src/program';
import { readForTraining } from '../../../server/src/read';
import { parse } from '../../../server/src/syntax';
import { ENGINES, type Tensors } from '../../../server/src/train/engines';

const CODE = `import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 1)
        self.act = nn.ReLU()
        self.fc1 = nn.Linear(16, 5)
        self.fc2 = nn.Linear(5, 3)

    def forward(self, x):
        x = self.act(self.conv(x))
        x = torch.relu(x - 1)
        x = torch.sigmoid(self.fc1(x.flatten(1)))
        return self.act(torch.tanh(self.fc2(x)))
`;
const file = '/work/net.py';
const read = readForTraining(
  {
    file,
    tree: parse(CODE),
    files: { read: (path) => (path === file ? { text: CODE } : 'absent') },
    roots: ['/work'],
    treeOf: (_, text) => parse(text),
    model: 'Net()',
    extent: 'given',
  },
  { channels: 1, height: 2, width: 2 },
);
if (read.train === undefined) throw new Error(read.hindrances[0]?.message);
const model = { train: read.train, evaluate: read.evaluate };

test('activations are named like the nodes of the diagram', () => {
  expect(activationsOf(model.train).map(({ name, label, nth, kind }) => [name, label, nth, kind])).toEqual([
    ['act', 'ReLU', 0, 'relu'],
    ['', 'relu', 0, 'relu'],
    ['', 'sigmoid', 0, 'sigmoid'],
    ['', 'tanh', 0, 'tanh'],
    ['act', 'ReLU', 1, 'relu'],
  ]);
});

/** conv: x, −x, x + 3, and nothing; fc1: sums, two of them driven to the ends; fc2: nothing at all. */
const weights: Tensors = new Map([
  ['conv.weight', { shape: [4, 1, 1, 1], data: Float32Array.of(1, -1, 1, 0) }],
  ['conv.bias', { shape: [4], data: Float32Array.of(0, 0, 3, -1) }],
  ['fc1.weight', { shape: [5, 16], data: new Float32Array(80) }],
  ['fc1.bias', { shape: [5], data: Float32Array.of(0, 50, -50, 1, 2) }],
  ['fc2.weight', { shape: [3, 5], data: new Float32Array(15) }],
  ['fc2.bias', { shape: [3], data: Float32Array.of(0, 9, 1) }],
]);

test.each(['reference', 'onnx'] as const)('shares of a known batch, %s', async (name) => {
  const options = {
    ...defaultOptions({ kind: 'cross-entropy', labelSmoothing: 0 }, PLAIN_SGD),
    threads: 1,
    plain: true,
  };
  const trainer = await ENGINES[name].prepare(model, options);
  await trainer.setParameters(weights);
  // Two images of 2 × 2: one of the first channel's eight places is negative.
  const inputs = [Float32Array.of(0.5, 1, 2, 3, 0.5, 0.5, 0.5, -2)];
  const batch = { size: 2, inputs, targets: Int32Array.of(0, 1) };
  const { activations } = await trainer.step(batch, { lr: 0, draws: [], norms: true });
  const shares = activations.map(({ dead, idle }) => [dead, idle].map((share) => Number(share.toFixed(4))));
  expect(shares).toEqual([
    // Channel 3 is dead; idle: 1 of channel 0, 7 of channel 1, none of channel 2, all of channel 3.
    [0.25, 0.5],
    // x − 1: channel 0 keeps 2 and 3, channel 1 has 2 − 1 at one place, channel 2 all but one, channel 3 nothing.
    [0.25, (6 + 7 + 1 + 8) / 32].map((share) => Number(share.toFixed(4))),
    [0.4, 0.4],
    // tanh(9) is full; tanh(1) is not.
    [0.3333, 0.3333],
    [0.3333, 0.3333],
  ]);
  expect((await trainer.step(batch, { lr: 0, draws: [] })).activations).toEqual([]);
  await trainer.dispose();
});
