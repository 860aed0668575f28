/** Natives that are methods of modules. */
import {
  type Arguments,
  bindArguments,
  type InstanceValue,
  type Interpreter,
  iteratorOf,
  type NativeFunction,
  NotKnown,
  native,
  parseSignature,
  str,
  tuple,
  type UnknownValue,
  type Value,
} from '../../python';
import { selfOf } from './instance';

export type Method = (self: InstanceValue, a: Arguments, interpreter: Interpreter) => Value;

/** `name: [signature without self, what it does]`. */
export type Methods = Readonly<Record<string, readonly [signature: string, run: Method]>>;

export function withSelf(signature: string): string {
  const inner = signature.trim().replace(/^\(/, '').replace(/\)$/, '').trim();
  return inner === '' ? '(self)' : `(self, ${inner})`;
}

export function method(name: string, signature: string, run: Method, declaration?: unknown): NativeFunction {
  const text = withSelf(signature);
  let parsed: ReturnType<typeof parseSignature> | undefined;
  return {
    ...native(
      name,
      text,
      () => {
        throw new Error('replaced below');
      },
      { declaration },
    ),
    invoke: (args, keywords, interpreter) => {
      try {
        parsed ??= parseSignature(text);
        const bound = bindArguments(name, parsed, args, keywords, interpreter);
        return run(selfOf(bound.raw('self'), interpreter), bound, interpreter);
      } catch (signal) {
        if (signal instanceof NotKnown) return signal.value;
        throw signal;
      }
    },
  };
}

export const methods = (table: Methods): (readonly [string, NativeFunction])[] =>
  Object.entries(table).map(([name, [signature, run]]) => [name, method(name, signature, run)] as const);

/** A native that takes its arguments as they come, for what is called often. */
export const rawMethod = (name: string, invoke: NativeFunction['invoke']): NativeFunction => ({
  kind: 'native',
  name,
  signature: undefined,
  binds: true,
  invoke,
});

/** What a generator of (name, thing) pairs gives. */
export const pairs = (entries: readonly (readonly [string, Value])[], rest?: UnknownValue): Value =>
  iteratorOf(
    entries.map(([name, value]) => tuple([str(name), value])),
    rest,
  );
export const items = (values: readonly Value[], rest?: UnknownValue): Value => iteratorOf(values, rest);
