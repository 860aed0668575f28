/**
 * `npm start`: installs, builds, and opens Convscope on examples/ in VS Code. It needs Node and npm, nothing else.
 * `npm start -- COMMAND …` runs the command line instead; then stdout carries its output alone.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildQuietly } from './lib/build.mjs';
import { cache } from './lib/cache.mjs';
import { obtainEditorServer, startEditorServer } from './lib/editorServer.mjs';
import { root } from './lib/files.mjs';
import { install } from './lib/install.mjs';

const examples = join(root, 'examples');
const say = console.error;

/** Of the VS Code that this serves, and of no other: no question and no panel between a newcomer and the examples. */
const SETTINGS = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
};

try {
  const args = process.argv.slice(2);
  install(say);
  if (args.length > 0) {
    buildQuietly();
    process.exitCode = await runCommandLine(args);
  } else {
    say('Building …');
    buildQuietly();
    await openEditor();
  }
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}

function runCommandLine(args) {
  const cli = join(root, 'dist/cli.js');
  if (!existsSync(cli))
    throw new Error('The command line is not part of this checkout: server/src/cli/main.ts is missing.');
  const child = spawn(process.execPath, [cli, ...args], { cwd: process.env.INIT_CWD ?? root, stdio: 'inherit' });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

async function openEditor() {
  if (!existsSync(join(root, 'dist/client.js')))
    throw new Error('There is no extension to open: client/src/extension.ts is missing.');
  if (hasDesktopEditor()) {
    say('Opening VS Code on examples/ …');
    const windows = process.platform === 'win32';
    spawnSync('code', [`--extensionDevelopmentPath=${root}`, examples], { stdio: 'inherit', shell: windows });
  } else {
    await serveEditor();
  }
}

function hasDesktopEditor() {
  if (process.env.CONVSCOPE_EDITOR === 'server') return false;
  return spawnSync('code', ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0;
}

async function serveEditor() {
  const { packageExtension } = await import('./lib/package.mjs');
  const editor = await obtainEditorServer(say);
  const data = join(cache, 'start');
  mkdirSync(data, { recursive: true });
  const server = await startEditorServer({
    editor,
    data,
    vsix: packageExtension(),
    settings: SETTINGS,
    port: process.env.PORT ? Number(process.env.PORT) : undefined,
  });
  console.log(`\nConvscope is open on examples/ in VS Code:\n\n  ${server.address(examples)}\n\nCtrl+C stops it.`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.stop());
  await server.exited;
}
