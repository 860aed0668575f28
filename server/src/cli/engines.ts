/** `convscope engines`: what can train here, and adding what does not ship. */
import { UsageError } from '../disk';
import { ENGINES, type EngineName } from '../train/engines';
import { afterInstalling, INSTALLABLE, installEngine } from '../train/engines/install';
import { TrainError } from '../train/files/errors';
import { choiceOf, parseOptions, textOf } from './options';

const NAMES = ['onnx', 'webgpu', 'tensorflow', 'reference'] as const satisfies readonly EngineName[];

export async function runEngines(args: readonly string[]): Promise<number> {
  const parsed = parseOptions(args, { install: { type: 'string' } });
  if (textOf(parsed, 'install') !== undefined) {
    const name = choiceOf(parsed, 'install', ['webgpu', 'tensorflow', 'tensorflow-gpu'], 'webgpu');
    const { title, package: id, version, license } = INSTALLABLE[name];
    process.stdout.write(`Installing ${title}: ${id} ${version} (${license}) by npm\n`);
    try {
      const folder = await installEngine(name, { report: progress });
      const { text, runs } = await afterInstalling(name);
      process.stdout.write(`${folder}\n${text}\n`);
      return runs ? 0 : 1;
    } catch (error) {
      if (error instanceof TrainError) throw new UsageError(error.message);
      throw error;
    }
  }
  for (const name of NAMES) {
    const reason = await ENGINES[name].unavailable();
    const about = reason === undefined ? (await ENGINES[name].capabilities()).description : `not here: ${reason}`;
    process.stdout.write(`${name.padEnd(11)} ${about}\n`);
  }
  return 0;
}

function progress(done: number, total: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${Math.round(done / 1e6)} of about ${Math.round(total / 1e6)} MB`);
}
