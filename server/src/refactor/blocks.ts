/**
 * Residual blocks as source. `basic` and `bottleneck` are those of He et al. 2015 (https://arxiv.org/abs/1512.03385),
 * `pre-activation` is that of He et al. 2016 (https://arxiv.org/abs/1603.05027), `lecture` is the plain block with
 * which residual learning is often taught. All take (B, channels, …) and give the same sizes.
 */

export type BlockVariant = 'lecture' | 'basic' | 'bottleneck' | 'pre-activation';

export interface BlockStyle {
  /** The name of a layer as the file writes it. */
  readonly nn: (name: string) => string;
  readonly axes: 1 | 2 | 3;
  readonly indent: string;
}

export const BLOCK_NAMES: Readonly<Record<BlockVariant, string>> = {
  lecture: 'ResidualBlock',
  basic: 'BasicBlock',
  bottleneck: 'Bottleneck',
  'pre-activation': 'PreActBlock',
};

/** Layers of torch.nn that a block's source names. */
export const blockLayers = (axes: number): readonly string[] => [
  'Module',
  'Sequential',
  `Conv${axes}d`,
  `BatchNorm${axes}d`,
  'ReLU',
];

export function blockSource(variant: BlockVariant, name: string, style: BlockStyle): readonly string[] {
  const { nn, axes, indent } = style;
  const conv = (inputs: string, outputs: string, kernel: 1 | 3): string =>
    `${nn(`Conv${axes}d`)}(${inputs}, ${outputs}, ${kernel}${kernel === 3 ? ', padding=1' : ''}, bias=False)`;
  const norm = (channels: string): string => `${nn(`BatchNorm${axes}d`)}(${channels})`;
  const relu = `${nn('ReLU')}(inplace=True)`;
  const indented = (lines: readonly string[]): string[] =>
    lines.map((line) => line.replace(/^\t*/, (tabs) => indent.repeat(tabs.length)));
  const c = 'channels';
  const first = variant === 'bottleneck' ? [`\t\tmiddle = ${c} // 4`] : [];
  const body: Readonly<Record<BlockVariant, readonly string[]>> = {
    lecture: [conv(c, c, 3), norm(c), relu, conv(c, c, 3), norm(c)],
    basic: [conv(c, c, 3), norm(c), relu, conv(c, c, 3), norm(c)],
    bottleneck: [
      conv(c, 'middle', 1),
      norm('middle'),
      relu,
      conv('middle', 'middle', 3),
      norm('middle'),
      relu,
      conv('middle', c, 1),
      norm(c),
    ],
    'pre-activation': [norm(c), `${nn('ReLU')}()`, conv(c, c, 3), norm(c), relu, conv(c, c, 3)],
  };
  if (variant === 'basic') return indented(basicBlock(name, nn, conv, norm, relu));
  const result = variant === 'pre-activation' ? 'x + self.body(x)' : 'self.relu(x + self.body(x))';
  const member = variant === 'lecture' ? 'conv_block' : 'body';
  return indented([
    `class ${name}(${nn('Module')}):`,
    `\tdef __init__(self, ${c}):`,
    '\t\tsuper().__init__()',
    ...first,
    `\t\tself.${member} = ${nn('Sequential')}(`,
    ...body[variant].map((line) => `\t\t\t${line},`),
    '\t\t)',
    ...(variant === 'pre-activation' ? [] : [`\t\tself.relu = ${relu}`]),
    '',
    '\tdef forward(self, x):',
    `\t\treturn ${result.replace('body', member)}`,
  ]);
}

function basicBlock(
  name: string,
  nn: BlockStyle['nn'],
  conv: (inputs: string, outputs: string, kernel: 1 | 3) => string,
  norm: (channels: string) => string,
  relu: string,
): string[] {
  const c = 'channels';
  return [
    `class ${name}(${nn('Module')}):`,
    `\tdef __init__(self, ${c}):`,
    '\t\tsuper().__init__()',
    `\t\tself.conv1 = ${conv(c, c, 3)}`,
    `\t\tself.bn1 = ${norm(c)}`,
    `\t\tself.conv2 = ${conv(c, c, 3)}`,
    `\t\tself.bn2 = ${norm(c)}`,
    `\t\tself.relu = ${relu}`,
    '',
    '\tdef forward(self, x):',
    '\t\tout = self.relu(self.bn1(self.conv1(x)))',
    '\t\tout = self.bn2(self.conv2(out))',
    '\t\treturn self.relu(x + out)',
  ];
}
