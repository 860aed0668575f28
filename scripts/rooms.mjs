/**
 * The rooms of Convscope and what each may know: the one place where this is declared.
 *
 * From it come every room's tsconfig.json (generate/tsconfigs.mjs: the compiler refuses what is not listed) and the
 * import gate (imports.mjs: the linter refuses it again, and names the rule). docs/ARCHITECTURE.md explains why.
 *
 * A pure room has neither Node nor the DOM: `types: []` and the language's own library only.
 *
 * @typedef {object} Room
 * @property {string} name       how other rooms name it
 * @property {string} folder     from the root of the repository
 * @property {string[]} imports  the rooms it may import from
 * @property {string[]} packages npm packages it may import (a name covers its subpaths); `node:` stands for Node's own
 * @property {string[]} types    ambient types of its platform
 * @property {string[]} lib      library of its platform
 */

const LANGUAGE = ['ES2023'];

/** @returns {Room} */
function pure(name, imports, packages = []) {
  return { name, folder: `server/src/${name}`, imports, packages, types: [], lib: LANGUAGE };
}

/** @returns {Room} */
function onNode(name, imports, packages = []) {
  return { ...pure(name, imports, ['node:', ...packages]), types: ['node'] };
}

const reading = ['syntax', 'symbolic', 'python', 'torch', 'graph'];
const showing = ['rules', 'edit', 'refactor', 'draw', 'editor', 'config', 'protocol'];

/** @type {Room[]} in the order in which they build on each other */
export const rooms = [
  pure('syntax', [], ['@lezer/common', '@lezer/lr', '@lezer/python']),
  pure('symbolic', []),
  pure('arithmetic', ['symbolic']),
  pure('config', []),
  pure('recipe', [], ['jsonc-parser']),
  pure('inspect', [], ['ml-matrix']),
  pure('offers', ['syntax']),
  pure('python', ['syntax', 'symbolic'], ['yaml']),
  pure('program', ['symbolic']),
  pure('tfjs', ['program'], ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-webgpu']),
  pure('explain', ['program', 'symbolic']),
  pure('torch', ['symbolic', 'arithmetic', 'program', 'python', 'syntax']),
  pure('graph', ['symbolic', 'syntax', 'program']),
  pure('read', [...reading, 'program']),
  pure('edit', ['graph', 'syntax']),
  pure('refactor', ['graph', 'syntax', 'symbolic', 'python', 'torch', 'edit', 'config']),
  pure('rules', ['graph', 'syntax', 'symbolic', 'torch', 'edit', 'config']),
  pure('draw', ['graph', 'symbolic', 'arithmetic']),
  pure('editor', ['graph', 'syntax', 'symbolic', 'python', 'torch', 'refactor', 'config']),
  pure('protocol', ['graph', 'draw', 'inspect', 'explain', 'recipe', 'program']),
  pure('engine', ['program', 'tfjs', 'recipe', 'protocol']),
  onNode(
    'train',
    ['program', 'explain', 'tfjs', 'engine', 'symbolic', 'inspect', 'recipe', 'protocol'],
    ['crc-32', 'fast-png', 'jpeg-js', 'onnxruntime-node', 'protobufjs', 'papaparse', 'tar-stream', 'yauzl', 'yazl'],
  ),
  onNode('print', ['draw'], ['@resvg/resvg-wasm', 'pdfkit']),
  onNode('disk', ['read', 'syntax', 'config'], ['smol-toml']),
  onNode(
    'lsp',
    ['program', 'recipe', 'offers', 'read', 'disk', ...reading, ...showing],
    ['vscode-languageserver', 'vscode-languageserver-textdocument'],
  ),
  onNode('cli', ['program', 'inspect', 'recipe', 'read', 'disk', ...reading, ...showing, 'print', 'train']),
  {
    name: 'client',
    folder: 'client/src',
    imports: ['config', 'inspect', 'print', 'protocol', 'recipe'],
    packages: ['node:', 'vscode', 'vscode-languageclient', 'jsonc-parser'],
    types: ['node', 'vscode'],
    lib: LANGUAGE,
  },
  {
    name: 'webview',
    folder: 'webview/src',
    imports: ['protocol', 'draw', 'symbolic', 'arithmetic', 'inspect', 'tfjs', 'engine'],
    packages: ['@vscode-elements/elements', 'uplot'],
    types: [],
    lib: [...LANGUAGE, 'DOM', 'DOM.Iterable'],
  },
];

/** Tests may know every room; they are checked like one. */
export const tests = {
  folder: 'test',
  types: ['node', 'mocha', 'vscode'],
  lib: [...LANGUAGE, 'DOM', 'DOM.Iterable'],
};

/** The room that holds a file, given its path from the root with forward slashes. */
export function roomOf(path) {
  return rooms.find((room) => path.startsWith(`${room.folder}/`));
}
