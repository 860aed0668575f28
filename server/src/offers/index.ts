/**
 * What a training script says about its recipe: what is offered first when a recipe is made. Only what stands there
 * plainly; what is decided when the script runs is left to the defaults.
 */
import type { Call, ModuleTree } from '../syntax';
import { argument, type Constant, keyword, nameOf, type Script, scriptOf } from './constants';

/** Fields of a recipe by their path: `optimizer.lr` → 0.1. Not validated. */
export type Offers = ReadonlyMap<string, number | string | boolean | readonly number[]>;

export function offersOf(tree: ModuleTree): Offers {
  const script = scriptOf(tree);
  const offers = new Map<string, number | string | boolean | readonly number[]>();
  const offer = (path: string, value: Constant): void => {
    if (value !== undefined && !offers.has(path)) offers.set(path, value);
  };
  for (const call of script.calls) {
    const name = nameOf(call) ?? '';
    const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
    if (read !== undefined) for (const [path, value] of read(call, script, name)) offer(path, value);
  }
  loader(script, offer);
  epochs(script, offer);
  return offers;
}

type Found = readonly (readonly [string, Constant])[];
type Reader = (call: Call, script: Script, name: string) => Found;

const optimiser: Reader = (call, { constant }, name) => [
  ['optimizer.name', name.toLowerCase()],
  ['optimizer.lr', constant(argument(call, 'lr', 1)) ?? (name.startsWith('Adam') ? 0.001 : undefined)],
  ['optimizer.momentum', constant(keyword(call, 'momentum')) ?? (name === 'SGD' ? 0 : undefined)],
  ['optimizer.nesterov', constant(keyword(call, 'nesterov'))],
  ['optimizer.weight_decay', constant(keyword(call, 'weight_decay')) ?? (name === 'AdamW' ? 0.01 : undefined)],
];

const dataSet =
  (name: string): Reader =>
  (call, { constant }) => [
    ['data.name', name],
    ['data.root', constant(argument(call, 'root', 0))],
  ];

const loss =
  (name: string): Reader =>
  (call, { constant }) => [
    ['loss.name', name],
    ['loss.label_smoothing', constant(keyword(call, 'label_smoothing'))],
  ];

const READERS: Readonly<Record<string, Reader>> = {
  SGD: optimiser,
  Adam: optimiser,
  AdamW: optimiser,
  RMSprop: optimiser,
  MNIST: dataSet('mnist'),
  FashionMNIST: dataSet('fashion-mnist'),
  KMNIST: dataSet('kmnist'),
  CIFAR10: dataSet('cifar10'),
  CIFAR100: dataSet('cifar100'),
  SVHN: dataSet('svhn'),
  STL10: dataSet('stl10'),
  ImageFolder: dataSet('folder'),
  load_digits: () => [['data.name', 'digits']],
  CrossEntropyLoss: loss('cross_entropy'),
  cross_entropy: loss('cross_entropy'),
  BCEWithLogitsLoss: loss('bce'),
  MSELoss: loss('mse'),
  L1Loss: loss('l1'),
  StepLR: (call, { constant }) => [
    ['schedule.name', 'step'],
    ['schedule.step_size', constant(argument(call, 'step_size', 1))],
    ['schedule.gamma', constant(argument(call, 'gamma', 2))],
  ],
  CosineAnnealingLR: (call, { constant }) => [
    ['schedule.name', 'cosine'],
    ['schedule.min_lr', constant(argument(call, 'eta_min', 2))],
  ],
  OneCycleLR: (call, { constant }) => [
    ['schedule.name', 'one_cycle'],
    ['optimizer.lr', constant(argument(call, 'max_lr', 1))],
  ],
  ReduceLROnPlateau: (call, { constant }) => [
    ['schedule.name', 'plateau'],
    ['schedule.gamma', constant(keyword(call, 'factor'))],
    ['schedule.patience', constant(keyword(call, 'patience')) ?? 10],
  ],
  RandomHorizontalFlip: () => [['augmentation.flip', true]],
  RandomRotation: (call, { constant }) => [['augmentation.rotation', positive(constant(argument(call, 'degrees', 0)))]],
  RandomCrop: (call, { constant }) => [['augmentation.crop_padding', positive(constant(argument(call, 'padding', 1)))]],
  ColorJitter: (call, { constant }) =>
    ['brightness', 'contrast', 'saturation'].map((name, i) => [
      `augmentation.${name}`,
      positive(constant(argument(call, name, i))),
    ]),
  Normalize: (call, { constant }) => [
    ['normalise.mean', constant(argument(call, 'mean', 0))],
    ['normalise.std', constant(argument(call, 'std', 1))],
  ],
  clip_grad_norm_: (call, { constant }) => [['clip_norm', constant(argument(call, 'max_norm', 1))]],
  manual_seed: (call, { constant }) => [['seed', constant(call.args[0])]],
};

const positive = (value: Constant): Constant => (typeof value === 'number' && value > 0 ? value : undefined);

/** The loader that shuffles is the one for training. */
function loader({ calls, constant }: Script, offer: (path: string, value: Constant) => void): void {
  const loaders = calls.filter((call) => nameOf(call) === 'DataLoader');
  const training = loaders.find((call) => constant(keyword(call, 'shuffle')) === true) ?? loaders[0];
  if (training === undefined) return;
  offer('batch_size', constant(argument(training, 'batch_size', 1)));
  offer('drop_last', constant(keyword(training, 'drop_last')));
}

function epochs({ loops, named, constant }: Script, offer: (path: string, value: Constant) => void): void {
  const loop = loops.find(({ target }) => /epoch/i.test(target));
  offer('epochs', loop && constant(loop.stop));
  for (const name of ['EPOCHS', 'NUM_EPOCHS', 'epochs', 'num_epochs', 'n_epochs']) offer('epochs', named(name));
}
