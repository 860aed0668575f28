/** onnxruntime-node runs a whole training step as one ordinary inference graph. */
import type * as Ort from 'onnxruntime-node';
import type { Backend, Compiled, CompileOptions, HostTensor } from '../../../engine/backend';
import { createTrainer } from '../../../engine/trainer';
import { elements, type Runnable, type ValueId } from '../../../program';
import type { Engine } from '../engine';
import type { Port } from './flat';
import { modelOf, nameOf } from './model';
import { type Blocks, blocksOf } from './probe';
import { release } from './released';

let loaded: Promise<typeof Ort> | undefined;
/** Loaded when it is first needed: the native library takes a moment. */
export function runtime(): Promise<typeof Ort> {
  loaded ??= import('onnxruntime-node');
  return loaded;
}

let probed: Promise<Blocks> | undefined;
/** Asked once in a process. */
export async function blocks(): Promise<Blocks> {
  probed ??= runtime().then(blocksOf);
  return probed;
}

async function unavailable(): Promise<string | undefined> {
  try {
    await runtime();
    return undefined;
  } catch (error) {
    return `onnxruntime could not be loaded: ${error instanceof Error ? error.message : String(error)}`;
  }
}

export function sessionOptions(threads: number): Ort.InferenceSession.SessionOptions {
  return {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    enableMemPattern: false,
    logSeverityLevel: 3,
    // Threads wait awake between two operations, and no longer: the machine is not ours alone. On two free cores a
    // step of ResNet-20 is a seventh faster for it; where others want the cores, an eighth slower.
    extra: {
      session: { intra_op: { allow_spinning: '1', spin_duration_us: '50' }, inter_op: { allow_spinning: '0' } },
    },
  };
}

async function compile(
  program: Runnable,
  feeds: readonly ValueId[],
  fetches: readonly ValueId[],
  options: CompileOptions,
): Promise<Compiled> {
  const ort = await runtime();
  // A value may be asked for twice, and given as it came.
  const wanted = [...new Set(fetches)];
  const used = feeds.filter((value) => program.steps.some((step) => step.inputs.includes(value)));
  const found = options.plain ? undefined : await blocks();
  const writing = found !== undefined && 'size' in found ? { block: found.size } : {};
  const { bytes, inputs, outputs } = modelOf(program, { feeds: used, fetches: wanted }, writing);
  const session = await ort.InferenceSession.create(bytes, sessionOptions(options.threads));
  const isPart = (port: Port): boolean => port.name !== nameOf(port.value);
  return {
    run: async (given, into) => {
      const named: Record<string, Ort.Tensor> = {};
      for (const port of inputs) {
        const tensor = given[feeds.indexOf(port.value)];
        if (tensor) named[port.name] = tensorOf(ort, tensor, port);
      }
      const out: Record<string, Ort.Tensor | null> = {};
      /** Memory of what is written part by part. */
      const targets = new Map<ValueId, Float32Array>();
      for (const port of outputs) {
        const size = elements((program.values[port.value]?.shape ?? []).map(Number));
        const target =
          targets.get(port.value) ??
          into[fetches.indexOf(port.value)] ??
          (isPart(port) ? new Float32Array(size) : undefined);
        if (target) targets.set(port.value, target);
        out[port.name] = target ? new ort.Tensor('float32', partOf(target, port), port.shape) : null;
      }
      const results = await session.run(named, out);
      for (const port of outputs) releaseCopy(results[port.name], targets.get(port.value));
      return fetches.map((value) => targets.get(value) ?? floatsOf(results[nameOf(value)]));
    },
    dispose: () => session.release(),
  };
}

/** The binding hands out a copy of what it has written to the memory that it was given. */
function releaseCopy(tensor: Ort.Tensor | undefined, target: Float32Array | undefined): void {
  const data = tensor?.data;
  if (target && data instanceof Float32Array && data.buffer !== target.buffer) release(data);
}

const partOf = (data: Float32Array, { offset, shape }: Port): Float32Array =>
  data.subarray(offset, offset + elements(shape));

function tensorOf(ort: typeof Ort, { element, data }: HostTensor, port: Port): Ort.Tensor {
  switch (element) {
    case 'float32':
      return new ort.Tensor('float32', partOf(data, port), port.shape);
    case 'int64':
      return new ort.Tensor(
        'int64',
        BigInt64Array.from(data, (x) => BigInt(Math.round(x))),
        port.shape,
      );
    case 'bool':
      return new ort.Tensor('bool', Uint8Array.from(data), port.shape);
  }
}

function floatsOf(tensor: Ort.Tensor | undefined): Float32Array {
  const data = tensor?.data;
  if (data instanceof Float32Array) return data;
  if (data instanceof BigInt64Array) return Float32Array.from(Array.from(data), Number);
  return data instanceof Uint8Array ? Float32Array.from(data) : new Float32Array(0);
}

const plural = (n: number): string => `${n} thread${n === 1 ? '' : 's'}`;

/** Which way it takes, and why not the faster one. */
async function wayOf(plain: boolean): Promise<string> {
  if (plain) return 'standard operations only';
  const found = await blocks();
  return 'size' in found ? `convolutions in blocks of ${found.size}` : `standard operations only: ${found.reason}`;
}

export const onnxBackend: Backend = {
  unavailable,
  capabilities: async ({ threads, plain }) => ({
    name: 'onnx',
    description: `onnxruntime on the CPU${threads > 0 ? `, ${plural(threads)}` : ''}, ${await wayOf(plain)}`,
    device: 'cpu',
  }),
  compile,
};

export const onnxEngine: Engine = {
  unavailable,
  capabilities: (plain = false) => onnxBackend.capabilities({ threads: 0, plain }),
  prepare: async (model, options) => createTrainer(onnxBackend, model, options),
};
