import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { root } from '../../scripts/lib/files.mjs';
import { obtainTorchvision } from '../../scripts/lib/torchvision.mjs';
import { loadWorkspace } from '../typing/workspace.mjs';

const sources = await obtainTorchvision(console.error);
const truth = join(root, 'test/truth/torchvision');

/** Reads one model as `convscope summary` does, totals included. */
async function reader() {
  const loaded = await loadWorkspace();
  const treeOf = loaded.treeCache();
  const files = loaded.diskFiles();
  return ({ file, model, inputs, train = false }) => {
    const { tree } = loaded.readSource(file);
    const specs = inputs.map((text) => loaded.parseInput(text));
    const roots = loaded.importRoots(file, [sources], undefined, {});
    const { graphs } = loaded.read({ file, tree, files, roots, treeOf, model, inputs: specs, train });
    const [graph] = graphs;
    if (graph === undefined) throw new Error(`${model} was not read`);
    return [graph.macs, graph.memory, graph.receptiveField];
  };
}

const cpu = (work) => {
  const started = process.cpuUsage();
  work();
  const used = process.cpuUsage(started);
  return (used.user + used.system) / 1000;
};

async function symbolic() {
  const read = await reader();
  const file = join(sources, 'torchvision/models/resnet.py');
  const once = () => cpu(() => read({ file, model: 'resnet50()', inputs: ['Bx3xHxW'] }));
  for (let i = 0; i < 8; i++) once();
  return { values: Array.from({ length: 30 }, once), unit: 'ms' };
}

const inputText = (input) => {
  if (input === null) return 'None';
  return Array.isArray(input) ? input.join('x') : `[${input.__seq__.map(inputText).join(',')}]`;
};

/** Every model that PyTorch made a record of, one after another in one process. */
async function zoo() {
  const read = await reader();
  const started = performance.now();
  for (const name of readdirSync(truth)) {
    const record = JSON.parse(gunzipSync(readFileSync(join(truth, name))).toString());
    const source = record.source.endsWith('.py') ? record.source : `${record.source.replaceAll('.', '/')}.py`;
    const model = record.constructor.replace(/^torchvision\.models\.(?:\w+\.)*(\w+)\(/, '$1(');
    read({ file: join(sources, source), model, inputs: record.inputs.map(inputText), train: record.mode === 'train' });
  }
  return { values: [(performance.now() - started) / 1000], unit: 's' };
}

export const benches = {
  'resnet50 of B, H, W, warm': symbolic,
  'zoo, all records in one process': zoo,
};
