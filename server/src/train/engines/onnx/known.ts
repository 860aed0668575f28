/** What is known of values and makes them cheaper. */
import type { Step, TensorType, ValueId } from '../../../program';

/** Which are nowhere below 0: their sign is found faster. */
export function nonNegativeOf(steps: readonly Step[], values: readonly TensorType[]): ReadonlySet<ValueId> {
  const found = new Set<ValueId>();
  /** Values by the bounds that they have been clipped to. */
  const clipped = new Map<ValueId, { readonly low: number; readonly high: number }>();
  const numbers = new Map<ValueId, number>();
  /** clipped − low, and high − clipped. */
  const margins = new Set<ValueId>();
  for (const step of steps) {
    const [x = -1, y = -1] = step.inputs;
    const [z = -1] = step.outputs;
    switch (step.name) {
      case 'fill':
        if (values[z]?.shape.length === 0) numbers.set(z, step.attributes.value);
        break;
      case 'clip':
        clipped.set(z, step.attributes);
        if (step.attributes.low === 0) margins.add(z);
        if (step.attributes.low >= 0) found.add(z);
        break;
      case 'unary':
        if (step.attributes.fn === 'relu') found.add(z);
        break;
      case 'binary': {
        const { fn } = step.attributes;
        if (fn === 'add' && clipped.get(x)?.low === -(numbers.get(y) ?? Number.NaN)) margins.add(z);
        if (fn === 'sub' && clipped.get(y)?.high === numbers.get(x)) margins.add(z);
        if (fn === 'mul' && margins.has(x) && margins.has(y)) found.add(z);
        break;
      }
      default:
        break;
    }
  }
  return found;
}

/** Places of largest numbers in windows that do not overlap, where they only serve to put gradients there. */
export function countedThroughOf(steps: readonly Step[], fetches: readonly ValueId[]): ReadonlySet<ValueId> {
  const found = new Set<ValueId>();
  for (const step of steps) {
    const [, places] = step.outputs;
    if (step.name !== 'maxPool' || places === undefined) continue;
    const { kernel, stride, dilation } = step.attributes;
    if (kernel.every((k, i) => k <= (stride[i] ?? 1) && dilation[i] === 1)) found.add(places);
  }
  for (const step of steps) if (step.name !== 'unpool') for (const input of step.inputs) found.delete(input);
  for (const value of fetches) found.delete(value);
  return found;
}
