/** A file read by place, so that it is never whole in memory. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { fileError, TrainError } from './errors';

export class FileReader {
  readonly file: string;
  readonly size: number;
  private readonly handle: number;

  constructor(file: string) {
    this.file = file;
    try {
      this.handle = openSync(file, 'r');
    } catch (error) {
      throw fileError(file, error);
    }
    const stat = fstatSync(this.handle);
    if (!stat.isFile()) {
      closeSync(this.handle);
      throw new TrainError(`${file}: this is not a file`);
    }
    this.size = stat.size;
  }

  /** Fills `target` from `position` on; a file that ends before is named. */
  fill(position: number, target: Uint8Array): void {
    if (position + target.length > this.size) throw this.truncated(position + target.length);
    let done = 0;
    while (done < target.length) {
      const count = readSync(this.handle, target, done, target.length - done, position + done);
      if (count === 0) throw this.truncated(position + target.length);
      done += count;
    }
  }

  /** The length is checked before anything is allocated: a header may claim anything. */
  bytes(position: number, length: number): Uint8Array<ArrayBuffer> {
    if (position + length > this.size) throw this.truncated(position + length);
    const target = new Uint8Array(length);
    this.fill(position, target);
    return target;
  }

  close(): void {
    closeSync(this.handle);
  }

  private truncated(wanted: number): TrainError {
    return new TrainError(
      `${this.file}: the file is cut short (${this.size.toLocaleString('en')} bytes, and its header speaks of ${wanted.toLocaleString('en')}); copy or download it again`,
    );
  }
}
