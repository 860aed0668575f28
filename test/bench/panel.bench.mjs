/**
 * What the tab of a run costs the run: the same training with the page following it and with the page at rest, in
 * turns, and the processor time of the whole browser beside that of the training process. Linux only (/proc).
 */
import { fork } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/lib/files.mjs';
import { launchBrowser } from '../editor/browser.mjs';
import { openPage, tell } from '../pages/harness.mjs';
import { loadLandscapes } from '../pages/runs.pages.mjs';

const TURNS = 4;
const EPOCHS = 200;
/** As the extension does, which sends only the last of what the model says of images. */
const MS_BETWEEN = 150;
const STATE = { title: 'Digits()', mode: 'train', note: '', text: '', canPause: true, canResume: false };
const TICKS_A_SECOND = 100;

/** Seconds of processor time of some processes. */
function processorTime(pids) {
  const ticks = pids.map((pid) => {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
      return Number(fields[11]) + Number(fields[12]);
    } catch {
      return 0; // it has ended
    }
  });
  return ticks.reduce((sum, one) => sum + one, 0) / TICKS_A_SECOND;
}

/** All processes below this one. */
function descendants() {
  const parents = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      parents.set(Number(pid), Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[1]));
    } catch {
      // it has ended
    }
  const isBelow = (pid) => pid !== undefined && (parents.get(pid) === process.pid || isBelow(parents.get(pid)));
  return [...parents.keys()].filter(isBelow);
}

/** One run by the extension's own training process; `show` takes events as the tab would. */
async function oneRun({ recipe, folder, model }, browserPids, show) {
  const trainer = fork(join(root, 'dist/trainer.js'), [], { silent: true });
  const before = processorTime(browserPids);
  let waiting = [];
  let shown = Promise.resolve();
  let last = 0;
  let began = 0;
  return new Promise((resolve, reject) => {
    trainer.on('error', reject);
    trainer.on('message', (message) => {
      if (message.kind === 'ready') trainer.send({ kind: 'open', recipe, folder });
      if (message.kind === 'opened')
        trainer.send({ kind: 'start', mode: 'train', model, workspace: folder, resume: undefined });
      if (message.kind === 'error') reject(new Error(message.message));
      if (message.kind !== 'event') return;
      const { event } = message;
      if (event.event === 'start') began = performance.now();
      waiting.push(event);
      if (performance.now() - last < MS_BETWEEN && event.event !== 'end') return;
      last = performance.now();
      const images = waiting.findLastIndex((one) => one.event === 'predictions');
      const events = waiting.filter((one, i) => one.event !== 'predictions' || i === images);
      waiting = [];
      shown = shown.then(() => show(events));
      if (event.event !== 'end') return;
      const seconds = (performance.now() - began) / 1000;
      const training = processorTime([trainer.pid]);
      shown.then(() => {
        trainer.disconnect();
        resolve({ seconds, training, browser: processorTime(browserPids) - before });
      }, reject);
    });
  });
}

let measured;
function measure() {
  measured ??= measureOnce();
  return measured;
}

async function measureOnce() {
  const folder = mkdtempSync(join(tmpdir(), 'convscope-bench-'));
  copyFileSync(join(root, 'test/editor/workspace/digits.py'), join(folder, 'digits.py'));
  const file = join(folder, 'convscope.json');
  writeFileSync(
    file,
    JSON.stringify({ file: 'digits.py', model: 'Digits()', epochs: EPOCHS, engine: 'onnx', threads: 1 }),
  );
  const { loweredModel } = await loadLandscapes();
  const job = { folder, ...(await loweredModel(file)) };
  const browser = await launchBrowser();
  const { page, close } = await openPage(browser, { name: 'training', theme: 'dark' });
  const pids = descendants();
  const open = [];
  const closed = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    closed.push(await oneRun(job, pids, async () => {}));
    let isFirst = true;
    open.push(
      await oneRun(job, pids, async (events) => {
        await tell(page, { ...STATE, status: 'running', events, fromStart: isFirst });
        isFirst = false;
      }),
    );
  }
  await close();
  await browser.close();
  rmSync(folder, { recursive: true });
  return { open, closed };
}

async function speed() {
  const { open, closed } = await measure();
  const speeds = (runs) => runs.map(({ seconds }) => EPOCHS / seconds);
  return { values: speeds(open), unit: 'epochs/s', beside: { name: 'at rest', values: speeds(closed) } };
}

async function work() {
  const { open, closed } = await measure();
  const each = (runs) => runs.map(({ training }) => training);
  return { values: each(open), unit: 's', beside: { name: 'at rest', values: each(closed) } };
}

async function page() {
  const { open, closed } = await measure();
  const share = (runs) => runs.map(({ browser, training }) => (100 * browser) / training);
  return { values: share(open), unit: '%', beside: { name: 'at rest', values: share(closed) } };
}

export const benches = {
  'panel: speed of a run with its tab open': speed,
  'panel: processor time of the training process with the tab open': work,
  'panel: processor time of the browser, of that of the training': page,
};
