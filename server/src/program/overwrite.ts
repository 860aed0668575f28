/** Memory that a step of training may use twice: for weights as they were, and as they will be. */
import type { Name } from './attributes';
import type { Step, ValueId } from './program';
import type { StepProgram } from './step';

/** What may be done without a copy: such results lie where their operand does. */
const VIEWS: ReadonlySet<Name> = new Set<Name>(['split', 'reshape', 'transpose', 'slice', 'expand', 'detach']);
/** One number after the other. */
const ALIKE: ReadonlySet<Name> = new Set<Name>(['unary', 'binary', 'compare', 'select', 'cast', 'detach']);

/**
 * Whether new weights may be written over the old ones by an engine that runs steps one at a time, in any order that
 * the values allow, and the update perhaps piece by piece. Every piece waits for the norm of all gradients and for the
 * penalty, so whatever those need has read the weights by then. So has the update itself, of its own piece. Who else
 * reads them could come too late.
 */
export function mayOverwrite({ steps, values, feeds, results, slots }: StepProgram): boolean {
  const wanted = [
    ...[results.weights, results.loss, results.gradientNorm],
    ...[results.correct, results.penalty, results.activations].flatMap((value) => value ?? []),
    ...Object.values(results.norms ?? {}),
    ...[...results.buffers.map(({ value }) => value), ...slots.map(({ next }) => next)],
  ];
  const live = behind(steps, wanted);
  const inTime = behind(steps, [results.gradientNorm, ...(results.penalty === undefined ? [] : [results.penalty])]);
  const updating = behind(steps, [results.weights]);
  const length = values[feeds.weights]?.shape[0];
  const isFlat = (value: ValueId): boolean => values[value]?.shape.length === 1 && values[value]?.shape[0] === length;
  const old = new Set([feeds.weights]);
  for (const step of steps) {
    if (!live.has(step) || !step.inputs.some((value) => old.has(value))) continue;
    const isUpdate = updating.has(step) && ALIKE.has(step.name) && step.outputs.every(isFlat);
    if (!inTime.has(step) && !isUpdate) return false;
    if (VIEWS.has(step.name)) for (const output of step.outputs) old.add(output);
  }
  return true;
}

/** Steps that some values need. */
function behind(steps: readonly Step[], wanted: readonly ValueId[]): ReadonlySet<Step> {
  const values = new Set(wanted);
  const found = new Set<Step>();
  for (const step of [...steps].reverse()) {
    if (!step.outputs.some((output) => values.has(output))) continue;
    found.add(step);
    for (const input of step.inputs) values.add(input);
  }
  return found;
}
