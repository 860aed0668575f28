/** Every command of the palette, declared once; package.json, docs/commands.md and the client are made from this table. */
export interface CommandDeclaration {
  readonly id: string;
  readonly title: string;
  /** One sentence for the documentation. */
  readonly description: string;
  /** VS Code `when` clause for the palette and menus. */
  readonly enablement?: string;
  readonly icon?: string;
}

const IN_PYTHON = 'editorLangId == python || resourceExtname == .ipynb';

export const COMMANDS = [
  {
    id: 'convscope.showSummary',
    title: 'Show Summary',
    description:
      'A table of every layer of the models in this file, with totals, in an editor tab that follows the code.',
    enablement: IN_PYTHON,
    icon: '$(table)',
  },
  {
    id: 'convscope.showDiagram',
    title: 'Show Diagram',
    description:
      'Draws the models of this file beside the code, and follows it: layers and modules, which fold, with sizes, skips and costs.',
    enablement: IN_PYTHON,
    icon: '$(type-hierarchy-sub)',
  },
  {
    id: 'convscope.setInputShape',
    title: 'Set Input Shape…',
    description:
      'Chooses the size of a model’s input, for this session, for the workspace, or as a comment in the file.',
    enablement: IN_PYTHON,
  },
  {
    id: 'convscope.chooseInstance',
    title: 'Choose Instance…',
    description: 'Chooses whose sizes are shown by code that several instances share.',
    enablement: IN_PYTHON,
  },
  {
    id: 'convscope.whyNoHint',
    title: 'Why Is There No Hint Here?',
    description: 'Says what at the cursor is not known and why, and goes to the first cause.',
    enablement: IN_PYTHON,
  },
  {
    id: 'convscope.showUnknown',
    title: 'Show What Is Not Known',
    description: 'Lists what could not be read in this file, each with its reason and place.',
    enablement: IN_PYTHON,
  },
  {
    id: 'convscope.showRule',
    title: 'Show Rules',
    description: 'What Convscope looks for and why; from a problem, the page of its rule.',
  },
  {
    id: 'convscope.showActivations',
    title: 'Show Activations',
    description:
      'What a model sees in an image: every layer’s feature maps, what each unit looks at, what speaks for a class (Grad-CAM, occlusion), and images made for a channel or a class; with the weights of the last run, a checkpoint or an initialisation.',
    enablement: IN_PYTHON,
    icon: '$(eye)',
  },
  {
    id: 'convscope.train',
    title: 'Train Model',
    description:
      'Trains a model of this file on this machine, without Python, as `convscope.json` says; writes that recipe the first time.',
    icon: '$(play-circle)',
  },
  {
    id: 'convscope.showTrainingImages',
    title: 'Show Training Images',
    description:
      'Shows images of the recipe’s data as they are and as its augmentation varies them, before anything is trained; follows the recipe.',
  },
  {
    id: 'convscope.overfitOneBatch',
    title: 'Overfit One Batch',
    description: 'Learns one batch by heart, to see whether the model can learn at all.',
  },
  {
    id: 'convscope.findLearningRate',
    title: 'Find Learning Rate',
    description: 'Tries learning rates from very small to very large, and says where the loss falls fastest.',
  },
  {
    id: 'convscope.pauseTraining',
    title: 'Pause or Continue Training',
    description: 'Holds the run that is under way between two steps, or lets it go on.',
  },
  {
    id: 'convscope.stopTraining',
    title: 'Stop Training',
    description: 'Ends the run that is under way after its step; the best weights are kept, and it can be resumed.',
  },
  {
    id: 'convscope.resumeTraining',
    title: 'Resume Training…',
    description: 'Goes on with a run after its last whole epoch.',
  },
  {
    id: 'convscope.openRun',
    title: 'Open Training Run…',
    description: 'Shows the curves of an earlier run, of the editor or of the command line.',
  },
  {
    id: 'convscope.compareRuns',
    title: 'Compare Training Runs…',
    description:
      'Lays the curves of two or more runs over each other, with what their recipes have different, their best figures and a slice of the loss around their weights.',
  },
  {
    id: 'convscope.downloadData',
    title: 'Download Data Set…',
    description: 'Fetches a well-known data set into a folder, where torchvision finds it too.',
  },
  {
    id: 'convscope.installWebgpuEngine',
    title: 'Install WebGPU Engine',
    description:
      'Adds what training on the graphics card needs, by npm, for all workspaces. It has not run on a real card in our tests.',
  },
  {
    id: 'convscope.installTensorflowEngine',
    title: 'Install TensorFlow Engine',
    description: 'Adds tfjs-node, or the one for NVIDIA cards, by npm, for all workspaces.',
  },
  {
    id: 'convscope.trainWithPytorch',
    title: 'Train with PyTorch',
    description:
      'Writes the recipe as a PyTorch script and runs it in a terminal, in one process or several; its curves appear as those of any run. Only in a trusted workspace.',
  },
  {
    id: 'convscope.showFilters',
    title: 'Show Filters',
    description:
      'Shows what the layers of a network have learned: the kernels of a checkpoint, of each epoch of a training run, also while it runs, or of the model as it begins.',
    icon: '$(symbol-color)',
  },
  { id: 'convscope.showOutput', title: 'Show Output', description: 'Opens the log of the server.' },
  { id: 'convscope.restartServer', title: 'Restart Server', description: 'Starts the server anew and reads again.' },
  {
    id: 'convscope.openExample',
    title: 'Open an Example…',
    description: 'Opens one of the examples that come with Convscope, as a new file to play with.',
  },
  {
    id: 'convscope.newNetwork',
    title: 'New Network…',
    description: 'Opens a gallery of well-known networks; the chosen one opens as a new file, with all its sizes.',
  },
  {
    id: 'convscope.openTraceback',
    title: 'Open a Copied Traceback',
    description:
      'Goes to the line that a copied traceback of PyTorch names, with the sizes of everything before it and the fix; in a terminal such errors are links.',
  },
  { id: 'convscope.openWalkthrough', title: 'Open Walkthrough', description: 'Opens the tour for newcomers.' },
] as const satisfies readonly CommandDeclaration[];

export type CommandId = (typeof COMMANDS)[number]['id'];
