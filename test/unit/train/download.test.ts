import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DownloadProgress, downloadAll } from '../../../server/src/train/data/download';
import { DOWNLOADS, type Download } from '../../../server/src/train/data/known';

const FILE = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 256));
/** What the server has been asked for: the Range header or 'whole'. */
const asked: string[] = [];
let archive = Buffer.alloc(0);
let server: Server;
let base = '';

beforeAll(async () => {
  const tar = pack();
  tar.entry({ name: 'set/images.bin' }, 'pixels');
  tar.entry({ name: '../outside.txt' }, 'no');
  tar.finalize();
  archive = gzipSync(await buffer(tar));
  server = createServer((request, response) => {
    asked.push(request.headers.range ?? 'whole');
    const body = request.url?.endsWith('.tar.gz') ? archive : FILE;
    if (request.url === '/missing') response.writeHead(404).end();
    else if (request.url === '/broken') {
      // The connection goes after half of it; what is asked for later is given.
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      if (from > 0) response.writeHead(206).end(body.subarray(from));
      else {
        response.writeHead(200, { 'content-length': body.length });
        response.write(body.subarray(0, 150_000), () => setTimeout(() => response.destroy(), 100));
      }
    } else response.writeHead(200).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address === 'object' && address !== null) base = `http://127.0.0.1:${address.port}`;
});
afterAll(() => server.close());

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
const download = (path: string, bytes: Uint8Array = FILE): Download => ({
  url: `${base}/${path}`,
  folder: 'raw',
  bytes: bytes.length,
  md5: md5(bytes),
});
const folder = (): string => mkdtempSync(join(tmpdir(), 'convscope-download-'));

describe('a download', () => {
  test('arrives whole, with its progress, and is not fetched twice', async () => {
    const root = folder();
    const told: DownloadProgress[] = [];
    await downloadAll([download('file')], root, { report: (progress) => told.push(progress) });
    expect(readFileSync(join(root, 'raw/file'))).toEqual(FILE);
    expect(told.at(-1)).toEqual({ file: join(root, 'raw/file'), done: FILE.length, total: FILE.length });
    const before = asked.length;
    await downloadAll([download('file')], root, { report() {} });
    expect(asked).toHaveLength(before);
  });

  test('goes on where it broke off', async () => {
    const root = folder();
    await expect(downloadAll([download('broken')], root, { report() {} })).rejects.toThrow(/try again to go on/);
    expect(existsSync(join(root, 'raw/broken'))).toBe(false);
    await downloadAll([download('broken')], root, { report() {} });
    expect(asked.at(-1)).toMatch(/^bytes=[1-9]\d*-$/);
    expect(readFileSync(join(root, 'raw/broken'))).toEqual(FILE);
  });

  test('of something else is removed and named', async () => {
    const root = folder();
    const wrong = { ...download('file'), md5: md5(Buffer.from('other')) };
    await expect(downloadAll([wrong], root, { report() {} })).rejects.toThrow(/its checksum differs\); it was removed/);
    expect(existsSync(join(root, 'raw/file.part'))).toBe(false);
  });

  test('that is not there, or larger than it should be', async () => {
    await expect(downloadAll([download('missing')], folder(), { report() {} })).rejects.toThrow('answers 404');
    const small = { ...download('file'), bytes: 10 };
    await expect(downloadAll([small], folder(), { report() {} })).rejects.toThrow('more than the 10 bytes it should');
  });

  test('can be given up', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(downloadAll([download('file')], folder(), { report() {}, signal: stop.signal })).rejects.toThrow(
      'abort',
    );
  });

  test('of an archive is unpacked, and nothing lands outside', async () => {
    const root = folder();
    const set = { ...download('set.tar.gz', archive), folder: '' };
    await downloadAll([set], root, { report() {} });
    expect(readFileSync(join(root, 'set/images.bin'), 'utf8')).toBe('pixels');
    expect(existsSync(join(root, '../outside.txt'))).toBe(false);
  });

  test('onto what is there already keeps it', async () => {
    const root = folder();
    writeFileSync(join(root, 'file'), 'mine');
    await downloadAll([{ ...download('file'), folder: '' }], root, { report() {} });
    expect(readFileSync(join(root, 'file'), 'utf8')).toBe('mine');
  });
});

test('every set that is offered has a size, a checksum and a place', () => {
  const all = Object.values(DOWNLOADS).flat();
  expect(all.length).toBeGreaterThan(10);
  for (const { url, bytes, md5: sum } of all) {
    expect(new URL(url).pathname).toMatch(/\.(gz|mat)$/);
    expect(bytes).toBeGreaterThan(1000);
    expect(sum).toMatch(/^[0-9a-f]{32}$/);
  }
});
