/** A training process that is killed again and again, at any moment, comes to what one comes to that was left alone. */
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { seeded } from '../../../server/src/program';
import type { EpochEvent, TrainingEvent } from '../../../server/src/protocol';
import { openCheckpoint } from '../../../server/src/train/checkpoint';
import { readEvents } from '../../../server/src/train/runs/run';

const KILLS = 20;
const EPOCHS = 150;
const cli = resolve('.cache/killed/cli.cjs');

beforeAll(async () => {
  await build({
    entryPoints: ['server/src/cli/main.ts'],
    outfile: cli,
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    format: 'cjs',
    external: ['onnxruntime-node'],
    logLevel: 'error',
  });
}, 60_000);

function newWorkspace(): string {
  const workspace = mkdtempSync(join(tmpdir(), 'convscope-killed-'));
  copyFileSync('test/editor/workspace/digits.py', join(workspace, 'digits.py'));
  const recipe = { file: 'digits.py', model: 'Digits()', engine: 'onnx', threads: 1, epochs: EPOCHS };
  writeFileSync(join(workspace, 'convscope.json'), JSON.stringify(recipe));
  return workspace;
}

/** Kills `after` milliseconds after the first step was told; without it waits for the end. Returns what was told. */
function train(workspace: string, resume: boolean, after?: number): Promise<TrainingEvent[]> {
  const given = [
    'train',
    join(workspace, 'convscope.json'),
    '--format',
    'json',
    ...(resume ? ['--resume', 'last'] : []),
  ];
  const child = spawn(process.execPath, [cli, ...given], { stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  let said = '';
  let hasBegun = false;
  child.stderr.on('data', (data) => {
    said += data;
  });
  child.stdout.on('data', (data) => {
    told += data;
    if (hasBegun || after === undefined || !told.includes('"event":"start"')) return;
    hasBegun = true;
    setTimeout(() => child.kill('SIGKILL'), after);
  });
  return new Promise((done, fail) => {
    child.on('close', (code) => {
      if (code !== null && code !== 0) fail(new Error(said));
      const lines = told.split('\n').slice(0, -1);
      done(lines.map((line): TrainingEvent => JSON.parse(line)));
    });
  });
}

const runOf = (workspace: string): string => join(workspace, '.convscope/runs/Digits-1');
const epochsOf = (events: readonly TrainingEvent[]): EpochEvent[] => events.filter((one) => one.event === 'epoch');
/** Without what a clock has measured. */
const learned = (events: readonly TrainingEvent[]) =>
  epochsOf(events).map(({ epoch, train: trained, validation, best }) => ({ epoch, trained, validation, best }));

test(`killed ${KILLS} times`, async () => {
  const workspace = newWorkspace();
  const random = seeded(3);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const before = existsSync(runOf(workspace)) ? epochsOf(readEvents(runOf(workspace))).length : 0;
    const events = await train(workspace, kill > 0, 250 * random.next());
    const start = events.find((event) => event.event === 'start');
    expect(start?.resumed_after ?? 0).toBeGreaterThanOrEqual(before);
    // Every file is the old one or the new one, whole.
    for (const name of readdirSync(runOf(workspace)).filter((one) => one.endsWith('.safetensors')))
      (await openCheckpoint(join(runOf(workspace), name))).close();
    const epochs = epochsOf(readEvents(runOf(workspace))).map(({ epoch }) => epoch);
    expect(epochs).toEqual(epochs.map((_, i) => i + 1));
  }
  await train(workspace, true);
  const alone = newWorkspace();
  await train(alone, false);
  expect(learned(readEvents(runOf(workspace)))).toEqual(learned(readEvents(runOf(alone))));
  expect(learned(readEvents(runOf(alone)))).toHaveLength(EPOCHS);
}, 300_000);
