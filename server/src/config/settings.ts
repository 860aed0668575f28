/**
 * Every setting, declared once. package.json's `contributes.configuration`, the documentation and the
 * server's defaults are made from this table.
 */
export interface SettingDeclaration {
  readonly key: string;
  readonly type: 'boolean' | 'string' | 'number' | 'array' | 'object';
  readonly default: boolean | string | number | readonly string[] | Readonly<Record<string, string>>;
  /** Markdown. */
  readonly description: string;
  readonly choices?: readonly { readonly value: string; readonly description: string }[];
  /** Where VS Code lets it be set. */
  readonly scope: 'window' | 'resource' | 'machine-overridable';
}

export const SETTINGS = [
  {
    key: 'hints.enabled',
    type: 'boolean',
    default: true,
    scope: 'resource',
    description: 'Show the size of every tensor beside the code.',
  },
  {
    key: 'hints.arguments',
    type: 'boolean',
    default: true,
    scope: 'resource',
    description: 'Show sizes at the arguments of `forward` and of the functions it calls.',
  },
  {
    key: 'hints.variables',
    type: 'boolean',
    default: true,
    scope: 'resource',
    description: 'Show sizes at every variable that holds a tensor or several tensors.',
  },
  {
    key: 'hints.integers',
    type: 'boolean',
    default: true,
    scope: 'resource',
    description: 'Show the value of integers that come from sizes, such as `b, c, h, w = x.shape`.',
  },
  {
    key: 'hints.returns',
    type: 'boolean',
    default: true,
    scope: 'resource',
    description: 'Show the size of what `return` gives back.',
  },
  {
    key: 'hints.layers',
    type: 'boolean',
    default: true,
    scope: 'resource',
    description: 'Show `in → out · parameters` beside each layer where it is built.',
  },
  {
    key: 'hints.position',
    type: 'string',
    default: 'name',
    scope: 'resource',
    description: 'Where sizes stand.',
    choices: [
      { value: 'name', description: 'Directly after the name.' },
      { value: 'line', description: 'At the end of the line.' },
    ],
  },
  {
    key: 'hints.separator',
    type: 'string',
    default: '×',
    scope: 'resource',
    description: 'How sizes are written.',
    choices: [
      { value: '×', description: '`B×64×112×112`, as the literature writes them.' },
      { value: ', ', description: '`[B, 64, 112, 112]`, as PyTorch prints them.' },
    ],
  },
  {
    key: 'hints.instances',
    type: 'string',
    default: 'one',
    scope: 'resource',
    description: 'What code that several instances share shows (a residual block that is used eight times).',
    choices: [
      { value: 'one', description: 'One instance at a time; the lens on the class switches.' },
      { value: 'merged', description: 'All instances at once: `64|128|256`.' },
    ],
  },
  {
    key: 'lens.enabled',
    type: 'boolean',
    default: true,
    scope: 'resource',
    description: 'Show parameters, multiply-adds, memory and receptive field above each model class.',
  },
  {
    key: 'lens.batchSize',
    type: 'number',
    default: 32,
    scope: 'resource',
    description: 'Batch size for the memory that training takes, where the code does not say one.',
  },
  {
    key: 'problems.enabled',
    type: 'boolean',
    default: true,
    scope: 'resource',
    description:
      'Underline what PyTorch would refuse, what is wrong without an error, and what could be designed better.',
  },
  {
    key: 'rules',
    type: 'object',
    default: {},
    scope: 'resource',
    description:
      'The level of each rule: `error`, `warning`, `information`, `hint` or `off`. A rule is named by its code (`CS302`), by its name (`checkerboard`) or, for several at once, by the beginning of the code (`CS3`). Goes before `[tool.convscope]` in `pyproject.toml`.',
  },
  {
    key: 'refactorings.enabled',
    type: 'boolean',
    default: true,
    scope: 'resource',
    description:
      'Offer refactorings of networks in the light bulb menu, each with what it costs in parameters. The palette has them in any case.',
  },
  {
    key: 'completion.enabled',
    type: 'boolean',
    default: true,
    scope: 'resource',
    description:
      'Complete numbers inside layer calls (`in_channels=` with what comes in), directive comments, and blocks such as `Bottleneck` at the beginning of a line.',
  },
  {
    key: 'signatureHelp.enabled',
    type: 'boolean',
    default: true,
    scope: 'resource',
    description: 'Show the signature of layers and functions of PyTorch while their arguments are typed.',
  },
  {
    key: 'statusBar.enabled',
    type: 'boolean',
    default: true,
    scope: 'window',
    description: 'Show in the status bar how many shapes are known and how many are not.',
  },
  {
    key: 'diagram.cards',
    type: 'number',
    default: 40,
    scope: 'window',
    description:
      'About how many cards a diagram shows at first: modules are folded until it fits. *Auto* in the panel goes back to it.',
  },
  {
    key: 'python.importRoots',
    type: 'array',
    default: [],
    scope: 'machine-overridable',
    description:
      'Further folders in which `import` finds modules, before the workspace and the Python environment. Files are read, never run.',
  },
  {
    key: 'train.node',
    type: 'string',
    default: '',
    scope: 'window',
    description:
      'The Node (20 or newer) that trains. Empty: the one on the `PATH`, else VS Code’s own. Only your user settings count, not those of a workspace.',
  },
  {
    key: 'train.engine',
    type: 'string',
    default: 'auto',
    scope: 'machine-overridable',
    description: 'What computes a training run on this machine, where the recipe leaves `engine` at `auto`.',
    choices: [
      { value: 'auto', description: 'The fastest of those that run here, by ten steps of the recipe.' },
      { value: 'onnx', description: 'onnxruntime, on the CPU.' },
      {
        value: 'webgpu',
        description: 'The graphics card, through WebGPU. *Convscope: Install WebGPU Engine* adds it.',
      },
      {
        value: 'webview',
        description:
          'The graphics card, through the editor’s own WebGPU, in the tab of the run. Nothing has to be installed.',
      },
      { value: 'tensorflow', description: 'TensorFlow (tfjs-node). *Convscope: Install TensorFlow Engine* adds it.' },
      { value: 'reference', description: 'Plain JavaScript: slow, for comparison.' },
    ],
  },
  {
    key: 'budget.steps',
    type: 'number',
    default: 3_000_000,
    scope: 'resource',
    description: 'How many steps of reading one edit may cost; what is read until then is shown.',
  },
] as const satisfies readonly SettingDeclaration[];

export type SettingKey = (typeof SETTINGS)[number]['key'];
