/** Small native classes whose instances hold values by name: Path, Namespace, Logger. */
import type { Interpreter } from '../../interpreter';
import type { ClassValue, InstanceValue, Value } from '../../values';
import { NONE } from '../../values';

export function record(cls: ClassValue, attrs: Iterable<readonly [string, Value]> = []): InstanceValue {
  return { kind: 'instance', cls, attrs: new Map(attrs) };
}

/** What a record holds; None where it holds nothing of that name. */
export function held(self: Value, name: string): Value {
  return (self.kind === 'instance' ? self.attrs.get(name) : undefined) ?? NONE;
}

export function hold(self: Value, name: string, value: Value, interpreter: Interpreter): void {
  if (self.kind !== 'instance') return;
  interpreter.touch(self);
  self.attrs.set(name, value);
}
