/**
 * Results that are kept for the same arguments (`functools.lru_cache`). Whether a result was kept matters where it is
 * a thing that may be changed or told from another one like it, and where making it did more than make it.
 */
import { dictGet, dictSet } from './containers';
import { addEffect, type Effect } from './effects';
import type { Machine } from './machine';
import type { DictValue, Value } from './values';

/** By cache: what its results were made of. Whoever takes one from it depends on that. */
const madeOf = new WeakMap<DictValue, Effect>();

/** What the cache keeps under the key, or else what `make` gives. Unknown where either may be the one. */
export function memoised(machine: Machine, cache: DictValue, key: Value, make: () => Value): Value {
  const kept = dictGet(cache, key);
  if (kept !== undefined && kept.kind !== 'unknown') {
    const effect = madeOf.get(cache);
    if (effect) machine.effects?.include(effect);
    return kept;
  }
  const { value, effect } = making(machine, make);
  const isPlain = isSelfless(value) && !(effect && changesAnything(effect));
  const store = () => dictSet(machine, cache, key, value);
  if (isPlain && machine.effects && effect) {
    // Whoever needs it finds it or makes it, and it is the same.
    note(cache, effect);
    machine.effects.unseen(store);
    return value;
  }
  store();
  if (isPlain || kept === undefined) return value;
  return machine.unknown('undecided', 'whether the result is a new one or the one before is not decided');
}

function making(machine: Machine, make: () => Value): { readonly value: Value; readonly effect: Effect | undefined } {
  const { effects } = machine;
  if (!effects) return { value: make(), effect: undefined };
  let value: Value | undefined;
  const effect = effects.within(() => {
    value = make();
  });
  if (value === undefined) throw new Error('nothing was made');
  return { value, effect };
}

function note(cache: DictValue, effect: Effect): void {
  const known = madeOf.get(cache);
  if (!known) {
    madeOf.set(cache, effect);
    return;
  }
  addEffect(known, effect);
}

const changesAnything = ({ changes, writes }: Effect): boolean => changes.size > 0 || writes.size > 0;

/** Nothing can be done to it, and nothing tells it from another one like it. */
function isSelfless(value: Value): boolean {
  switch (value.kind) {
    case 'none':
    case 'bool':
    case 'int':
    case 'float':
    case 'str':
    case 'bytes':
    case 'range':
    case 'class':
    case 'module':
    case 'native':
    case 'unknown':
      return true;
    case 'tuple':
      return value.items.every(isSelfless);
    default:
      return false;
  }
}
