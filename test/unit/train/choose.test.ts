/** Which engine trains: what is measured, what is remembered, and what takes the place of one that fails midway. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRecipe, openRecipeData, readModel } from '../../../server/src/cli/recipe';
import type { TrainingEvent } from '../../../server/src/protocol';
import { Fault } from '../../../server/src/tfjs';
import { chooseEngine, type Measuring } from '../../../server/src/train/choose';
import { type Capabilities, ENGINES, type Engine, type EngineName } from '../../../server/src/train/engines';
import { runTraining } from '../../../server/src/train/process/run';
import { knownSpeeds } from '../../../server/src/train/runs/speeds';

const absent: Engine = { ...ENGINES.onnx, unavailable: async () => 'it is not installed' };
const posing = (capabilities: Capabilities): Engine => ({
  ...ENGINES.onnx,
  unavailable: async () => undefined,
  capabilities: async () => capabilities,
});
const cpu = posing({ name: 'onnx', description: 'a processor', device: 'cpu' });
const card = posing({ name: 'webgpu', description: 'a card', device: 'gpu' });
const played = posing({ name: 'webgpu', description: 'SwiftShader', device: 'gpu', isSoftware: true });

type Table = Readonly<Record<EngineName, Engine>>;
const table = (some: Partial<Table>): Table => ({
  ...{ onnx: cpu, webgpu: absent, webview: absent, tensorflow: absent, reference: ENGINES.reference },
  ...some,
});

/** Speeds by description; what was asked for. */
function measuring(speeds: Readonly<Record<string, number>>): Measuring & { readonly asked: string[] } {
  const kept = new Map<string, number>();
  const asked: string[] = [];
  return {
    asked,
    known: { get: (name) => kept.get(name), keep: (name, speed) => kept.set(name, speed) },
    async speedOf(engine) {
      const { description } = await engine.capabilities();
      asked.push(description);
      const speed = speeds[description];
      if (speed === undefined) throw new Error('it has no room');
      return speed;
    },
  };
}

describe('auto', () => {
  test('the faster one, with both figures', async () => {
    const { engines, notes } = await chooseEngine(
      'auto',
      measuring({ 'a processor': 900, 'a card': 1234 }),
      table({ webgpu: card }),
    );
    expect(engines).toEqual([card, cpu, ENGINES.reference]);
    expect(notes).toEqual([
      'In ten steps of this recipe: a card 1,234 images/s, a processor 900 images/s. The first is used.',
      expect.stringContaining('tested on software cards only'),
    ]);
  });
  test('the card where they are about equal, the processor where it is faster', async () => {
    const equal = await chooseEngine('auto', measuring({ 'a processor': 100, 'a card': 97 }), table({ webgpu: card }));
    expect(equal.engines[0]).toBe(card);
    const slower = await chooseEngine('auto', measuring({ 'a processor': 100, 'a card': 80 }), table({ webgpu: card }));
    expect(slower.engines.slice(0, 2)).toEqual([cpu, card]);
  });
  test('measured once', async () => {
    const measured = measuring({ 'a processor': 900, 'a card': 1234 });
    await chooseEngine('auto', measured, table({ webgpu: card }));
    const again = await chooseEngine('auto', measured, table({ webgpu: card }));
    expect(measured.asked).toEqual(['a processor', 'a card']);
    expect(again.engines[0]).toBe(card);
  });
  test('nothing is measured where there is no choice: without a card, or with one that the processor plays', async () => {
    for (const webgpu of [absent, played]) {
      const measured = measuring({});
      const { engines, notes } = await chooseEngine('auto', measured, table({ webgpu }));
      expect([engines, notes, measured.asked]).toEqual([[cpu, ENGINES.reference], [], []]);
    }
  });
  test('an engine that fails while it is measured is left out, with the reason', async () => {
    const { engines, notes } = await chooseEngine('auto', measuring({ 'a processor': 900 }), table({ webgpu: card }));
    expect(engines[0]).toBe(cpu);
    expect(notes).toEqual(['a card is not used: it has no room.']);
  });
});

describe('by name', () => {
  test('alone, and unmeasured', async () => {
    const measured = measuring({});
    expect((await chooseEngine('webgpu', measured, table({ webgpu: card }))).engines).toEqual([card]);
    expect(measured.asked).toEqual([]);
  });
  test('one that is not there says why, and what to do', async () => {
    await expect(chooseEngine('webgpu', measuring({}), table({}))).rejects.toThrow(
      'The engine webgpu does not run here: it is not installed. Set "engine" in the recipe to "auto" for one that does.',
    );
  });
  test('a card that the processor plays says so', async () => {
    const { notes } = await chooseEngine('webgpu', measuring({}), table({ webgpu: played }));
    expect(notes).toEqual(['SwiftShader is a graphics card that the processor plays: "onnx" is much faster.']);
  });
});

test('what is remembered belongs to the recipe and survives a broken file', async () => {
  const { folder, opened, model } = await digits({});
  const speeds = knownSpeeds(folder, model, opened.recipe);
  speeds.keep('a card', 12.5);
  expect(knownSpeeds(folder, model, opened.recipe).get('a card')).toBe(12.5);
  expect(knownSpeeds(folder, model, opened.recipe).get('another')).toBeUndefined();
  expect(knownSpeeds(folder, model, { ...opened.recipe, batch_size: 7 }).get('a card')).toBeUndefined();
  expect(knownSpeeds(folder, model, { ...opened.recipe, epochs: 99, note: 'longer' }).get('a card')).toBe(12.5);
  writeFileSync(join(folder, '.convscope', 'speeds.json'), '{');
  expect(speeds.get('a card')).toBeUndefined();
});

async function digits(recipe: object) {
  const folder = mkdtempSync(join(tmpdir(), 'convscope-choose-'));
  copyFileSync('test/editor/workspace/digits.py', join(folder, 'digits.py'));
  const file = join(folder, 'convscope.json');
  writeFileSync(file, JSON.stringify({ file: 'digits.py', model: 'Digits()', epochs: 3, batch_size: 256, ...recipe }));
  const parsed = { values: {}, positionals: [file] };
  const opened = openRecipe('train', parsed);
  const data = await openRecipeData(opened);
  return { folder, opened, data, model: readModel(opened, data, parsed) };
}

describe('the card of the editor', () => {
  const tab = posing({ name: 'webview', description: 'a card in this tab', device: 'gpu' });
  test('is the last resort: both figures, and the wish that the tab stays open', async () => {
    const { engines, notes } = await chooseEngine(
      'auto',
      measuring({ 'a processor': 900, 'a card in this tab': 1234 }),
      table({ webview: tab }),
    );
    expect(engines).toEqual([tab, cpu, ENGINES.reference]);
    expect(notes).toEqual([
      'In ten steps of this recipe: a card in this tab 1,234 images/s, a processor 900 images/s. The first is used.',
      expect.stringContaining('tested on software cards only'),
      expect.stringContaining('in this tab: keep it open'),
    ]);
  });
  test('is not asked for where the machine gives one', async () => {
    const unasked: Engine = { ...tab, unavailable: () => Promise.reject(new Error('it was asked')) };
    const speeds = measuring({ 'a processor': 900, 'a card': 1234 });
    const { engines } = await chooseEngine('auto', speeds, table({ webgpu: card, webview: unasked }));
    expect(engines).toEqual([card, cpu, ENGINES.reference]);
  });
  test('by name the processor stands behind it; without an editor it says where there is one', async () => {
    const speeds = measuring({});
    const { engines } = await chooseEngine('webview', speeds, table({ webview: tab }));
    expect(engines).toEqual([tab, cpu, ENGINES.reference]);
    await expect(chooseEngine('webview', speeds, table({ webview: ENGINES.webview }))).rejects.toThrow(
      'The engine webview does not run here: it computes in the tab of a run, which only the editor has: start the run there.',
    );
  });
});

/** onnxruntime as a card that is lost, or full, in one step of all that it is asked for. */
function failing(step: number, fault: Fault): Engine {
  let steps = 0;
  return {
    ...card,
    async prepare(model, options) {
      const trainer = await ENGINES.onnx.prepare(model, options);
      return {
        ...trainer,
        step(batch, control) {
          steps += 1;
          return steps === step ? Promise.reject(fault) : trainer.step(batch, control);
        },
      };
    },
  };
}

async function train(recipe: object, engines: Table) {
  const { folder, opened, data, model } = await digits(recipe);
  const speeds = knownSpeeds(folder, model, opened.recipe);
  speeds.keep('a card', 1000);
  speeds.keep('a processor', 10);
  const events: TrainingEvent[] = [];
  const end = await runTraining({
    ...{ recipe: opened.recipe, data, folder, mode: 'train', model, workspace: folder, resume: undefined, engines },
    goOn: async () => true,
    report: (event) => events.push(event),
  });
  const starts = events.flatMap((event) => (event.event === 'start' ? [event] : []));
  const notes = events.flatMap((event) => (event.event === 'note' ? [event.text] : []));
  return { end, events, starts, notes, opened };
}

describe('midway', () => {
  // Six steps make an epoch; the gradient is checked in one before.
  const inSecondEpoch = 1 + 6 + 3;
  const slow = { ...cpu, prepare: ENGINES.onnx.prepare };

  test('a card that is lost: the processor goes on from the last whole epoch', async () => {
    const lost = failing(inSecondEpoch, new Fault('lost', 'Device is lost'));
    const { end, starts, notes, events, opened } = await train({ engine: 'auto' }, table({ webgpu: lost, onnx: slow }));
    expect(end).toMatchObject({ reason: 'finished' });
    expect(starts.map(({ engine, resumed_after }) => [engine, resumed_after])).toEqual([
      ['a card', 0],
      ['a processor', 1],
    ]);
    expect(new Set(starts.map(({ folder }) => folder)).size).toBe(1);
    expect(notes).toContain(
      'a card failed: the graphics card was lost (Device is lost). The run goes on with another engine from its last whole epoch.',
    );
    const epochs = events.flatMap((event) => (event.event === 'epoch' ? [event.epoch] : []));
    expect(epochs).toEqual([1, 2, 3]);
    expect(opened.recipe.epochs).toBe(3);
  });

  test('the tab that computes is closed: the processor goes on, though it was asked for by name', async () => {
    const closed = failing(inSecondEpoch, new Fault('away', 'it was closed'));
    const tab = {
      ...closed,
      capabilities: async () => ({ name: 'webview', description: 'a tab', device: 'gpu' }) as const,
    };
    const { end, starts, notes } = await train({ engine: 'webview' }, table({ webview: tab, onnx: slow }));
    expect(end).toMatchObject({ reason: 'finished' });
    expect(starts.map(({ engine, resumed_after }) => [engine, resumed_after])).toEqual([
      ['a tab', 0],
      ['a processor', 1],
    ]);
    expect(notes).toContain(
      'a tab failed: the tab that computes is gone (it was closed). The run goes on with another engine from its last whole epoch.',
    );
  });

  test('by name: it stops, what was learned is kept, and the reason says what to do', async () => {
    const full = failing(inSecondEpoch, new Fault('memory', 'Buffer size exceeds the limit'));
    const { end, starts } = await train({ engine: 'webgpu' }, table({ webgpu: full }));
    expect(end).toMatchObject({
      reason: 'failed',
      message:
        'a card failed: the graphics card has no room for this model at this batch size (Buffer size exceeds the limit). A smaller "batch_size" needs less memory; "engine": "auto" goes on without the card. What it had learned up to its last whole epoch is kept: resume the run.',
    });
    const kept = join(starts[0]?.folder ?? '', 'state.safetensors');
    expect(existsSync(kept)).toBe(true);
    expect(
      readFileSync(join(starts[0]?.folder ?? '', 'metrics.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .at(-1),
    ).toContain('"failed"');
  });
});
