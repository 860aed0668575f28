import { declareRule, type Finding } from '../declare';
import type { Subject } from '../subject';
import { accumulatedLosses } from '../training/accumulated';
import { missingZeroGrad } from '../training/gradients';
import { stepOrder } from '../training/order';
import { unshuffled } from '../training/shuffle';
import { validation } from '../training/validation';

export const rule = declareRule({
  code: 'CS218',
  name: 'train-loop',
  severity: 'warning',
  page: {
    what: 'Finds what is missing from a training loop: `zero_grad`, `.item()` where losses are added up, `eval()` and `no_grad` while validating, the order of scheduler and optimizer, shuffling.',
    why: 'Gradients add up until they are cleared. A sum of losses keeps the graph of every batch in memory. Without `eval()` dropout and batch normalisation go on as in training; without `no_grad` memory is spent on gradients that nobody wants. A scheduler that steps first skips the first value of its schedule. Batches in the order of the data set teach its order.',
    references: [
      '[PyTorch FAQ](https://docs.pytorch.org/docs/stable/notes/faq.html)',
      '[How to adjust learning rate](https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate)',
    ],
  },
  bad: `
import torch
from torch import nn

net = nn.Sequential(nn.Linear(12, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()


def train(loader, epochs):
    for epoch in range(epochs):
        total = 0.0
        for images, labels in loader:
            loss = criterion(net(images), labels)
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(total)
`,
  good: `
import torch
from torch import nn

net = nn.Sequential(nn.Linear(12, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()


def train(loader, epochs):
    for epoch in range(epochs):
        total = 0.0
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(net(images), labels)
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(total)
`,
  hasFix: true,

  find: findings,
});

function* findings(subject: Subject): Iterable<Finding> {
  yield* missingZeroGrad(subject);
  yield* accumulatedLosses(subject);
  yield* stepOrder(subject);
  yield* validation(subject);
  yield* unshuffled(subject);
}
