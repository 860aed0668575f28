/** Questions about a network that was trained on the digits, as the editor asks them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Explained, Explanations, ImageSource, TrainingEvent, WeightsOrigin } from '../../../server/src/protocol';
import { readForLooking, readForTraining } from '../../../server/src/read';
import { parseRecipe } from '../../../server/src/recipe';
import { parse } from '../../../server/src/syntax';
import { openData } from '../../../server/src/train/data/open';
import { EXPLAIN_HANDLERS } from '../../../server/src/train/explain/answers';
import type { Asking } from '../../../server/src/train/inspection/asking';
import { runTraining } from '../../../server/src/train/process/run';

const SOURCE = `
import torch.nn as nn

class Digits(nn.Module):
    def __init__(self, channels=1):
        super().__init__()
        self.conv = nn.Conv2d(channels, 8, 3, padding=1)
        self.relu = nn.ReLU()
        self.pool = nn.MaxPool2d(2)
        self.fc = nn.Linear(128, 10)

    def forward(self, x):
        return self.fc(self.pool(self.relu(self.conv(x))).flatten(1))

class Undecided(nn.Module):
    def forward(self, x):
        return x.relu() if x.sum() > 0 else -x
`;

const file = '/work/digits.py';
const request = (model: string) => ({
  file,
  tree: parse(SOURCE),
  files: { read: (path: string) => (path === file ? { text: SOURCE } : ('absent' as const)) },
  roots: ['/work'],
  treeOf: (_: string, text: string) => parse(text),
  model,
  extent: 'given' as const,
});
const programFor = (model: string, size = { channels: 1, height: 8, width: 8 }) => {
  const { program } = readForLooking(request(model), size);
  if (!program) throw new Error(`${model} is not lowered`);
  return program;
};

const folder = mkdtempSync(join(tmpdir(), 'convscope-explain-'));
const { recipe } = parseRecipe(JSON.stringify({ file: 'digits.py', model: 'Digits()', epochs: 4 }));
const goOn: Asking = { progress: () => {}, isCancelled: async () => false };
const session = 'one';
const events: TrainingEvent[] = [];
let opened: Explained;

const ask = <N extends keyof Explanations>(
  name: N,
  params: Omit<Explanations[N]['params'], 'session'>,
  asking = goOn,
) =>
  (EXPLAIN_HANDLERS[name] as (p: object, a: Asking) => Promise<Explanations[N]['result']>)(
    { session, ...params },
    asking,
  );
const open = (model: string, origin: WeightsOrigin, size?: { channels: number; height: number; width: number }) =>
  ask('explain/open', { program: programFor(model, size), origin, epoch: undefined, recipe, folder });
const look = (source: ImageSource) => ask('explain/image', { source, fitting: 'crop', normalising: 'recipe' });
const sample: ImageSource = { kind: 'sample', part: 'train', index: 7 };
const layer = (label: string): number => opened.layers.findIndex((one) => one.label === label);

beforeAll(async () => {
  if (!recipe) throw new Error('the recipe is wrong');
  const data = await openData(recipe.data, folder);
  const model = readForTraining(request('Digits()'), data.size);
  if (model.train === undefined) throw new Error('it cannot be trained');
  await runTraining({
    recipe,
    data,
    folder,
    mode: 'train',
    model,
    workspace: folder,
    resume: undefined,
    goOn: async () => true,
    report: (event) => events.push(event),
  });
  opened = await open('Digits()', { kind: 'run', folder: join(folder, '.convscope/runs/Digits-1') });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a trained network and an image of its data set', () => {
  test('says what there is', () => {
    expect(opened.weights).toMatchObject({ title: 'Digits-1', epoch: 4, missing: [], unused: [] });
    expect(opened.layers.map(({ label, kind, shape }) => `${kind} ${label} ${shape.join('×')}`)).toEqual([
      'layer Conv2d 8×8×8',
      'layer ReLU 8×8×8',
      'layer MaxPool2d 8×4×4',
      'op flatten 128',
      'layer Linear 10',
    ]);
    expect(opened.layers[opened.first]?.label).toBe('MaxPool2d');
    expect(opened.classes?.names).toHaveLength(10);
    expect(opened.data).toMatchObject({ train: 1797 });
    expect(opened.normalisings).toEqual(['recipe', 'none']);
  });

  test('is taken for what it is; layers come in numbers and in full', async () => {
    const seen = await look(sample);
    expect(seen.label).toBe(7);
    expect(seen.probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    expect(seen.probabilities.indexOf(Math.max(...seen.probabilities))).toBe(7);
    expect(seen.pixels).toHaveLength(64);
    const maps = await ask('explain/maps', { layer: layer('ReLU') });
    expect(maps.shape).toEqual([8, 8, 8]);
    const { most, zeros } = seen.statistics[layer('ReLU')] ?? { most: 0, zeros: 0 };
    expect(Math.max(...maps.data)).toBe(most);
    expect(maps.data.filter((x) => x === 0).length / maps.data.length).toBeCloseTo(zeros, 6);
  });

  test('a unit has the field of its window, and sees nothing beyond it', async () => {
    await look(sample);
    const unit = await ask('explain/unit', { layer: layer('Conv2d'), channel: 3, place: [0, 4] });
    expect(unit.field).toEqual({ top: 0, bottom: 1, left: 3, right: 5 });
    expect(unit.measured.data.filter((x) => x > 0).length).toBeLessThanOrEqual(6);
    const maps = await ask('explain/maps', { layer: layer('Conv2d') });
    expect(unit.value).toBeCloseTo(maps.data[3 * 64 + 4] ?? 0, 5);
  });

  test.each(['grad-cam', 'gradient', 'guided'] as const)('%s is a map over the image', async (kind) => {
    await look(sample);
    const how = kind === 'grad-cam' ? { kind, layer: layer('MaxPool2d') } : { kind };
    const map = await ask('explain/attribution', { how, class: 7 });
    expect(map.shape).toEqual([8, 8]);
    expect(Math.max(...map.data)).toBeGreaterThan(0);
    expect(Math.min(...map.data)).toBeGreaterThanOrEqual(0);
  });

  test('hiding a part makes the class less likely; progress tells the map as far as it is', async () => {
    await look(sample);
    const told: number[] = [];
    const settings = { side: 3, stride: 1 };
    const asking = { ...goOn, progress: (done: number) => void told.push(done) };
    const map = await ask('explain/occlusion', { class: 7, settings }, asking);
    expect(map.shape).toEqual([8, 8]);
    expect(Math.max(...map.data)).toBeGreaterThan(0.001);
    expect(told.at(-1)).toBe(1);
  });

  test('an image made for a class is taken for it', async () => {
    const wanted = { kind: 'class', class: 3 } as const;
    const made = await ask('explain/visualise', { wanted, settings: { steps: 96 } });
    expect(made.whole).toBe(true);
    expect(made.activations.at(-1)).toBeGreaterThan((made.activations[0] ?? 0) + 5);
    const seen = await look({ kind: 'pixels', name: 'made', size: opened.size, pixels: made.pixels });
    expect(seen.probabilities.indexOf(Math.max(...seen.probabilities))).toBe(3);
  });

  test('what is cancelled says so and gives what there is', async () => {
    let asked = 0;
    const asking = { ...goOn, isCancelled: async () => ++asked > 5 };
    const made = await ask('explain/visualise', { wanted: { kind: 'class', class: 3 }, settings: {} }, asking);
    expect(made).toMatchObject({ whole: false });
    expect(made.activations).toHaveLength(5);
    expect(
      await ask(
        'explain/top',
        { layer: layer('ReLU'), channel: 1, count: 3 },
        { ...goOn, isCancelled: async () => true },
      ),
    ).toEqual([]);
  });

  test('the images that make a channel the most active, best first, each with what the unit sees', async () => {
    const top = await ask('explain/top', { layer: layer('ReLU'), channel: 1, count: 6 });
    expect(top).toHaveLength(6);
    expect(top.map(({ value }) => value)).toEqual(top.map(({ value }) => value).sort((a, b) => b - a));
    const [first] = top;
    if (!first) throw new Error('there is none');
    await look({ kind: 'sample', part: first.part, index: first.index });
    const maps = await ask('explain/maps', { layer: layer('ReLU') });
    expect(Math.max(...maps.data.subarray(64, 128))).toBeCloseTo(first.value, 4);
    const { top: up = 0, bottom = 0 } = first.field ?? {};
    expect(bottom - up).toBeLessThanOrEqual(2);
  });

  test('samples come in order, the last ones too', async () => {
    const some = await ask('explain/samples', { part: 'train', from: 1790, count: 24 });
    expect(some.map(({ index }) => index)).toEqual([1790, 1791, 1792, 1793, 1794, 1795, 1796]);
    expect(await ask('explain/samples', { part: 'train', from: 0, count: 3 })).toHaveLength(3);
  });
});

describe('pictures from files', () => {
  const written = (name: string, bytes: Uint8Array | string): ImageSource => {
    writeFileSync(join(folder, name), bytes);
    return { kind: 'file', file: join(folder, name) };
  };
  const grey = (width: number, height: number) =>
    encode({ width, height, channels: 1, data: new Uint8Array(width * height).fill(128) });

  test('are brought to the size of the model, colours to grey', async () => {
    const data = new Uint8Array(3 * 20 * 10).fill(255);
    const seen = await look(written('colours.png', encode({ width: 20, height: 10, channels: 3, data })));
    expect([...seen.pixels]).toEqual(Array(64).fill(255));
    expect(seen).toMatchObject({ title: 'colours.png', label: undefined });
  });

  test.each([
    ['no picture', written('text.png', 'hello'), /text\.png: this picture cannot be read.*choose a PNG or JPEG/],
    ['cut off', written('cut.png', grey(30, 30).slice(0, 60)), /cut\.png: this picture cannot be read/],
    ['empty', written('empty.png', ''), /empty/],
    ['not there', { kind: 'file', file: join(folder, 'none.png') } as const, /none\.png/],
    [
      'too large',
      { kind: 'bytes', name: 'huge.png', bytes: claiming(60_000) } as const,
      /60000×60000 pixels are too many/,
    ],
    ['no such sample', { kind: 'sample', part: 'train', index: 5000 } as const, /no image 5000.*1797/],
    ['no test images', { kind: 'sample', part: 'test', index: 0 } as const, /has no test images/],
  ])('%s: a sentence that says what to do', async (_, source, message) => {
    await expect(look(source)).rejects.toThrow(message);
  });

  test('a huge picture is made small', async () => {
    const seen = await look(written('large.png', grey(4000, 3000)));
    expect([...seen.pixels]).toEqual(Array(64).fill(128));
  });
});

/** A PNG's beginning with any size. */
function claiming(side: number): Uint8Array {
  const bytes = Buffer.from(encode({ width: 1, height: 1, channels: 1, data: new Uint8Array(1) }));
  bytes.writeUInt32BE(side, 16);
  bytes.writeUInt32BE(side, 20);
  return bytes;
}

describe('what cannot be explained says why', () => {
  test('before there is an image', async () => {
    await open('Digits()', { kind: 'initial', program: programFor('Digits()'), seed: 1 });
    await expect(ask('explain/maps', { layer: 0 })).rejects.toThrow(/There is no image yet/);
  });

  test('weights of another model', async () => {
    const origin = {
      kind: 'initial',
      program: programFor('Digits(3)', { channels: 3, height: 8, width: 8 }),
      seed: 1,
    } as const;
    const { weights } = await open('Digits()', origin);
    expect(weights.missing.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
      expect.stringMatching(/conv\.weight: .*8×3×3×3 there and 8×1×3×3 in the model/),
    ]);
    writeFileSync(join(folder, 'broken.safetensors'), 'not weights');
    await expect(open('Digits()', { kind: 'file', file: join(folder, 'broken.safetensors') })).rejects.toThrow(
      /neither a safetensors file nor a checkpoint/,
    );
  });

  test('a model with other channels than its data set', async () => {
    const size = { channels: 3, height: 8, width: 8 };
    const { notes, data, normalisings } = await open(
      'Digits(3)',
      { kind: 'initial', program: programFor('Digits(3)', size), seed: 1 },
      size,
    );
    expect(data).toBeUndefined();
    expect(notes.join()).toMatch(/have 1 channels, the model takes 3/);
    expect(normalisings).toEqual(['imagenet', 'none']);
  });

  test('a channel, a class, a layer that is not there; a session that is closed', async () => {
    await open('Digits()', { kind: 'initial', program: programFor('Digits()'), seed: 1 });
    await look(sample);
    await expect(ask('explain/unit', { layer: 0, channel: 8, place: [0, 0] })).rejects.toThrow(/no channel 8 among 8/);
    await expect(ask('explain/attribution', { how: { kind: 'guided' }, class: 10 })).rejects.toThrow(/no class 10/);
    await expect(ask('explain/attribution', { how: { kind: 'grad-cam', layer: 4 }, class: 1 })).rejects.toThrow(
      /needs a layer whose result is a picture/,
    );
    await expect(ask('explain/maps', { layer: 99 })).rejects.toThrow(/not there any more/);
    await ask('explain/close', {});
    await expect(ask('explain/maps', { layer: 0 })).rejects.toThrow(/not loaded any more/);
  });

  test('a model that cannot be lowered names the line', () => {
    const { program, hindrances } = readForLooking(request('Undecided()'), { channels: 1, height: 8, width: 8 });
    expect(program).toBeUndefined();
    expect(hindrances[0]?.message).toMatch(/which way this condition goes is not known/);
    const span = hindrances[0]?.place?.span ?? { start: 0, end: 0 };
    expect(SOURCE.slice(span.start, span.end)).toBe('x.sum() > 0');
  });
});
