/** Every refactoring, declared once: its code action, its command in the palette, and its line in the documentation. */
export interface RefactoringDeclaration {
  readonly id: string;
  /** Of the command. */
  readonly title: string;
  /** Of the code action. */
  readonly kind: string;
  /** One sentence for the documentation. */
  readonly description: string;
}

export const REFACTORINGS = [
  {
    id: 'insertResidual',
    title: 'Insert Residual Block',
    kind: 'refactor.rewrite.insertResidual',
    description:
      'Puts a residual block behind the layer at the cursor, with its channels: the file’s own block class, or a new one (plain, basic, bottleneck, pre-activation).',
  },
  {
    id: 'wrapResidual',
    title: 'Wrap in Residual Connection',
    kind: 'refactor.rewrite.wrapResidual',
    description:
      'Adds what the selected layers or statements compute to what they were given; where channels or size change, through a projection.',
  },
  {
    id: 'insertNorm',
    title: 'Insert BatchNorm',
    kind: 'refactor.rewrite.insertNorm',
    description: 'Puts batch normalisation behind the convolution or linear layer at the cursor.',
  },
  {
    id: 'insertActivation',
    title: 'Insert Activation',
    kind: 'refactor.rewrite.insertActivation',
    description: 'Puts the file’s usual activation (else ReLU) behind the layer at the cursor.',
  },
  {
    id: 'insertDropout',
    title: 'Insert Dropout',
    kind: 'refactor.rewrite.insertDropout',
    description: 'Puts dropout behind the layer at the cursor: of units, or of whole channels of a map.',
  },
  {
    id: 'resize',
    title: 'Keep, Halve or Double the Size',
    kind: 'refactor.rewrite.resize',
    description:
      'Sets stride and padding of the convolution at the cursor so that the size stays, halves or doubles; what follows is given its new sizes.',
  },
  {
    id: 'adaptiveHead',
    title: 'Replace Giant Linear by Adaptive Pooling',
    kind: 'refactor.rewrite.adaptiveHead',
    description: 'Averages each channel before the linear layer at the cursor, which then needs one weight a channel.',
  },
  {
    id: 'upsample',
    title: 'Swap Transposed Convolution and Upsampling',
    kind: 'refactor.rewrite.upsample',
    description: 'Replaces a transposed convolution by upsampling and a convolution, or the other way round.',
  },
  {
    id: 'separable',
    title: 'Swap Standard and Depthwise-Separable Convolution',
    kind: 'refactor.rewrite.separable',
    description: 'Replaces a convolution by a depthwise one and a 1×1 one, as MobileNet does, or the other way round.',
  },
  {
    id: 'stack',
    title: 'Swap a Wide Convolution and a Stack of 3×3',
    kind: 'refactor.rewrite.stack',
    description: 'Replaces a 5×5 or 7×7 convolution by 3×3 ones with activations between, or the other way round.',
  },
  {
    id: 'extractRepeated',
    title: 'Pull Repeated Layers into a Block or a Loop',
    kind: 'refactor.extract.repeated',
    description:
      'Makes a loop of equal layers that follow each other, or a class of groups that differ in numbers only.',
  },
  {
    id: 'sequential',
    title: 'Swap Sequential and Attributes',
    kind: 'refactor.rewrite.sequential',
    description:
      'Takes a Sequential apart into attributes that forward calls one by one, or gathers such attributes in a Sequential.',
  },
  {
    id: 'functional',
    title: 'Swap Layer and Function',
    kind: 'refactor.rewrite.functional',
    description: 'Replaces a layer without parameters (`nn.ReLU`) by its function (`F.relu`), or the other way round.',
  },
  {
    id: 'width',
    title: 'Change Channels Here and Downstream',
    kind: 'refactor.rewrite.width',
    description:
      'Doubles or halves the channels that the layer at the cursor makes, and tells every layer that gets them.',
  },
  {
    id: 'annotate',
    title: 'Write Down the Shape',
    kind: 'refactor.rewrite.annotate',
    description: 'Writes the sizes as a comment, as a jaxtyping annotation, or as the directive that sets the input.',
  },
] as const satisfies readonly RefactoringDeclaration[];

export type RefactoringId = (typeof REFACTORINGS)[number]['id'];

/** The command in the palette that does it at the cursor. */
export const refactoringCommand = (id: string): string => `convscope.refactor.${id}`;
