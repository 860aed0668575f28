/** One model on one engine, step by step, for scripts/benchTrain.mjs. */
import { readFileSync } from 'node:fs';
import { atBatch, defaultOptions } from '../../../server/src/program';
import { parseInput, programOf, read } from '../../../server/src/read';
import { parse } from '../../../server/src/syntax';
import { ENGINES, initialValues, type Trainer } from '../../../server/src/train/engines';

export interface Timed {
  readonly batch: number;
  step(): Promise<void>;
  dispose(): Promise<void>;
}

export const modelsIn = (file: string): readonly string[] =>
  [...readFileSync(file, 'utf8').matchAll(/^# \d\S*\nclass (\w+)/gm)].map(([, name = '']) => name);

export async function prepared(file: string, name: string, threads: number, plain: boolean): Promise<Timed> {
  const text = readFileSync(file, 'utf8');
  const input = new RegExp(`^# (\\S+)\\nclass ${name}\\b`, 'm').exec(text)?.[1] ?? '';
  const sizes = input.split('x').map(Number);
  const program = (train: boolean) => {
    const reading = read({
      file,
      tree: parse(text),
      files: { read: (path) => (path === file ? { text } : 'absent') },
      roots: [],
      treeOf: (_file, source) => parse(source),
      model: `${name}()`,
      inputs: [parseInput(input.replace(/^\d+/, 'B'))].flatMap((spec) => spec ?? []),
      train,
      extent: 'all',
    });
    const [graph] = reading.graphs;
    const lowered = graph && programOf(reading, graph);
    if (!lowered?.program) throw new Error(`${name}: ${lowered?.obstacles[0]?.reason}`);
    return lowered.program;
  };
  const model = { train: program(true), evaluate: program(false) };
  const engine = ENGINES.onnx;
  const sgd = { kind: 'sgd', momentum: 0.9, dampening: 0, nesterov: false, weightDecay: 0 } as const;
  const options = { ...defaultOptions({ kind: 'cross-entropy', labelSmoothing: 0 }, sgd), threads, plain };
  const trainer: Trainer = await engine.prepare(model, options);
  const { values } = initialValues(atBatch(model.train, 2), 1);
  await trainer.setParameters(values);
  const [size = 1] = sizes;
  const batch = {
    size,
    inputs: [Float32Array.from({ length: sizes.reduce((n, s) => n * s, 1) }, (_, i) => Math.sin(i * 12.9898))],
    targets: Int32Array.from({ length: size }, (_, i) => i % 10),
  };
  return {
    batch: size,
    step: async () => {
      await trainer.step(batch, { lr: 0.01, draws: [] });
    },
    dispose: () => trainer.dispose(),
  };
}
