/** What single calls of a script say about its recipe. */
import { type Constant, type Placed, rootOf, type Script } from './constants';
import type { PlacedCall } from './scopes';

export type Found = readonly (readonly [path: string, value: Constant])[];
/** Undefined: it says something that a recipe cannot. */
export type Reader = (call: Reading) => Found;

export interface Reading {
  readonly name: string;
  /** By keyword or place; undefined where it is not given, or not known. */
  readonly of: (name: string, position?: number) => Constant;
  /** As `of`, and PyTorch's default where it is surely not given. */
  readonly or: (name: string, position: number | undefined, otherwise: Constant) => Constant;
  readonly given: (name: string, position?: number) => Placed | undefined;
  readonly placed: PlacedCall;
}

export function readingOf(placed: PlacedCall, name: string, { argument, constant, isOpen }: Script): Reading {
  const given = (key: string, position?: number) => argument(placed, key, position);
  const of = (key: string, position?: number) => constant(given(key, position));
  return {
    name,
    of,
    or: (key, position, otherwise) =>
      given(key, position) === undefined && !isOpen(placed.call) ? otherwise : of(key, position),
    given,
    placed,
  };
}

const RATES: Readonly<Record<string, number>> = { Adam: 0.001, AdamW: 0.001, RMSprop: 0.01 };

const optimiser: Reader = ({ name, of, or }) => {
  const betas = of('betas', 2);
  const [beta1, beta2] = typeof betas === 'object' ? betas : [];
  return [
    ['optimizer.name', name.toLowerCase()],
    ['optimizer.lr', or('lr', 1, RATES[name])],
    ['optimizer.momentum', name === 'SGD' ? or('momentum', 2, 0) : undefined],
    ['optimizer.nesterov', of('nesterov', name === 'SGD' ? 5 : undefined)],
    [
      'optimizer.weight_decay',
      or('weight_decay', name === 'RMSprop' ? undefined : 4, name === 'AdamW' ? 0.01 : undefined),
    ],
    ['optimizer.beta1', name.startsWith('Adam') ? beta1 : undefined],
    ['optimizer.beta2', name.startsWith('Adam') ? beta2 : undefined],
    ['optimizer.eps', of('eps')],
    ['optimizer.alpha', name === 'RMSprop' ? of('alpha', 2) : undefined],
  ];
};

const dataSet =
  (name: string): Reader =>
  ({ of }) => [
    ['data.name', name],
    ['data.root', of('root', 0)],
  ];

const loss =
  (name: string): Reader =>
  ({ of }) => [
    ['loss.name', name],
    ['loss.label_smoothing', of('label_smoothing')],
    ['loss.ignore_index', atLeastZero(of('ignore_index'))],
  ];

/** By their group: calls of one group must agree. */
export const READERS: Readonly<Record<string, Reader>> = {
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
  binary_cross_entropy_with_logits: loss('bce'),
  MSELoss: loss('mse'),
  mse_loss: loss('mse'),
  L1Loss: loss('l1'),
  l1_loss: loss('l1'),
  StepLR: ({ of, or }) => [
    ['schedule.name', 'step'],
    ['schedule.step_size', of('step_size', 1)],
    ['schedule.gamma', or('gamma', 2, 0.1)],
  ],
  MultiStepLR: ({ of, or }) => {
    const milestones = of('milestones', 1);
    return typeof milestones === 'object'
      ? [
          ['schedule.name', 'multi_step'],
          ['schedule.milestones', milestones],
          ['schedule.gamma', or('gamma', 2, 0.1)],
        ]
      : [['schedule.name', 'another']];
  },
  CosineAnnealingLR: ({ of }) => [
    ['schedule.name', 'cosine'],
    ['schedule.period', of('T_max', 1)],
    ['schedule.min_lr', of('eta_min', 2)],
  ],
  OneCycleLR: ({ of }) => [
    ['schedule.name', 'one_cycle'],
    ['schedule.max_lr', of('max_lr', 1)],
  ],
  ReduceLROnPlateau: ({ of, or }) => [
    ['schedule.name', 'plateau'],
    ['schedule.gamma', or('factor', 2, 0.1)],
    ['schedule.patience', or('patience', 3, 10)],
    ['schedule.min_lr', of('min_lr')],
  ],
  // What a recipe has no name for: the schedule is not offered at all.
  ExponentialLR: () => [['schedule.name', 'another']],
  LambdaLR: () => [['schedule.name', 'another']],
  CosineAnnealingWarmRestarts: () => [['schedule.name', 'another']],
  SequentialLR: () => [['schedule.name', 'another']],
  CyclicLR: () => [['schedule.name', 'another']],
  RandomHorizontalFlip: () => [['augmentation.flip', true]],
  RandomRotation: ({ of }) => [['augmentation.rotation', degrees(of('degrees', 0))]],
  RandomCrop: ({ of }) => [
    ['augmentation.crop_padding', aboveZero(of('padding', 1))],
    ['size.crop', of('size', 0)],
  ],
  ColorJitter: ({ of }) =>
    ['brightness', 'contrast', 'saturation'].map((name, i) => [`augmentation.${name}`, aboveZero(of(name, i))]),
  RandomResizedCrop: ({ of }) => [['size.crop', of('size', 0)]],
  CenterCrop: ({ of }) => [['size.crop', of('size', 0)]],
  Resize: ({ of }) => [['size.whole', of('size', 0)]],
  Normalize: ({ of }) => [
    ['normalise.mean', of('mean', 0)],
    ['normalise.std', of('std', 1)],
  ],
  clip_grad_norm_: ({ of }) => [['clip_norm', of('max_norm', 1)]],
  clip_grad_value_: ({ of }) => [['clip_value', of('clip_value', 1)]],
  manual_seed: ({ of, placed }) => {
    const { func } = placed.call;
    const isAll = func.kind === 'Name' || (func.kind === 'Attribute' && func.value.kind === 'Name');
    return isAll && rootOf(func) !== undefined ? [['seed', of('seed', 0)]] : [];
  },
  seed_everything: ({ of }) => [['seed', of('seed', 0)]],
};

const aboveZero = (value: Constant): Constant => (typeof value === 'number' && value > 0 ? value : undefined);
const atLeastZero = (value: Constant): Constant => (typeof value === 'number' && value >= 0 ? value : undefined);

/** Either way by as much. */
function degrees(value: Constant): Constant {
  if (typeof value !== 'object') return aboveZero(value);
  const [low = 0, high = 0] = value;
  return low === -high ? aboveZero(high) : undefined;
}
