/** Engines that a person adds: by an npm of our own here, which does what the test says. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { build } from 'esbuild';
import { expect, test, vi } from 'vitest';
import { installEngine } from '../../../server/src/train/engines/install';

/** A folder, and an npm that runs `script` with `place` as the folder of the package. */
function prepared(name: string, script: string) {
  const folder = mkdtempSync(join(tmpdir(), 'convscope-engines-'));
  const place = join(folder, 'node_modules', ...name.split('/'));
  const file = join(folder, 'npm.mjs');
  const head = `import { mkdirSync, writeFileSync } from 'node:fs'; const place = ${JSON.stringify(place)};`;
  writeFileSync(file, `${head}\n${script}`);
  return { folder, place, npm: [process.execPath, file] };
}
const quiet = { report() {} };

test('npm installs the very version into the folder, without scripts; other platforms are removed', async () => {
  const own = `${process.platform}-${process.platform === 'darwin' ? 'universal' : process.arch}`;
  const { folder, place, npm } = prepared(
    'webgpu',
    `for (const one of ['${own}', 'plan9-mips']) mkdirSync(place + '/dist/' + one, { recursive: true });
     writeFileSync(place + '/arguments.json', JSON.stringify(process.argv.slice(2)));`,
  );
  expect(await installEngine('webgpu', { ...quiet, folder, npm })).toBe(place);
  expect(readdirSync(join(place, 'dist'))).toEqual([own]);
  const { default: args } = await import(join(place, 'arguments.json'), { with: { type: 'json' } });
  expect(args).toEqual(
    expect.arrayContaining(['install', 'webgpu@0.6.2', '--prefix', folder, '--ignore-scripts=true']),
  );
});

/** As npm 10 wrote it for the real packages. */
const WORDS = {
  'a script that reaches nothing': [
    [
      ...[
        'code 1',
        'path /there',
        'command failed',
        'command sh -c node scripts/install.js',
        'CPU-linux-4.22.0.tar.gz',
      ],
      ...['https://storage.googleapis.com/tensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz'],
      ...['* Downloading libtensorflow', 'node:events:502', '      throw er; // Unhandled', '      ^', ''],
      'Error: getaddrinfo ENOTFOUND storage.googleapis.com',
      '    at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:122:26)',
      ...["Emitted 'error' event on ClientRequest instance at:", '    at emitErrorEvent (node:_http_client:101:11) {'],
      ...['  errno: -3008,', "  code: 'ENOTFOUND',", "  hostname: 'storage.googleapis.com'", '}', ''],
      ...['Node.js v20.20.2', 'A complete log of this run can be found in: /log'],
    ],
    'npm says: Error: getaddrinfo ENOTFOUND storage.googleapis.com. storage.googleapis.com could not be reached: let this machine reach it (HTTPS_PROXY names a proxy), then install again. The other engines train without it.',
  ],
  'a registry that refuses': [
    [
      ...['code ECONNREFUSED', 'errno ECONNREFUSED'],
      'FetchError: request to http://127.0.0.1:9/webgpu failed, reason: connect ECONNREFUSED 127.0.0.1:9',
      ...["  errno: 'ECONNREFUSED',", "  type: 'system'", '}', 'A complete log of this run can be found in: /log'],
    ],
    'npm says: FetchError: request to http://127.0.0.1:9/webgpu failed, reason: connect ECONNREFUSED 127.0.0.1:9. 127.0.0.1:9 could not be reached: let this machine reach it (HTTPS_PROXY names a proxy), then install again. The other engines train without it.',
  ],
  'a full disk': [
    ['code ENOSPC', 'syscall write', 'errno -28', 'nospc ENOSPC: no space left on device, write'],
    'npm says: nospc ENOSPC: no space left on device, write. The disk is full: make room, then install again.',
  ],
  nothing: [[], 'npm says: nothing.'],
} as const;

test.each(Object.entries(WORDS))(
  'what npm says is told, with what to do, and nothing is left: %s',
  async (_, about) => {
    const [lines, expected] = about;
    const { folder, place, npm } = prepared(
      '@tensorflow/tfjs-node',
      `mkdirSync(place, { recursive: true });
     console.error(${JSON.stringify(lines.map((line) => `npm error ${line}`).join('\n'))});
     process.exit(1);`,
    );
    const failing = installEngine('tensorflow', { ...quiet, folder, npm, node: 20 });
    await expect(failing).rejects.toThrow(`TensorFlow for the CPU (tfjs-node) could not be installed. ${expected}`);
    expect(existsSync(place)).toBe(false);
  },
);

test('a folder that cannot be made', async () => {
  const { folder } = prepared('webgpu', '');
  const wrong = join(folder, 'npm.mjs', 'engines');
  await expect(installEngine('webgpu', { ...quiet, folder: wrong })).rejects.toThrow(
    `Engines cannot be written to ${wrong} (`,
  );
});

test('stopped midway: npm ends, and nothing is left', async () => {
  const { folder, place, npm } = prepared(
    'webgpu',
    `mkdirSync(place, { recursive: true }); setInterval(() => {}, 1000);`,
  );
  const stop = new AbortController();
  const report = (): void => {
    if (existsSync(place)) stop.abort();
  };
  await expect(installEngine('webgpu', { report, signal: stop.signal, folder, npm })).rejects.toThrow('was stopped');
  expect(existsSync(place)).toBe(false);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends npm with the process that asked for it', async (signal) => {
  const { folder, place } = prepared('webgpu', '');
  const beat = join(folder, 'beat');
  // A shim on the PATH, as npm is one.
  const shim = join(folder, 'npm');
  writeFileSync(shim, `#!/bin/sh\nmkdir -p '${place}'\nwhile true; do date +%N > '${beat}'; sleep 0.05; done\n`, {
    mode: 0o755,
  });
  const entry = join(folder, 'entry.ts');
  const module = join(import.meta.dirname, '../../../server/src/train/engines/install.ts');
  const bundle = join(folder, 'entry.cjs');
  writeFileSync(
    entry,
    `import { installEngine } from ${JSON.stringify(module)}; void installEngine('webgpu', { report() {} });`,
  );
  await build({
    entryPoints: [entry],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    external: ['onnxruntime-node'],
    logLevel: 'error',
  });
  const env = { ...process.env, CONVSCOPE_ENGINES: folder, PATH: `${folder}:${process.env['PATH']}` };
  const child = spawn(process.execPath, [bundle], { env, stdio: 'ignore' });
  await vi.waitUntil(() => existsSync(beat) && existsSync(place), 15_000);
  child.kill(signal);
  await once(child, 'exit');
  await vi.waitUntil(
    async () => {
      const before = readFileSync(beat, 'utf8');
      await setTimeout(200);
      return readFileSync(beat, 'utf8') === before;
    },
    { timeout: 5000 },
  );
  expect(existsSync(place)).toBe(false);
});

test('no npm, and a Node that is too new', async () => {
  const { folder } = prepared('webgpu', '');
  await expect(installEngine('webgpu', { ...quiet, folder, npm: ['there-is-no-npm'] })).rejects.toThrow(
    'is it on the PATH?',
  );
  await expect(installEngine('tensorflow', { ...quiet, folder, node: 24 })).rejects.toThrow(
    '@tensorflow/tfjs-node runs on Node 22 and older, and this is Node 24: set convscope.train.node to such a one first.',
  );
});
