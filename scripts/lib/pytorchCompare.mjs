/**
 * The same recipe trained here and by its PyTorch script, from the same weights, with all images in each batch (so that
 * their order is nothing): every score of every epoch must agree.
 */
import assert from 'node:assert/strict';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './files.mjs';

const MASKS = { targets: 'masks' };
const NUMBERS = { targets: 'numbers' };
const CASES = {
  'masks-folder': {
    model: 'Pixels(3)',
    data: { name: 'folder', root: 'shapes', ...MASKS },
    loss: { ignore_index: 255, label_smoothing: 0.1 },
  },
  'masks-small': {
    model: 'Pixels(3)',
    data: { name: 'folder', root: 'shapes', size: [8, 8], ...MASKS },
    loss: { ignore_index: 255 },
  },
  'masks-table': {
    model: 'Pixels(3)',
    data: { name: 'csv', root: 'scenes.csv', ...MASKS },
    loss: { ignore_index: 255 },
  },
  'masks-numpy': { model: 'Pixels(3)', data: { name: 'numpy', root: 'arrays.npz', ...MASKS }, loss: { name: 'bce' } },
  'numbers-table': { model: 'Images(1)', data: { name: 'csv', root: 'sizes.csv', ...NUMBERS }, loss: { name: 'mse' } },
  'numbers-numpy': { model: 'Images(2)', data: { name: 'numpy', root: 'arrays', ...NUMBERS }, loss: { name: 'l1' } },
  'grey-folder': { model: 'Images(2, 1)', data: { name: 'folder', root: 'grey' } },
  'one-score': { model: 'Images(1, 1)', data: { name: 'folder', root: 'grey' }, loss: { name: 'bce' } },
};
/** Pictures that are resized are rounded to bytes by PIL. */
const TOLERANCE = { 'masks-small': 2e-2 };

/** What both draw of masks that move with their images is not the same; that it learns is what is looked at. */
const VARIED = {
  ...CASES['masks-folder'],
  augmentation: { flip: true, rotation: 10, scale: [0.9, 1.1], crop_padding: 2, brightness: 0.1, cutout: 2 },
  optimizer: { name: 'adam', lr: 0.01 },
  epochs: 20,
  batch_size: 8,
};

/** `node(arguments)` and `python(arguments)` run in `folder`, give what is said and fail where the program does; `eventsOf(run)`. */
export function compareWithScripts(folder, { node, python, eventsOf }) {
  for (const name of ['drawnData.py', 'drawnNets.py'])
    copyFileSync(join(root, 'scripts/lib', name), join(folder, name));
  python(['drawnData.py']);
  for (const [name, given] of Object.entries(CASES)) {
    const initial = `import torch, drawnNets\ntorch.save(drawnNets.${given.model}.state_dict(), '${name}.pt')`;
    python(['-c', initial]);
    const recipe = { file: 'drawnNets.py', batch_size: 24, epochs: 3, weights: `${name}.pt`, engine: 'onnx', ...given };
    const file = `${name}.convscope.json`;
    writeFileSync(join(folder, file), JSON.stringify({ optimizer: { lr: 0.02 }, ...recipe }));
    node(['export', file, '--out', `${name}.py`]);
    python([`${name}.py`]);
    const here = epochsOf(node(['train', file, '--format', 'json']).trim().split('\n').map(JSON.parse));
    const there = epochsOf(eventsOf(name));
    console.log(`${name}: the same scores as here but for ${agreed(name, here, there).toExponential(1)}`);
  }
  writeFileSync(join(folder, 'varied-masks.convscope.json'), JSON.stringify({ file: 'drawnNets.py', ...VARIED }));
  node(['export', 'varied-masks.convscope.json', '--out', 'varied-masks.py']);
  python(['varied-masks.py']);
  const [first, ...later] = epochsOf(eventsOf('varied-masks')).map(({ validation }) => validation.iou);
  assert.ok(Math.max(...later) > first, 'masks that move with their images are not learned');
}

const epochsOf = (events) => events.filter(({ event }) => event === 'epoch');

/** The largest difference. */
function agreed(name, here, there) {
  assert.equal(here.length, 3);
  assert.equal(there.length, 3);
  let most = 0;
  here.forEach((epoch, i) => {
    for (const part of ['train', 'validation'])
      for (const [field, value] of Object.entries(epoch[part])) {
        const other = there[i][part][field];
        if (value === null) {
          assert.ok(part === 'train' || other === null, `${name}: ${part}.${field}`);
          continue;
        }
        const difference = Math.abs(value - other) / Math.max(1, Math.abs(value));
        assert.ok(
          difference <= (TOLERANCE[name] ?? 1e-4),
          `${name}, epoch ${i + 1}: ${part}.${field} is ${value} here and ${other} there`,
        );
        most = Math.max(most, difference);
      }
  });
  return most;
}
