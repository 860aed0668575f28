/** Well-known blocks as classes to begin from. Each takes (B, C, H, W); `example` builds and calls it. */
import { BLOCK_NAMES, type BlockVariant, blockSource } from './blocks';
import type { Context } from './context';
import { layerNames } from './imports';
import { indentUnit } from './text';

export interface BlockSnippet {
  /** Of the class. */
  readonly name: string;
  /** What people type to find it. */
  readonly words: string;
  readonly about: string;
  /** Lines, indented by tabs; layers are written `nn.…`. */
  readonly lines: readonly string[];
  readonly example: string;
}

const residual = (variant: BlockVariant, words: string, about: string): BlockSnippet => ({
  name: BLOCK_NAMES[variant],
  words,
  about,
  lines: blockSource(variant, BLOCK_NAMES[variant], { nn: (name) => `nn.${name}`, axes: 2, indent: '\t' }),
  example: `${BLOCK_NAMES[variant]}(16)(torch.randn(2, 16, 8, 8))`,
});

const module = (name: string, args: string, init: readonly string[], forward: readonly string[]): readonly string[] => [
  `class ${name}(nn.Module):`,
  `\tdef __init__(self, ${args}):`,
  '\t\tsuper().__init__()',
  ...init.map((line) => `\t\t${line}`),
  '',
  `\tdef forward(self, ${name === 'UNetUp' ? 'x, skip' : 'x'}):`,
  ...forward.map((line) => `\t\t${line}`),
];

export const BLOCKS: readonly BlockSnippet[] = [
  residual('lecture', 'residual resnet skip', 'Residual block: two 3×3 convolutions beside a shortcut'),
  residual('basic', 'residual resnet', 'Basic residual block of ResNet-18 and -34 (He 2015)'),
  residual('bottleneck', 'residual resnet', 'Bottleneck residual block of ResNet-50 and deeper (He 2015)'),
  residual('pre-activation', 'residual preactivation', 'Pre-activation residual block (He 2016)'),
  {
    name: 'SqueezeExcitation',
    words: 'se attention gate',
    about: 'Squeeze-and-excitation: weighs each channel by all of the map (Hu 2018)',
    lines: module(
      'SqueezeExcitation',
      'channels, reduction=16',
      [
        'middle = max(1, channels // reduction)',
        'self.gate = nn.Sequential(',
        '\tnn.AdaptiveAvgPool2d(1),',
        '\tnn.Conv2d(channels, middle, 1),',
        '\tnn.ReLU(inplace=True),',
        '\tnn.Conv2d(middle, channels, 1),',
        '\tnn.Sigmoid(),',
        ')',
      ],
      ['return x * self.gate(x)'],
    ),
    example: 'SqueezeExcitation(32)(torch.randn(2, 32, 8, 8))',
  },
  {
    name: 'InvertedResidual',
    words: 'mobilenet mbconv depthwise',
    about: 'Inverted residual with a linear bottleneck (MobileNetV2, Sandler 2018)',
    lines: module(
      'InvertedResidual',
      'in_channels, out_channels, stride=1, expansion=6',
      [
        'hidden = in_channels * expansion',
        'self.use_shortcut = stride == 1 and in_channels == out_channels',
        'self.body = nn.Sequential(',
        '\tnn.Conv2d(in_channels, hidden, 1, bias=False),',
        '\tnn.BatchNorm2d(hidden),',
        '\tnn.ReLU6(inplace=True),',
        '\tnn.Conv2d(hidden, hidden, 3, stride=stride, padding=1, groups=hidden, bias=False),',
        '\tnn.BatchNorm2d(hidden),',
        '\tnn.ReLU6(inplace=True),',
        '\tnn.Conv2d(hidden, out_channels, 1, bias=False),',
        '\tnn.BatchNorm2d(out_channels),',
        ')',
      ],
      ['return x + self.body(x) if self.use_shortcut else self.body(x)'],
    ),
    example: 'InvertedResidual(8, 16, stride=2)(torch.randn(2, 8, 9, 9))',
  },
  {
    name: 'DenseBlock',
    words: 'densenet concatenate',
    about: 'Dense block: every layer sees all that came before (DenseNet, Huang 2017)',
    lines: module(
      'DenseBlock',
      'in_channels, growth=32, layers=4',
      [
        'self.layers = nn.ModuleList()',
        'for i in range(layers):',
        '\tchannels = in_channels + i * growth',
        '\tself.layers.append(',
        '\t\tnn.Sequential(',
        '\t\t\tnn.BatchNorm2d(channels),',
        '\t\t\tnn.ReLU(inplace=True),',
        '\t\t\tnn.Conv2d(channels, growth, 3, padding=1, bias=False),',
        '\t\t)',
        '\t)',
      ],
      ['for layer in self.layers:', '\tx = torch.cat([x, layer(x)], 1)', 'return x'],
    ),
    example: 'DenseBlock(8, growth=4)(torch.randn(2, 8, 9, 9))',
  },
  {
    name: 'UNetDown',
    words: 'unet encoder double conv',
    about: 'U-Net on the way down: half the size, then two convolutions (Ronneberger 2015)',
    lines: module(
      'UNetDown',
      'in_channels, out_channels',
      [
        'self.body = nn.Sequential(',
        '\tnn.MaxPool2d(2),',
        '\tnn.Conv2d(in_channels, out_channels, 3, padding=1, bias=False),',
        '\tnn.BatchNorm2d(out_channels),',
        '\tnn.ReLU(inplace=True),',
        '\tnn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False),',
        '\tnn.BatchNorm2d(out_channels),',
        '\tnn.ReLU(inplace=True),',
        ')',
      ],
      ['return self.body(x)'],
    ),
    example: 'UNetDown(8, 16)(torch.randn(2, 8, 12, 12))',
  },
  {
    name: 'UNetUp',
    words: 'unet decoder skip',
    about: 'U-Net on the way up: double the size, join the skip, two convolutions (Ronneberger 2015)',
    lines: module(
      'UNetUp',
      'in_channels, out_channels',
      [
        'self.up = nn.ConvTranspose2d(in_channels, out_channels, 2, stride=2)',
        'self.body = nn.Sequential(',
        '\tnn.Conv2d(2 * out_channels, out_channels, 3, padding=1, bias=False),',
        '\tnn.BatchNorm2d(out_channels),',
        '\tnn.ReLU(inplace=True),',
        '\tnn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False),',
        '\tnn.BatchNorm2d(out_channels),',
        '\tnn.ReLU(inplace=True),',
        ')',
      ],
      ['return self.body(torch.cat([self.up(x), skip], 1))'],
    ),
    example: 'UNetUp(16, 8)(torch.randn(2, 16, 6, 6), torch.randn(2, 8, 12, 12))',
  },
  {
    name: 'ASPP',
    words: 'atrous spatial pyramid pooling dilated deeplab',
    about: 'Atrous spatial pyramid pooling: one map at several dilations (DeepLabv3, Chen 2017)',
    lines: module(
      'ASPP',
      'in_channels, out_channels, rates=(6, 12, 18)',
      [
        'self.branches = nn.ModuleList([nn.Conv2d(in_channels, out_channels, 1, bias=False)])',
        'for rate in rates:',
        '\tself.branches.append(',
        '\t\tnn.Conv2d(in_channels, out_channels, 3, padding=rate, dilation=rate, bias=False)',
        '\t)',
        'self.project = nn.Sequential(',
        '\tnn.Conv2d(out_channels * (len(rates) + 1), out_channels, 1, bias=False),',
        '\tnn.BatchNorm2d(out_channels),',
        '\tnn.ReLU(inplace=True),',
        ')',
      ],
      ['return self.project(torch.cat([branch(x) for branch in self.branches], 1))'],
    ),
    example: 'ASPP(16, 8)(torch.randn(2, 16, 20, 20))',
  },
];

/** The class in the file's own indentation and with its name for torch.nn; `$` is none of a snippet's tab stops. */
export function snippetSource(context: Context, block: BlockSnippet): string {
  const names = layerNames(context, []);
  const unit = indentUnit(context.text);
  return block.lines
    .map((line) => line.replace(/^\t*/, (tabs) => unit.repeat(tabs.length)))
    .map((line) => line.replace(/\bnn\.(\w+)/g, (_all, name: string) => names.of(name)))
    .join('\n')
    .replace(/[$}\\]/g, '\\$&');
}
