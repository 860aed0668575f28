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

  async read(name: string): Promise<Uint8Array> {
    const entry = this.entries.get(name);
    if (entry === undefined) throw new TrainError(`${this.file}: there is no '${name}' in it`);
    const most = entry.compressionMethod === 0 ? entry.compressedSize : entry.compressedSize * BEST_COMPRESSION;
    if (entry.uncompressedSize > most || entry.compressedSize > this.zip.fileSize)
      throw new TrainError(`${this.file}: '${name}' claims more bytes than the file can hold; the file is damaged`);
    try {
      return await buffer(await this.zip.openReadStreamPromise(entry));
    } catch (error) {
      throw damaged(this.file, error);
    }
  }

  close(): void {
    this.zip.close();
  }
}

function damaged(file: string, error: unknown): TrainError {
  return new TrainError(
    `${file}: not a whole zip archive (${messageOf(error)}); if it was copied or downloaded, do that again`,
  );
}
