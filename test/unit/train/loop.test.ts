import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { seeded } from '../../../server/src/program';
import type { EndEvent, TrainingEvent } from '../../../server/src/protocol';
import { type Recipe, validateRecipe } from '../../../server/src/recipe';
import { openCheckpoint } from '../../../server/src/train/checkpoint';
import { openData } from '../../../server/src/train/data/open';
import type { DataSet } from '../../../server/src/train/data/types';
import { TrainError } from '../../../server/src/train/files/errors';
import { augment } from '../../../server/src/train/loop/augment';
import { trainingBatches } from '../../../server/src/train/loop/batches';
import { normalisationOf } from '../../../server/src/train/loop/normalise';
import { isOverfitting, remedies, remedyText } from '../../../server/src/train/loop/overfitting';
import { randomFor, shuffled } from '../../../server/src/train/loop/random';
import { afterEpoch, learningRate, NO_PLATEAU } from '../../../server/src/train/loop/schedule';
import type { Job } from '../../../server/src/train/loop/session';
import { splitOf } from '../../../server/src/train/loop/split';
import { trainModel } from '../../../server/src/train/loop/training';
import { epochsOf } from '../../../server/src/train/runs/epochs';
import { keeperOf } from '../../../server/src/train/runs/keeper';
import { newRunFolder, openRun, readEvents } from '../../../server/src/train/runs/run';
import { initialWeights, linearEngine, linearModel } from './support/linear';

function recipeOf(given: object = {}): Recipe {
  const { recipe, problems } = validateRecipe({ file: 'net.py', model: 'Net()', ...given });
  if (recipe === undefined) throw new Error(JSON.stringify(problems));
  return recipe;
}

let digits: DataSet;
beforeAll(async () => {
  digits = await openData(recipeOf().data, '/');
});

interface Options {
  readonly folder?: string;
  /** Stops after so many steps. */
  readonly steps?: number;
  readonly data?: DataSet;
  readonly classes?: number;
}

/** A run on the digits with the linear model; everything that it told, and its end. */
async function run(
  given: object,
  { folder, steps = Number.POSITIVE_INFINITY, data = digits, classes = 10 }: Options = {},
) {
  const recipe = recipeOf({ batch_size: 100, epochs: 3, ...given });
  const place = openRun(folder ?? mkdtempSync(join(tmpdir(), 'convscope-run-')), recipe);
  const keeper = await keeperOf(place, linearModel(8, 8, classes).train, folder !== undefined);
  const events: TrainingEvent[] = [];
  let time = 0;
  let left = steps;
  const job: Job = {
    recipe,
    data,
    model: linearModel(8, 8, classes),
    engine: linearEngine,
    initial: initialWeights(64, classes),
    keeper,
    surroundings: {
      now: () => (time += 0.01),
      memory: () => 1,
      goOn: async () => {
        left -= 1;
        return left >= 0;
      },
      report(event) {
        events.push(event);
        place.append(event);
      },
    },
  };
  return { end: await trainModel(job), events, folder: place.folder, recipe };
}

const epochs = (events: readonly TrainingEvent[]) =>
  events.flatMap((event) => (event.event === 'epoch' ? [event] : []));

describe('a run', () => {
  test('learns, tells of every epoch, and keeps the best weights under their names', async () => {
    const { end, events, folder } = await run({ epochs: 5 });
    const told = epochs(events);
    expect(told.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5]);
    expect(told.at(-1)?.validation.accuracy).toBeGreaterThan(0.85);
    expect(told.at(-1)?.train.loss).toBeLessThan(told[0]?.train.loss ?? 0);
    expect(end).toMatchObject({ reason: 'finished', checkpoint: join(folder, 'best.safetensors') });
    const weights = await openCheckpoint(join(folder, 'best.safetensors'));
    expect([...weights.tensors.keys()]).toEqual(['fc.weight', 'fc.bias']);
    expect(readEvents(folder)).toEqual(events);
    const board = expect.stringMatching(/^events\.out\.tfevents\.\d+\.convscope\.\d+\.0$/);
    expect(readdirSync(folder).sort()).toEqual([
      'best.safetensors',
      'epochs',
      board,
      'metrics.jsonl',
      'recipe.json',
      'state.safetensors',
    ]);
    expect(epochsOf(folder)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('the confusion counts every validation image, and mistakes are mistakes', async () => {
    const { events } = await run({ epochs: 1 });
    const predictions = events.find((event) => event.event === 'predictions');
    if (predictions?.event !== 'predictions') throw new Error('nothing was predicted');
    const start = events[0];
    const total = predictions.confusion.flat().reduce((a, b) => a + b, 0);
    expect(start?.event === 'start' && start.validation_images).toBe(total);
    for (const { label, said } of predictions.mistakes) expect(said).not.toBe(label);
    expect(predictions.samples).toHaveLength(12);
    expect(Buffer.from(predictions.samples[0]?.pixels ?? '', 'base64')).toHaveLength(64);
  });

  test('the same recipe gives the same numbers', async () => {
    const [a, b] = [
      await run({ augmentation: { rotation: 10, noise: 0.1 } }),
      await run({ augmentation: { rotation: 10, noise: 0.1 } }),
    ];
    expect(epochs(a.events).map(({ train }) => train)).toEqual(epochs(b.events).map(({ train }) => train));
  });

  test('that dies before its last epoch stands among the metrics tells it when it goes on', async () => {
    const { events, folder } = await run({ epochs: 3 });
    const file = join(folder, 'metrics.jsonl');
    const lines = readFileSync(file, 'utf8').split('\n');
    const last = lines.findIndex((line) => line.includes('"event":"epoch"') && line.includes('"epoch":3'));
    writeFileSync(file, lines.slice(0, last).join('\n'));
    await run({ epochs: 4 }, { folder });
    const told = epochs(readEvents(folder));
    expect(told.slice(0, 3)).toEqual(epochs(events));
    expect(told.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
  });

  test.each([5, 20, 33])('that is stopped after %i steps and resumed ends as one that was not', async (steps) => {
    const whole = await run({ epochs: 4 });
    const first = await run({ epochs: 4 }, { steps });
    expect(first.end.reason).toBe('stopped');
    // As a process that was killed leaves it: a line that is cut off.
    appendFileSync(join(first.folder, 'metrics.jsonl'), '{"event":"step","ep');
    const second = await run({ epochs: 4 }, { folder: first.folder });
    expect(epochs(second.events).at(-1)?.validation).toEqual(epochs(whole.events).at(-1)?.validation);
    const told = epochs(readEvents(first.folder)).map(({ epoch }) => epoch);
    expect(told).toEqual([1, 2, 3, 4]);
    expect(readFileSync(join(first.folder, 'best.safetensors'))).toEqual(
      readFileSync(join(whole.folder, 'best.safetensors')),
    );
  });

  test('ends early when the validation loss no longer falls', async () => {
    const { end } = await run({ epochs: 40, early_stopping: 2, optimizer: { lr: 3, momentum: 0 } });
    expect(end.reason).toBe('early-stopping');
    expect(end.message).toContain('has not fallen for 2 epochs');
  });

  test('on a full disk ends with a message, and what was written stays', async () => {
    if (!existsSync('/dev/full')) return;
    const first = await run({ epochs: 2 });
    const best = readFileSync(join(first.folder, 'best.safetensors'));
    const full = mkdtempSync(join(tmpdir(), 'convscope-full-'));
    symlinkSync('/dev/full', join(full, 'metrics.jsonl'));
    const recipe = recipeOf();
    const place = openRun(full, recipe);
    expect(() => place.append({ event: 'note', kind: 'information', text: '' })).toThrow(
      /metrics\.jsonl: the disk is full; free some space and resume/,
    );
    expect(() => place.append({ event: 'end', reason: 'failed', seconds: 1 })).not.toThrow();
    expect(readFileSync(join(first.folder, 'best.safetensors'))).toEqual(best);
  });

  test.each(['best.safetensors', 'state.safetensors'])(
    'on a disk that is full when %s is written ends with a message, and the former one stays',
    async (name) => {
      const { folder: full } = await run({ epochs: 2 });
      if (!existsSync('/dev/full')) return;
      const before = readFileSync(join(full, name));
      symlinkSync('/dev/full', join(full, `${name}.part`));
      const { end } = await run({ epochs: 9, optimizer: { lr: 0.2 } }, { folder: full });
      expect(end).toMatchObject({ reason: 'failed', message: expect.stringContaining('the disk is full') });
      expect(end.message).toContain(name);
      expect(readFileSync(join(full, name))).toEqual(before);
      // With room again it goes on.
      expect((await run({ epochs: 3 }, { folder: full })).end.reason).toBe('finished');
    },
  );

  test('on a disk that is full from the start is not begun', () => {
    if (!existsSync('/dev/full')) return;
    const folder = mkdtempSync(join(tmpdir(), 'convscope-full-'));
    symlinkSync('/dev/full', join(folder, 'recipe.json.part'));
    expect(() => openRun(folder, recipeOf())).toThrow(/recipe\.json: the disk is full/);
    expect(existsSync(join(folder, 'recipe.json'))).toBe(false);
  });

  test('whose loss is not a number stops, and says where and what to try', async () => {
    const { end } = await run({ optimizer: { lr: 1e38 } });
    expect(end.reason).toBe('not-a-number');
    expect(end.message).toMatch(
      /The loss is not a number in step \d+ \(epoch 1\)\. The first is layer fc\. .*try a tenth/,
    );
  });

  test('held-out validation leaves the test images for the end', async () => {
    const withTest: DataSet = { ...digits, test: digits.test ?? digits.train };
    const { end } = await run({ epochs: 2, data: { validation: 0.25 } }, { data: withTest });
    expect(end.test?.accuracy).toBeGreaterThan(0.5);
  });
});

describe('what cannot work is said before it starts', () => {
  const few = (count: number): DataSet => ({
    ...digits,
    test: undefined,
    train: { ...digits.train, count, labels: digits.train.labels.slice(0, count) },
  });
  const messageOf = ({ reason, message }: EndEvent): string => `${reason}: ${message}`;

  test('too few classes in the model', async () => {
    const { end } = await run({}, { classes: 7 });
    expect(messageOf(end)).toBe('failed: Net() gives 7 scores, and digits has 10 classes; let its last layer give 10');
  });

  test('one image', async () => {
    const { end } = await run({}, { data: few(1) });
    expect(messageOf(end)).toContain('1 images are too few to hold out 20 % for validation');
  });

  test('a batch larger than the data: one step, with a warning; with drop_last an error', async () => {
    const { end, events } = await run({ epochs: 1, batch_size: 500 }, { data: few(100) });
    expect(end.reason).toBe('finished');
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'warning', text: expect.stringContaining('each epoch is one step') }),
    );
    const strict = await run({ batch_size: 500, drop_last: true }, { data: few(100) });
    expect(messageOf(strict.end)).toContain('drop_last leaves none');
  });

  test('patterns that name nothing', async () => {
    const { end } = await run({ freeze: ['conv*'] });
    expect(messageOf(end)).toContain("no parameter is called 'conv*'; the first is 'fc.weight'");
  });

  test('a picture that cannot be read midway ends the run with its name, and the best is kept', async () => {
    const broken: DataSet = {
      ...digits,
      train: {
        ...digits.train,
        read(index, target, at) {
          if (index === 1000) throw new TrainError('img/1000.png: this picture cannot be read');
          digits.train.read(index, target, at);
        },
      },
    };
    const { end } = await run({ normalise: { off: true } }, { data: broken });
    expect(messageOf(end)).toBe('failed: img/1000.png: this picture cannot be read');
  });
});

describe('schedules', () => {
  const at = (schedule: object, step: number, factor?: number): number =>
    learningRate(recipeOf({ schedule }).schedule, 0.1, { step, stepsPerEpoch: 10, epochs: 10 }, factor);

  test('by their definitions', () => {
    expect(at({}, 57)).toBe(0.1);
    expect(at({ name: 'step', step_size: 3, gamma: 0.5 }, 29)).toBe(0.1);
    expect(at({ name: 'step', step_size: 3, gamma: 0.5 }, 60)).toBeCloseTo(0.025);
    const steps = { name: 'multi_step', milestones: [3, 6], gamma: 0.5 };
    expect([29, 30, 59, 60].map((step) => at(steps, step))).toEqual([0.1, 0.05, 0.05, 0.025]);
    expect(at({ name: 'cosine' }, 0)).toBeCloseTo(0.1);
    expect(at({ name: 'cosine' }, 50)).toBeCloseTo(0.05);
    expect(at({ name: 'cosine', min_lr: 0.01 }, 100)).toBeCloseTo(0.01);
    expect(at({ warmup_epochs: 2 }, 4)).toBeCloseTo(0.025);
    expect(at({ name: 'plateau', min_lr: 0.02 }, 5, 0.1)).toBe(0.02);
  });

  test('one cycle, as torch.optim.lr_scheduler.OneCycleLR gives it', () => {
    // OneCycleLR(SGD(…, 0.1), max_lr=0.1, total_steps=100), PyTorch 1.13
    const recorded = [
      [0, 0.004],
      [10, 0.02951639],
      [29, 0.1],
      [50, 0.07938935],
      [75, 0.02630686],
      [99, 4e-7],
    ] as const;
    for (const [step, lr] of recorded) expect(at({ name: 'one_cycle' }, step)).toBeCloseTo(lr, 5);
  });

  test('a plateau multiplies after the patience is over', () => {
    const { schedule } = recipeOf({ schedule: { name: 'plateau', patience: 1, gamma: 0.5 } });
    const after = [1, 0.9, 0.9, 0.95, 0.8].reduce((plateau, loss) => afterEpoch(plateau, schedule, loss), NO_PLATEAU);
    expect(after).toEqual({ best: 0.8, waited: 0, factor: 0.5 });
  });
});

describe('images', () => {
  const size = { channels: 1, height: 3, width: 3 };
  const varied = (given: object, seed = 1, image = [1, 2, 3, 4, 5, 6, 7, 8, 9]): number[] => {
    const target = Float32Array.from(image);
    augment(target, size, recipeOf({ augmentation: given }).augmentation, seeded(seed), new Float32Array(9));
    return [...target];
  };

  test('without a wish stay as they are', () => {
    expect(varied({})).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('are mirrored half of the time', () => {
    const outcomes = Array.from({ length: 200 }, (_, seed) => varied({ flip: true }, seed).join());
    const mirrored = outcomes.filter((one) => one === '3,2,1,6,5,4,9,8,7').length;
    expect(outcomes.filter((one) => one === '1,2,3,4,5,6,7,8,9')).toHaveLength(200 - mirrored);
    expect(Math.abs(mirrored - 100)).toBeLessThan(30);
  });

  test('are moved by whole pixels, all places alike, with zeros outside', () => {
    const outcomes = new Set(Array.from({ length: 300 }, (_, seed) => varied({ crop_padding: 1 }, seed).join()));
    expect(outcomes.size).toBe(9);
    expect(outcomes).toContain('0,0,0,1,2,3,4,5,6');
    expect(outcomes).toContain('0,1,2,0,4,5,0,7,8');
  });

  test('are turned about their middle', () => {
    for (let seed = 0; seed < 20; seed += 1) expect(varied({ rotation: 30 }, seed)[4]).toBeCloseTo(5, 4);
  });

  test('are blurred with weights that add up to one', () => {
    for (const value of varied({ blur: 2 }, 3, Array(9).fill(0.5))) expect(value).toBeCloseTo(0.5, 5);
  });

  test('have a square cut out', () => {
    const zeros = varied({ cutout: 1 }, 4).filter((value) => value === 0);
    expect(zeros).toHaveLength(1);
  });

  test('colours stay between 0 and 1', () => {
    for (const value of varied({ brightness: 1, contrast: 1 }, 5, [0, 0.1, 0.2, 0.5, 0.5, 0.5, 0.9, 1, 1])) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }
  });
});

describe('batches', () => {
  test('mixup blends images and labels alike, and label noise changes the wanted share', () => {
    const kind = { size: digits.size, classes: 10, normalisation: { mean: [0], std: [1] } };
    const blended = trainingBatches(recipeOf({ augmentation: { mixup: 1 } }), digits.train, kind, 1).batch(0);
    expect(blended.targets).toHaveLength(64 * 10);
    for (let i = 0; i < 64; i += 1)
      expect([...blended.targets.subarray(i * 10, i * 10 + 10)].reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    const noisy = trainingBatches(
      recipeOf({ batch_size: 1000, regularisation: { label_noise: 0.5 } }),
      digits.train,
      kind,
      1,
    ).batch(0);
    const plain = trainingBatches(recipeOf({ batch_size: 1000 }), digits.train, kind, 1).batch(0);
    const changed = noisy.labels.filter((label, i) => label !== plain.labels[i]).length;
    expect(Math.abs(changed - 450)).toBeLessThan(60);
  });

  test('normalised images have mean 0 and deviation 1', () => {
    const normalisation = normalisationOf(recipeOf().normalise, digits.train, digits.size);
    const kind = { size: digits.size, classes: 10, normalisation };
    const [images] = trainingBatches(recipeOf({ batch_size: digits.train.count }), digits.train, kind, 1).batch(
      0,
    ).inputs;
    const values = [...(images ?? [])];
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean).toBeCloseTo(0, 4);
    expect(values.reduce((a, b) => a + b * b, 0) / values.length).toBeCloseTo(1, 3);
  });

  test('an epoch has every image once, in an order of its own', () => {
    const orders = [1, 2].map((epoch) => shuffled(100, randomFor(0, 'order', epoch)));
    for (const order of orders) expect([...order].sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
    expect(orders[0]).not.toEqual(orders[1]);
  });
});

test('a split holds out the same share of each class, and nothing twice', () => {
  const whole = { ...digits, test: undefined };
  const { train, validation } = splitOf(whole, recipeOf({ data: { validation: 0.1 } }).data, 0);
  expect(train.count + validation.count).toBe(digits.train.count);
  const shares = Array.from({ length: 10 }, (_, cls) => {
    const of = (labels: Int32Array): number => labels.filter((label) => label === cls).length;
    return of(validation.labels) / (of(validation.labels) + of(train.labels));
  });
  for (const share of shares) expect(share).toBeCloseTo(0.1, 1);
});

describe('overfitting', () => {
  const scores = (losses: readonly number[]) => losses.map((loss) => ({ loss, accuracy: 0 }));

  test('is when training still falls and validation has risen for three epochs', () => {
    expect(isOverfitting(scores([3, 2, 1, 0.5, 0.2]), scores([3, 2, 2.2, 2.3, 2.5]))).toBe(true);
    expect(isOverfitting(scores([3, 2, 1, 0.5, 0.2]), scores([3, 2, 2.2, 1.9, 2.5]))).toBe(false);
    expect(isOverfitting(scores([3, 2, 2, 2, 2]), scores([3, 2, 2.2, 2.3, 2.5]))).toBe(false);
  });

  test('every remedy of the recipe is a change that the recipe allows, and is not offered once it is made', () => {
    for (const remedy of remedies(recipeOf())) {
      if (remedy.kind === 'code') continue;
      const names = remedy.path.split('.').reverse();
      const given = names.reduce<unknown>((inner, name) => ({ [name]: inner }), remedy.value);
      const changed = recipeOf(given as object);
      expect(remedies(changed).map(({ title }) => title)).not.toContain(remedy.title);
    }
  });

  test('remedies that the recipe has already are not offered', () => {
    expect(remedies(recipeOf())).toHaveLength(6);
    const some = remedies(
      recipeOf({ augmentation: { flip: true }, optimizer: { weight_decay: 1e-4 }, early_stopping: 3 }),
    );
    expect(some.map(remedyText).join()).not.toMatch(/augmentation|weight decay|early/);
  });
});

test('runs are numbered by name', () => {
  const workspace = mkdtempSync(join(tmpdir(), 'convscope-runs-'));
  const first = newRunFolder(workspace, 'Net(10)');
  expect(first).toBe(join(workspace, '.convscope/runs/Net-10-1'));
  openRun(first, recipeOf());
  expect(newRunFolder(workspace, 'Net(10)')).toBe(join(workspace, '.convscope/runs/Net-10-2'));
});
