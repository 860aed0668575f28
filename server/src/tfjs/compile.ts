/** Runs a program step by step on tfjs kernels; a value's memory is given back after its last use. */
import type { Element, Name, Runnable, Step, ValueId } from '../program';
import {
  at,
  axesIn,
  DTYPES,
  type FormContext,
  type Layout,
  type Made,
  type Tensor,
  type Tf,
  type Traits,
  transposed,
  type Value,
} from './form';
import { FORMS } from './forms';

export interface Fed {
  readonly shape: readonly number[];
  readonly element: Element;
  readonly data: Float32Array;
}

/** Floats that have stayed on the device. Whoever holds them disposes of them. */
export interface Stayed {
  readonly tensor: Tensor;
  read(): Promise<Float32Array>;
  dispose(): void;
}

export interface Results {
  readonly stayed: readonly Stayed[];
  readonly read: readonly Float32Array[];
}

export interface OnTfjs {
  /** The first `stay` results stay on the device, the others are read. */
  run(feeds: readonly (Fed | Stayed)[], stay: number): Promise<Results>;
  dispose(): void;
}

/** A value in the layouts in which it was needed so far. */
interface Held extends Value {
  dispose(): void;
}

export function compileOnTfjs(
  tf: Tf,
  { values, steps: all }: Runnable,
  feeds: readonly ValueId[],
  fetches: readonly ValueId[],
  traits: Traits,
  /** Around every run: sees to the backend, and tells what went wrong there. */
  guarded: <T>(work: () => Promise<T>) => Promise<T> = (work) => work(),
): OnTfjs {
  const constants = new Map<string, Tensor>();
  /** Handles that someone disposes of; what is made of one gets its own. */
  const owned = new Set<Tensor>();
  const wanted = new Set(fetches);
  const steps = needed(all, wanted);
  const spent = lastUses(steps, wanted);
  const typeOf = (value: ValueId) => {
    const { shape, element } = at(values, value);
    return { shape: shape.map(Number), element };
  };

  const kept = (tensor: Tensor): Tensor => {
    owned.add(tensor);
    return tf.keep(tensor);
  };

  function held(value: ValueId, { tensor, layout }: Made): Held {
    const made: { [L in Layout]?: Tensor } = { [layout]: kept(tensor) };
    const { shape, element } = typeOf(value);
    const turned = (to: Layout): Tensor => {
      const order = axesIn('last', shape.length);
      const permutation = to === 'last' ? order : order.map((_, axis) => order.indexOf(axis));
      return kept(tf.tidy(() => transposed(tf, tensor, permutation)));
    };
    return {
      shape,
      element,
      layout,
      in(to) {
        const found = made[to] ?? (shape.length < 3 ? tensor : turned(to));
        made[to] = found;
        return found;
      },
      dispose() {
        for (const one of new Set(Object.values(made))) {
          owned.delete(one);
          one.dispose();
        }
      },
    };
  }

  function runStep(step: Step, index: number, memory: Map<ValueId, Held>): void {
    const inputs = step.inputs.map((value) => known(memory, value));
    const made: Held[] = [];
    tf.tidy(() => {
      const found = apply(
        step.name,
        { tf, traits, inputs, outputs: step.outputs.map(typeOf), constant },
        step.attributes,
      );
      for (const [i, { tensor, layout }] of found.entries())
        made.push(held(at(step.outputs, i), { tensor: owned.has(tensor) ? tf.clone(tensor) : tensor, layout }));
    });
    function constant(name: string, make: () => Tensor): Tensor {
      const key = `${index} ${name}`;
      const found = constants.get(key) ?? kept(make());
      constants.set(key, found);
      return found;
    }
    for (const [i, value] of made.entries()) memory.set(at(step.outputs, i), value);
  }

  async function computed(given: readonly (Fed | Stayed)[], stay: number): Promise<Results> {
    const memory = new Map<ValueId, Held>();
    try {
      for (const [i, value] of feeds.entries())
        memory.set(value, held(value, { tensor: tensorOf(tf, at(given, i)), layout: 'plain' }));
      steps.forEach((step, index) => {
        runStep(step, index, memory);
        for (const value of spent.get(index) ?? []) {
          memory.get(value)?.dispose();
          memory.delete(value);
        }
      });
      const results = fetches.map((value) => known(memory, value).in('plain'));
      // Handles of their own, since the values are given back below.
      const stayed = results.slice(0, stay).map((tensor) => staying(tf.clone(tensor)));
      const read = await Promise.all(results.slice(stay).map((tensor) => tensor.data()));
      return { stayed, read: read.map((data) => Float32Array.from(data)) };
    } finally {
      for (const value of memory.values()) value.dispose();
    }
  }

  const staying = (tensor: Tensor): Stayed => ({
    tensor,
    read: () => guarded(async () => Float32Array.from(await tensor.data())),
    dispose: () => tensor.dispose(),
  });

  return {
    run: (given, stay) => guarded(() => computed(given, stay)),
    dispose() {
      for (const tensor of constants.values()) tensor.dispose();
      constants.clear();
      owned.clear();
    },
  };
}

function known(memory: ReadonlyMap<ValueId, Held>, value: ValueId): Held {
  const found = memory.get(value);
  if (!found) throw new Error(`value ${value} was not fed`);
  return found;
}

function tensorOf(tf: Tf, fed: Fed | Stayed): Tensor {
  if ('tensor' in fed) return tf.clone(fed.tensor);
  const { shape, element, data } = fed;
  const sizes = [...shape];
  switch (element) {
    case 'float32':
    case 'int64':
      return tf.tensor(data, sizes, DTYPES[element]);
    case 'bool':
      return tf.tensor(Uint8Array.from(data), sizes, DTYPES.bool);
  }
}

/** Steps without which the results could not be. */
function needed(steps: readonly Step[], wanted: ReadonlySet<ValueId>): readonly Step[] {
  const read = new Set(wanted);
  return steps
    .toReversed()
    .filter((step) => {
      const isNeeded = step.outputs.some((value) => read.has(value));
      if (isNeeded) for (const value of step.inputs) read.add(value);
      return isNeeded;
    })
    .toReversed();
}

/** Values that are not read any more, by the step after which that is so; what nobody reads too. */
function lastUses(steps: readonly Step[], wanted: ReadonlySet<ValueId>): ReadonlyMap<number, readonly ValueId[]> {
  const last = new Map<ValueId, number>();
  steps.forEach((step, index) => {
    for (const value of [...step.outputs, ...step.inputs]) last.set(value, index);
  });
  const spent = new Map<number, ValueId[]>();
  for (const [value, index] of last) if (!wanted.has(value)) spent.set(index, [...(spent.get(index) ?? []), value]);
  return spent;
}

function apply<N extends Name>(
  name: N,
  context: Omit<FormContext<N>, 'attributes'>,
  attributes: FormContext<N>['attributes'],
): readonly Made[] {
  return FORMS[name]({ ...context, attributes });
}
