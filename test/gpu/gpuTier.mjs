/**
 * `npm test -- gpu`: training steps on WebGPU, in Node and in a browser, held to PyTorch and to the CPU engine. The card
 * is one that the processor plays (SwiftShader, which comes with Chromium); where there is none, the tests are not run.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { cache } from '../../scripts/lib/cache.mjs';
import { root } from '../../scripts/lib/files.mjs';
import { browserPath, launchBrowser, SOFTWARE_CARD } from '../editor/browser.mjs';
import { tabTests } from './tabTests.mjs';

/** A driver that hangs must not hang the tests. */
const MOST_MS = 300_000;

export async function runGpuTier(say, only = '') {
  const wanted = (name) => only === '' || name.includes(only);
  const file = await jobFile(wanted);
  const counts = { passed: 0, failed: 0 };
  const told =
    (where) =>
    ({ name, fault }) => {
      counts[fault === undefined ? 'passed' : 'failed'] += 1;
      if (fault !== undefined) say(`failed ${where}: ${name}\n${fault}`);
    };
  const reasons = [
    await inNode(file, told('in Node'), say),
    await inBrowser(file, told('in the browser')),
    await inTab(file, told('in a tab'), wanted),
  ];
  for (const reason of reasons) if (reason !== undefined) say(`not run: ${reason}`);
  return counts.passed + counts.failed === 0 ? { ...counts, skipped: reasons.join('; ') } : counts;
}

async function jobFile(wanted) {
  const entry = join(cache, 'gpu-job.mjs');
  await bundled('test/gpu/job.ts', entry, asModule);
  const { makeJob } = await import(`${pathToFileURL(entry).href}?${Date.now()}`);
  const { ops, nets } = await makeJob();
  const file = join(cache, 'gpu-job.json');
  const named = ({ name }) => wanted(name);
  writeFileSync(file, JSON.stringify({ ops: ops.filter(named), nets: nets.filter(named) }));
  return file;
}

/** Undefined, or why nothing was computed. */
async function inNode(file, tell, say) {
  const entry = join(cache, 'gpu-node.mjs');
  const define = { __dirname: JSON.stringify(join(root, 'dist')) }; // where the thread that makes batches is built
  await bundled('test/gpu/inNode.ts', entry, { ...asModule, define });
  const child = spawn(process.execPath, [entry, file], {
    cwd: root,
    env: { ...process.env, ...softwareCard() },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  child.stderr.on('data', (text) => {
    words = (words + text).slice(-4000);
  });
  const overdue = setTimeout(() => child.kill('SIGKILL'), MOST_MS);
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));
  let skipped;
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue;
    const outcome = JSON.parse(line);
    if (outcome.skipped === undefined) tell(outcome);
    else skipped = `in Node: ${outcome.skipped}`;
  }
  const end = await ended;
  clearTimeout(overdue);
  if (end !== 0) tell({ name: 'the process ends by itself', fault: `${end}\n${words}` });
  else if (words.trim() !== '') say(words.trim());
  return skipped;
}

/** Chromium's software card as the system's only one, with its own loader beside it. */
function softwareCard() {
  const folder = [dirname(browserPath()), '/usr/lib/chromium'].find((one) =>
    existsSync(join(one, 'vk_swiftshader_icd.json')),
  );
  if (folder === undefined) return {};
  const libraries = [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return { VK_DRIVER_FILES: join(folder, 'vk_swiftshader_icd.json'), LD_LIBRARY_PATH: libraries };
}

async function inBrowser(file, tell) {
  const entry = join(cache, 'gpu-page.js');
  await bundled('test/gpu/inPage.ts', entry, { format: 'iife', platform: 'browser' });
  const browser = await launchBrowser(console.error, SOFTWARE_CARD);
  try {
    const page = await browser.newPage();
    // WebGPU is for secure pages only.
    await page.route('https://page.test/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!DOCTYPE html><title>GPU</title>' }),
    );
    await page.goto('https://page.test/');
    await page.addScriptTag({ content: readFileSync(entry, 'utf8') });
    page.setDefaultTimeout(MOST_MS);
    const outcomes = await page.evaluate((job) => globalThis.compute(job), JSON.parse(readFileSync(file, 'utf8')));
    if (typeof outcomes === 'string') return `in the browser: ${outcomes}`;
    for (const outcome of outcomes) tell(outcome);
    return undefined;
  } finally {
    await browser.close();
  }
}

/** Where there is no card in the browser, the tests above have said so. */
async function inTab(jobFile, tell, wanted) {
  const browser = await launchBrowser(console.error, SOFTWARE_CARD);
  try {
    const bundles = await tabBundles();
    const module = join(cache, 'gpu-tab.mjs');
    await bundled('test/gpu/tabProcess.ts', module, asModule);
    for (const [name, test] of tabTests({ browser, bundles, jobFile, module })) {
      if (!wanted(name)) continue;
      await Promise.race([test(), overdue()]).then(
        () => tell({ name }),
        (error) => tell({ name, fault: error.stack }),
      );
    }
    return undefined;
  } finally {
    await browser.close();
  }
}

const overdue = () =>
  new Promise((_, reject) => setTimeout(() => reject(new Error('it takes too long')), MOST_MS).unref());

async function tabBundles() {
  const parts = { wire: 'test/gpu/wire.ts', relay: 'client/src/training/pageEngine.ts', model: 'test/gpu/tabModel.ts' };
  const loaded = Object.entries(parts).map(async ([name, from]) => {
    const to = join(cache, `gpu-tab-${name}.mjs`);
    await bundled(from, to, asModule);
    return import(`${pathToFileURL(to).href}?${Date.now()}`);
  });
  const [wire, { PageEngine }, { smallModel }] = await Promise.all(loaded);
  const script = join(cache, 'gpu-tab-wire.js');
  await bundled('test/gpu/wire.ts', script, { format: 'iife', globalName: 'wire', platform: 'browser' });
  return { wire, PageEngine, smallModel, wireScript: `${readFileSync(script, 'utf8')}; globalThis.wire = wire;` };
}

const asModule = {
  format: 'esm',
  external: ['onnxruntime-node'],
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
};

function bundled(from, to, options) {
  return build({
    absWorkingDir: root,
    entryPoints: [from],
    outfile: to,
    bundle: true,
    platform: 'node',
    target: 'es2022',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
    ...options,
  });
}

if (process.argv[1]?.endsWith('gpuTier.mjs')) {
  const result = await runGpuTier(console.log, process.argv[2]);
  console.log(result.skipped ?? `${result.passed} passed, ${result.failed} failed`);
  if (result.failed > 0) process.exitCode = 1;
}
