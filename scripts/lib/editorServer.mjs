/**
 * VS Code's own server build, for machines without a desktop VS Code: unpacked once into .cache/, served on localhost.
 *
 * The npm package code-server carries it; its own installer builds native modules that are not needed here.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { cachedFolder } from './cache.mjs';
import { npm } from './install.mjs';

const VERSION = '4.110.0'; // VS Code 1.110, the newest that runs on Node 20

/** The folder with VS Code's server; the first call downloads about 50 MB and takes about 20 seconds. */
export function obtainEditorServer(say) {
  return cachedFolder(`vscode-server-${VERSION}`, (folder) => {
    say('Unpacking the VS Code server (once, about 345 MB) …');
    npm(['pack', '--silent', `code-server@${VERSION}`], { cwd: folder });
    const archive = `code-server-${VERSION}.tgz`;
    const args = ['-xzf', archive, '--strip-components=3', 'package/lib/vscode'];
    const { status, stderr } = spawnSync('tar', args, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`Unpacking ${archive} failed: ${stderr}`);
    rmSync(join(folder, archive));
    npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], { cwd: folder });
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Starts the server with its data in `data`.
 *
 * @param {{ editor: string, data: string, vsix?: string, settings?: object, port?: number }} options
 * @returns {Promise<{ port: number, address: (folder: string, payload?: [string, string][]) => string,
 *   exited: Promise<number | null>, stop: () => Promise<void> }>}
 */
export async function startEditorServer({ editor, data, vsix, settings = {}, port }) {
  const main = join(editor, 'out/server-main.js');
  const folders = ['--server-data-dir', data, '--extensions-dir', join(data, 'extensions')];
  for (const kind of ['User', 'Machine']) {
    mkdirSync(join(data, 'data', kind), { recursive: true });
    writeFileSync(join(data, 'data', kind, 'settings.json'), JSON.stringify(settings, null, 2));
  }
  if (vsix !== undefined) installExtension(main, folders, vsix);

  const listening = port ?? (await freePort());
  const child = spawn(
    process.execPath,
    [
      main,
      ...['--host', '127.0.0.1', '--port', String(listening), '--without-connection-token'],
      ...['--accept-server-license-terms', '--telemetry-level', 'off', '--enable-smoke-test-driver'],
      ...folders,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: withoutEditorVariables() },
  );
  const exited = new Promise((resolve) => child.once('exit', resolve));
  await untilListening(child, exited);

  return {
    port: listening,
    exited,
    address: (folder, payload = []) => {
      const query = new URLSearchParams({ folder });
      if (payload.length > 0) query.set('payload', JSON.stringify(payload));
      return `http://127.0.0.1:${listening}/?${query}`;
    },
    stop: async () => {
      child.kill();
      const patience = setTimeout(() => child.kill('SIGKILL'), 5000);
      await exited;
      clearTimeout(patience);
    },
  };
}

function installExtension(main, folders, vsix) {
  const args = [main, ...folders, '--install-extension', vsix, '--force'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: withoutEditorVariables(),
  });
  if (status !== 0) throw new Error(`Installing ${vsix} failed:\n${stdout}${stderr}`);
}

/** The server must not take itself for a child of the editor whose terminal this runs in. */
function withoutEditorVariables() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name)));
}

function untilListening(child, exited) {
  let said = '';
  return new Promise((resolve, reject) => {
    const listen = (chunk) => {
      said += chunk;
      if (said.includes('Extension host agent listening')) resolve();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    exited.then((code) => reject(new Error(`The VS Code server stopped with exit code ${code}:\n${said}`)));
  });
}
