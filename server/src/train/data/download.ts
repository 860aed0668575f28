/** Downloads of well-known data sets: resumed where they stopped, checked by their checksum, unpacked safely. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { fileError, messageOf, TrainError } from '../files/errors';
import type { Download } from './known';

export interface DownloadProgress {
  readonly file: string;
  readonly done: number;
  readonly total: number;
}
export interface DownloadOptions {
  readonly report: (progress: DownloadProgress) => void;
  readonly signal?: AbortSignal;
}

/** Fetches what is not there yet into `root`. */
export async function downloadAll(downloads: readonly Download[], root: string, options: DownloadOptions) {
  for (const download of downloads) {
    const file = join(root, download.folder, basename(new URL(download.url).pathname));
    if (!existsSync(file)) await one(download, file, options);
    if (file.endsWith('.tar.gz')) await unpack(file, root);
  }
}

async function one(download: Download, file: string, options: DownloadOptions): Promise<void> {
  const part = `${file}.part`;
  try {
    mkdirSync(join(file, '..'), { recursive: true });
    await fetchInto(download, part, file, options);
    if ((await md5Of(part)) !== download.md5) {
      rmSync(part, { force: true });
      throw new TrainError(
        `${file}: what ${download.url} gave is not the expected file (its checksum differs); it was removed. Try again, or get it elsewhere`,
      );
    }
    renameSync(part, file);
  } catch (error) {
    if (error instanceof TrainError) throw error;
    if (error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('E'))
      throw fileError(file, error);
    throw new TrainError(
      `${download.url} cannot be downloaded (${messageOf(error)}). What has come so far is kept: try again to go on, or put the file at ${file} yourself`,
    );
  }
}

async function fetchInto({ url, bytes }: Download, part: string, file: string, options: DownloadOptions) {
  const have = existsSync(part) ? statSync(part).size : 0;
  if (have === bytes) return;
  const headers: Record<string, string> = have > 0 && have < bytes ? { Range: `bytes=${have}-` } : {};
  const response = await fetch(url, { headers, ...(options.signal !== undefined && { signal: options.signal }) });
  if (!response.ok || response.body === null)
    throw new TrainError(`${url} answers ${response.status} ${response.statusText}`);
  const goesOn = response.status === 206;
  let done = goesOn ? have : 0;
  const counted = async function* (chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const chunk of chunks) {
      done += chunk.length;
      if (done > bytes)
        throw new TrainError(`${url} gives more than the ${bytes.toLocaleString('en')} bytes it should`);
      options.report({ file, done, total: bytes });
      yield chunk;
    }
  };
  const target = createWriteStream(part, { flags: goesOn ? 'a' : 'w' });
  await pipeline(Readable.from(bodyOf(response.body)), counted, target);
  if (done < bytes)
    throw new Error(`it ended after ${done.toLocaleString('en')} of ${bytes.toLocaleString('en')} bytes`);
}

async function* bodyOf(body: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
  const reader = body.getReader();
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}

async function md5Of(file: string): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

/** Files only, and only below `root`; what is there already is left alone. */
async function unpack(archive: string, root: string): Promise<void> {
  const entries = extract();
  const reading = pipeline(createReadStream(archive), createGunzip(), entries);
  const writing = (async () => {
    for await (const entry of entries) {
      const target = resolve(root, entry.header.name);
      const isInside = !relative(resolve(root), target).startsWith(`..`) && target.startsWith(resolve(root) + sep);
      if (entry.header.type === 'file' && isInside && !existsSync(target)) {
        mkdirSync(join(target, '..'), { recursive: true });
        await pipeline(entry, createWriteStream(`${target}.part`));
        renameSync(`${target}.part`, target);
      } else entry.resume();
    }
  })();
  try {
    await Promise.all([reading, writing]);
  } catch (error) {
    throw new TrainError(`${archive}: cannot be unpacked (${messageOf(error)}); delete it and download it again`);
  }
}
