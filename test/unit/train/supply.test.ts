/** Batches made ahead by another thread are those that are made at once, and what goes wrong there is told here. */
import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Recipe, validateRecipe } from '../../../server/src/recipe';
import { openData } from '../../../server/src/train/data/open';
import type { DataSet } from '../../../server/src/train/data/types';
import { type Kind, plainBatches, trainingBatches } from '../../../server/src/train/loop/batches';
import { normalisationOf } from '../../../server/src/train/loop/normalise';
import { splitOf } from '../../../server/src/train/loop/split';
import { type AheadSupply, isWorthwhile, supplyFor } from '../../../server/src/train/supply/ahead';
import { drawShapes } from './support/shapes';

const folder = mkdtempSync(join(tmpdir(), 'convscope-supply-'));
const script = join(folder, 'supply.js');
let supply: AheadSupply | undefined;

beforeAll(async () => {
  const options = { bundle: true, platform: 'node' as const, external: ['onnxruntime-node'] };
  await build({ ...options, entryPoints: ['server/src/train/supply/worker.ts'], outfile: script });
  drawShapes(join(folder, 'shapes'), { train: 360, test: 20 });
});
afterEach(() => supply?.close());

function recipeOf(given: object): Recipe {
  const data = { name: 'folder', root: 'shapes', targets: 'masks' };
  const { recipe, problems } = validateRecipe({ file: 'net.py', model: 'Net()', batch_size: 16, data, ...given });
  if (recipe === undefined) throw new Error(JSON.stringify(problems));
  return recipe;
}

async function open(recipe: Recipe, root = folder) {
  const data = await openData(recipe.data, root);
  supply = supplyFor({ recipe, folder: root, outputs: 4 }, data, script);
  if (supply === undefined) throw new Error('no thread was started');
  const split = splitOf(data, recipe.data, recipe.seed);
  const normalisation = normalisationOf(recipe.normalise, split.train, data.size);
  const kind: Kind = { size: data.size, classes: 4, normalisation, targets: data.targets, outputs: 4 };
  return { supply, split, kind };
}

test('its batches are the same to the last bit: in order, from the middle, and again', async () => {
  const recipe = recipeOf({ augmentation: { flip: true, rotation: 20, noise: 0.05, cutout: 4 } });
  const { supply, split, kind } = await open(recipe);
  expect(await supply.normalisation()).toEqual(kind.normalisation);
  for (const epoch of [1, 2]) {
    const own = trainingBatches(recipe, split.train, kind, epoch);
    const made = supply.training(epoch, own.count);
    for (const index of [0, 1, 2, 3, own.count - 1, 1, 2]) expect(await made.batch(index)).toEqual(own.batch(index));
  }
  const own = plainBatches(recipe, split.validation, kind);
  const made = supply.validation(own.count);
  for (let index = 0; index < own.count; index += 1) expect(await made.batch(index)).toEqual(own.batch(index));
});

test('a picture that cannot be read fails the batch that holds it, with its name, and no other', async () => {
  const broken = mkdtempSync(join(tmpdir(), 'convscope-supply-'));
  drawShapes(join(broken, 'shapes'), { train: 360, test: 20 });
  const recipe = recipeOf({ normalise: { off: true } });
  const { supply, split, kind } = await open(recipe, broken);
  await supply.normalisation(); // it is open
  const bad = join(broken, 'shapes/train/images/0123.png');
  truncateSync(bad, 60);
  const own = trainingBatches(recipe, split.train, kind, 1);
  const made = supply.training(1, own.count);
  const told: string[] = [];
  for (let index = 0; index < own.count; index += 1)
    await Promise.resolve(made.batch(index)).catch((error: Error) => told.push(`${error.name} ${error.message}`));
  expect(told).toEqual([expect.stringMatching(/^TrainError .*0123\.png: this picture cannot be read/)]);
});

test('a thread that dies is told to who waits, and to who asks later', async () => {
  const dying = join(folder, 'dying.js');
  writeFileSync(dying, "require('node:worker_threads').parentPort.on('message', () => process.exit(3));");
  const recipe = recipeOf({});
  supply = supplyFor({ recipe, folder, outputs: 4 }, await openData(recipe.data, folder), dying);
  await expect(supply?.normalisation()).rejects.toThrow(/has ended: exit code 3. Resume the run/);
  await expect(supply?.training(1, 3).batch(0)).rejects.toThrow(/has ended/);
});

describe('a thread is started', () => {
  const size = { channels: 3, height: 32, width: 32 };
  const images = (count: number): DataSet => {
    const train = { count, labels: new Int32Array(count), read() {} };
    return { name: '', size, classes: ['a', 'b'], train, test: undefined, close() {} };
  };
  test.each([
    ['for pictures in files', { data: { name: 'folder', root: '.' } }, 5000, true],
    ['not for a few', { data: { name: 'folder', root: '.' } }, 100, false],
    ['for a set that is varied', { data: { name: 'cifar10' }, augmentation: { flip: true } }, 5000, true],
    ['not for one that is not', { data: { name: 'cifar10' } }, 5000, false],
    ['not for what lies in memory', { data: { name: 'numpy' }, augmentation: { flip: true } }, 5000, false],
  ])('%s', (_, given, count, expected) => {
    expect(isWorthwhile(recipeOf(given), images(count))).toBe(expected);
  });
});
