/** Folders in .cache/ that are either whole or absent, whatever interrupts their making. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './files.mjs';

export const cache = join(root, '.cache');

/** The folder .cache/NAME, made by `fill(folder)` in a temporary one and renamed into place only when complete. */
export async function cachedFolder(name, fill) {
  const target = join(cache, name);
  if (existsSync(target)) return target;
  removeAbandoned(name);
  const staging = `${target}.making-${process.pid}`;
  mkdirSync(staging, { recursive: true });
  try {
    await fill(staging);
    renameSync(staging, target);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    if (!existsSync(target)) throw error; // otherwise another process has just finished the same work
  }
  return target;
}

function removeAbandoned(name) {
  if (!existsSync(cache)) return;
  for (const entry of readdirSync(cache)) {
    if (!entry.startsWith(`${name}.making-`) || isRunning(Number(entry.split('-').at(-1)))) continue;
    rmSync(join(cache, entry), { recursive: true, force: true });
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
