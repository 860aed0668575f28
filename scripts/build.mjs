/** Bundles every entry point that exists into dist/ with esbuild; --watch keeps doing so, --quiet says nothing. */
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { context } from 'esbuild';
import { filesBelow, root } from './lib/files.mjs';
import { FONT_SUBSETS } from './lib/fontSubsets.mjs';
import { FONT_LICENCES } from './lib/fonts.mjs';

const onNode = { platform: 'node', format: 'cjs', target: 'node20' };
/** Native libraries stay beside the bundle, in node_modules. */
const withEngines = { ...onNode, external: ['onnxruntime-node'] };
/** As a module the library looks beside its own file for what it does not need. */
const toPrint = { ...onNode, minify: true, alias: { pdfkit: './node_modules/pdfkit/js/pdfkit.js' } };
/** Pages load their script anew each time they are opened, so it is kept small. */
const inBrowser = { platform: 'browser', format: 'iife', target: 'es2022', minify: true };

/** Mocha resolves the workers of its parallel mode, which is not used. */
const withMocha = { logOverride: { 'require-resolve-not-external': 'silent' } };

const bundles = [
  { from: 'client/src/extension.ts', to: 'client.js', options: { ...onNode, external: ['vscode'] } },
  { from: 'server/src/lsp/main.ts', to: 'server.js', options: onNode },
  { from: 'server/src/lsp/worker.ts', to: 'worker.js', options: onNode },
  { from: 'server/src/print/worker.ts', to: 'print.js', options: toPrint },
  { from: 'server/src/train/process/main.ts', to: 'trainer.js', options: withEngines },
  { from: 'server/src/train/supply/worker.ts', to: 'supply.js', options: withEngines },
  { from: 'server/src/train/inspection/main.ts', to: 'inspector.js', options: withEngines },
  { from: 'server/src/cli/main.ts', to: 'cli.js', options: { ...withEngines, banner: { js: '#!/usr/bin/env node' } } },
  {
    from: 'test/editor/host/index.ts',
    to: 'test/suite.js',
    options: { ...onNode, external: ['vscode'], ...withMocha },
  },
  ...webviews(),
];

/** Every file directly in webview/src is a page's script. */
function webviews() {
  const folder = join(root, 'webview/src');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ from: `webview/src/${file}`, to: `webview/${file.replace(/ts$/, 'js')}`, options: inBrowser }));
}

/** Styles of charts, and what pictures are made with: the rasteriser and the fonts. */
const assets = [
  { from: 'node_modules/uplot/dist/uPlot.min.css', to: 'assets/uplot.css' },
  { from: 'node_modules/@resvg/resvg-wasm/index_bg.wasm', to: 'assets/resvg.wasm' },
  ...FONT_LICENCES,
];

/**
 * The CPU engine with its library for this platform, where an installed extension finds it: 46 MB on Linux, so it is
 * copied only where it is not there yet.
 */
function copyEngine() {
  const native = `bin/napi-v6/${process.platform}/${process.arch}`;
  // A package for another platform has left its own there.
  const there = join(root, 'dist/node_modules/onnxruntime-node', native);
  if (!existsSync(there))
    rmSync(join(root, 'dist/node_modules/onnxruntime-node/bin'), { recursive: true, force: true });
  const parts = {
    'onnxruntime-node': ['package.json', 'dist', native],
    'onnxruntime-common': ['package.json', 'dist'],
  };
  for (const [name, paths] of Object.entries(parts))
    for (const path of paths) {
      const from = join(root, 'node_modules', name, path);
      const to = join(root, 'dist/node_modules', name, path);
      if (existsSync(from) && !existsSync(to)) cpSync(from, to, { recursive: true });
    }
}

async function cutFonts() {
  for (const { to, make } of FONT_SUBSETS) {
    const target = join(root, 'dist', to);
    if (!existsSync(target)) writeFileSync(target, await make());
  }
}

function copyAssets() {
  mkdirSync(join(root, 'dist/assets'), { recursive: true });
  for (const { from, to } of assets) copyFileSync(join(root, from), join(root, 'dist', to));
}

/** What an earlier build left and this one does not make. Done last: someone may be running what is there. */
function removeOthers(made) {
  for (const path of filesBelow('dist', (file) => !made.includes(file))) rmSync(join(root, path));
}

const watch = process.argv.includes('--watch');
const say = process.argv.includes('--quiet') ? () => {} : console.log;

const present = bundles.filter(({ from }) => existsSync(join(root, from)));
for (const { from } of bundles.filter((bundle) => !present.includes(bundle))) say(`build: ${from} is not there yet`);
if (present.length === 0) throw new Error('build: no entry point was found, so nothing was built');

const contexts = await Promise.all(
  present.map(({ from, to, options }) =>
    context({
      absWorkingDir: root,
      entryPoints: [from],
      outfile: `dist/${to}`,
      bundle: true,
      sourcemap: 'external',
      mainFields: ['module', 'main'],
      logLevel: 'warning',
      ...options,
    }),
  ),
);

if (watch) {
  await Promise.all(contexts.map((one) => one.watch()));
  say(`build: watching ${present.length} bundles`);
} else {
  try {
    await Promise.all(contexts.map((one) => one.rebuild()));
    copyAssets();
    await cutFonts();
    copyEngine();
    removeOthers(
      [...present.flatMap(({ to }) => [to, `${to}.map`]), ...[...assets, ...FONT_SUBSETS].map(({ to }) => to)].map(
        (to) => `dist/${to}`,
      ),
    );
    say(`build: ${present.length} bundles in dist/`);
  } catch {
    process.exitCode = 1; // esbuild has already printed each error
  }
  await Promise.all(contexts.map((one) => one.dispose()));
}
