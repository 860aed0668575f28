import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { runTrain } from '../../../server/src/cli/train';
import type { EpochEvent, MasksEvent } from '../../../server/src/protocol';
import { type Recipe, validateRecipe } from '../../../server/src/recipe';
import { openData } from '../../../server/src/train/data/open';
import type { DataSet } from '../../../server/src/train/data/types';
import { type Kind, plainBatches, trainingBatches } from '../../../server/src/train/loop/batches';
import { ious, meanIou } from '../../../server/src/train/loop/segmentation';
import { oneHot, rightShareOf } from '../../../server/src/train/loop/targets';
import { readEvents } from '../../../server/src/train/runs/run';
import { drawShapes, SHAPES, UNET } from './support/shapes';

function recipeOf(given: object): Recipe {
  const { recipe, problems } = validateRecipe({ file: 'net.py', model: 'Net()', ...given });
  if (recipe === undefined) throw new Error(JSON.stringify(problems));
  return recipe;
}
const folder = (): string => mkdtempSync(join(tmpdir(), 'convscope-masks-'));
const MASKED = { name: 'folder', root: '.', targets: 'masks' };
const open = (root: string, given: object = {}): Promise<DataSet> => {
  const recipe = recipeOf({ data: MASKED, ...given });
  return openData(recipe.data, root, recipe.loss.ignore_index);
};

/** A grey picture and its mask, of the given values. */
function writePair(root: string, name: string, width: number, image: number[], mask: number[], depth: 8 | 1 = 8): void {
  for (const [kind, values] of Object.entries({ images: image, masks: mask })) {
    mkdirSync(join(root, kind), { recursive: true });
    const data = Uint8Array.from(values);
    const size = { width, height: values.length / width, channels: 1, depth } as const;
    writeFileSync(join(root, kind, `${name}.png`), encode({ ...size, depth: 8, data }));
  }
}

describe('pictures with masks', () => {
  test('are paired by name, and 0 and 255 are two classes', async () => {
    const root = folder();
    writePair(root, 'b', 2, [0, 255, 0, 255], [0, 255, 255, 0]);
    writePair(root, 'a', 2, [255, 255, 0, 0], [255, 255, 0, 0]);
    const data = await open(root);
    expect(data).toMatchObject({ classes: ['0', '1'], targets: { kind: 'masks' }, size: { height: 2, width: 2 } });
    const mask = new Int32Array(4);
    data.train.readTarget?.(1, mask, 0);
    expect([...mask]).toEqual([0, 1, 1, 0]);
  });

  test('a value that counts for nothing is no class', async () => {
    const root = folder();
    writePair(root, 'a', 2, [0, 0, 0, 0], [0, 1, 2, 255]);
    const data = await open(root, { loss: { ignore_index: 255 } });
    expect(data.classes).toEqual(['0', '1', '2']);
    const mask = new Int32Array(4);
    data.train.readTarget?.(0, mask, 0);
    expect([...mask]).toEqual([0, 1, 2, 255]);
  });

  test('classes may be named', async () => {
    const root = folder();
    writePair(root, 'a', 2, [0, 0, 0, 0], [0, 1, 1, 0]);
    writeFileSync(join(root, 'classes.txt'), 'ground\ncat\n\ndog\n');
    expect((await open(root)).classes).toEqual(['ground', 'cat', 'dog']);
    writeFileSync(join(root, 'classes.txt'), 'ground\n');
    await expect(open(root)).rejects.toThrow(/classes\.txt: 1 names, and there are masks with the class 1/);
  });

  test('what is wrong is named with its file', async () => {
    const root = folder();
    await expect(open(root)).rejects.toThrow(/lie in two folders, .*images and .*masks/);
    writePair(root, 'a', 2, [0, 0, 0, 0], [0, 1, 1, 0]);
    rmSync(join(root, 'masks/a.png'));
    await expect(open(root)).rejects.toThrow(/a\.png: there is no a\.png in .*masks/);
    const colours = { width: 1, height: 1, channels: 3, data: Uint8Array.of(1, 2, 3) } as const;
    writeFileSync(join(root, 'masks/a.png'), encode(colours));
    await expect(open(root)).rejects.toThrow(/a mask in colours/);
    writeFileSync(join(root, 'masks/a.png'), 'nothing');
    await expect(open(root)).rejects.toThrow(/a\.png: this mask cannot be read/);
  });

  test('are brought to one size without inventing classes', async () => {
    const root = folder();
    writePair(root, 'a', 4, Array(16).fill(9), [0, 0, 2, 2, 0, 0, 2, 2, 1, 1, 3, 3, 1, 1, 3, 3]);
    const data = await open(root, { data: { ...MASKED, size: [2, 2] } });
    const mask = new Int32Array(4);
    data.train.readTarget?.(0, mask, 0);
    expect([...mask]).toEqual([0, 2, 1, 3]);
  });
});

describe('batches with masks', () => {
  /** Pixels are white where the mask is 1. */
  async function discs() {
    const root = folder();
    const side = 17;
    const values = Array.from({ length: side * side }, (_, i) =>
      Math.hypot((i % side) - 6, Math.floor(i / side) - 9) < 5 ? 1 : 0,
    );
    for (const name of ['a', 'b', 'c'])
      writePair(
        root,
        name,
        side,
        values.map((one) => 255 * one),
        values,
      );
    const data = await open(root);
    const kind: Kind = {
      size: data.size,
      classes: 2,
      normalisation: { mean: [0], std: [1] },
      targets: data.targets,
    };
    return { data, kind, plane: side * side };
  }

  test('a mask moves with its image', async () => {
    const { data, kind, plane } = await discs();
    const augmentation = { flip: true, rotation: 30, scale: [0.8, 1.3], crop_padding: 3, brightness: 0.1 };
    const recipe = recipeOf({ data: MASKED, batch_size: 3, augmentation });
    for (const epoch of [1, 2, 3, 4]) {
      const { inputs, labels } = trainingBatches(recipe, data.train, kind, epoch).batch(0);
      const image = inputs[0] ?? new Float32Array(0);
      expect(labels).toHaveLength(3 * plane);
      const parted = labels.filter((label, i) => label !== ((image[i] ?? 0) > 0.5 ? 1 : 0)).length;
      expect(parted).toBeLessThan(0.03 * labels.length);
      expect(labels.filter((label) => label === 1).length).toBeGreaterThan(0.1 * labels.length);
    }
  });

  test('pixels beyond the image count for nothing where a value says so', async () => {
    const { data, kind } = await discs();
    const recipe = recipeOf({
      data: MASKED,
      batch_size: 3,
      augmentation: { crop_padding: 8 },
      loss: { ignore_index: 255 },
    });
    const { labels } = trainingBatches(recipe, data.train, kind, 1).batch(0);
    expect(labels).toContain(255);
  });

  test('targets are indices for cross-entropy, one picture a class for others, one picture where there is one score', async () => {
    const { data, kind, plane } = await discs();
    const targets = (loss: string, outputs: number) => {
      const recipe = recipeOf({ data: MASKED, batch_size: 2, loss: { name: loss } });
      return plainBatches(recipe, data.train, { ...kind, outputs }).batch(0).targets;
    };
    const plain = targets('cross_entropy', 2);
    expect(plain).toBeInstanceOf(Int32Array);
    expect(plain).toHaveLength(2 * plane);
    const both = targets('bce', 2);
    expect(both).toHaveLength(2 * 2 * plane);
    plain.slice(0, plane).forEach((label, i) => {
      expect([both[i], both[plane + i]]).toEqual(label === 1 ? [0, 1] : [1, 0]);
    });
    expect([...targets('bce', 1)]).toEqual([...plain]);
  });

  test('one-hot targets of pixels', () => {
    expect([...oneHot(Int32Array.of(0, 1, 1, 1), 2, 2)]).toEqual([1, 0, 0, 1, 0, 0, 1, 1]);
  });

  test('accuracy is over the pixels that count', () => {
    const kind: Kind = {
      size: { channels: 1, height: 2, width: 2 },
      classes: 2,
      normalisation: { mean: [], std: [] },
      targets: { kind: 'masks' },
    };
    const recipe = recipeOf({ data: MASKED, loss: { ignore_index: 255 } });
    expect(rightShareOf(2, Int32Array.of(0, 1, 255, 1), recipe, kind)).toBeCloseTo(2 / 3);
  });
});

test('intersection over union, by hand: a class that does not occur is left out of the mean', () => {
  const confusion = { classes: 3, counts: Int32Array.of(3, 1, 0, 2, 4, 0, 0, 0, 0) };
  expect(ious(confusion)).toEqual([3 / 6, 4 / 7, Number.NaN]);
  expect(meanIou(confusion)).toBeCloseTo((3 / 6 + 4 / 7) / 2);
});

test('a U-Net learns drawn shapes', async () => {
  const root = folder();
  drawShapes(join(root, 'shapes'), { train: 400, test: 60 });
  writeFileSync(join(root, 'unet.py'), UNET);
  const recipe = {
    file: 'unet.py',
    model: 'UNet(4, channels=6)',
    data: { ...MASKED, root: 'shapes' },
    epochs: 3,
    batch_size: 4,
    optimizer: { name: 'adam', lr: 0.01 },
    schedule: { name: 'one_cycle' },

    augmentation: { flip: true },
  };
  writeFileSync(join(root, 'convscope.json'), JSON.stringify(recipe));
  expect(await runTrain([join(root, 'convscope.json')])).toBe(0);
  const events = readEvents(join(root, '.convscope/runs/UNet-4-channels-6-1'));
  const epochs = events.filter((event): event is EpochEvent => event.event === 'epoch');
  expect(Math.max(...epochs.map(({ validation }) => validation.iou ?? 0))).toBeGreaterThan(0.5);
  const masks = events.filter((event): event is MasksEvent => event.event === 'masks');
  expect(masks).toHaveLength(3);
  expect(masks.at(-1)?.iou).toHaveLength(SHAPES.length);
  expect(masks.at(-1)?.samples).toHaveLength(6);
}, 120_000);
