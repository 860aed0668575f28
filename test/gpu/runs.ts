/** Whole runs on a card that is lost, or that has no room any more, in their second epoch: the processor goes on. */
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openRecipe, openRecipeData, readModel } from '../../server/src/cli/recipe';
import { engineOnTfjs } from '../../server/src/engine/tfjs';
import { createBuilder } from '../../server/src/program';
import type { TrainingEvent } from '../../server/src/protocol';
import type { Device } from '../../server/src/tfjs';
import { ENGINES, type Engine } from '../../server/src/train/engines';
import { openDawn } from '../../server/src/train/engines/webgpu/node';
import { runTraining } from '../../server/src/train/process/run';
import { knownSpeeds } from '../../server/src/train/runs/speeds';
import { outcome, type Tell } from './onDevice';

export async function runRuns(tell: Tell): Promise<void> {
  await outcome('a run whose card is lost midway ends on the processor', tell, () =>
    endsOnProcessor('the graphics card was lost (', (device) => device.close()),
  );
  await outcome('a run whose card has no room midway ends on the processor', tell, () =>
    endsOnProcessor('the graphics card has no room for this model at this batch size (', askTooMuch),
  );
}

/** More than any card has: what it says is thrown. */
async function askTooMuch(device: Device): Promise<void> {
  const b = createBuilder();
  const x = b.source([1]);
  const huge = b.expand(b.reshape(x, [1, 1]), [40000, 40000]);
  const compiled = device.compile(b, [x], [b.reduce('sum', b.mul(huge, huge), [0, 1])]);
  await compiled.run([{ shape: [1], element: 'float32', data: Float32Array.of(1) }], 0);
}

/** Empty: as it must be. `spoil` happens before a step of the second epoch. */
async function endsOnProcessor(reason: string, spoil: Spoil): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'convscope-gpu-'));
  try {
    copyFileSync('test/editor/workspace/digits.py', join(folder, 'digits.py'));
    const file = join(folder, 'convscope.json');
    const { events, end } = await trained(file, spoil);
    const starts = events.flatMap((event) => (event.event === 'start' ? [event] : []));
    const [first, second] = starts;
    if (end.reason !== 'finished') return `it ended: ${JSON.stringify(end)}`;
    if (starts.length !== 2 || first?.device !== 'gpu' || second?.device !== 'cpu')
      return `it ran on ${starts.map(({ engine }) => engine).join(', then ')}`;
    // The weights of the first epoch, and not those of the broken one, are what the processor began with.
    if (second.resumed_after !== 1 || second.folder !== first.folder) return 'it did not go on from its first epoch';
    const losses = events.flatMap((event) => (event.event === 'epoch' ? [event.validation.loss] : []));
    if (!losses.every(Number.isFinite) || !existsSync(join(first.folder, 'state.safetensors')))
      return 'weights are gone';
    const notes = events.flatMap((event) => (event.event === 'note' ? [event.text] : []));
    return notes.some((text) => text.includes(reason)) ? '' : `it says: ${notes.join(' | ')}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Spoil = (device: Device) => void | Promise<void>;

async function trained(file: string, spoil: Spoil) {
  const folder = dirname(file);
  writeFileSync(file, JSON.stringify({ file: 'digits.py', model: 'Digits()', epochs: 3, batch_size: 256 }));
  const parsed = { values: {}, positionals: [file] };
  const opened = openRecipe('train', parsed);
  const data = await openRecipeData(opened);
  const model = readModel(opened, data, parsed);
  const card = spoiled(spoil);
  const speeds = knownSpeeds(folder, model, opened.recipe);
  speeds.keep((await card.capabilities()).description, 1000);
  speeds.keep((await ENGINES.onnx.capabilities()).description, 10);
  const events: TrainingEvent[] = [];
  const end = await runTraining({
    ...{ recipe: opened.recipe, data, folder, mode: 'train', model, workspace: folder, resume: undefined },
    engines: { ...ENGINES, webgpu: card },
    goOn: async () => true,
    report: (event) => events.push(event),
  });
  return { events, end };
}

/** Six steps make an epoch; the gradient is checked in one before. */
const IN_SECOND_EPOCH = 1 + 6 + 3;

/** The real engine, though it would not be chosen as it is: a processor plays its card. */
function spoiled(spoil: Spoil): Engine {
  let opened: Device | string = '';
  const engine = engineOnTfjs('webgpu', async () => {
    opened = await openDawn();
    return opened;
  });
  let steps = 0;
  return {
    ...engine,
    capabilities: async (plain) => ({ ...(await engine.capabilities(plain)), isSoftware: false }),
    async prepare(model, options) {
      const trainer = await engine.prepare(model, options);
      return {
        ...trainer,
        async step(batch, control) {
          steps += 1;
          if (steps === IN_SECOND_EPOCH && typeof opened !== 'string') await spoil(opened);
          return trainer.step(batch, control);
        },
      };
    },
  };
}
