/** Changes of something that is one of several objects, nobody knows which: each of them may be the one. */
import type { Machine } from './machine';
import type { Shared, UnknownValue, Value } from './values';

/** An attribute of it is set or deleted. */
export function attributeMayChange(machine: Machine, { either = [], cause }: UnknownValue, name: string): void {
  for (const one of either) {
    if (one.kind !== 'instance') continue;
    machine.touch(one);
    one.attrs.set(name, { kind: 'unknown', cause });
  }
}

/** What it holds changes. `grows`: what it held before stays. */
export function itemsMayChange(machine: Machine, { either = [], cause }: UnknownValue, grows = false): void {
  for (const one of either) forgetItems(machine, one, { kind: 'unknown', cause }, grows);
}

function forgetItems(machine: Machine, one: Shared, cause: UnknownValue, grows: boolean): void {
  if (one.kind === 'instance') return;
  machine.touch(one);
  if (one.kind === 'list' && !grows) one.items = [];
  if (one.kind === 'set' && !grows) one.items = new Map();
  if (one.kind === 'dict')
    one.entries = new Map(grows ? [...one.entries].map(([k, { key }]) => [k, { key, value: cause }] as const) : []);
  one.rest ??= cause;
}

const GROWING = new Set(['append', 'extend', 'add', 'update', 'setdefault', 'appendleft']);
const CHANGING = new Set([...GROWING, 'insert', 'pop', 'popitem', 'remove', 'discard', 'clear', 'sort', 'reverse']);

/** What an attribute of it is: one of those that the objects have. A method that changes them changes them when it is found. */
export function attributeOfEither(machine: Machine, value: UnknownValue, name: string): Value {
  const { either = [], cause } = value;
  if (CHANGING.has(name)) itemsMayChange(machine, value, GROWING.has(name));
  const found = either.flatMap((one): Shared[] => {
    const held = one.kind === 'instance' ? one.attrs.get(name) : undefined;
    if (held?.kind === 'unknown') return [...(held.either ?? [])];
    return held?.kind === 'list' || held?.kind === 'dict' || held?.kind === 'set' || held?.kind === 'instance'
      ? [held]
      : [];
  });
  return found.length > 0 ? { kind: 'unknown', cause, either: found } : { kind: 'unknown', cause };
}

/** One of what either holds. */
export function itemOfEither({ either = [], cause }: UnknownValue): UnknownValue {
  const found = either.flatMap((one): Shared[] => {
    const held =
      one.kind === 'list' || one.kind === 'set'
        ? [...one.items.values()]
        : one.kind === 'dict'
          ? [...one.entries.values()].map(({ value }) => value)
          : [];
    return held.flatMap((item): Shared[] => {
      if (item.kind === 'unknown') return [...(item.either ?? [])];
      return item.kind === 'list' || item.kind === 'dict' || item.kind === 'set' || item.kind === 'instance'
        ? [item]
        : [];
    });
  });
  return found.length > 0 ? { kind: 'unknown', cause, either: found } : { kind: 'unknown', cause };
}
