/** Which objects a value may be where it is not known which: whoever changes it may change each of them. */
import type { Cause, Held, UnknownValue, Value } from './values';

const NOTHING: readonly Held[] = [];

/** The objects that this may be. */
export function objectsOf(value: Value): readonly Held[] {
  switch (value.kind) {
    case 'list':
    case 'dict':
    case 'set':
    case 'instance':
    case 'iterator':
    case 'function':
    case 'method':
    case 'partial':
      return [value];
    case 'tuple':
      return value.items.some(leadsOn) || (value.rest && leadsOn(value.rest)) ? [value] : NOTHING;
    case 'unknown':
      return value.within ? withHeld(value) : (value.either ?? NOTHING);
    default:
      return NOTHING;
  }
}

/** Whether a change of it may change objects that are known. */
export function leadsOn(value: Value): boolean {
  return value.kind === 'unknown'
    ? value.either !== undefined || value.within !== undefined
    : objectsOf(value).length > 0;
}

function withHeld(value: UnknownValue): readonly Held[] {
  const found = new Set<Held>();
  const seen = new Set<Held>();
  const collect = (one: UnknownValue): void => {
    for (const object of one.either ?? NOTHING) found.add(object);
    for (const holder of one.within ?? []) {
      if (seen.has(holder)) continue;
      seen.add(holder);
      for (const held of heldBy(holder)) {
        if (held?.kind === 'unknown') collect(held);
        else if (held) for (const object of objectsOf(held)) found.add(object);
      }
    }
  };
  collect(value);
  return [...found];
}

export function allObjects(values: Iterable<Value | undefined>): readonly Held[] {
  const all = new Set<Held>();
  for (const value of values) if (value) for (const one of objectsOf(value)) all.add(one);
  return all.size === 0 ? NOTHING : [...all];
}

type Holder = NonNullable<UnknownValue['within']>[number];

/** What they may be, as far as it is not looked up yet. */
class Gathered {
  readonly either = new Set<Held>();
  readonly within = new Set<Holder>();

  add(values: Iterable<Value | undefined>): this {
    for (const value of values) {
      if (value === undefined) continue;
      if (value.kind !== 'unknown') for (const one of objectsOf(value)) this.either.add(one);
      else this.addUnknown(value);
    }
    return this;
  }

  private addUnknown({ either = [], within = [] }: UnknownValue): void {
    for (const one of either) this.either.add(one);
    for (const one of within) this.within.add(one);
  }

  /** The Unknown with what was gathered in place of what it had. */
  put(value: UnknownValue): UnknownValue {
    const { either, within } = this;
    if (either.size === (value.either?.length ?? 0) && within.size === (value.within?.length ?? 0)) return value;
    return {
      ...value,
      ...(either.size > 0 ? { either: [...either] } : {}),
      ...(within.size > 0 ? { within: [...within] } : {}),
    };
  }
}

/** One of several values, nobody knows which. */
export function oneOf(cause: Cause, values: Iterable<Value | undefined>): UnknownValue {
  return new Gathered().add(values).put({ kind: 'unknown', cause });
}

/** The Unknown itself, or one of these. */
export function widened(value: UnknownValue, more: Iterable<Value | undefined>): UnknownValue {
  return new Gathered().add([value]).add(more).put(value);
}

/** The Unknown itself, or what this one holds by then. */
export function withinToo(value: UnknownValue, holder: Holder): UnknownValue {
  const { within = [] } = value;
  return within.includes(holder) ? value : { ...value, within: [...within, holder] };
}

/** What it holds: of a list its items, of a dict its values, and of each what its unknown tail may be. */
export function heldBy(one: Held): readonly (Value | undefined)[] {
  switch (one.kind) {
    case 'list':
    case 'tuple':
      return [...one.items, one.rest];
    case 'set':
      return [...one.items.values(), one.rest];
    case 'dict':
      return [...[...one.entries.values()].flatMap(({ key, value }) => [key, value]), one.rest];
    default:
      return [];
  }
}

/** Everything that it leads to, itself first; `past` says of what not to look into it. */
export function reachedFrom(from: Iterable<Held>, past: (one: Held) => boolean = () => false): ReadonlySet<Held> {
  const found = new Set(from);
  for (const one of found) {
    if (past(one)) continue;
    const held = one.kind === 'instance' ? one.attrs.values() : one.kind === 'method' ? [one.self] : heldBy(one);
    for (const object of allObjects(held)) found.add(object);
  }
  return found;
}
