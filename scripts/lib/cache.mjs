/** Folders in .cache/ that are either whole or absent, whatever interrupts their making. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './files.mjs';

export const cache = join(root, '.cache');

/** The folder .cache/NAME, made by `fill(folder)` in a temporary one and renamed into place only when complete. */
export async function cachedFolder(name, fill) {
  const target = join(cache, name);
  if (existsSync(target)) return target;
  const staging = scratchFolder(`${name}.making`);
  try {
    await fill(staging);
    renameSync(staging, target);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    if (!existsSync(target)) throw error; // otherwise another process has just finished the same work
  }
  return target;
}

/** An empty folder of this process. What interrupted processes left under the same name is removed. */
export function scratchFolder(name) {
  mkdirSync(cache, { recursive: true });
  for (const entry of readdirSync(cache)) {
    if (entry.startsWith(`${name}-`) && isAbandoned(entry))
      rmSync(join(cache, entry), { recursive: true, force: true });
  }
  return mkdtempSync(join(cache, `${name}-${process.pid}-`));
}

/** Its process is gone, or so old that its number may be another's. */
function isAbandoned(entry) {
  const pid = Number(entry.split('-').at(-2));
  const age = Date.now() - statSync(join(cache, entry)).mtimeMs;
  return !isRunning(pid) || age > 3_600_000;
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
