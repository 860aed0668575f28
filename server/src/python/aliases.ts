/** What is done to something that is one of several objects, nobody knows which: each of them may be the one. */
import { forkValues } from './branches';
import { lookupClass } from './classes';
import type { Machine } from './machine';
import { heldBy, objectsOf, oneOf } from './objects';
import type { Held, InstanceValue, UnknownValue, Value } from './values';

/** Does it to each of them on a path of its own, and on one to something else that is not kept. */
export function withEach(machine: Machine, value: UnknownValue, act: (one: Held) => Value | undefined): UnknownValue {
  const { cause } = value;
  const undecided: UnknownValue = { kind: 'unknown', cause };
  const result = forkValues(machine, { place: machine.place(), undecided }, [
    ...objectsOf(value).map((one) => () => act(one) ?? undecided),
    () => undecided,
  ]);
  return oneOf(cause, [result]);
}

/** An attribute of it: one of those that the objects have. */
export function attributeOfEither(machine: Machine, value: UnknownValue, name: string): UnknownValue {
  const { cause } = value;
  const found: (Value | undefined)[] = [];
  for (const one of objectsOf(value)) {
    if (one.kind !== 'instance') {
      if (one.kind !== 'tuple') found.push(machine.findAttribute(one, name));
      continue;
    }
    const onClass = lookupClass(one.cls, name);
    if (onClass?.kind === 'property')
      found.push(withEach(machine, { kind: 'unknown', cause, either: [one] }, () => machine.getAttribute(one, name)));
    else found.push(one.attrs.get(name) ?? (onClass && boundIfFunction(one, onClass)));
  }
  return oneOf(cause, found);
}

/** Of what is found on a class, only functions lead on. */
function boundIfFunction(self: InstanceValue, onClass: Value): Value | undefined {
  return onClass.kind === 'function' ? { kind: 'method', self, func: onClass } : onClass;
}

/** One of what either holds. */
export function itemOfEither(value: UnknownValue): UnknownValue {
  return oneOf(value.cause, objectsOf(value).flatMap(heldBy));
}

/** What may be called of them: functions and methods of the program, methods of builtin containers. */
export function callableOf(value: UnknownValue): UnknownValue | undefined {
  const either = objectsOf(value).filter(
    (one) => one.kind === 'function' || one.kind === 'partial' || (one.kind === 'method' && isFollowed(one)),
  );
  return either.length > 0 ? { kind: 'unknown', cause: value.cause, either } : undefined;
}

function isFollowed({ self, func }: Extract<Held, { kind: 'method' }>): boolean {
  return func.kind === 'function' || self.kind === 'list' || self.kind === 'dict' || self.kind === 'set';
}
