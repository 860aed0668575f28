/** A run is written by one process at a time: its folder holds `running` with the number of that process. */
import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { codeOf, fileError, TrainError } from '../files/errors';
import { newRunFolder } from './run';

/** The folder of a new run, made by us: two that begin at once get two. */
export function makeRunFolder(workspace: string, name: string): string {
  try {
    accessSync(workspace, constants.W_OK);
  } catch (error) {
    throw fileError(workspace, error);
  }
  for (;;) {
    const folder = newRunFolder(workspace, name);
    try {
      mkdirSync(dirname(folder), { recursive: true });
      mkdirSync(folder);
      return folder;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw fileError(folder, error);
    }
  }
}

/** Gives what ends the claim. A process that was killed has none any more. */
export function claimRun(folder: string): () => void {
  const file = join(folder, 'running');
  const holder = holderOf(file);
  if (holder !== undefined)
    throw new TrainError(
      `${basename(folder)} is being trained by another process (${holder}); stop that one first. If there is none, delete ${file}`,
    );
  try {
    writeFileSync(file, `${process.pid}\n`);
  } catch (error) {
    throw fileError(file, error);
  }
  return () => rmSync(file, { force: true });
}

/** Another process that is alive. */
function holderOf(file: string): number | undefined {
  try {
    const id = Number(readFileSync(file, 'utf8'));
    if (!Number.isInteger(id) || id <= 0 || id === process.pid) return undefined;
    process.kill(id, 0);
    return id;
  } catch (error) {
    // No permission to signal it: it lives.
    return codeOf(error) === 'EPERM' ? Number(readFileSync(file, 'utf8')) : undefined;
  }
}
