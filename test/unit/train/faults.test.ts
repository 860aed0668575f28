/** Mistakes as people make them: each ends with a message that says what to do, and loses nothing. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRecipe, openRecipeData, readModel } from '../../../server/src/cli/recipe';
import { npyOf } from '../../../server/src/inspect';
import type { TrainingEvent } from '../../../server/src/protocol';
import { openCheckpoint } from '../../../server/src/train/checkpoint';
import { floatsOf } from '../../../server/src/train/checkpoint/floats';
import { runTraining } from '../../../server/src/train/process/run';
import { claimRun } from '../../../server/src/train/runs/claim';

const NET = `from torch import nn

class Net(nn.Module):
    def __init__(self, width=4, classes=10, bias=True):
        super().__init__()
        self.conv = nn.Conv2d(1, width, 3)
        self.bn = nn.BatchNorm1d(width)
        self.head = nn.Linear(width, classes, bias=bias)

    def forward(self, x):
        return self.head(self.bn(self.conv(x).mean((2, 3))))
`;

function workspace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'convscope-faults-'));
  writeFileSync(join(folder, 'net.py'), NET);
  return folder;
}

async function train(folder: string, given: object, resume?: string) {
  const file = join(folder, 'convscope.json');
  const recipe = { file: 'net.py', model: 'Net()', epochs: 1, batch_size: 256, engine: 'onnx', threads: 1, ...given };
  writeFileSync(file, JSON.stringify(recipe));
  const parsed = { values: {}, positionals: [file] };
  const opened = openRecipe('train', parsed);
  const data = await openRecipeData(opened);
  const events: TrainingEvent[] = [];
  try {
    const end = await runTraining({
      ...{ recipe: opened.recipe, data, folder, mode: 'train', model: readModel(opened, data, parsed) },
      ...{ workspace: folder, resume },
      goOn: async () => true,
      report: (event) => events.push(event),
    });
    return { end, events };
  } finally {
    data.close();
  }
}

const runs = (folder: string): string[] => {
  const place = join(folder, '.convscope/runs');
  return existsSync(place) ? readdirSync(place) : [];
};

describe('before anything starts', () => {
  test.each([
    ['a batch of one image', { batch_size: 1 }, /the BatchNorm bn would get one in a batch of one image; .*larger/],
    ['a last batch of one image', { batch_size: 1437 }, /the last batch of an epoch, .*1438 images.*"drop_last": true/],
    ['too few scores', { model: 'Net(classes=7)' }, /gives 7 scores, and digits has 10 classes/],
    ['everything frozen', { freeze: ['*'] }, /freeze in the recipe leaves nothing to train/],
    ['a frozen parameter that is not there', { freeze: ['body.*'] }, /no parameter is called 'body\.\*'/],
    [
      'a scale of three channels for one',
      { normalise: { mean: [0, 0, 0], std: [1, 1, 1] } },
      /has 3 numbers, .* 1 chan/,
    ],
  ])('%s is refused, and leaves no run behind', async (_, given, message) => {
    const folder = workspace();
    await expect(train(folder, given)).rejects.toThrow(message);
    expect(runs(folder)).toEqual([]);
  });

  test('a last batch of one image is left out where the recipe says so', async () => {
    const { end } = await train(workspace(), { batch_size: 1437, drop_last: true });
    expect(end.reason).toBe('finished');
  });
});

describe('numbers that are none', () => {
  test('an image that holds one is told of, and no engine is blamed', async () => {
    const folder = workspace();
    const images = Float32Array.from({ length: 40 * 64 }, (_, i) => (i % 7) / 7);
    images[100] = Number.NaN;
    mkdirSync(join(folder, 'images'));
    writeFileSync(join(folder, 'images/x_train.npy'), npyOf([40, 8, 8], images));
    writeFileSync(
      join(folder, 'images/y_train.npy'),
      npyOf(
        [40],
        Float32Array.from({ length: 40 }, (_, i) => i % 10),
      ),
    );
    const { end, events } = await train(folder, { data: { name: 'numpy', root: 'images' }, normalise: { off: true } });
    expect(end.reason).toBe('not-a-number');
    expect(end.message).toMatch(/an image of images holds values that are not numbers/);
    expect(events.filter((event) => event.event === 'note' && /is not used/.test(event.text))).toEqual([]);
  });
});

describe('a run that goes on', () => {
  test('must be there', async () => {
    const folder = workspace();
    await expect(train(folder, {}, 'Net-1')).rejects.toThrow(/there is no run Net-1: nothing has been trained/);
    await train(folder, {});
    await expect(train(folder, {}, 'Net-7')).rejects.toThrow(/there is no run Net-7; there are Net-1/);
    expect(runs(folder)).toEqual(['Net-1']);
  });

  test.each([
    ['without a parameter', { model: 'Net(bias=False)' }, /head\.bias is no longer in it/],
    ['with another size', { model: 'Net(width=6)' }, /conv\.weight was 4×1×3×3 and is 6×1×3×3/],
  ])('with a model %s is refused, and stays as it was', async (_, given, message) => {
    const folder = workspace();
    await train(folder, {});
    const files = ['recipe.json', 'metrics.jsonl', 'state.safetensors', 'best.safetensors'];
    const before = files.map((name) => readFileSync(join(folder, '.convscope/runs/Net-1', name)));
    await expect(train(folder, { epochs: 2, ...given }, 'Net-1')).rejects.toThrow(message);
    expect(files.map((name) => readFileSync(join(folder, '.convscope/runs/Net-1', name)))).toEqual(before);
  });

  test('and has nothing left to do says so', async () => {
    const folder = workspace();
    await train(folder, { epochs: 2 });
    const { end } = await train(folder, { epochs: 2 }, 'Net-1');
    expect(end).toMatchObject({
      reason: 'finished',
      message: expect.stringMatching(/done its 2 epochs: .*raise "epochs"/),
    });
  });

  test('is written by one process at a time; one that was killed does not count', async () => {
    const folder = workspace();
    await train(folder, {});
    const place = join(folder, '.convscope/runs/Net-1');
    expect(existsSync(join(place, 'running'))).toBe(false);
    // Whoever started these tests is alive.
    writeFileSync(join(place, 'running'), `${process.ppid}\n`);
    await expect(train(folder, { epochs: 2 }, 'Net-1')).rejects.toThrow(/being trained by another process/);
    writeFileSync(join(place, 'running'), '999999999\n');
    const release = claimRun(place);
    release();
    expect((await train(folder, { epochs: 2 }, 'Net-1')).end.reason).toBe('finished');
  });

  test('with another optimiser begins with an empty memory', async () => {
    const folder = workspace();
    await train(folder, { epochs: 1 });
    const from = join(folder, '.convscope/runs/Net-1');
    const adam = { optimizer: { name: 'adam', lr: 0.001 } };
    await train(folder, { epochs: 2, ...adam }, 'Net-1');
    const { tensors, close } = await openCheckpoint(join(from, 'state.safetensors'));
    const step = tensors.get('optimiser/step');
    expect(step && [...(await floatsOf(step))]).toEqual([6]);
    close();
  });
});
