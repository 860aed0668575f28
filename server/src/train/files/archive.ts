/** Zip archives by yauzl: entries by name, each read when it is asked for, never more than its file can hold. */
import { buffer } from 'node:stream/consumers';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { fileError, messageOf, TrainError } from './errors';

/** Deflate cannot do better than this, so a larger claim is a lie (https://zlib.net/zlib_tech.html). */
const BEST_COMPRESSION = 1032;

export class Archive {
  readonly file: string;
  readonly names: readonly string[];
  private readonly zip: ZipFile;
  private readonly entries: ReadonlyMap<string, Entry>;

  private constructor(file: string, zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.file = file;
    this.zip = zip;
    this.entries = entries;
    this.names = [...entries.keys()];
  }

  static async open(file: string): Promise<Archive> {
    let zip: ZipFile;
    try {
      zip = await openPromise(file, { lazyEntries: true, autoClose: false });
    } catch (error) {
      if (error instanceof Error && 'code' in error) throw fileError(file, error);
      throw damaged(file, error);
    }
    try {
      const entries = new Map<string, Entry>();
      for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
      return new Archive(file, zip, entries);
    } catch (error) {
      zip.close();
      throw damaged(file, error);
    }
  }

  /** Bytes of an entry when unpacked; undefined where there is none. */
  sizeOf(name: string): number | undefined {
    return this.entries.get(name)?.uncompressedSize;
  }

  isPacked(name: string): boolean {
    return this.entries.get(name)?.compressionMethod !== 0;
  }

  read(name: string): Promise<Uint8Array> {
    const entry = this.entry(name);
    return this.stream(entry, { start: null, end: null });
  }

  /** Some bytes of an entry; of one that is not compressed no more than these are read. */
  async readPart(name: string, from: number, length: number): Promise<Uint8Array> {
    const entry = this.entry(name);
    if (length === 0) return new Uint8Array(0);
    if (from + length > entry.uncompressedSize) throw damaged(this.file, new Error(`'${name}' is too short`));
    if (entry.compressionMethod === 0) return this.stream(entry, { start: from, end: from + length });
    return (await this.stream(entry, { start: null, end: null })).subarray(from, from + length);
  }

  close(): void {
    this.zip.close();
  }

  private entry(name: string): Entry {
    const entry = this.entries.get(name);
    if (entry === undefined) throw new TrainError(`${this.file}: there is no '${name}' in it`);
    const most = entry.compressionMethod === 0 ? entry.compressedSize : entry.compressedSize * BEST_COMPRESSION;
    if (entry.uncompressedSize > most || entry.compressedSize > this.zip.fileSize)
      throw new TrainError(`${this.file}: '${name}' claims more bytes than the file can hold; the file is damaged`);
    return entry;
  }

  private async stream(entry: Entry, range: { start: number | null; end: number | null }): Promise<Uint8Array> {
    try {
      return await buffer(await this.zip.openReadStreamPromise(entry, range));
    } catch (error) {
      throw damaged(this.file, error);
    }
  }
}

function damaged(file: string, error: unknown): TrainError {
  return new TrainError(
    `${file}: not a whole zip archive (${messageOf(error)}); if it was copied or downloaded, do that again`,
  );
}
