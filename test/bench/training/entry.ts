/** One model on one engine, step by step, for scripts/benchTrain.mjs: `node entry.mjs FILE MODEL THREADS plain|fast` answers each line `STEPS`. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { atBatch, defaultOptions } from '../../../server/src/program';
import { parseInput, programOf, read } from '../../../server/src/read';
import { parse } from '../../../server/src/syntax';
import { ENGINES, initialValues, type Trainer } from '../../../server/src/train/engines';

export interface Timed {
  readonly batch: number;
  /** What computes, for people. */
  readonly engine: string;
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
    engine: (await engine.capabilities(plain)).description,
    step: async () => {
      await trainer.step(batch, { lr: 0.01, draws: [] });
    },
    dispose: () => trainer.dispose(),
  };
}

/** Seconds of wall clock and CPU for so many steps, and the most memory in MB so far. */
async function answer(): Promise<void> {
  const [, , file = '', name = '', threads = '1', way] = process.argv;
  const timed = await prepared(file, name, Number(threads), way === 'plain');
  console.log(`${timed.batch} ${timed.engine}`);
  for await (const line of createInterface({ input: process.stdin })) {
    const before = process.cpuUsage();
    const started = performance.now();
    for (let i = 0; i < Number(line); i++) await timed.step();
    const wall = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(before);
    console.log(`${wall} ${(user + system) / 1e6} ${Math.round(process.resourceUsage().maxRSS / 1024)}`);
  }
  process.exit(0);
}

if (process.argv.length === 6) await answer();
