import { describe, expect, test } from 'vitest';
import { type Recipe, validateRecipe } from '../../../server/src/recipe';
import { openData } from '../../../server/src/train/data/open';
import { trainingBatches } from '../../../server/src/train/loop/batches';
import { splitOf } from '../../../server/src/train/loop/split';
import { trainingImages } from '../../../server/src/train/process/images';

function recipeOf(given: object): Recipe {
  const { recipe } = validateRecipe({ file: 'net.py', model: 'Net()', ...given });
  if (recipe === undefined) throw new Error('the recipe is wrong');
  return recipe;
}

describe('training images to look at', () => {
  test('are of different classes, and as they are where the recipe varies nothing', async () => {
    const recipe = recipeOf({});
    const { rows, variations } = trainingImages(recipe, await openData(recipe.data, '/'));
    expect(new Set(rows.map(({ label }) => label)).size).toBe(8);
    expect(rows.every(({ varied }) => varied.length === 0)).toBe(true);
    expect(variations).toEqual([]);
  });

  test('are varied exactly as training varies them', async () => {
    const recipe = recipeOf({ batch_size: 2000, augmentation: { rotation: 20, noise: 0.1 } });
    const data = await openData(recipe.data, '/');
    const { rows, variations } = trainingImages(recipe, data);
    expect(variations).toEqual(['rotation 20', 'noise 0.1']);
    const kind = { size: data.size, classes: 10, normalisation: { mean: [0], std: [1] } };
    for (const epoch of [1, 3]) {
      const { train } = splitOf(data, recipe.data, recipe.seed);
      const images = trainingBatches(recipe, train, kind, epoch).batch(0).inputs[0] ?? new Float32Array(0);
      const seen = new Set<string>();
      for (let at = 0; at < images.length; at += 64) {
        const bytes = Uint8ClampedArray.from(images.subarray(at, at + 64), (value) => value * 255);
        seen.add(Buffer.from(bytes.buffer).toString('base64'));
      }
      for (const { varied } of rows) expect(seen).toContain(varied[epoch - 1]?.pixels);
    }
  });
});
