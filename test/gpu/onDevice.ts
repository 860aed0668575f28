/** Computes a job on an engine; runs in Node and in a page. */
import type { Element, Runnable, ValueId } from '../../server/src/program';
import type { Device } from '../../server/src/tfjs';
import type { Engine, Model, PrepareOptions } from '../../server/src/train/engines/engine';
import { differing } from '../oracle/training/opRuns';
import { batchOf, startOf } from '../oracle/training/runs';

export interface Job {
  readonly ops: readonly OpJob[];
  readonly nets: readonly NetJob[];
}
export interface OpJob {
  readonly name: string;
  readonly program: Runnable;
  readonly feeds: readonly {
    readonly value: ValueId;
    readonly shape: readonly number[];
    readonly element: Element;
    readonly data: readonly number[];
  }[];
  readonly wanted: readonly ValueId[];
  readonly expected: Parameters<typeof differing>[0];
}
export interface NetJob {
  readonly name: string;
  readonly model: Model;
  readonly options: PrepareOptions;
  readonly input: string;
  readonly lr: number;
  readonly losses: readonly number[];
  /** Weights and buffers. */
  readonly after: readonly (readonly [string, readonly number[]])[];
  readonly evaluated: number;
}

/** Undefined: as it must be. */
export interface Outcome {
  readonly name: string;
  readonly fault: string | undefined;
  readonly seconds: number;
}
export type Tell = (outcome: Outcome) => void;

/** WGSL promises no more than 2^-11 for sine and cosine. */
const TRIGONOMETRY = 2e-4;
/** Of a number's size, and of 1. */
const TOLERANCE = 1e-4;

export async function runOps(device: Device, ops: readonly OpJob[], tell: Tell): Promise<void> {
  for (const op of ops) {
    await outcome(`${op.name}, values and gradients`, tell, async () => {
      const compiled = device.compile(
        op.program,
        op.feeds.map(({ value }) => value),
        op.wanted,
      );
      const fed = op.feeds.map((one) => ({ ...one, data: Float32Array.from(one.data) }));
      const { read: found } = await compiled.run(fed, 0);
      compiled.dispose();
      return differing(op.expected, found, op.name === 'Unary' ? TRIGONOMETRY : undefined).join('; ');
    });
  }
}

export async function runNets(engine: Engine, nets: readonly NetJob[], tell: Tell): Promise<void> {
  for (const net of nets)
    await outcome(`whole steps of ${net.name} as on the CPU`, tell, () => wholeSteps(engine, net));
}

async function wholeSteps(engine: Engine, net: NetJob): Promise<string> {
  const trainer = await engine.prepare(net.model, net.options);
  const start = startOf(net.model);
  await trainer.setParameters(start);
  await trainer.setBuffers(start);
  const faults: string[] = [];
  for (const [step, expected] of net.losses.entries()) {
    const { batch, draws } = batchOf(net.model, net.input, step);
    const { loss } = await trainer.step(batch, { lr: net.lr, draws, norms: step === 0 });
    if (!near(loss, expected)) faults.push(`loss ${loss} instead of ${expected} in step ${step}`);
  }
  const { loss } = await trainer.evaluate(batchOf(net.model, net.input, 0).batch);
  if (!near(loss, net.evaluated)) faults.push(`loss ${loss} instead of ${net.evaluated} in evaluation`);
  const found = new Map([...(await trainer.parameters()), ...(await trainer.buffers())]);
  for (const [name, expected] of net.after) {
    const data = found.get(name)?.data ?? new Float32Array(0);
    const wrong = expected.findIndex((x, i) => !near(data[i] ?? Number.NaN, x));
    if (wrong >= 0) faults.push(`${name}[${wrong}] is ${data[wrong]} instead of ${expected[wrong]}`);
  }
  await trainer.dispose();
  return faults.slice(0, 5).join('; ');
}

const near = (found: number, expected: number): boolean =>
  Math.abs(found - expected) <= TOLERANCE * Math.max(1, Math.abs(expected));

/** `test` says what is wrong; nothing: as it must be. */
export async function outcome(name: string, tell: Tell, test: () => Promise<string>): Promise<void> {
  const started = performance.now();
  const told = (fault: string | undefined): void =>
    tell({ name, fault, seconds: (performance.now() - started) / 1000 });
  try {
    told((await test()) || undefined);
  } catch (error) {
    told(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
