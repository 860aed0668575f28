/** The reference engine: the interpreter of programs, in doubles. Slow; for comparison, and where nothing else runs. */
import {
  atBatch,
  corrections,
  type Dense,
  dense,
  elements,
  evaluateProgram,
  evaluationStep,
  type Program,
  segmentsOf,
  slotNames,
  type TargetKind,
  trainingStep,
  type ValueId,
} from '../../program';
import type { Batch, Engine, Model, PrepareOptions, Tensor, Tensors, Trainer } from '../engines/engine';

export const referenceEngine: Engine = {
  unavailable: async () => undefined,
  capabilities: async () => ({ name: 'reference', description: 'plain JavaScript (slow)', device: 'cpu' }),
  prepare: async (model, options) => trainer(model, options),
};

function once<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}

const wide = (shape: readonly number[], data: ArrayLike<number>): Dense => dense(shape, Float64Array.from(data));
const narrow = ({ shape, data }: Dense): Tensor => ({ shape, data: Float32Array.from(data) });

function trainer({ train, evaluate }: Model, options: PrepareOptions): Trainer {
  const segments = segmentsOf(train, options.frozen);
  const total = segments.reduce((sum, { size }) => sum + size, 0);
  let weights = new Float64Array(total);
  const frozen = new Map<string, Dense>();
  const buffers = new Map<string, Dense>();
  const slots = new Map(slotNames(options.optimiser).map((name) => [name, new Float64Array(total)]));
  let steps = 0;
  const stepAt = once((key: string) => {
    const [size, kind, norms] = key.split(' ');
    return trainingStep(atBatch(train, Number(size)), options, {
      target: kind === 'indices' ? 'indices' : 'dense',
      norms: norms === 'true',
    });
  });
  const concrete = once((size: number) => atBatch(evaluate, size));
  const kindOf = (targets: Batch['targets']): TargetKind => (targets instanceof Int32Array ? 'indices' : 'dense');
  const shapeAt = (program: { readonly values: Program['values'] }, value: ValueId): number[] =>
    (program.values[value]?.shape ?? []).map(Number);

  const parameter = (name: string): Dense | undefined => {
    const segment = segments.find((one) => one.name === name);
    if (segment === undefined) return frozen.get(name);
    return dense([...segment.shape], weights.slice(segment.offset, segment.offset + segment.size));
  };
  const modelFeeds = (program: Program, inputs: readonly Float32Array[]): Map<ValueId, Dense> => {
    const feeds = new Map<ValueId, Dense>();
    program.inputs.forEach(({ value }, i) => {
      feeds.set(value, wide(shapeAt(program, value), inputs[i] ?? []));
    });
    for (const { name, value } of program.parameters) {
      const found = parameter(name);
      if (found) feeds.set(value, found);
    }
    for (const { name, value } of program.buffers) {
      const found = buffers.get(name);
      if (found) feeds.set(value, found);
    }
    return feeds;
  };

  return {
    async step(batch, { lr, draws, norms = false }) {
      steps += 1;
      const program = stepAt(`${batch.size} ${kindOf(batch.targets)} ${norms}`);
      const { feeds: at, results } = program;
      const [first, second] = corrections(options.optimiser, steps);
      const feeds = new Map<ValueId, Dense>([
        [at.weights, dense([total], weights)],
        [at.lr, wide([], [lr])],
        [at.first, wide([], [first])],
        [at.second, wide([], [second])],
        [at.target, wide(shapeAt(program, at.target), batch.targets)],
      ]);
      at.inputs.forEach((value, i) => {
        feeds.set(value, wide(shapeAt(program, value), batch.inputs[i] ?? []));
      });
      at.draws.forEach((value, i) => {
        feeds.set(value, wide(shapeAt(program, value), draws[i] ?? []));
      });
      for (const { name, value } of at.frozen) feeds.set(value, frozen.get(name) ?? wide([], [0]));
      for (const { name, value } of at.buffers) feeds.set(value, buffers.get(name) ?? wide([], [0]));
      for (const { name, value } of program.slots) feeds.set(value, dense([total], slots.get(name)));
      const wanted = [
        results.loss,
        results.gradientNorm,
        results.weights,
        ...program.slots.map(({ next }) => next),
        ...results.buffers.map(({ value }) => value),
        ...(results.correct === undefined ? [] : [results.correct]),
        ...(results.penalty === undefined ? [] : [results.penalty]),
        ...(results.norms === undefined ? [] : [results.norms.gradient, results.norms.update, results.norms.weight]),
      ];
      const values = evaluateProgram(program, feeds, wanted);
      const got = (value: ValueId | undefined): Float64Array | undefined =>
        value === undefined ? undefined : values[wanted.indexOf(value)]?.data;
      const normsOf = (which: 'gradient' | 'update' | 'weight', i: number): number =>
        got(results.norms?.[which])?.[i] ?? 0;
      const layers = new Map(
        norms
          ? segments.map(({ name }, i) => [
              name,
              { gradient: normsOf('gradient', i), update: normsOf('update', i), weight: normsOf('weight', i) },
            ])
          : [],
      );
      weights = new Float64Array(got(results.weights) ?? weights);
      for (const { name, next } of program.slots) slots.set(name, new Float64Array(got(next) ?? []));
      for (const { name, value } of results.buffers) {
        const found = values[wanted.indexOf(value)];
        if (found) buffers.set(name, found);
      }
      return {
        loss: got(results.loss)?.[0] ?? Number.NaN,
        penalty: got(results.penalty)?.[0] ?? 0,
        correct: got(results.correct)?.[0] ?? Number.NaN,
        gradientNorm: got(results.gradientNorm)?.[0] ?? 0,
        layers,
      };
    },
    async evaluate(batch) {
      const base = concrete(batch.size);
      const program = evaluationStep(base, options, kindOf(batch.targets));
      const feeds = modelFeeds(base, batch.inputs);
      feeds.set(program.target, wide(shapeAt(program, program.target), batch.targets));
      const output = base.outputs[0]?.value ?? 0;
      const wanted = [program.loss, output, ...(program.correct === undefined ? [] : [program.correct])];
      const [loss, result, correct] = evaluateProgram(program, feeds, wanted);
      return {
        loss: loss?.data[0] ?? Number.NaN,
        correct: correct?.data[0] ?? Number.NaN,
        output: narrow(result ?? wide([0], [])),
      };
    },
    async predict(inputs, size) {
      const program = concrete(size);
      const wanted = program.outputs.map(({ value }) => value);
      return evaluateProgram(program, modelFeeds(program, inputs), wanted).map(narrow);
    },
    parameters: async () =>
      new Map(
        train.parameters.flatMap(({ name }) => {
          const found = parameter(name);
          return found === undefined ? [] : [[name, narrow(found)] as const];
        }),
      ),
    async setParameters(values: Tensors) {
      for (const [name, { shape, data }] of values) {
        const segment = segments.find((one) => one.name === name);
        if (segment !== undefined) weights.set(data, segment.offset);
        else frozen.set(name, wide(shape, data));
      }
    },
    buffers: async () => new Map([...buffers].map(([name, value]) => [name, narrow(value)])),
    async setBuffers(values) {
      for (const [name, { shape, data }] of values) buffers.set(name, wide(shape, data));
    },
    optimiserState: async () => {
      const state = new Map<string, Tensor>([['step', { shape: [], data: Float32Array.of(steps) }]]);
      for (const [slot, data] of slots)
        for (const { name, shape, offset, size } of segments)
          state.set(`${slot}/${name}`, { shape, data: Float32Array.from(data.subarray(offset, offset + size)) });
      return state;
    },
    async setOptimiserState(values) {
      steps = values.get('step')?.data[0] ?? 0;
      for (const [slot, data] of slots)
        for (const { name, offset } of segments) {
          const found = values.get(`${slot}/${name}`);
          if (found !== undefined && elements(found.shape) > 0) data.set(found.data, offset);
        }
    },
    async dispose() {},
  };
}
