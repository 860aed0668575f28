/** Stand-ins for what does not touch shapes: optimisers, loaders, profilers. They take anything and answer nothing. */
import {
  type ClassValue,
  defineClass,
  type Interpreter,
  type NativeFunction,
  NONE,
  native,
  type UnknownValue,
  unknown,
  type Value,
} from '../../python';
import { plainNative } from '../common/native';
import { traceOf } from '../trace';

export type Names = ReadonlyMap<string, Value>;

export const missing = (name: string): UnknownValue => unknown('missing', `${name} is not known to Convscope`);

/** A function that takes anything. */
export const accepting = (
  name: string,
  result: (args: readonly Value[], interpreter: Interpreter) => Value = () => NONE,
): NativeFunction => plainNative(name, '(*args, **kwargs)', (a, interpreter) => result(a.extra, interpreter));

/** Gives its first argument back: `torch.jit.script(f)`; called without one, as a decorator with options. */
export const identity = (name: string): NativeFunction =>
  accepting(name, ([first]) => first ?? accepting(name, ([fn]) => fn ?? NONE));

/** As `identity`, where the first argument may be an option: only what can be called is given back. */
export const decorating = (name: string): NativeFunction =>
  accepting(name, ([first]) => (first && isCallable(first) ? first : accepting(name, ([fn]) => fn ?? NONE)));

const isCallable = (value: Value): boolean =>
  value.kind === 'function' ||
  value.kind === 'class' ||
  value.kind === 'native' ||
  value.kind === 'method' ||
  value.kind === 'partial' ||
  value.kind === 'instance';

/** A class whose instances have any attribute, not known. */
export function tolerantClass(
  name: string,
  module: string,
  members: Iterable<readonly [string, Value]> = [],
  bases: readonly ClassValue[] = [],
): ClassValue {
  const cls = defineClass(name, bases, [], {
    module,
    native: `${module}.${name}`,
    unknownBase: missing(`an attribute of ${module}.${name}`),
  });
  cls.dict.set(
    '__init__',
    native('__init__', '(self, *args, **kwargs)', () => NONE),
  );
  for (const [member, value] of members) cls.dict.set(member, value);
  return cls;
}

/** A method that takes anything and gives nothing. */
export const quiet = (name: string): readonly [string, Value] => [
  name,
  native(name, '(self, *args, **kwargs)', () => NONE),
];

/** In these, ops keep something else for backward, or nothing. */
const MODES = new Set(['no_grad', 'enable_grad', 'inference_mode', 'set_grad_enabled', 'autocast']);
const decorated = new WeakSet<object>();
/** `@torch.no_grad()` and the like stand above it. */
export const hasGradientMode = (fn: object): boolean => decorated.has(fn);

/** `with torch.no_grad():`, `@torch.no_grad()`, `@torch.no_grad`. */
export function contextClass(name: string, module: string): ClassValue {
  const cls = defineClass(name, [], [], { module, native: `${module}.${name}` });
  const instance: Value = { kind: 'instance', cls, attrs: new Map() };
  const isMode = MODES.has(name);
  const decorate = (fn: Value): Value => {
    if (isMode) decorated.add(fn);
    return fn;
  };
  cls.dict.set(
    '__new__',
    native(
      '__new__',
      '(cls, *args, **kwargs)',
      (a) => {
        const [first] = a.extra;
        return first?.kind === 'function' ? decorate(first) : instance;
      },
      { binds: false },
    ),
  );
  cls.dict.set(
    '__init__',
    native('__init__', '(self, *args, **kwargs)', () => NONE),
  );
  cls.dict.set(
    '__enter__',
    native('__enter__', '(self)', (a, interpreter) => {
      if (isMode) traceOf(interpreter).keepsOther?.();
      return a.raw('self');
    }),
  );
  cls.dict.set(
    '__exit__',
    native('__exit__', '(self, *args)', () => NONE),
  );
  cls.dict.set(
    '__call__',
    native('__call__', '(self, fn)', (a) => decorate(a.raw('fn'))),
  );
  return cls;
}

/** Something that is decided where the program runs, not in its text. */
export const hardware = (type: string, reason: string): UnknownValue => ({
  kind: 'unknown',
  cause: { kind: 'undecided', reason, place: undefined },
  type,
});

export const table = (names: readonly string[], make: (name: string) => Value): [string, Value][] =>
  names.map((name) => [name, make(name)]);
