import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/files.mjs';
import { obtainTorchvision } from '../../scripts/lib/torchvision.mjs';
import { loadWorkspace, openFile } from '../typing/workspace.mjs';

const KEYS = 150;

/** `didChange` to the answer of the next inlay hint request, on the reader's thread, in CPU time: a key typed and taken back in turn. */
async function keystrokes(path, text, at) {
  const loaded = await loadWorkspace();
  const file = openFile(loaded, path, text);
  file.settle();
  const values = [];
  for (let i = 0; i < KEYS; i++) {
    const typing = i % 2 === 0;
    const started = process.cpuUsage();
    if (typing) file.edit(at, at, '1');
    else file.edit(at, at + 1, '');
    file.hints();
    const used = process.cpuUsage(started);
    values.push((used.user + used.system) / 1000);
  }
  return { values: values.slice(20), unit: 'ms' };
}

const sources = await obtainTorchvision(console.error);
const models = join(sources, 'torchvision/models');
const inside = (text, before) => text.indexOf(before) + before.length;

function long() {
  const block = readFileSync(join(root, 'examples/residual.py'), 'utf8');
  const parts = [];
  for (let i = 0; parts.join('').split('\n').length < 2000; i++)
    parts.push(block.replace(/^class (\w+)/gm, `class $1_${i}`));
  return parts.join('\n');
}

export const benches = {
  'keystroke, resnet.py': () => {
    const path = join(models, 'resnet.py');
    const text = readFileSync(path, 'utf8');
    return keystrokes(path, text, inside(text, 'self.inplanes = 64'));
  },
  'keystroke, densenet.py': () => {
    const path = join(models, 'densenet.py');
    const text = readFileSync(path, 'utf8');
    return keystrokes(path, text, inside(text, 'kernel_size=7, stride=2, padding=3'));
  },
  ...(existsSync(join(root, 'examples/residual.py'))
    ? {
        'keystroke, 2000 lines': () => {
          const text = long();
          return keystrokes(join(root, 'examples/long.py'), text, text.indexOf('\n', 1000));
        },
      }
    : {}),
};
