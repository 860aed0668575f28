/** Every field of a recipe, declared once. The file `convscope.json`, its schema and docs/recipe.md follow from it. */
import type { Fields, ValuesOf } from './field';

const DATA = {
  name: {
    kind: 'choice',
    doc: 'The data set.',
    default: 'digits',
    choices: {
      digits: '1,797 handwritten digits of 8×8 pixels, which come with Convscope.',
      mnist: 'MNIST: 28×28 handwritten digits, as torchvision leaves them on disk.',
      'fashion-mnist': 'Fashion-MNIST: 28×28 pieces of clothing.',
      kmnist: 'Kuzushiji-MNIST: 28×28 Japanese characters.',
      cifar10: 'CIFAR-10: 32×32 colour photographs in 10 classes.',
      cifar100: 'CIFAR-100: 32×32 colour photographs in 100 classes.',
      svhn: 'Street View House Numbers: 32×32 colour digits.',
      stl10: 'STL10: 96×96 colour photographs in 10 classes.',
      folder:
        'Your own PNG or JPEG pictures, in a folder for each class (`root/cat/1.jpg`, or `root/train/…` and `root/test/…`).',
      csv: 'Your own pictures, listed in a CSV file with the columns `file`, `label` and, if wanted, `split`.',
      numpy:
        'Arrays `x_train`, `y_train`, `x_test`, `y_test` (or `x`, `y`) in an `.npz` file or a folder of `.npy` files.',
    },
  },
  root: {
    kind: 'text',
    doc: 'Where it is: a folder (a file for `csv` and `.npz`), from the folder of the recipe. Without it the usual places are searched: `data`, `datasets`, beside the recipe.',
    example: './data',
  },
  targets: {
    kind: 'choice',
    doc: 'What the model learns to say of an image, for `folder`, `csv` and `numpy`.',
    default: 'classes',
    choices: {
      classes: 'The class of the image.',
      masks:
        'The class of every pixel (segmentation): `images/1.png` with `masks/1.png`, whose grey values or palette indices are classes; a column `mask` beside `file`; or `y` of N×H×W. `classes.txt` may name them, one a line.',
      numbers: 'Numbers (regression), for `mse` and `l1`: the label in a table, or `y` of N or N×K.',
    },
  },
  size: {
    kind: 'numbers',
    length: 2,
    min: 1,
    doc: 'Height and width to bring pictures to, for `folder` and `csv`. Without it all must have the size of the first.',
  },
  channels: {
    kind: 'choice',
    doc: 'Read pictures as grey or in colour, for `folder` and `csv`. Without it as the first one is.',
    choices: { grey: 'One channel.', colour: 'Three channels: red, green, blue.' },
  },
  validation: {
    kind: 'number-or-word',
    doc: 'What the model is measured on after each epoch: `"test"`, the data set’s own test images (a fifth of the images where it has none), or a share of the training images that is held out, the same of each class.',
    words: { test: 'The data set’s own test images.' },
    default: 'test',
    min: 0.01,
    max: 0.9,
  },
} as const satisfies Fields;

const LOSS = {
  name: {
    kind: 'choice',
    doc: 'What is minimised.',
    default: 'cross_entropy',
    choices: {
      cross_entropy: '`F.cross_entropy`: the model gives one score for each class.',
      bce: '`F.binary_cross_entropy_with_logits`, each class against the rest; or one score for the second of two classes.',
      mse: '`F.mse_loss` to 1 for the class and 0 for the others, or to the numbers.',
      l1: '`F.l1_loss` to 1 for the class and 0 for the others, or to the numbers.',
    },
  },
  label_smoothing: {
    kind: 'number',
    doc: 'Share of the target that is spread over all classes, for `cross_entropy`.',
    default: 0,
    min: 0,
    max: 1,
  },
  ignore_index: {
    kind: 'number',
    doc: 'Value of pixels in masks that count for nothing, for `cross_entropy`: often 255, the borders of objects.',
    min: 0,
    integer: true,
  },
} as const satisfies Fields;

const OPTIMIZER = {
  name: {
    kind: 'choice',
    doc: 'One of `torch.optim`.',
    default: 'sgd',
    choices: {
      sgd: 'Stochastic gradient descent with momentum.',
      adam: 'Adam; weight decay is added to the gradient.',
      adamw: 'Adam with decoupled weight decay.',
      rmsprop: 'RMSprop.',
    },
  },
  lr: {
    kind: 'number',
    doc: 'Learning rate. Left out beside another `name` than `sgd`, it is 0.001.',
    default: 0.05,
    above: 0,
  },
  momentum: { kind: 'number', doc: 'Momentum of `sgd`.', default: 0.9, min: 0, max: 1 },
  nesterov: { kind: 'flag', doc: 'Nesterov’s momentum, for `sgd`.', default: false },
  weight_decay: {
    kind: 'number',
    doc: 'PyTorch’s `weight_decay`: λ·w is added to the gradient (`adamw`: lr·λ·w is subtracted from w). Equal to `regularisation.l2` of λ/2 for `sgd`.',
    default: 0,
    min: 0,
  },
  beta1: { kind: 'number', doc: 'First beta of `adam` and `adamw`.', default: 0.9, min: 0, max: 1 },
  beta2: { kind: 'number', doc: 'Second beta of `adam` and `adamw`.', default: 0.999, min: 0, max: 1 },
  eps: { kind: 'number', doc: 'Added to the denominator of `adam`, `adamw` and `rmsprop`.', default: 1e-8, above: 0 },
  alpha: { kind: 'number', doc: 'Smoothing of `rmsprop`.', default: 0.99, min: 0, max: 1 },
} as const satisfies Fields;

const SCHEDULE = {
  name: {
    kind: 'choice',
    doc: 'How the learning rate changes.',
    default: 'constant',
    choices: {
      constant: 'It does not.',
      step: 'Times `gamma` every `step_size` epochs (`StepLR`).',
      multi_step: 'Times `gamma` after each number of epochs in `milestones` (`MultiStepLR`).',
      cosine: 'Down to `min_lr` along a half cosine over all epochs (`CosineAnnealingLR`, step by step).',
      one_cycle: 'Up to `lr` over the first 30 %, then down to nothing (`OneCycleLR`).',
      plateau: 'Times `gamma` when the validation loss has not fallen for `patience` epochs (`ReduceLROnPlateau`).',
    },
  },
  warmup_epochs: { kind: 'number', doc: 'Epochs over which it rises from 0 to `lr` first.', default: 0, min: 0 },
  step_size: { kind: 'number', doc: 'Epochs between steps.', default: 10, min: 1, integer: true },
  milestones: {
    kind: 'numbers',
    min: 1,
    doc: 'Epochs after which `multi_step` makes the rate smaller: `[100, 150]`.',
  },
  gamma: { kind: 'number', doc: 'Factor of `step`, `multi_step` and `plateau`.', default: 0.1, above: 0, max: 1 },
  min_lr: { kind: 'number', doc: 'The least that `cosine` and `plateau` go down to.', default: 0, min: 0 },
  patience: { kind: 'number', doc: 'Epochs that `plateau` waits.', default: 5, min: 0, integer: true },
} as const satisfies Fields;

const REGULARISATION = {
  l1: { kind: 'number', doc: 'λ in λ·Σ|w|, added to the loss.', default: 0, min: 0 },
  l1_proximal: {
    kind: 'flag',
    doc: 'Apply `l1` by moving each weight towards 0 by lr·λ after the step (with the momentum μ of `sgd` by lr·λ/(1 − μ)), so that weights do reach 0. Otherwise by its subgradient.',
    default: true,
  },
  l2: { kind: 'number', doc: 'λ in λ·Σw², added to the loss.', default: 0, min: 0 },
  label_noise: {
    kind: 'number',
    doc: 'Share of training labels that are replaced by a random class, anew in each epoch.',
    default: 0,
    min: 0,
    max: 0.9,
  },
} as const satisfies Fields;

const AUGMENTATION = {
  flip: { kind: 'flag', doc: 'Mirror half of the images, left to right.', default: false },
  rotation: { kind: 'number', doc: 'Turn by up to so many degrees, either way.', default: 0, min: 0, max: 180 },
  scale: { kind: 'numbers', length: 2, min: 0.01, doc: 'Enlarge by a factor between these two.' },
  crop_padding: {
    kind: 'number',
    doc: 'Pad by so many pixels and cut out the original size at a random place.',
    default: 0,
    min: 0,
    integer: true,
  },
  blur: { kind: 'number', doc: 'Gaussian blur of up to this σ, in pixels.', default: 0, min: 0, max: 10 },
  noise: { kind: 'number', doc: 'Add Gaussian noise of this σ (pixels are from 0 to 1).', default: 0, min: 0, max: 1 },
  cutout: { kind: 'number', doc: 'Blank a random square of so many pixels.', default: 0, min: 0, integer: true },
  brightness: { kind: 'number', doc: 'Change brightness by up to this share.', default: 0, min: 0, max: 1 },
  contrast: { kind: 'number', doc: 'Change contrast by up to this share.', default: 0, min: 0, max: 1 },
  saturation: { kind: 'number', doc: 'Change saturation by up to this share (colour).', default: 0, min: 0, max: 1 },
  mixup: {
    kind: 'number',
    doc: 'Blend images and labels in pairs, with a share from Beta(α, α) of this α. 0: not.',
    default: 0,
    min: 0,
    max: 10,
  },
} as const satisfies Fields;

const NORMALISE = {
  mean: { kind: 'numbers', doc: 'Subtracted from each channel. Without it: that of the training images.' },
  std: { kind: 'numbers', min: 1e-6, doc: 'Each channel is divided by it. Without it: that of the training images.' },
  off: { kind: 'flag', doc: 'Leave pixels as they are, from 0 to 1.', default: false },
} as const satisfies Fields;

export const RECIPE = {
  file: {
    kind: 'text',
    doc: 'The Python file or notebook with the model, from the folder of the recipe.',
    required: true,
    example: 'net.py',
  },
  model: {
    kind: 'text',
    doc: 'A Python expression that builds the model, in the file’s own scope.',
    required: true,
    example: 'Net(num_classes=10)',
  },
  data: { kind: 'group', doc: 'What it learns from.', fields: DATA },
  batch_size: { kind: 'number', doc: 'Images in a step.', default: 64, min: 1, integer: true },
  epochs: { kind: 'number', doc: 'Passes over the training images.', default: 10, min: 1, integer: true },
  drop_last: { kind: 'flag', doc: 'Leave out the last, smaller batch of each epoch.', default: false },
  loss: { kind: 'group', doc: 'What is minimised.', fields: LOSS },
  optimizer: { kind: 'group', doc: 'How the weights follow the gradient.', fields: OPTIMIZER },
  schedule: { kind: 'group', doc: 'How the learning rate changes.', fields: SCHEDULE },
  regularisation: { kind: 'group', doc: 'What keeps it from learning by heart.', fields: REGULARISATION },
  augmentation: {
    kind: 'group',
    doc: 'How training images are varied, anew in each epoch. Validation images are left alone.',
    fields: AUGMENTATION,
  },
  normalise: { kind: 'group', doc: 'The scale of the pixels that the model gets.', fields: NORMALISE },
  clip_norm: {
    kind: 'number',
    doc: 'Shorten the gradient to this norm where it is longer (`clip_grad_norm_`). 0: not.',
    default: 0,
    min: 0,
  },
  clip_value: {
    kind: 'number',
    doc: 'Cut each element of the gradient at this value (`clip_grad_value_`). 0: not.',
    default: 0,
    min: 0,
  },
  early_stopping: {
    kind: 'number',
    doc: 'Stop when the validation loss has not fallen for so many epochs. 0: never.',
    default: 0,
    min: 0,
    integer: true,
  },
  weights: {
    kind: 'text',
    doc: 'Weights to begin with: a `.safetensors`, `.pt` or `.pth` file.',
    example: 'weights.safetensors',
  },
  freeze: {
    kind: 'texts',
    doc: 'Parameters that stay as they are, by name; `*` stands for any text: `layer1.*`.',
    default: [],
  },
  note: {
    kind: 'text',
    doc: 'A note for yourself on what this run tries. It is kept with the run, and shown where runs are listed; it can be changed in the tab of the run, or in the run’s own `recipe.json`.',
    example: 'smaller steps',
  },
  seed: {
    kind: 'number',
    doc: 'The same seed gives the same initial weights, order, augmentation and dropout.',
    default: 0,
    min: 0,
    max: 4294967295,
    integer: true,
  },
  engine: {
    kind: 'choice',
    doc: 'What computes.',
    default: 'auto',
    choices: {
      auto: 'The fastest of those that run here and compute right gradients, by ten steps of this recipe.',
      onnx: 'onnxruntime, on the CPU.',
      webgpu: 'The graphics card, through WebGPU. *Install WebGPU Engine* adds it.',
      webview:
        'The graphics card, through the WebGPU of the editor itself, in the tab of the run, which has to stay open; the CPU goes on when it is closed. Nothing has to be installed. Not on the command line.',
      tensorflow: 'TensorFlow (tfjs-node), on the CPU or an NVIDIA card. *Install TensorFlow Engine* adds it.',
      reference: 'Plain JavaScript: slow, for comparison.',
    },
  },
  threads: { kind: 'number', doc: 'Threads of the CPU. 0: as many as suit.', default: 0, min: 0, integer: true },
  precision: {
    kind: 'choice',
    doc: 'The numbers that it computes with. Half precision is not offered: it needs a scaled loss, which no engine here has.',
    default: 'float32',
    choices: { float32: '32-bit floats.' },
  },
} as const satisfies Fields;

export type Recipe = ValuesOf<typeof RECIPE>;
export type DataRecipe = Recipe['data'];
export type AugmentationRecipe = Recipe['augmentation'];
export type ScheduleRecipe = Recipe['schedule'];
