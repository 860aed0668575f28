/** A program as an ONNX model. */
import type { Attributes, Name, Runnable, Step, ValueId } from '../../../program';
import { BLOCKED_DOMAIN, createLayout, writeBlocked } from './blocked';
import type { Form, Typed } from './form';
import { FORMS } from './forms';
import { nonNegativeOf } from './nonNegative';
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

export function onnxOf(
  program: Runnable,
  { feeds, fetches, names, held }: Wanted,
  { block }: Writing = {},
): Uint8Array {
  const w = createWriter('convscope');
  const nameIn = (value: ValueId): string => names?.get(value) ?? nameOf(value);
  const steps = needed(program.steps, fetches);
  const nonNegative = nonNegativeOf(steps, program.values);
  const typed = (value: ValueId): Typed => {
    const type = program.values[value];
    if (!type) throw new Error(`the program has no value ${value}`);
    return { name: nameIn(value), isNonNegative: nonNegative.has(value), ...type };
  };
  const declared = (value: ValueId, declare: Writer['input']): void => {
    const { name, element, shape } = typed(value);
    declare(
      name,
      element,
      shape.map((size): Size => (typeof size === 'number' ? size : 'batch')),
    );
  };
  for (const value of feeds) declared(value, w.input);
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
    if (layout && writeBlocked(layout, step, { nonNegative, uses })) continue;
    for (const input of step.inputs) layout?.plain(input);
    write(w, step, step.name, step.attributes, typed, batch);
    for (const output of step.outputs) layout?.wrotePlain(output);
  }
  for (const value of fetches) {
    layout?.plain(value);
    declared(value, w.output);
  }
  return w.finish(block === undefined ? [] : [BLOCKED_DOMAIN, 'com.microsoft']);
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
