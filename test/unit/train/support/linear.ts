/** A model of one linear layer with its own small engine, so that the loop is tested without a real one. */
import type { Program } from '../../../../server/src/program';
import { seeded } from '../../../../server/src/program';
import { parse } from '../../../../server/src/symbolic';
import type {
  Batch,
  Engine,
  Model,
  PrepareOptions,
  Tensor,
  Trainer,
} from '../../../../server/src/train/engines/engine';

const B = parse('B') ?? 1;

/** [B, 1, h, w] → [B, classes]. */
export function linearModel(height: number, width: number, classes: number): Model {
  const pixels = height * width;
  const program: Program = {
    values: [
      { shape: [B, 1, height, width], element: 'float32' },
      { shape: [classes, pixels], element: 'float32' },
      { shape: [classes], element: 'float32' },
      { shape: [B, classes], element: 'float32' },
    ],
    steps: [{ name: 'matmul', attributes: {}, inputs: [0, 1], outputs: [3], origin: 0 }],
    inputs: [{ name: 'x', value: 0 }],
    parameters: [
      { name: 'fc.weight', value: 1, trainable: true, aliases: [], initial: { kind: 'constant', value: 0 } },
      { name: 'fc.bias', value: 2, trainable: true, aliases: [], initial: { kind: 'constant', value: 0 } },
    ],
    buffers: [],
    draws: [],
    outputs: [{ name: 'output', value: 3 }],
    origins: [{ file: 'net.py', start: 0, end: 1, module: 'fc' }],
    layers: [],
  };
  return { train: program, evaluate: program };
}

export function initialWeights(pixels: number, classes: number, seed = 0) {
  const random = seeded(seed);
  const weight = Float32Array.from({ length: classes * pixels }, () => 0.01 * random.normal());
  const parameters = new Map<string, Tensor>([
    ['fc.weight', { shape: [classes, pixels], data: weight }],
    ['fc.bias', { shape: [classes], data: new Float32Array(classes) }],
  ]);
  return { parameters, buffers: new Map<string, Tensor>() };
}

export const linearEngine: Engine = {
  unavailable: async () => undefined,
  capabilities: async () => ({ name: 'reference', description: 'a linear layer', device: 'cpu' }),
  prepare: async (model, options) => linearTrainer(model, options),
};

function linearTrainer(model: Model, options: PrepareOptions): Trainer {
  const [classes = 0, pixels = 0] = (model.train.values[1]?.shape ?? []).map(Number);
  let weight = new Float32Array(classes * pixels);
  let bias = new Float32Array(classes);
  let momentum = new Float32Array(classes * pixels + classes);
  const factor = options.optimiser.kind === 'sgd' ? options.optimiser.momentum : 0;

  const scores = (x: Float32Array, size: number): Float32Array => {
    const out = new Float32Array(size * classes);
    for (let i = 0; i < size; i += 1)
      for (let c = 0; c < classes; c += 1) {
        let sum = bias[c] ?? 0;
        for (let p = 0; p < pixels; p += 1) sum += (weight[c * pixels + p] ?? 0) * (x[i * pixels + p] ?? 0);
        out[i * classes + c] = sum;
      }
    return out;
  };

  /** Mean loss, correct and the scores' gradient. */
  const entropy = (out: Float32Array, { size, targets }: Batch) => {
    const gradient = new Float32Array(out.length);
    let loss = 0;
    let correct = 0;
    for (let i = 0; i < size; i += 1) {
      const row = out.subarray(i * classes, (i + 1) * classes);
      const most = Math.max(...row);
      const total = row.reduce((sum, v) => sum + Math.exp(v - most), 0);
      const wanted = (c: number): number =>
        targets instanceof Int32Array ? (targets[i] === c ? 1 : 0) : (targets[i * classes + c] ?? 0);
      for (let c = 0; c < classes; c += 1) {
        const p = Math.exp((row[c] ?? 0) - most) / total;
        loss -= wanted(c) * Math.log(p);
        gradient[i * classes + c] = (p - wanted(c)) / size;
      }
      if (wanted(row.indexOf(most)) > 0.5) correct += 1;
    }
    return { loss: loss / size, correct, gradient };
  };

  return {
    async step(batch, { lr, norms }) {
      const x = batch.inputs[0] ?? new Float32Array(0);
      const { loss, correct, gradient } = entropy(scores(x, batch.size), batch);
      const flat = new Float32Array(momentum.length);
      for (let i = 0; i < batch.size; i += 1)
        for (let c = 0; c < classes; c += 1) {
          const g = gradient[i * classes + c] ?? 0;
          for (let p = 0; p < pixels; p += 1)
            flat[c * pixels + p] = (flat[c * pixels + p] ?? 0) + g * (x[i * pixels + p] ?? 0);
          flat[classes * pixels + c] = (flat[classes * pixels + c] ?? 0) + g;
        }
      momentum = momentum.map((m, i) => factor * m + (flat[i] ?? 0));
      weight = weight.map((w, i) => w - lr * (momentum[i] ?? 0));
      bias = bias.map((b, i) => b - lr * (momentum[classes * pixels + i] ?? 0));
      const norm = Math.hypot(...flat);
      const layers = norms ? new Map([['fc.weight', { gradient: norm, update: lr * norm, weight: 1 }]]) : new Map();
      return { loss, penalty: 0, correct, gradientNorm: norm, layers, activations: [] };
    },
    async evaluate(batch) {
      const data = scores(batch.inputs[0] ?? new Float32Array(0), batch.size);
      const { loss, correct } = entropy(data, batch);
      return { loss, correct, output: { shape: [batch.size, classes], data } };
    },
    predict: async ([x], size) => [{ shape: [size, classes], data: scores(x ?? new Float32Array(0), size) }],
    parameters: async () =>
      new Map([
        ['fc.weight', { shape: [classes, pixels], data: weight.slice() }],
        ['fc.bias', { shape: [classes], data: bias.slice() }],
      ]),
    async setParameters(values) {
      weight = (values.get('fc.weight')?.data ?? weight).slice();
      bias = (values.get('fc.bias')?.data ?? bias).slice();
    },
    buffers: async () => new Map(),
    async setBuffers() {},
    optimiserState: async () => new Map([['momentum/all', { shape: [momentum.length], data: momentum.slice() }]]),
    async setOptimiserState(values) {
      momentum = (values.get('momentum/all')?.data ?? momentum).slice();
    },
    async dispose() {},
  };
}
