/** A program as an ONNX model. */
import type { Attributes, Name, Runnable, Step, ValueId } from '../../../program';
import { BLOCKED_DOMAIN, createLayout, writeBlocked } from './blocked';
import { flatOf, type Port } from './flat';
import type { Form, Typed } from './form';
import { FORMS } from './forms';
import { countedThroughOf, nonNegativeOf } from './known';
import { createWriter, type Size, type Writer } from './writer';

export const nameOf = (value: ValueId): string => `v${value}`;

export interface Wanted {
  readonly feeds: readonly ValueId[];
  readonly fetches: readonly ValueId[];
  /** Names other than `v12`. */
  readonly names?: ReadonlyMap<ValueId, string>;
  /** Values that are held in the model. */
  readonly held?: ReadonlyMap<ValueId, ArrayLike<number>>;
}

/** How it is written: with standard ops only, or with blocked values of so many channels. */
export interface Writing {
  readonly block?: number;
}

export interface Model {
  readonly bytes: Uint8Array;
  /** What goes in and out under names of its own: values that are written in sections are not there by theirs. */
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

export const onnxOf = (program: Runnable, wanted: Wanted, writing: Writing = {}): Uint8Array =>
  modelOf(program, wanted, writing).bytes;

export function modelOf(program: Runnable, { feeds, fetches, names, held }: Wanted, { block }: Writing): Model {
  const w = createWriter('convscope');
  const nameIn = (value: ValueId): string => names?.get(value) ?? nameOf(value);
  const steps = needed(program.steps, fetches);
  const nonNegative = nonNegativeOf(steps, program.values);
  const countedThrough = countedThroughOf(steps, fetches);
  const typed = (value: ValueId): Typed => {
    const type = program.values[value];
    if (!type) throw new Error(`the program has no value ${value}`);
    return {
      name: nameIn(value),
      isNonNegative: nonNegative.has(value),
      isCountedThrough: countedThrough.has(value),
      ...type,
    };
  };
  const declared = (value: ValueId, declare: Writer['input']): void => {
    const { name, element, shape } = typed(value);
    declare(
      name,
      element,
      shape.map((size): Size => (typeof size === 'number' ? size : 'batch')),
    );
  };
  const flat = flatOf({ w, steps, values: program.values, feeds, fetches, nameOf: nameIn });
  const whole = (values: readonly ValueId[]): readonly ValueId[] => values.filter((value) => !flat?.has(value));
  for (const value of whole(feeds)) declared(value, w.input);
  for (const { name, shape } of flat?.inputs ?? []) w.input(name, 'float32', shape);
  for (const [value, data] of held ?? []) {
    const { name, element, shape } = typed(value);
    w.initializer(name, element, data, shape.map(Number));
  }
  const batch = batchOf(w, feeds.map(typed));
  const uses = usesOf(steps, fetches);
  const layout =
    block === undefined ? undefined : createLayout({ w, block, types: program.values, nameOf: nameIn, uses });
  for (const value of [...feeds, ...(held?.keys() ?? [])]) layout?.wrotePlain(value);
  for (const step of steps) {
    if (flat?.write(step) || (layout && writeBlocked(layout, step, { nonNegative, uses }))) continue;
    for (const input of step.inputs) layout?.plain(input);
    write(w, step, step.name, step.attributes, typed, batch);
    for (const output of step.outputs) layout?.wrotePlain(output);
  }
  for (const value of whole(fetches)) {
    layout?.plain(value);
    declared(value, w.output);
  }
  for (const { name, shape } of flat?.outputs ?? []) w.output(name, 'float32', shape);
  const port = (value: ValueId): Port => ({
    value,
    name: nameIn(value),
    offset: 0,
    shape: typed(value).shape.map((size) => (typeof size === 'number' ? size : -1)),
  });
  return {
    bytes: w.finish(block === undefined ? [] : [BLOCKED_DOMAIN, 'com.microsoft']),
    inputs: [...whole(feeds).map(port), ...(flat?.inputs ?? [])],
    outputs: [...whole(fetches).map(port), ...(flat?.outputs ?? [])],
  };
}

function usesOf(steps: readonly Step[], fetches: readonly ValueId[]): ReadonlyMap<ValueId, number> {
  const uses = new Map<ValueId, number>();
  for (const value of [...steps.flatMap((step) => step.inputs), ...fetches])
    uses.set(value, (uses.get(value) ?? 0) + 1);
  return uses;
}

/** The batch as a number while the model runs: the first size of the first input that is open there. */
function batchOf(w: Writer, inputs: readonly Typed[]): string | undefined {
  const input = inputs.find(({ shape }) => shape.length > 0 && typeof shape[0] !== 'number');
  return input && w.node('Slice', [w.node('Shape', [input.name]), w.ints([0]), w.ints([1])]);
}

/** Steps that the wanted values depend on. */
function needed(steps: readonly Step[], wanted: readonly ValueId[]): readonly Step[] {
  const live = new Set(wanted);
  const kept: Step[] = [];
  for (const step of [...steps].reverse()) {
    if (!step.outputs.some((output) => live.has(output))) continue;
    kept.push(step);
    for (const input of step.inputs) live.add(input);
  }
  return kept.reverse();
}

function write<N extends Name>(
  w: Writer,
  step: Step,
  name: N,
  attributes: Attributes[N],
  typed: (value: ValueId) => Typed,
  batch: string | undefined,
): void {
  const form: Form<N> = FORMS[name];
  form({ w, attributes, inputs: step.inputs.map(typed), outputs: step.outputs.map(typed), batch });
}
