/** Engines that compute wrongly are found before they train, and others take their place. */
import { copyFileSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRecipe, openRecipeData, readModel } from '../../../server/src/cli/recipe';
import type { TrainingEvent } from '../../../server/src/protocol';
import { ENGINES, type Engine, type PrepareOptions } from '../../../server/src/train/engines';
import { trainModel } from '../../../server/src/train/loop/training';
import { initialWeights } from '../../../server/src/train/loop/weights';
import { knownChecks } from '../../../server/src/train/runs/checks';

/** onnxruntime, but the filters' gradient is half as large again where `isWrong`. */
function bent(isWrong: (options: PrepareOptions) => boolean, counted = { prepared: 0 }): Engine {
  return {
    ...ENGINES.onnx,
    async prepare(model, options) {
      counted.prepared += 1;
      const trainer = await ENGINES.onnx.prepare(model, options);
      if (!isWrong(options)) return trainer;
      return {
        ...trainer,
        async step(batch, control) {
          const before = (await trainer.parameters()).get('conv.weight');
          const told = await trainer.step(batch, control);
          const after = (await trainer.parameters()).get('conv.weight');
          if (before === undefined || after === undefined) throw new Error('no filters');
          const data = after.data.map((w, i) => w + 0.5 * (w - (before.data[i] ?? 0)));
          await trainer.setParameters(new Map([['conv.weight', { shape: after.shape, data }]]));
          return told;
        },
      };
    },
  };
}

const folder = mkdtempSync(join(tmpdir(), 'convscope-check-'));
copyFileSync('test/editor/workspace/digits.py', join(folder, 'digits.py'));
writeFileSync(
  join(folder, 'convscope.json'),
  JSON.stringify({ file: 'digits.py', model: 'Digits()', epochs: 1, regularisation: { l1: 0.001 } }),
);

async function notesOf(engine: Engine, recipe = 'convscope.json'): Promise<string[]> {
  const parsed = { values: {}, positionals: [join(folder, recipe)] };
  const opened = openRecipe('train', parsed);
  const data = await openRecipeData(opened);
  const model = readModel(opened, data, parsed);
  const events: TrainingEvent[] = [];
  await trainModel({
    recipe: opened.recipe,
    data,
    model,
    engine,
    initial: initialWeights(model.train, 0),
    checks: knownChecks(folder),
    keeper: { name: '', folder: '', saveBest: () => '', saveState() {}, saveEpoch() {}, resumed: undefined },
    surroundings: { now: () => 0, memory: () => 0, goOn: async () => true, report: (event) => events.push(event) },
  });
  expect(events.at(-1)).toMatchObject({ event: 'end', reason: 'finished' });
  return events.flatMap((event) => (event.event === 'note' ? [event.text] : []));
}

test('a wrong gradient: standard operations only, then the reference, with the reason', async () => {
  const [note, ...more] = await notesOf(bent(({ plain }) => !plain));
  expect(note).toMatch(/^onnxruntime.* is not used: its gradient of conv\.weight is wrong\.$/);
  expect(more).toEqual([]);
});

test('wrong in every way: the reference trains', async () => {
  const fresh = bent(() => true);
  const named: Engine = { ...fresh, capabilities: async () => ({ name: 'onnx', description: 'bent', device: 'cpu' }) };
  const notes = await notesOf(named);
  expect(notes).toHaveLength(2);
});

test('a right engine is checked once for a model', async () => {
  const counted = { prepared: 0 };
  expect(await notesOf(bent(() => false, counted))).toEqual([]);
  expect(counted.prepared).toBe(2);
  expect(existsSync(join(folder, '.convscope', 'checked.json'))).toBe(true);
  expect(await notesOf(bent(() => false, counted))).toEqual([]);
  expect(counted.prepared).toBe(3);
});

writeFileSync(
  join(folder, 'large.py'),
  `import torch
import torch.nn as nn


class Large(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.conv, self.fc = nn.Conv2d(1, 96, 3, padding=1), nn.Conv2d(96, 128, 3, padding=1), nn.Linear(128, 10)

    def forward(self, x):
        return self.fc(torch.relu(self.conv(torch.relu(self.first(x)))).amax((2, 3)))
`,
);
writeFileSync(join(folder, 'large.json'), JSON.stringify({ file: 'large.py', model: 'Large()', epochs: 1 }));

test('a model that is too large for the reference is held to standard operations, which nothing is left to check', async () => {
  const [note, unchecked, ...more] = await notesOf(
    bent(({ plain }) => !plain),
    'large.json',
  );
  expect(note).toMatch(/^onnxruntime.* is not used: its gradient of conv\.weight is wrong\.$/);
  expect(unchecked).toMatch(/standard operations only was not checked: the model is too large for the reference\.$/);
  expect(more).toEqual([]);
  expect(await notesOf(ENGINES.onnx, 'large.json')).toEqual([]);
});
