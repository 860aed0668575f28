/** A job on Dawn in Node, and what becomes of a card that is lost or full. Outcomes are lines of JSON. */
import { readFileSync } from 'node:fs';
import { createBuilder } from '../../server/src/program';
import { Fault } from '../../server/src/tfjs';
import { openDawn, webgpuEngine } from '../../server/src/train/engines/webgpu/node';
import { type Job, outcome, runNets, runOps, type Tell } from './onDevice';
import { runRuns } from './runs';

const tell: Tell = (one) => process.stdout.write(`${JSON.stringify(one)}\n`);
const job: Job = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));

const reason = await webgpuEngine.unavailable();
if (reason !== undefined) {
  process.stdout.write(`${JSON.stringify({ skipped: reason })}\n`);
} else {
  await outcome('a software adapter is known as one', tell, async () => {
    const { isSoftware, device, description } = await webgpuEngine.capabilities();
    return isSoftware === true && device === 'gpu' ? '' : `${description} is taken for a real card`;
  });
  const device = await openDawn();
  if (typeof device === 'string') throw new Error(device);
  await runOps(device, job.ops, tell);
  await runNets(webgpuEngine, job.nets, tell);
  await outcome('a model that has no room says so', tell, async () => {
    const b = createBuilder();
    const x = b.source([1]);
    const huge = b.expand(b.reshape(x, [1, 1]), [40000, 40000]);
    const compiled = device.compile(b, [x], [b.reduce('sum', b.mul(huge, huge), [0, 1])]);
    return faultOf(compiled.run([{ shape: [1], element: 'float32', data: Float32Array.of(1) }], 0), 'memory');
  });
  await outcome('a card that was full computes on', tell, async () =>
    (await doubled(device)) === 4 ? '' : 'it does not',
  );
  await outcome('a card that is lost midway says so', tell, async () => {
    const b = createBuilder();
    const x = b.source([64, 64]);
    let y = x;
    for (let i = 0; i < 40; i++) y = b.matmul(y, x);
    const compiled = device.compile(b, [x], [y]);
    const running = compiled.run([{ shape: [64, 64], element: 'float32', data: new Float32Array(4096) }], 0);
    const lost = faultOf(running, 'lost');
    device.close();
    return lost;
  });
  await outcome('and is opened anew for the next model', tell, async () => {
    const again = await openDawn();
    return typeof again !== 'string' && (await doubled(again)) === 4 ? '' : 'it is not';
  });
  await runRuns(tell);
}
process.exit(0);

async function doubled(device: Exclude<Awaited<ReturnType<typeof openDawn>>, string>): Promise<number | undefined> {
  const b = createBuilder();
  const x = b.source([1]);
  const compiled = device.compile(b, [x], [b.add(x, x)]);
  return (await compiled.run([{ shape: [1], element: 'float32', data: Float32Array.of(2) }], 0)).read[0]?.[0];
}

async function faultOf(work: Promise<unknown>, kind: Fault['kind']): Promise<string> {
  try {
    await work;
    return 'nothing was said';
  } catch (error) {
    return error instanceof Fault && error.kind === kind ? '' : `it says ${String(error)}`;
  }
}
