/** Steps, evaluation and state on any backend. Programs are compiled once for each batch size and variant. */
import {
  atBatch,
  corrections,
  type EvaluationProgram,
  elements,
  evaluationStep,
  isTrained,
  mayOverwrite,
  type Program,
  type Segment,
  type StepProgram,
  segmentsOf,
  slotNames,
  type TargetKind,
  type TensorType,
  trainingStep,
  type ValueId,
} from '../program';
import type { Stayed } from '../tfjs';
import type { Backend, Compiled, HostTensor } from './backend';
import type {
  Batch,
  Evaluation,
  LayerNorms,
  Model,
  PrepareOptions,
  StepControl,
  StepMetrics,
  Tensor,
  Tensors,
  Trainer,
} from './engine';
import { initialValues } from './initial';
import { newest } from './newest';

/** How many compiled programs are kept. */
const MOST_COMPILED = 6;

interface CompiledStep {
  readonly program: StepProgram;
  readonly compiled: Compiled;
  /** New weights may be written over the old ones. */
  readonly isOver: boolean;
}
interface CompiledEvaluation {
  readonly program: Program;
  readonly step: EvaluationProgram;
  readonly compiled: Compiled;
}

export function createTrainer(backend: Backend, model: Model, options: PrepareOptions): Trainer {
  // Sizes of parameters do not depend on the batch.
  const segments = segmentsOf(atBatch(model.train, 2), options.frozen);
  const size = segments.reduce((n, s) => n + s.size, 0);
  const names = slotNames(options.optimiser);
  let weights: Float32Array = new Float32Array(size);
  /** For steps that cannot write the new ones where the old ones lie. */
  let spareWeights: Float32Array | undefined;
  let slots: readonly Float32Array[] = names.map(() => new Float32Array(size));
  let steps = 0;
  /** Weights, then slots, in the backend's own memory; `isBehind`: the host's are older. */
  let there: readonly Stayed[] = [];
  let isBehind = false;
  const fixed = new Map<string, Tensor>();
  const programs = newest<{ readonly compiled: Compiled }>(MOST_COMPILED, ({ compiled }) => compiled.dispose());
  const compileOptions = { threads: options.threads, plain: options.plain };

  const shapeIn = (program: Program, value: ValueId): number[] => (program.values[value]?.shape ?? []).map(Number);
  for (const { name, value } of model.train.parameters.filter((p) => !isTrained(p, options.frozen)))
    fixed.set(name, zeros(shapeIn(model.train, value)));
  for (const { name, value } of model.train.buffers) fixed.set(name, zeros(shapeIn(model.train, value)));

  const stepFor = (batch: number, target: TargetKind, norms: boolean): Promise<CompiledStep> =>
    programs.of(`step ${batch} ${target} ${norms}`, async () => {
      const program = trainingStep(atBatch(model.train, batch), options, { target, norms });
      const compiled = await backend.compile(program, feedsOf(program), fetchesOf(program), compileOptions);
      return { program, compiled, isOver: mayOverwrite(program) };
    });

  const evaluationFor = (batch: number, target: TargetKind | 'none'): Promise<CompiledEvaluation> =>
    programs.of(`evaluate ${batch} ${target}`, async () => {
      const program = atBatch(model.evaluate, batch);
      const step = evaluationStep(program, options, target === 'none' ? 'dense' : target);
      const results = target === 'none' ? [] : [step.loss, ...(step.correct === undefined ? [] : [step.correct])];
      const fetches = [...program.outputs.map((o) => o.value), ...results];
      const feeds = [...evaluationFeeds(program), ...(target === 'none' ? [] : [step.target])];
      // Without targets there is no loss to work out.
      const compiled = await backend.compile(target === 'none' ? program : step, feeds, fetches, compileOptions);
      return { program, step, compiled };
    });

  const part = ({ offset, size: length, shape }: Segment): Tensor => ({
    shape,
    data: weights.subarray(offset, offset + length),
  });
  const held = (name: string): Tensor => {
    const segment = segments.find((s) => s.name === name);
    const found = segment ? part(segment) : fixed.get(name);
    if (!found) throw new Error(`the model has no ${name}`);
    return found;
  };

  /** The host's weights and slots as they are by now. */
  async function fetched(): Promise<void> {
    if (!isBehind) return;
    const [first, ...others] = await Promise.all(there.map((one) => one.read()));
    weights = first ?? weights;
    slots = others;
    isBehind = false;
  }
  function forgetThere(): void {
    for (const one of there) one.dispose();
    there = [];
  }

  /** One run of a step: weights and slots stay where the backend has them, or go to the host; the rest is given. */
  async function advance(
    { compiled, program, isOver }: CompiledStep,
    given: readonly HostTensor[],
  ): Promise<readonly Float32Array[]> {
    if (compiled.runThere === undefined) {
      const into = [
        isOver ? weights : (spareWeights ?? new Float32Array(size)),
        ...program.slots.map((slot, i) => (isReadOnce(program, slot) ? slots[i] : undefined)),
      ];
      const rest = new Array<undefined>(fetchesOf(program).length - into.length);
      const found = await compiled.run(given, [...into, ...rest]);
      if (!isOver) spareWeights = weights;
      weights = found[0] ?? weights;
      slots = found.slice(1, 1 + slots.length);
      return found.slice(1 + slots.length);
    }
    const stay = 1 + names.length;
    const [first, ...others] = there;
    const own = given.length - names.length;
    const fed = first === undefined ? given : [first, ...given.slice(1, own), ...others];
    const { stayed, read } = await compiled.runThere(fed, stay);
    forgetThere();
    there = stayed;
    isBehind = true;
    return read;
  }

  async function step(batch: Batch, control: StepControl): Promise<StepMetrics> {
    const compiled = await stepFor(batch.size, targetKind(batch), control.norms === true);
    const { program } = compiled;
    const { feeds, results } = program;
    const [first, second] = corrections(options.optimiser, steps + 1);
    const given = [
      tensorFor(program, feeds.weights, weights),
      ...feeds.frozen.map(({ name, value }) => tensorFor(program, value, held(name).data)),
      ...feeds.buffers.map(({ name, value }) => tensorFor(program, value, held(name).data)),
      ...feeds.inputs.map((value, i) => tensorFor(program, value, batch.inputs[i])),
      tensorFor(program, feeds.target, batch.targets),
      ...feeds.draws.map((value, i) => tensorFor(program, value, control.draws[i])),
      ...[
        [feeds.lr, control.lr],
        [feeds.first, first],
        [feeds.second, second],
      ].map(([value = -1, number = 0]) => tensorFor(program, value, Float32Array.of(number))),
      ...program.slots.map(({ value }, i) => tensorFor(program, value, slots[i])),
    ];
    const found = [...(await advance(compiled, given))];
    const take = (): Float32Array => found.shift() ?? new Float32Array(0);
    steps++;
    for (const { name } of results.buffers) fixed.set(name, { shape: held(name).shape, data: take().slice() });
    const scalar = (): number => take()[0] ?? Number.NaN;
    const loss = scalar();
    const gradientNorm = scalar();
    const correct = results.correct === undefined ? Number.NaN : scalar();
    const penalty = results.penalty === undefined ? 0 : scalar();
    const layers = new Map<string, LayerNorms>();
    if (results.norms) {
      const [gradient, update, weight] = [take(), take(), take()];
      segments.forEach(({ name }, i) => {
        layers.set(name, { gradient: gradient[i] ?? 0, update: update[i] ?? 0, weight: weight[i] ?? 0 });
      });
    }
    const shares = results.activations === undefined ? new Float32Array(0) : take();
    const activations = Array.from({ length: shares.length / 2 }, (_, i) => ({
      dead: shares[2 * i] ?? 0,
      idle: shares[2 * i + 1] ?? 0,
    }));
    return { loss, penalty, correct, gradientNorm, layers, activations };
  }

  function evaluationInputs(program: Program, inputs: readonly Float32Array[]): HostTensor[] {
    return [
      ...[...program.parameters, ...program.buffers].map(({ name, value }) =>
        tensorFor(program, value, held(name).data),
      ),
      ...program.inputs.map(({ value }, i) => tensorFor(program, value, inputs[i])),
      // Evaluation draws nothing; a model that does so all the same gets the middle.
      ...program.draws.map(({ value, law }) => {
        const middle = law.kind === 'bernoulli' ? 1 : law.kind === 'normal' ? law.mean : (law.low + law.high) / 2;
        return tensorFor(program, value, new Float32Array(elements(shapeIn(program, value))).fill(middle));
      }),
    ];
  }

  async function evaluate(batch: Batch): Promise<Evaluation> {
    await fetched();
    const { program, step: made, compiled } = await evaluationFor(batch.size, targetKind(batch));
    const given = [...evaluationInputs(program, batch.inputs), tensorFor(made, made.target, batch.targets)];
    const found = await compiled.run(given, []);
    const [output] = program.outputs;
    const [loss, correct] = found.slice(program.outputs.length);
    return {
      loss: loss?.[0] ?? Number.NaN,
      correct: correct?.[0] ?? Number.NaN,
      output: { shape: shapeIn(program, output?.value ?? -1), data: found[0] ?? new Float32Array(0) },
    };
  }

  async function predict(inputs: readonly Float32Array[], batch: number): Promise<readonly Tensor[]> {
    await fetched();
    const { program, compiled } = await evaluationFor(batch, 'none');
    const found = await compiled.run(evaluationInputs(program, inputs), []);
    return program.outputs.map(({ value }, i) => ({
      shape: shapeIn(program, value),
      data: found[i] ?? new Float32Array(0),
    }));
  }

  const copied = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.slice() });
  const set = (name: string, value: Tensor): void => {
    const target = held(name);
    if (target.data.length !== value.data.length)
      throw new Error(`${name} has ${target.data.length} numbers, not ${value.data.length}`);
    target.data.set(value.data);
  };

  const trainer: Trainer = {
    step,
    evaluate,
    predict,
    parameters: async () => {
      await fetched();
      return new Map(model.train.parameters.map(({ name }) => [name, copied(held(name))]));
    },
    setParameters: async (values) => {
      await fetched();
      forgetThere();
      for (const { name, aliases } of model.train.parameters) {
        const value = [name, ...aliases].map((key) => values.get(key)).find((found) => found !== undefined);
        if (value) set(name, value);
      }
    },
    buffers: async () => new Map(model.train.buffers.map(({ name }) => [name, copied(held(name))])),
    setBuffers: async (values) => {
      for (const { name } of model.train.buffers) {
        const value = values.get(name);
        if (value) set(name, value);
      }
    },
    optimiserState: async () => {
      await fetched();
      const state = new Map<string, Tensor>([['step', { shape: [], data: Float32Array.of(steps) }]]);
      names.forEach((slot, i) => {
        for (const { name, shape, offset, size: length } of segments)
          state.set(`${slot}/${name}`, {
            shape,
            data: slots[i]?.slice(offset, offset + length) ?? new Float32Array(length),
          });
      });
      return state;
    },
    setOptimiserState: async (state) => {
      await fetched();
      forgetThere();
      // Another optimiser than the one that wrote this begins with an empty memory.
      const isItsOwn = names.every((slot) => segments.some(({ name }) => state.has(`${slot}/${name}`)));
      steps = isItsOwn ? Math.round(state.get('step')?.data[0] ?? 0) : 0;
      names.forEach((slot, i) => {
        for (const { name, offset } of segments) {
          const value = state.get(`${slot}/${name}`);
          if (value) slots[i]?.set(value.data, offset);
        }
      });
    },
    dispose: async () => {
      forgetThere();
      await programs.dispose();
    },
  };
  return started(trainer, model);
}

/** Numbers to begin with: those that need no chance, and the rest from seed 0 until others are set. */
function started(trainer: Trainer, model: Model): Trainer {
  const first: Tensors = initialValues(model.train, 0).values;
  void trainer.setParameters(first);
  void trainer.setBuffers(first);
  return trainer;
}

/** What is read by one step, before it is made anew, may be written where it lies. */
const isReadOnce = ({ steps }: StepProgram, { value, next }: StepProgram['slots'][number]): boolean => {
  const readers = steps.filter((step) => step.inputs.includes(value));
  return readers.length === 1 && !readers.some((step) => step.outputs.includes(next));
};

const zeros = (shape: readonly number[]): Tensor => ({ shape, data: new Float32Array(elements(shape)) });

const targetKind = ({ targets }: Batch): TargetKind => (targets instanceof Int32Array ? 'indices' : 'dense');

function tensorFor(
  program: { readonly values: readonly TensorType[] },
  value: ValueId,
  data: Float32Array | Int32Array | undefined,
): HostTensor {
  const type = program.values[value];
  if (!type) throw new Error(`the program has no value ${value}`);
  const shape = type.shape.map(Number);
  const floats = data instanceof Int32Array ? Float32Array.from(data) : data;
  if (floats?.length !== elements(shape))
    throw new Error(`${elements(shape)} numbers are needed (${shape.join('×')}), ${floats?.length ?? 0} were given`);
  return { shape, element: type.element, data: floats };
}

function feedsOf({ feeds, slots }: StepProgram): readonly ValueId[] {
  return [
    feeds.weights,
    ...feeds.frozen.map((f) => f.value),
    ...feeds.buffers.map((f) => f.value),
    ...feeds.inputs,
    feeds.target,
    ...feeds.draws,
    feeds.lr,
    feeds.first,
    feeds.second,
    ...slots.map((s) => s.value),
  ];
}

function fetchesOf({ results, slots }: StepProgram): readonly ValueId[] {
  return [
    results.weights,
    ...slots.map((s) => s.next),
    ...results.buffers.map((r) => r.value),
    results.loss,
    results.gradientNorm,
    ...(results.correct === undefined ? [] : [results.correct]),
    ...(results.penalty === undefined ? [] : [results.penalty]),
    ...(results.norms ? [results.norms.gradient, results.norms.update, results.norms.weight] : []),
    ...(results.activations === undefined ? [] : [results.activations]),
  ];
}

const evaluationFeeds = (program: Program): readonly ValueId[] => [
  ...program.parameters.map((p) => p.value),
  ...program.buffers.map((b) => b.value),
  ...program.inputs.map((i) => i.value),
  ...program.draws.map((d) => d.value),
];
