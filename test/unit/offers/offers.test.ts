import { describe, expect, test } from 'vitest';
import { offersOf } from '../../../server/src/offers';
import { recipeWith } from '../../../server/src/recipe';
import { parse } from '../../../server/src/syntax';

const offers = (code: string): Record<string, unknown> => Object.fromEntries(offersOf(parse(code)));

describe('what a script says about its recipe', () => {
  test('as tutorials write it', () => {
    const code = `
import torch, torchvision
from torchvision import datasets, transforms
BATCH = 2 ** 7
lr = 1e-2
transform = transforms.Compose([
    transforms.RandomCrop(32, padding=4),
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
    transforms.Normalize((0.5, 0.5, 0.5), (0.25, 0.25, 0.25)),
])
train = datasets.CIFAR10(root='./data', train=True, transform=transform, download=True)
test = datasets.CIFAR10(root='./data', train=False)
test_loader = torch.utils.data.DataLoader(test, batch_size=1000)
loader = torch.utils.data.DataLoader(train, batch_size=BATCH, shuffle=True, drop_last=True)
criterion = torch.nn.CrossEntropyLoss(label_smoothing=0.1)
optimizer = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9, weight_decay=5e-4, nesterov=True)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=200)
for epoch in range(200):
    pass
`;
    expect(offers(code)).toEqual({
      'data.name': 'cifar10',
      'data.root': './data',
      batch_size: 128,
      drop_last: true,
      epochs: 200,
      'loss.name': 'cross_entropy',
      'loss.label_smoothing': 0.1,
      'optimizer.name': 'sgd',
      'optimizer.lr': 0.01,
      'optimizer.momentum': 0.9,
      'optimizer.nesterov': true,
      'optimizer.weight_decay': 5e-4,
      'schedule.name': 'cosine',
      'augmentation.flip': true,
      'augmentation.crop_padding': 4,
      'normalise.mean': [0.5, 0.5, 0.5],
      'normalise.std': [0.25, 0.25, 0.25],
    });
  });

  test('defaults of the command line', () => {
    const code = `
parser.add_argument('-b', '--batch-size', type=int, default=256)
parser.add_argument('--lr', default=0.1)
parser.add_argument('--epochs', default=90)
args = parser.parse_args()
loader = DataLoader(dataset, batch_size=args.batch_size, shuffle=True)
optimizer = Adam(model.parameters(), args.lr)
for epoch in range(start, args.epochs):
    train()
`;
    expect(offers(code)).toEqual({ batch_size: 256, epochs: 90, 'optimizer.name': 'adam', 'optimizer.lr': 0.1 });
  });

  test('what changes while the script runs is not offered', () => {
    const code = `
lr = 0.1
lr = lr / 10
batch = size()
opt = torch.optim.SGD(p, lr=lr)
loader = DataLoader(d, batch_size=batch)
`;
    expect(offers(code)).toEqual({ 'optimizer.name': 'sgd', 'optimizer.momentum': 0 });
  });
});

describe('a recipe from offers', () => {
  test('leaves out what it does not allow', () => {
    const recipe = recipeWith('a.py', 'A()', [
      ['optimizer.lr', 0.3],
      ['batch_size', 0],
      ['data.name', 'imagenet'],
      ['epochs', 3],
    ]);
    expect([recipe.optimizer.lr, recipe.batch_size, recipe.data.name, recipe.epochs]).toEqual([0.3, 64, 'digits', 3]);
  });

  test('when fields contradict each other', () => {
    const recipe = recipeWith('a.py', 'A()', [
      ['optimizer.nesterov', true],
      ['optimizer.momentum', 0],
    ]);
    expect(recipe.optimizer.nesterov).toBe(false);
  });
});
