import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/files.mjs';
import { obtainTorchvision } from '../../scripts/lib/torchvision.mjs';
import { runCommandLine } from '../zoo/commandLine.mjs';
import { time } from './harness.mjs';
import { residentOf, startServer } from './server.mjs';

const sources = await obtainTorchvision(console.error);
const models = join(sources, 'torchvision/models');
const resnet = join(models, 'resnet.py');

/** From the start of the process to the answer with the first hints; stopping it is not measured. */
async function firstHint() {
  const started = performance.now();
  const server = startServer();
  await server.initialize(models);
  const hints = await server.open(resnet).hints();
  const wall = performance.now() - started;
  if (hints.length === 0) throw new Error('the server gave no hint');
  const cpu = cpuOf(server.pid);
  await server.stop();
  return { wall, cpu };
}

async function coldStart() {
  const starts = [];
  for (let i = 0; i < 10; i += 1) starts.push(await firstHint());
  const cpu = starts.flatMap((start) => start.cpu ?? []);
  return {
    values: starts.map((start) => start.wall),
    unit: 'ms',
    ...(cpu.length > 0 ? { beside: { name: 'of which CPU', values: cpu } } : {}),
  };
}

/** CPU time of a process so far, all its threads, in ms, where Linux tells it (in hundredths of a second). */
function cpuOf(pid) {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  const fields = readFileSync(file, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Every file of the folder opened and its hints asked for; all of them stay open. */
async function memory() {
  const server = startServer();
  await server.initialize(models);
  const empty = residentOf(server.pid);
  for (const file of readdirSync(models).filter((name) => name.endsWith('.py'))) {
    await server.open(join(models, file)).hints();
  }
  const full = residentOf(server.pid);
  await server.stop();
  return { values: [full], unit: 'MiB', beside: { name: 'before any file', values: [empty] } };
}

const summary = () =>
  runCommandLine([
    'summary',
    resnet,
    '--model',
    'resnet50()',
    '--input',
    '1x3x224x224',
    '--root',
    sources,
    '--format',
    'json',
  ]);

export const benches = existsSync(join(root, 'dist/server.js'))
  ? {
      'server, start to first hint of resnet.py': coldStart,
      ...(existsSync('/proc/self/status') ? { 'server, resident with torchvision/models open': memory } : {}),
      'convscope summary resnet.py, cold': () => time(summary, { times: 10 }),
    }
  : {};
