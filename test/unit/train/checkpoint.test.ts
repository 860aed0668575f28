import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { floatsOf, openCheckpoint, type TensorValue, writeCheckpoint } from '../../../server/src/train/checkpoint';
import { halfToNumber } from '../../../server/src/train/checkpoint/floats';

const GOLDEN = join(__dirname, '../../oracle/checkpoints');
const folder = mkdtempSync(join(tmpdir(), 'convscope-'));
const recorded: Record<string, Record<string, { shape: number[]; values: number[] }>> = JSON.parse(
  readFileSync(join(GOLDEN, 'saved.json'), 'utf8'),
);

async function contents(file: string) {
  const checkpoint = await openCheckpoint(file);
  const found: Record<string, { shape: readonly number[]; values: number[] }> = {};
  for (const [name, tensor] of checkpoint.tensors)
    found[name] = { shape: tensor.shape, values: [...(await floatsOf(tensor))] };
  checkpoint.close();
  return found;
}

/** A small net's weights, with a name outside ASCII and a scalar. */
const WEIGHTS = new Map<string, TensorValue>([
  ['conv.weight', { shape: [2, 1, 2, 2], data: Float32Array.from({ length: 8 }, (_, i) => i / 3 - 1) }],
  ['größe', { shape: [0], data: new Float32Array(0) }],
  ['bn.num_batches_tracked', { shape: [], data: BigInt64Array.of(12n) }],
]);

describe('checkpoints that PyTorch wrote', () => {
  test.each(Object.keys(recorded))('%s is read with its names, shapes and values', async (file) => {
    const found = await contents(join(GOLDEN, file));
    const wanted = recorded[file] ?? {};
    expect(Object.keys(found)).toEqual(Object.keys(wanted));
    for (const [name, { shape, values }] of Object.entries(wanted)) {
      expect(found[name]?.shape).toEqual(shape);
      expect(found[name]?.values).toEqual([...Float32Array.from(values)]);
    }
  });

  test('half floats', () => {
    expect([0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff].map(halfToNumber)).toEqual([
      1,
      -2,
      0.333251953125,
      2 ** -24,
      65504,
    ]);
    expect(halfToNumber(0x7c00)).toBe(Number.POSITIVE_INFINITY);
    expect(halfToNumber(0x7e00)).toBeNaN();
  });
});

describe('what is written', () => {
  test.each(['weights.safetensors', 'weights.pt', 'weights.pth'])('%s is read back the same', async (name) => {
    const file = join(folder, name);
    await writeCheckpoint(file, WEIGHTS);
    expect(await contents(file)).toEqual(
      Object.fromEntries([...WEIGHTS].map(([key, { shape, data }]) => [key, { shape, values: [...data].map(Number) }])),
    );
  });

  test('is, byte for byte, the file that PyTorch has loaded', async () => {
    const file = join(folder, 'checked.pt');
    await writeCheckpoint(file, WEIGHTS);
    // `record_checkpoints.py check` has loaded this very file and compared its values.
    expect(createHash('sha256').update(readFileSync(file)).digest('hex')).toBe(
      readFileSync(join(GOLDEN, 'written.sha256'), 'utf8').trim(),
    );
  });

  test('another ending is refused with the three that there are', async () => {
    await expect(writeCheckpoint(join(folder, 'weights.h5'), WEIGHTS)).rejects.toThrow('.safetensors, .pt or .pth');
  });
});

async function zipped(entries: Record<string, string | Buffer>): Promise<string> {
  const zip = new ZipFile();
  for (const [name, data] of Object.entries(entries))
    zip.addBuffer(Buffer.from(data as string, 'latin1'), name, { compress: false });
  zip.end();
  return saved('made.pt', await buffer(zip.outputStream));
}

function saved(name: string, bytes: Uint8Array | string): string {
  const file = join(folder, `${createHash('sha1').update(bytes).digest('hex').slice(0, 8)}-${name}`);
  writeFileSync(file, bytes);
  return file;
}

/** A tensor of 2³¹ floats in a record of four bytes. */
const HUGE =
  '\x80\x02ccollections\nOrderedDict\n)R(X\x01\x00\x00\x00wctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuL2147483648L\ntQK\x00(L2147483648L\nt(K\x01t\x89ccollections\nOrderedDict\n)RtRu.';

describe('files that are damaged or mean harm', () => {
  test('a pickle that wants to run something is refused by name, and nothing happens', async () => {
    const file = await zipped({ 'a/data.pkl': "cos\nsystem\n(S'touch /tmp/convscope-was-here'\ntR." });
    await expect(openCheckpoint(file)).rejects.toThrow(/made\.pt: the checkpoint asks for Python's `os\.system`/);
  });

  test.each([
    ['a builtin', 'c__builtin__\neval\n(S"1"\ntR.', '__builtin__.eval'],
    ['a stacked name', '\x80\x04\x8c\x02os\x8c\x05popen\x93.', 'os.popen'],
    ['an extension code', '\x80\x02\x82\x01.', 'opcode 0x82'],
    ['an instance', '(ios\nsystem\n.', 'opcode 0x69'],
    ['an inherited name of JavaScript', 'cconstructor\nconstructor\n)R.', 'constructor.constructor'],
    ['a missing mark', 'u.', 'damaged'],
    ['an empty stack', '0.', 'damaged'],
    ['an endless text', '\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\x00.', 'impossible length'],
    ['a number as a call', 'K\x01)R.', 'not a name'],
    ['no end', '\x80\x02}', 'cut short'],
    ['no tensors', '\x80\x02}.', 'no tensors by name'],
  ])('%s', async (_, pickle, message) => {
    await expect(openCheckpoint(await zipped({ 'a/data.pkl': pickle }))).rejects.toThrow(message);
  });

  test('a storage of eight gigabytes in a file of one kilobyte', async () => {
    const file = await zipped({ 'a/data.pkl': HUGE, 'a/data/0': 'abcd' });
    await expect(openCheckpoint(file)).rejects.toThrow("the values of 'w' are shorter than they claim");
  });

  test('values that are missing', async () => {
    await expect(openCheckpoint(await zipped({ 'a/data.pkl': HUGE }))).rejects.toThrow("values of 'w' are missing");
  });

  test('a PyTorch file that is cut short', async () => {
    const whole = readFileSync(join(GOLDEN, 'saved.pt'));
    await expect(openCheckpoint(saved('short.pt', whole.subarray(0, 900)))).rejects.toThrow(
      /short\.pt: not a whole zip archive/,
    );
  });

  test('a safetensors header that claims two gigabytes', async () => {
    const bytes = new Uint8Array(64);
    new DataView(bytes.buffer).setBigUint64(0, 2n ** 31n, true);
    bytes[8] = 0x7b;
    await expect(openCheckpoint(saved('huge.safetensors', bytes))).rejects.toThrow('claims 2,147,483,648 bytes');
  });

  test.each([
    ['{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}', 'beyond the end of the file'],
    ['{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,8]}}', 'does not fit its shape'],
    ['{"w":{"dtype":"F8","shape":[4],"data_offsets":[0,4]}}', 'element type F8'],
    ['{"w":{"dtype":"F32","shape":[-4],"data_offsets":[0,4]}}', 'damaged header'],
    ['{"w":', 'header of this safetensors file is damaged'],
  ])('a safetensors header of %s', async (json, message) => {
    const bytes = Buffer.concat([Buffer.alloc(8), Buffer.from(json.padEnd(24))]);
    bytes.writeBigUInt64LE(BigInt(bytes.length - 8));
    await expect(openCheckpoint(saved('odd.safetensors', bytes))).rejects.toThrow(message);
  });

  test.each([
    ['text', 'hello, this is not a checkpoint', 'neither a safetensors file nor'],
    ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\noid sha256:00', 'git lfs pull'],
    ['the format before PyTorch 1.6', '\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.', 'before PyTorch 1.6'],
    ['nothing', '', 'neither a safetensors file nor'],
  ])('%s', async (_, text, message) => {
    await expect(openCheckpoint(saved('odd.bin', Buffer.from(text, 'latin1')))).rejects.toThrow(message);
  });

  test('a file that is not there, and a folder', async () => {
    await expect(openCheckpoint(join(folder, 'absent.pt'))).rejects.toThrow('absent.pt: there is no such file');
    await expect(openCheckpoint(folder)).rejects.toThrow('not a file');
  });

  test('any byte changed gives weights or a message, never another exception', async () => {
    const whole = readFileSync(join(GOLDEN, 'saved.pt'));
    const size = statSync(join(GOLDEN, 'saved.pt')).size;
    for (let at = 0; at < size; at += 7) {
      const bytes = Uint8Array.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 0x55;
      const outcome = await contents(saved('changed.pt', bytes)).then(
        () => 'read',
        (error: unknown) => (error instanceof Error ? error.name : 'thrown'),
      );
      expect(['read', 'TrainError']).toContain(outcome);
    }
  });
});
