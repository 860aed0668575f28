/** What a run came to, written as ONNX by the command line, predicts in onnxruntime what the run measured. */
import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { runExport } from '../../../server/src/cli/export';
import { runTrain } from '../../../server/src/cli/train';
import { validateRecipe } from '../../../server/src/recipe';
import { openData } from '../../../server/src/train/data/open';
import { plainBatches } from '../../../server/src/train/loop/batches';
import { normalisationOf } from '../../../server/src/train/loop/normalise';
import { splitOf } from '../../../server/src/train/loop/split';
import { readEvents } from '../../../server/src/train/runs/run';

test('a trained network as an ONNX file, at two batch sizes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'convscope-export-'));
  copyFileSync('test/editor/workspace/digits.py', join(folder, 'digits.py'));
  const given = { file: 'digits.py', model: 'Digits()', epochs: 2, batch_size: 64 };
  const file = join(folder, 'convscope.json');
  writeFileSync(file, JSON.stringify(given));
  expect(await runTrain([file])).toBe(0);
  expect(await runExport([file, '--out', join(folder, 'model.onnx')])).toBe(0);

  const { recipe } = validateRecipe(given);
  if (recipe === undefined) throw new Error('the recipe is wrong');
  const data = await openData(recipe.data, folder);
  const split = splitOf(data, recipe.data, recipe.seed);
  const normalisation = normalisationOf(recipe.normalise, split.train, data.size);
  const session = await InferenceSession.create(join(folder, 'model.onnx'));
  const [run] = readEvents(join(folder, '.convscope/runs/Digits-1')).filter((event) => event.event === 'end');
  const { channels, height, width } = data.size;
  for (const size of [7, split.validation.count]) {
    const kind = { size: data.size, classes: data.classes.length, normalisation };
    const batches = plainBatches({ ...recipe, batch_size: size }, split.validation, kind);
    let right = 0;
    for (let i = 0; i < batches.count; i += 1) {
      const { inputs, labels, size: count } = batches.batch(i);
      const input = new Tensor('float32', inputs[0] ?? [], [count, channels, height, width]);
      const found = await session.run({ [session.inputNames[0] ?? '']: input });
      const scores = found[session.outputNames[0] ?? '']?.data;
      if (!(scores instanceof Float32Array)) throw new Error('no scores');
      labels.forEach((label, at) => {
        const row = scores.subarray(at * data.classes.length, (at + 1) * data.classes.length);
        if (row.indexOf(Math.max(...row)) === label) right += 1;
      });
    }
    expect(run).toMatchObject({ best: { accuracy: right / split.validation.count } });
  }
});
