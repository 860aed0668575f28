/** Files that are whole or not there: written beside their place, flushed, then renamed. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileError } from './errors';

export function writeAtomically(file: string, pieces: Iterable<Uint8Array | string>): void {
  const temporary = `${file}.part`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    const handle = openSync(temporary, 'w');
    try {
      for (const piece of pieces) writeWhole(handle, piece);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw fileError(file, error);
  }
}

function writeWhole(handle: number, piece: Uint8Array | string): void {
  const bytes = typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece;
  let done = 0;
  while (done < bytes.length) done += writeSync(handle, bytes, done, bytes.length - done);
}
