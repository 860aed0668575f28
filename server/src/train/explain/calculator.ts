/** A network with its weights, of which any value and any gradient may be asked. */

import type { Backend, Compiled, HostTensor } from '../../engine/backend';
import { newest } from '../../engine/newest';
import { probeOf } from '../../explain';
import { atBatch, createBuilder, type Program, type ReluGradient, type ValueId } from '../../program';
import type { Tensors } from '../engines/engine';
import { drawsFor } from '../loop/draws';

/** How many compiled programs are kept: gradients of a few layers, batches of two sizes. */
const MOST_COMPILED = 6;

export interface Gradients {
  readonly score: number;
  /** One for each value that was asked for; zeros where the score does not depend on it. */
  readonly of: readonly Float32Array[];
}

export interface Calculator {
  /** With a batch of 1. */
  readonly program: Program;
  readonly input: ValueId;
  /** `images`: one after the other, as the network takes them. */
  values(images: Float32Array, count: number, wanted: readonly ValueId[]): Promise<readonly Float32Array[]>;
  /** The largest number in each channel of a value: images × channels. */
  maxima(images: Float32Array, count: number, value: ValueId): Promise<Float32Array>;
  /** Of Σ of·mask for one image. */
  gradients(image: Float32Array, what: GradientsOf): Promise<Gradients>;
  dispose(): Promise<void>;
}

export interface GradientsOf {
  readonly of: ValueId;
  readonly mask: Float32Array;
  readonly wrt: readonly ValueId[];
  readonly relu?: ReluGradient;
}

/** `tensors`: parameters and buffers by name. */
export function calculatorOf(backend: Backend, open: Program, tensors: Tensors, threads: number): Calculator {
  const single = atBatch(open, 1);
  const programs = newest<Compiled>(MOST_COMPILED, (one) => one.dispose());
  const held = [...open.parameters, ...open.buffers];
  const fixed = (program: Program): ValueId[] => [
    ...held.map(({ value }) => value),
    ...program.draws.map(({ value }) => value),
  ];
  const inputs = (program: Program, images: Float32Array, count = 1): HostTensor[] => [
    ...held.map(({ name, value }) => {
      const data = tensors.get(name)?.data;
      if (data === undefined) throw new Error(`there are no numbers for ${name}`);
      return hostTensor(program, value, data);
    }),
    // Where a network draws random numbers even now, they are the same ones every time.
    ...drawsFor(program, count, 0, 0).map((data, i) => hostTensor(program, program.draws[i]?.value ?? -1, data)),
    hostTensor(program, inputOf(program), images),
  ];

  return {
    program: single,
    input: inputOf(single),
    async values(images, count, wanted) {
      const program = count === 1 ? single : atBatch(open, count);
      const feeds = [...fixed(program), inputOf(program)];
      // What a layer passes on unchanged is the image itself.
      const made = wanted.filter((value) => value !== inputOf(program));
      const compiled = await programs.of(`values ${count} ${made.join()}`, () =>
        backend.compile(program, feeds, made, { threads, plain: true }),
      );
      const none = made.map(() => undefined);
      const found = [...(await compiled.run(inputs(program, images, count), none))];
      return wanted.map((value) => (value === inputOf(program) ? images : found.shift()) ?? new Float32Array(0));
    },
    async maxima(images, count, value) {
      const program = atBatch(open, count);
      const b = createBuilder(program);
      const axes = Array.from(b.shape(value), (_, axis) => axis).slice(2);
      const most = b.reduce('max', value, axes);
      const feeds = [...fixed(program), inputOf(program)];
      const compiled = await programs.of(`maxima ${count} ${value}`, () =>
        backend.compile({ values: b.values, steps: b.steps }, feeds, [most], { threads, plain: true }),
      );
      const [found] = await compiled.run(inputs(program, images, count), [undefined]);
      return found ?? new Float32Array(0);
    },
    async gradients(image, { of, mask, wrt, relu = 'plain' }) {
      const probe = probeOf(single, of, wrt, relu);
      const found = probe.gradients.filter((one) => one !== undefined);
      const feeds = [...fixed(single), inputOf(single), probe.mask];
      const key = `gradients ${of} ${wrt.join()} ${relu}`;
      const compiled = await programs.of(key, () =>
        backend.compile(probe.program, feeds, [probe.score, ...found], { threads, plain: true }),
      );
      const given = [...inputs(single, image), hostTensor(single, of, mask)];
      const [score, ...rest] = await compiled.run(given, [undefined, ...found.map(() => undefined)]);
      const sizes = wrt.map((value) => elementsIn(single, value));
      return {
        score: score?.[0] ?? Number.NaN,
        of: probe.gradients.map(
          (one, i) => (one === undefined ? undefined : rest.shift()) ?? new Float32Array(sizes[i] ?? 0),
        ),
      };
    },
    async dispose() {
      await programs.dispose();
    },
  };
}

const inputOf = (program: Program): ValueId => program.inputs[0]?.value ?? -1;
const elementsIn = (program: Program, value: ValueId): number =>
  (program.values[value]?.shape ?? []).reduce<number>((n, size) => n * Number(size), 1);

function hostTensor(program: Program, value: ValueId, data: Float32Array): HostTensor {
  const type = program.values[value];
  if (type === undefined) throw new Error(`the program has no value ${value}`);
  return { shape: type.shape.map(Number), element: type.element, data };
}
