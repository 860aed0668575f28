/** Classes: method resolution order and look-up, without an interpreter. */
import type { ClassValue, Place, UnknownValue, Value } from './values';

export interface ClassOptions {
  readonly module?: string;
  readonly native?: string;
  readonly qualname?: string;
  readonly place?: Place;
  readonly unknownBase?: UnknownValue;
  readonly metaclass?: Value;
}

/**
 * A class as the `class` statement would make it, but for hooks. Only `object` has no bases.
 * Where Python refuses the order of the bases, depth first order stands in for it.
 */
export function defineClass(
  name: string,
  bases: readonly ClassValue[],
  dict: Iterable<readonly [string, Value]> = [],
  options: ClassOptions = {},
): ClassValue {
  const mro: ClassValue[] = [];
  const cls: ClassValue = {
    kind: 'class',
    name,
    qualname: options.qualname ?? name,
    module: options.module ?? 'builtins',
    bases,
    mro,
    dict: new Map(dict),
    place: options.place,
    unknownBase: options.unknownBase ?? bases.find((base) => base.unknownBase)?.unknownBase,
    metaclass: options.metaclass ?? bases.find((base) => base.metaclass)?.metaclass,
    ...(options.native === undefined ? {} : { native: options.native }),
  };
  mro.push(cls, ...(linearize(bases) ?? depthFirst(bases)));
  return cls;
}

/** C3 over the bases; undefined where no consistent order exists. */
export function linearize(bases: readonly ClassValue[]): ClassValue[] | undefined {
  const [only, another] = bases;
  if (only !== undefined && another === undefined) return [...only.mro];
  const pending = [...bases.map((base) => [...base.mro]), [...bases]];
  const order: ClassValue[] = [];
  for (;;) {
    const left = pending.filter((sequence) => sequence.length > 0);
    if (left.length === 0) return order;
    const next = left
      .map((sequence) => sequence[0])
      .find((c) => !left.some((s) => c !== undefined && s.indexOf(c) > 0));
    if (next === undefined) return undefined;
    order.push(next);
    for (const sequence of left) if (sequence[0] === next) sequence.shift();
  }
}

function depthFirst(bases: readonly ClassValue[]): ClassValue[] {
  const all = bases.flatMap((base) => base.mro);
  // The last occurrence counts, so that `object` stays at the end.
  return all.filter((cls, i) => all.indexOf(cls, i + 1) < 0);
}

/** Through the method resolution order, unbound. */
export function lookupClass(cls: ClassValue, name: string): Value | undefined {
  for (const c of cls.mro) {
    const value = c.dict.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** As `lookupClass`, past `owner` in the order: what `super()` sees. */
export function lookupAfter(cls: ClassValue, owner: ClassValue, name: string): Value | undefined {
  const mro = cls.mro;
  for (let i = mro.indexOf(owner) + 1; i < mro.length; i++) {
    const value = mro[i]?.dict.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

export function isSubclass(cls: ClassValue, base: ClassValue): boolean {
  return cls.mro.includes(base);
}
