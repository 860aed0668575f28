/** Files packed by gzip, unpacked once into the system's temporary folder, so that they can be read by place. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { fileError, messageOf, TrainError } from './errors';

/** More than any of the known data sets takes; a longer one is unpacked by hand. */
const MOST_BYTES = 16 * 2 ** 30;

/** The path of the unpacked file; a file that is not packed is its own. */
export async function unpacked(file: string): Promise<string> {
  if (!file.endsWith('.gz')) return file;
  const target = join(tmpdir(), 'convscope-data', keyOf(file), basename(file, '.gz'));
  if (existsSync(target)) return target;
  mkdirSync(join(target, '..'), { recursive: true });
  const temporary = `${target}.${process.pid}.part`;
  try {
    await pipeline(createReadStream(file), createGunzip(), limited(file), createWriteStream(temporary));
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw isDamage(error)
      ? new TrainError(`${file}: damaged or cut short (${messageOf(error)}); delete it and download it again`)
      : fileError(file, error);
  }
  return target;
}

/** One place for one state of the file. */
function keyOf(file: string): string {
  try {
    const { size, mtimeMs } = statSync(file);
    return createHash('sha256').update(`${file}\0${size}\0${mtimeMs}`).digest('hex').slice(0, 16);
  } catch (error) {
    throw fileError(file, error);
  }
}

function limited(file: string): Transform {
  let total = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      total += chunk.length;
      if (total > MOST_BYTES) done(new TrainError(`${file}: unpacks to more than 16 GB; unpack it by hand`));
      else done(null, chunk);
    },
  });
}

function isDamage(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}
