/** The atlas of a layer in the page, and an epoch from its file to the page's frame. */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/lib/files.mjs';
import { launchBrowser } from '../editor/browser.mjs';
import { openFilters } from '../pages/filtersPage.mjs';
import { loadInspection } from '../pages/harness.mjs';

const TIMES = 15;
const inspection = await loadInspection();

/** A run whose layer `conv` has 64 × 64 kernels of 3 × 3. */
function largeRun() {
  const folder = mkdtempSync(join(tmpdir(), 'convscope-bench-'));
  for (const epoch of [0, 1]) inspection.largeEpoch(folder, epoch);
  return { kind: 'run', folder };
}

/** In the page, from the message that brings the kernels to the end of the frame that shows them. */
async function atlasOf4096() {
  const origin = largeRun();
  const browser = await launchBrowser();
  const { page, close } = await openFilters(browser, {
    inspection,
    origin,
    theme: 'dark',
    viewport: { width: 1000, height: 900 },
  });
  const values = await page.evaluate(
    async ({ answer, times }) => {
      const found = [];
      for (let i = 0; i < times; i += 1) {
        const id = window.sent.filter(({ kind }) => kind === 'ask').at(-1).id;
        const data = { kind: 'answer', id, answer };
        await new Promise((done) => requestAnimationFrame(done));
        const started = performance.now();
        window.dispatchEvent(new MessageEvent('message', { data }));
        // Layout and style are part of it.
        document.body.getBoundingClientRect();
        found.push(performance.now() - started);
      }
      return found;
    },
    { answer: await inspection.answered(origin, QUESTION), times: TIMES + 3 },
  );
  await close();
  await browser.close();
  rmSync(origin.folder, { recursive: true });
  return { values: values.slice(3), unit: 'ms' };
}

const QUESTION = {
  epoch: 1,
  name: 'conv.weight',
  transposed: false,
  from: 0,
  difference: false,
  similarity: false,
  spectrum: true,
};

/** What the extension waits for when an epoch is written: which epochs there are, and the layer of the newest. */
async function refresh() {
  const origin = largeRun();
  const child = fork(join(root, 'dist/inspector.js'), { serialization: 'advanced' });
  await new Promise((done) => child.once('message', done));
  const ask = (id, name, params) =>
    new Promise((done) => {
      child.once('message', done);
      child.send({ kind: 'ask', id, name, params });
    });
  const values = [];
  for (let i = 0; i < TIMES + 3; i += 1) {
    const started = performance.now();
    await ask(2 * i, 'weights/open', { origin, model: undefined });
    const { result } = await ask(2 * i + 1, 'filters/layer', { ...QUESTION, origin });
    values.push(performance.now() - started);
    if (result.values.data.length !== 64 * 64 * 9) throw new Error('the layer did not come');
  }
  child.disconnect();
  rmSync(origin.folder, { recursive: true });
  return { values: values.slice(3), unit: 'ms' };
}

export const benches = {
  'filters: a layer of 4096 kernels of 3×3, from the message to the picture': atlasOf4096,
  'filters: an epoch of that layer, from its file to the message': refresh,
};
