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

describe('through what a script passes on', () => {
  test('options of a loader in a dict, and epochs that are counted from 1', () => {
    const code = `
parser.add_argument('--batch-size', type=int, default=64)
parser.add_argument('--test-batch-size', type=int, default=1000)
parser.add_argument('--wd', '--weight-decay', default=1e-4, dest='weight_decay')
parser.add_argument('--nesterov', action='store_true')
parser.add_argument('--epochs', default=14)
args = parser.parse_args()
train_kwargs = {'batch_size': args.batch_size}
test_kwargs = {'batch_size': args.test_batch_size}
if cuda:
    train_kwargs.update({'shuffle': True})
train_loader = DataLoader(dataset1, **train_kwargs)
test_loader = DataLoader(dataset2, **test_kwargs)
opt = torch.optim.SGD(p, args.lr, 0.9, weight_decay=args.weight_decay, nesterov=args.nesterov)
for epoch in tqdm(range(1, args.epochs + 1)):
    pass
`;
    expect(offers(code)).toEqual({
      batch_size: 64,
      epochs: 14,
      'optimizer.name': 'sgd',
      'optimizer.momentum': 0.9,
      'optimizer.nesterov': false,
      'optimizer.weight_decay': 1e-4,
    });
  });

  test('parameters are what all calls give, else their default', () => {
    const code = `
def train(net, lr=1e-3, epochs=5, batch=8):
    loader = DataLoader(trainset, batch_size=batch, shuffle=True)
    opt = torch.optim.RMSprop(net.parameters(), lr=lr)
    for epoch in range(epochs):
        pass

train(net, 1e-4, batch=16)
train(other, lr=1e-4, batch=32)
`;
    expect(offers(code)).toEqual({ 'optimizer.name': 'rmsprop', 'optimizer.lr': 1e-4, epochs: 5 });
  });

  test('attributes of a module, its arguments, and a class of settings', () => {
    const code = `
class Config:
    batch_size = 128
    epochs: int = 12

config = Config()

class Lit(pl.LightningModule):
    def __init__(self, lr=0.1, decay=5e-4):
        self.decay = decay
        self.save_hyperparameters()

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=self.hparams.lr, weight_decay=self.decay, **self.more)

loader = DataLoader(train, batch_size=config.batch_size)
model = Lit(lr=0.05)
trainer = Trainer(max_epochs=config.epochs)
`;
    expect(offers(code)).toEqual({
      'optimizer.name': 'sgd',
      'optimizer.lr': 0.05,
      'optimizer.weight_decay': 5e-4,
      batch_size: 128,
      epochs: 12,
    });
  });

  test('a loop that begins where an earlier run ended', () => {
    const code = `
start = 0
if resume:
    start = checkpoint['epoch']
for epoch in range(start, start + 200):
    pass
`;
    expect(offers(code)).toEqual({ epochs: 200 });
  });

  test('pictures of one size, and the folder in which training and validation are', () => {
    const code = `
train = ImageFolder('pets/train', Compose([RandomResizedCrop(224), RandomHorizontalFlip()]))
val = ImageFolder('pets/val', Compose([Resize(256), CenterCrop(224)]))
`;
    expect(offers(code)).toEqual({
      'data.name': 'folder',
      'data.root': 'pets',
      'data.size': [224, 224],
      'augmentation.flip': true,
    });
  });
});

describe('what is doubtful is not offered', () => {
  test.each([
    ['two optimisers', 'a = Adam(p, lr=1e-3) if fast else SGD(p, lr=0.1)', {}],
    ['two rates', 'a = Adam(p, lr=1e-3)\nb = Adam(q, lr=1e-4)', { 'optimizer.name': 'adam' }],
    ['a rate that is not known', 'a = Adam(p, lr=rate())', { 'optimizer.name': 'adam' }],
    ['options that are not seen', 'a = AdamW(p, **options)', { 'optimizer.name': 'adamw' }],
    ['two data sets', "a = CIFAR10('d') if ten else CIFAR100('d')", {}],
    ['somebody else’s optimiser', 'from homura import optim\na = optim.SGD(lr=0.1)', {}],
    ['the generator of a split', 'g = torch.Generator().manual_seed(42)', {}],
    ['a schedule that a recipe has not', 's = LambdaLR(opt, rule)\nt = StepLR(opt, 3)', {}],
    [
      'a cosine of another length',
      's = CosineAnnealingLR(opt, T_max=10)\nfor epoch in range(100): pass',
      { epochs: 100 },
    ],
    [
      'a size that changes',
      'parser.add_argument("--b", default=4)\nargs.b = args.b // n\nd = DataLoader(t, args.b)',
      {},
    ],
  ])('%s', (_, code, expected) => {
    expect(offers(code)).toEqual(expected);
  });

  test('milestones, where they are known', () => {
    expect(offers('s = MultiStepLR(opt, milestones=[100, 150], gamma=0.2)')).toEqual({
      'schedule.name': 'multi_step',
      'schedule.milestones': [100, 150],
      'schedule.gamma': 0.2,
    });
    expect(offers('s = MultiStepLR(opt, milestones=settings.MILESTONES, gamma=0.2)')).toEqual({});
    expect(offers('s = MultiStepLR(opt, [1])\nt = MultiStepLR(opt, [2])')).not.toHaveProperty('schedule.name');
  });

  test('the peak of one cycle is the rate', () => {
    expect(offers('o = SGD(p, lr=0.01)\ns = OneCycleLR(o, max_lr=0.1)')).toMatchObject({ 'optimizer.lr': 0.1 });
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
