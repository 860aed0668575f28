/** Checkpoints in the layouts that people have, as PyTorch wrote them, and files that mean harm. */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { floatsOf, openCheckpoint } from '../../../server/src/train/checkpoint';
import { HANDLERS } from '../../../server/src/train/inspection/answers';

const LAYOUTS = join(__dirname, '../../oracle/checkpoints/layouts');
const recorded: Record<string, { shape: number[]; values: number[] }> = JSON.parse(
  readFileSync(join(LAYOUTS, 'layouts.json'), 'utf8'),
);
const model = Object.entries(recorded).map(([name, { shape }]) => ({ name, shape }));
const asking = { progress() {}, isCancelled: async () => false };
const opened = (name: string) =>
  HANDLERS['weights/open']({ origin: { kind: 'file', file: join(LAYOUTS, name) }, model }, asking);

describe('every layout finds the parameters of its model', () => {
  test.each([
    ['parallel.pt', 'prefix', 0],
    ['compiled.pt', 'prefix', 0],
    ['lightning.pt', 'prefix', 0],
    ['sequential.pth', 'order', 0],
    ['half.safetensors', 'name', 1e-3],
    ['bfloat.safetensors', 'name', 1e-2],
  ] as const)('%s, by %s', async (name, how, apart) => {
    const { match } = await opened(name);
    expect(match?.missing).toEqual([]);
    expect(match?.unused).toEqual([]);
    expect(match?.pairs.map((pair) => [pair.wanted, pair.how])).toEqual(model.map((one) => [one.name, how]));
    const { tensors, close } = await openCheckpoint(join(LAYOUTS, name));
    for (const { wanted, held } of match?.pairs ?? []) {
      const stored = tensors.get(held);
      const values = stored && (await floatsOf(stored));
      expect(values?.length).toBe(recorded[wanted]?.values.length);
      values?.forEach((value, i) => {
        expect(Math.abs(value - (recorded[wanted]?.values[i] ?? 0))).toBeLessThanOrEqual(
          apart * Math.abs(value) + 1e-6,
        );
      });
    }
    close();
  });

  test('another number of classes is listed, and the rest is there', async () => {
    const { match } = await opened('classes.pt');
    expect(match?.pairs).toHaveLength(model.length - 2);
    expect(match?.missing.map(({ reason }) => reason)).toEqual([
      "'fc.weight' is 7×2 there and 3×2 in the model",
      "'fc.bias' is 7 there and 3 in the model",
    ]);
  });
});

describe('what is not weights says what to do, and nothing is run', () => {
  test.each([
    ['whole.pt', /asks for Python's `__main__\.Net`.*nothing was run/],
    ['scripted.pt', /asks for Python's `__torch__\.[^`]*`/],
    ['legacy.pt', /before PyTorch 1\.6.*save it again/],
    ['evil.pt', /asks for Python's `posix\.system`.*it was not loaded, and nothing was run/],
    ['expanded.pt', /repeats 1 stored numbers up to 1,073,741,824/],
  ])('%s', async (name, message) => {
    await expect(opened(name)).rejects.toThrow(message);
    expect(existsSync('/tmp/convscope-was-here')).toBe(false);
  });
});

const text = (value: string): string => `X${String.fromCharCode(value.length)}\0\0\0${value}`;

async function made(name: string, entries: Record<string, Buffer>, compress: boolean): Promise<string> {
  const zip = new ZipFile();
  for (const [path, data] of Object.entries(entries)) zip.addBuffer(data, path, { compress });
  zip.end();
  const file = join(mkdtempSync(join(tmpdir(), 'convscope-')), name);
  writeFileSync(file, await buffer(zip.outputStream));
  return file;
}

/** The pickle of one tensor of so many floats. */
const oneTensor = (count: number): Buffer =>
  Buffer.from(
    `\x80\x02}(${text('w')}ctorch._utils\n_rebuild_tensor_v2\n((${text('storage')}ctorch\nFloatStorage\n${text('0')}${text('cpu')}L${count}L\ntQK\0(L${count}L\nt(K\x01t\x89}tRu.`,
    'latin1',
  );

describe('small files that would be large', () => {
  test('a record that unpacks to 300 MB is refused before it is read', async () => {
    const count = 75 * 2 ** 20;
    const file = await made('bomb.pt', { 'a/data.pkl': oneTensor(count), 'a/data/0': Buffer.alloc(4 * count) }, true);
    expect(readFileSync(file).length).toBeLessThan(1e6);
    await expect(openCheckpoint(file)).rejects.toThrow(/compressed and unpack to 314,572,800 bytes/);
  });

  test('a small compressed record is read all the same', async () => {
    const file = await made('packed.pt', { 'a/data.pkl': oneTensor(3), 'a/data/0': Buffer.alloc(12) }, true);
    const { tensors, close } = await openCheckpoint(file);
    const stored = tensors.get('w');
    expect(stored && [...(await floatsOf(stored, { from: 1, count: 2 }))]).toEqual([0, 0]);
    close();
  });

  test('dicts that hold each other a million million times are given up in a moment', async () => {
    // Each of eight dicts holds the next one twenty times.
    const keys = Array.from({ length: 20 }, (_, i) => text(`k${i}`));
    let pickle = '\x80\x02}q\0';
    for (let level = 1; level <= 9; level += 1)
      pickle += `0}(${keys.map((key) => `${key}h${String.fromCharCode(level - 1)}`).join('')}uq${String.fromCharCode(level)}`;
    const file = await made('dicts.pt', { 'a/data.pkl': Buffer.from(`${pickle}.`, 'latin1') }, false);
    await expect(openCheckpoint(file)).rejects.toThrow(/names more than 1,000,000 things/);
  });
});
