/** What a look into ResNet-50 costs: the model read, its layers computed for one image of 224 pixels, its gradients. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from '../../scripts/lib/files.mjs';
import { requiring } from '../../scripts/lib/requiring.mjs';
import { obtainTorchvision } from '../../scripts/lib/torchvision.mjs';
import { time } from './harness.mjs';

const file = join(await obtainTorchvision(console.error), 'torchvision/models/resnet.py');
let model;

async function prepared() {
  const outfile = join(root, '.cache/bench/explain.mjs');
  await build({
    entryPoints: [join(root, 'test/bench/explain/entry.ts')],
    bundle: true,
    outfile,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    external: ['onnxruntime-node'],
    banner: requiring,
    logLevel: 'error',
  });
  const bundle = await import(pathToFileURL(outfile).href);
  model ??= bundle.prepared(file, 'resnet50()', 0);
  return model;
}

const few = { times: 5, warmup: 1 };
/** Compiled once outside the clock. */
async function warm(act) {
  const one = await prepared();
  const calculator = one.open();
  const measured = await time(() => one[act](calculator), few);
  await calculator.dispose();
  return measured;
}

export const benches = {
  'activations of every layer of ResNet-50, 224 px, with the first compilation': async () => {
    const one = await prepared();
    return time(async () => {
      const calculator = one.open();
      await one.activations(calculator);
      await calculator.dispose();
    }, few);
  },
  'activations of every layer of ResNet-50, the next image': () => warm('activations'),
  'Grad-CAM of ResNet-50, the next class': () => warm('gradCam'),
  'one step of a feature visualisation with ResNet-50': () => warm('step'),
};
