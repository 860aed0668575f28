/** Engines that a person adds: by an npm of our own here, which does what the test says. */
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
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

test('what npm says is told, with what it means, and nothing is left', async () => {
  const { folder, place, npm } = prepared(
    '@tensorflow/tfjs-node',
    `mkdirSync(place, { recursive: true });
     console.error('npm error code 1\\nnpm error path /there\\nnpm error getaddrinfo ENOTFOUND example.org\\nnpm error A complete log of this run can be found in: /log');
     process.exit(1);`,
  );
  await expect(installEngine('tensorflow', { ...quiet, folder, npm, node: 20 })).rejects.toThrow(
    'TensorFlow for the CPU (tfjs-node) could not be installed. npm says: getaddrinfo ENOTFOUND example.org. The network, or the place that it is fetched from, could not be reached.',
  );
  expect(existsSync(place)).toBe(false);
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

test('no npm, and a Node that is too new', async () => {
  const { folder } = prepared('webgpu', '');
  await expect(installEngine('webgpu', { ...quiet, folder, npm: ['there-is-no-npm'] })).rejects.toThrow(
    'is it on the PATH?',
  );
  await expect(installEngine('tensorflow', { ...quiet, folder, node: 24 })).rejects.toThrow(
    '@tensorflow/tfjs-node runs on Node 22 and older, and this is Node 24: set convscope.train.node to such a one first.',
  );
});
