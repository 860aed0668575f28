/** λΣ|w| by the proximal step has the minimum that it says, whatever momentum carries on. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRecipe, openRecipeData, readModel } from '../../../server/src/cli/recipe';
import { npyOf } from '../../../server/src/inspect';
import { openCheckpoint } from '../../../server/src/train/checkpoint';
import { floatsOf } from '../../../server/src/train/checkpoint/floats';
import { runTraining } from '../../../server/src/train/process/run';

const NET = `from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 1, bias=False)

    def forward(self, x):
        return self.fc(x.flatten(1))
`;
const TARGETS = [1, 0.5, 0.1, -0.8];
const LAMBDA = 0.1;

/** Four images with one pixel each: the loss is Σ(w − y)²/4, and its minimum with λΣ|w| the soft threshold by 2λ. */
function workspace(optimizer: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'convscope-proximal-'));
  writeFileSync(join(folder, 'net.py'), NET);
  mkdirSync(join(folder, 'data'));
  const images = Float32Array.from({ length: 16 }, (_, i) => Number(i % 5 === 0));
  for (const part of ['train', 'test']) {
    writeFileSync(join(folder, `data/x_${part}.npy`), npyOf([4, 1, 2, 2], images));
    writeFileSync(join(folder, `data/y_${part}.npy`), npyOf([4], Float32Array.from(TARGETS)));
  }
  const recipe = {
    ...{ file: 'net.py', model: 'Net()', epochs: 300, batch_size: 4, engine: 'reference' },
    ...{ data: { name: 'numpy', root: 'data', targets: 'numbers' }, loss: { name: 'mse' }, normalise: { off: true } },
    ...{ optimizer, regularisation: { l1: LAMBDA } },
  };
  writeFileSync(join(folder, 'convscope.json'), JSON.stringify(recipe));
  return folder;
}

test.each([
  ['no momentum', { lr: 0.1, momentum: 0 }],
  ['momentum', { lr: 0.02, momentum: 0.9 }],
  ['Nesterov’s', { lr: 0.02, momentum: 0.9, nesterov: true }],
])('with %s', async (_, optimizer) => {
  const folder = workspace(optimizer);
  const parsed = { values: {}, positionals: [join(folder, 'convscope.json')] };
  const opened = openRecipe('train', parsed);
  const data = await openRecipeData(opened);
  await runTraining({
    ...{ recipe: opened.recipe, data, folder, mode: 'train', model: readModel(opened, data, parsed) },
    ...{ workspace: folder, resume: undefined },
    goOn: async () => true,
    report() {},
  });
  data.close();
  const state = await openCheckpoint(join(folder, '.convscope/runs/Net-1/state.safetensors'));
  const weight = state.tensors.get('parameters/fc.weight');
  const found = weight && [...(await floatsOf(weight))];
  state.close();
  const wanted = TARGETS.map((y) => Math.sign(y) * Math.max(0, Math.abs(y) - 2 * LAMBDA));
  wanted.forEach((value, i) => {
    expect(found?.[i]).toBeCloseTo(value, 3);
  });
  expect(found?.[2]).toBe(0);
});
