/** What package.json tells VS Code, from the tables of server/src/config; the rest of package.json is kept. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDeclarations } from '../lib/declarations.mjs';
import { root } from '../lib/files.mjs';
import { loadRules } from '../lib/rules.mjs';

const CATEGORY = 'Convscope';
const NOTEBOOK = "notebookType == 'jupyter-notebook'";
const PYTHON = 'editorLangId == python';
const IN_PYTHON = `${PYTHON} || resourceExtname == .ipynb`;
/** Set by the client: the active editor holds a model. */
const HAS_MODEL = 'convscope.hasModel';

const HOLDS_WEIGHTS = 'resourceExtname =~ /^\\.(pt|pth|safetensors)$/i';

const ORDER = [
  ...['name', 'displayName', 'description', 'version', 'publisher', 'license', 'private', 'icon'],
  ...['categories', 'keywords', 'engines', 'main', 'bin', 'extensionKind', 'activationEvents', 'capabilities'],
  ...['contributes', 'scripts'],
];

export const name = 'manifest';

export async function generate() {
  const { SETTINGS, COMMANDS: own, LEVELS, REFACTORINGS, refactoringCommand } = await loadDeclarations();
  const COMMANDS = [...own, ...REFACTORINGS.map((one) => refactoring(one, refactoringCommand(one.id)))];
  const { rules } = await loadRules();
  const current = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const manifest = {
    ...current,
    icon: 'media/icon.png',
    categories: ['Machine Learning', 'Linters', 'Visualization', 'Notebooks', 'Education'],
    keywords: ['pytorch', 'tensor shapes', 'convolution', 'neural network', 'inlay hints'],
    engines: { ...current.engines, vscode: `^${current.devDependencies['@types/vscode']}` },
    main: './dist/client.js',
    activationEvents: [
      'onLanguage:python',
      'onNotebook:jupyter-notebook',
      'onWebviewPanel:convscope.summary',
      'onWebviewPanel:convscope.diagram',
      'onWebviewPanel:convscope.filters',
      'onWebviewPanel:convscope.activations',
    ],
    capabilities: {
      untrustedWorkspaces: {
        supported: true,
        description: 'Convscope reads Python files and never runs anything of the workspace.',
      },
      virtualWorkspaces: {
        supported: 'limited',
        description: 'Only files that are open are read: imports from other files are not followed.',
      },
    },
    contributes: {
      commands: COMMANDS.map(command),
      menus: menus(COMMANDS),
      configuration: configuration(SETTINGS, { rules: levels(rules, LEVELS) }),
      jsonValidation: [{ fileMatch: ['convscope.json', '*.convscope.json'], url: './media/convscope.schema.json' }],
      grammars: [
        {
          path: './syntaxes/directive.tmLanguage.json',
          scopeName: 'convscope.directive.injection',
          injectTo: ['source.python'],
        },
      ],
      walkthroughs: [walkthrough],
      viewsWelcome: [
        {
          view: 'workbench.explorer.emptyView',
          contents:
            'Convscope shows the size of every tensor beside your PyTorch code.\n[Open an Example](command:convscope.openExample)\n[Take the Tour](command:convscope.openWalkthrough)',
        },
      ],
    },
  };
  return [{ path: 'package.json', text: `${JSON.stringify(ordered(manifest), null, 2)}\n` }];
}

function ordered(manifest) {
  const keys = [...ORDER, ...Object.keys(manifest).filter((key) => !ORDER.includes(key))];
  return Object.fromEntries(keys.filter((key) => key in manifest).map((key) => [key, manifest[key]]));
}

function command({ id, title, enablement, icon }) {
  return { command: id, title, category: CATEGORY, ...(icon && { icon }), ...(enablement && { enablement }) };
}

function refactoring({ title }, id) {
  return { id, title, enablement: IN_PYTHON };
}

function menus(commands) {
  return {
    commandPalette: commands
      .filter(({ enablement }) => enablement !== undefined)
      .map(({ id, enablement }) => ({ command: id, when: enablement })),
    'editor/title': [
      ...['convscope.showDiagram', 'convscope.showSummary', 'convscope.train'].map((command, i) => ({
        command,
        when: `${PYTHON} && ${HAS_MODEL}`,
        group: `navigation@${i + 1}`,
      })),
      { command: 'convscope.train', when: 'resourceFilename =~ /convscope\\.json$/', group: 'navigation' },
    ],
    'notebook/toolbar': ['convscope.showDiagram', 'convscope.showSummary'].map((command) => ({
      command,
      when: `${NOTEBOOK} && ${HAS_MODEL}`,
      group: 'navigation',
    })),
    'explorer/context': [{ command: 'convscope.showFilters', when: HOLDS_WEIGHTS, group: '9_convscope' }],
    'editor/context': [
      'convscope.showDiagram',
      'convscope.whyNoHint',
      'convscope.chooseInstance',
      'convscope.setInputShape',
    ].map((id, i) => ({
      command: id,
      when: `${PYTHON} && ${HAS_MODEL}`,
      group: `9_convscope@${i + 1}`,
    })),
  };
}

/** `details`: more of the schema of some settings, by key. */
function configuration(settings, details) {
  const properties = settings.map((setting, order) => [
    `convscope.${setting.key}`,
    { ...property(setting, order), ...details[setting.key] },
  ]);
  return { title: 'Convscope', properties: Object.fromEntries(properties) };
}

/** Each rule by its code, with what it does; names and beginnings of codes are allowed too. */
function levels(rules, choices) {
  const one = ({ rule }) => ({
    type: 'string',
    enum: choices,
    default: rule.severity,
    markdownDescription: `**${rule.name}**: ${rule.page.what}`,
  });
  return {
    properties: Object.fromEntries(
      rules.toSorted((a, b) => a.rule.code.localeCompare(b.rule.code)).map((entry) => [entry.rule.code, one(entry)]),
    ),
    additionalProperties: { type: 'string', enum: choices },
  };
}

function property({ type, default: value, description, choices, scope, minimum }, order) {
  return {
    type,
    ...(type === 'array' && { items: { type: 'string' } }),
    ...(minimum !== undefined && { minimum }),
    default: value,
    ...(choices && {
      enum: choices.map((choice) => choice.value),
      markdownEnumDescriptions: choices.map((choice) => choice.description),
    }),
    markdownDescription: description,
    scope,
    order,
  };
}

function step(id, title, lines, media, completionEvents) {
  return {
    id,
    title,
    description: lines.join('\n'),
    media: { markdown: `media/walkthrough/${media}.md` },
    ...(completionEvents && { completionEvents }),
  };
}

const walkthrough = {
  id: 'start',
  title: 'Design convolutional networks with Convscope',
  description: 'Every tensor’s size beside the code, while you type it. Nothing is run.',
  steps: [
    step(
      'open',
      'Open a network',
      [
        'Any Python file or notebook with PyTorch code will do, unchanged. Or begin with an example:',
        '[Open an Example](command:convscope.openExample)',
      ],
      'open',
      ['onCommand:convscope.openExample'],
    ),
    step(
      'hints',
      'Read the sizes',
      [
        'After each name stands the size of its tensor; beside each layer, what goes in, what comes out and how many parameters it has.',
        '[Why Is There No Hint Here?](command:convscope.whyNoHint)',
      ],
      'hints',
      ['onCommand:convscope.whyNoHint'],
    ),
    step('hover', 'See how a size comes about', ['Hover over a layer: the formula, with its numbers.'], 'hover'),
    step(
      'fix',
      'Make a mistake and mend it',
      ['Change a number of channels. The line that PyTorch would refuse is underlined; `Ctrl+.` offers the fix.'],
      'fix',
    ),
    step(
      'input',
      'Turn the dial',
      [
        'Set the input’s size, and see every size, the memory and the parameters follow.',
        '[Set Input Shape](command:convscope.setInputShape)',
      ],
      'input',
      ['onCommand:convscope.setInputShape'],
    ),
    step(
      'summary',
      'See the whole network',
      [
        'A table of every layer, with totals, memory to train and receptive field.',
        '[Show Summary](command:convscope.showSummary)',
      ],
      'summary',
      ['onCommand:convscope.showSummary'],
    ),
  ],
};
