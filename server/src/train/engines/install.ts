/** Adds an engine that does not ship with Convscope, by the person's own npm, with its registry and its proxy. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InstallableEngine } from '../../protocol';
import { messageOf, TrainError } from '../files/errors';
import { reasonIn } from './npmWords';
import { enginesFolder } from './packages';
import { NEWEST_NODE, tensorflowEngine } from './tensorflow/node';
import { webgpuEngine } from './webgpu/node';

export interface Installable {
  readonly title: string;
  readonly package: string;
  readonly version: string;
  /** What it takes on disk, roughly, while it is installed. */
  readonly bytes: number;
  readonly license: string;
  /** Its install script fetches the library itself, from outside the registry. */
  readonly runsScript: boolean;
  /** Folders below the package by their platform: those of others are removed. */
  readonly platforms?: string;
  readonly newestNode?: number;
}

export const INSTALLABLE = {
  webgpu: {
    title: 'WebGPU (Dawn)',
    package: 'webgpu',
    version: '0.6.2',
    bytes: 132e6,
    license: 'BSD-3-Clause',
    runsScript: false,
    platforms: 'dist',
  },
  tensorflow: {
    title: 'TensorFlow for the CPU (tfjs-node)',
    package: '@tensorflow/tfjs-node',
    version: '4.22.0',
    bytes: 700e6,
    license: 'Apache-2.0',
    runsScript: true,
    newestNode: NEWEST_NODE,
  },
  'tensorflow-gpu': {
    title: 'TensorFlow for NVIDIA cards with CUDA 11 (tfjs-node-gpu)',
    package: '@tensorflow/tfjs-node-gpu',
    version: '4.22.0',
    bytes: 1500e6,
    license: 'Apache-2.0',
    runsScript: true,
    newestNode: NEWEST_NODE,
  },
} as const satisfies Readonly<Record<InstallableEngine, Installable>>;

export interface InstallOptions {
  /** Bytes on disk so far. */
  readonly report: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** For tests; npm otherwise. */
  readonly npm?: readonly string[];
  readonly folder?: string;
  readonly node?: number;
}

/** npm has a group of its own, which a terminal's Ctrl+C does not reach. */
const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The folder it is in afterwards. What fails or is stopped leaves nothing of it behind. */
export async function installEngine(name: InstallableEngine, options: InstallOptions): Promise<string> {
  const what: Installable = INSTALLABLE[name];
  const node = options.node ?? Number(process.versions.node.split('.')[0]);
  if (what.newestNode !== undefined && node > what.newestNode)
    throw new TrainError(
      `${what.package} runs on Node ${what.newestNode} and older, and this is Node ${node}: set convscope.train.node to such a one first.`,
    );
  const folder = options.folder ?? enginesFolder();
  begin(folder);
  const place = join(folder, 'node_modules', ...what.package.split('/'));
  const before = sizeOf(folder);
  const watch = setInterval(() => options.report(Math.max(0, sizeOf(folder) - before), what.bytes), 1000);
  // The person, or the end of this process, stops npm too.
  const stop = new AbortController();
  const halt = (): void => stop.abort();
  const abandon = (): void => {
    halt();
    rmSync(place, { recursive: true, force: true });
  };
  const terminate = (): never => process.exit(143);
  process.once('exit', abandon);
  for (const signal of ENDINGS) process.once(signal, terminate);
  options.signal?.addEventListener('abort', halt, { once: true });
  try {
    await npm(what, folder, options.npm, stop.signal);
  } catch (error) {
    rmSync(place, { recursive: true, force: true });
    throw error;
  } finally {
    clearInterval(watch);
    process.off('exit', abandon);
    for (const signal of ENDINGS) process.off(signal, terminate);
    options.signal?.removeEventListener('abort', halt);
  }
  if (!existsSync(place)) throw new TrainError(`npm has ended, but ${place} is not there.`);
  if (what.platforms !== undefined) keepOwnPlatform(join(place, what.platforms));
  return place;
}

/** npm installs into a folder that has a manifest. */
function begin(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest))
      writeFileSync(manifest, `${JSON.stringify({ name: 'convscope-engines', private: true })}\n`);
  } catch (error) {
    throw new TrainError(
      `Engines cannot be written to ${folder} (${messageOf(error)}): CONVSCOPE_ENGINES names another folder.`,
    );
  }
}

/** Whether it runs here, in words. */
export async function afterInstalling(
  name: InstallableEngine,
): Promise<{ readonly text: string; readonly runs: boolean }> {
  const engine = name === 'webgpu' ? webgpuEngine : tensorflowEngine;
  const reason = await engine.unavailable();
  if (reason !== undefined) return { text: `It is installed, but does not run here: ${reason}.`, runs: false };
  const { description, isSoftware } = await engine.capabilities();
  const played = isSoftware === true ? ', a graphics card that the processor plays: "auto" does not take it' : '';
  return { text: `${description} can train now${played}.`, runs: true };
}

function npm(
  what: Installable,
  folder: string,
  command: readonly string[] = ['npm'],
  signal: AbortSignal,
): Promise<void> {
  const [program = 'npm', ...first] = command;
  const args = [
    ...['install', `${what.package}@${what.version}`, '--prefix', folder],
    ...['--no-audit', '--no-fund', '--loglevel=error', `--ignore-scripts=${!what.runsScript}`],
  ];
  const isWindows = process.platform === 'win32';
  const child = spawn(program, [...first, ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: isWindows,
    // A group of its own, so that what npm has started ends with it.
    detached: !isWindows,
  });
  const end = (): void => {
    if (child.pid === undefined || child.exitCode !== null) return;
    if (isWindows) child.kill();
    else process.kill(-child.pid);
  };
  signal.addEventListener('abort', end, { once: true });
  let words = '';
  child.stderr.on('data', (text: Buffer) => {
    words = (words + text.toString()).slice(-4000);
  });
  return new Promise<void>((resolve, reject) => {
    child.on('error', (error) =>
      reject(new TrainError(`npm could not be started (${error.message}). It comes with Node; is it on the PATH?`)),
    );
    child.on('close', (code) => {
      if (signal.aborted) reject(new TrainError('The installation was stopped; nothing was changed.'));
      else if (code === 0) resolve();
      else reject(new TrainError(`${what.title} could not be installed. ${reasonIn(words)}`));
    });
  });
}

function keepOwnPlatform(folder: string): void {
  const own = `${process.platform}-${process.platform === 'darwin' ? 'universal' : process.arch}`;
  if (!existsSync(join(folder, own))) return;
  for (const other of readdirSync(folder)) if (other !== own) rmSync(join(folder, other), { recursive: true });
}

/** Files may come and go meanwhile. */
function sizeOf(path: string): number {
  try {
    const about = statSync(path);
    if (!about.isDirectory()) return about.size;
    return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
  } catch {
    return 0;
  }
}
