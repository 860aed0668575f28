/**
 * What a Python expression can be worth while the interpreter reads code without running it.
 *
 * Immutable kinds are plain data. Mutable kinds (list, dict, set, instance, class, scope, iterator,
 * tensor) may be changed only after `Interpreter.touch(value)`, which lets an undecided `if` run
 * both branches on a forked heap. Unknown absorbs and keeps its first cause.
 */
import type { Dim } from '../symbolic';
import type { Expr, FunctionDef, Lambda, Parameters, Span, Stmt } from '../syntax';
import type { NativeFunction } from './native';

/** A stretch of one file. */
export interface Place {
  readonly file: string;
  readonly span: Span;
}

/**
 * Why something is not known.
 * - `loading`: the host does not hold the file yet; `import`: no such module in any import root
 * - `missing`: Convscope does not know this op or feature; `syntax`: the text cannot be read
 * - `error`: follows from a reported problem; `data`: depends on weights or data
 * - `undecided`: depends on a condition or size that is not known; `argument`: the caller decides
 * - `limit`: fuel, depth or time ran out
 */
export type CauseKind =
  | 'loading'
  | 'import'
  | 'missing'
  | 'syntax'
  | 'error'
  | 'data'
  | 'undecided'
  | 'argument'
  | 'limit';
export interface Cause {
  readonly kind: CauseKind;
  /** For people, one clause without a full stop: "torch.fft.rfft2 is not known to Convscope". */
  readonly reason: string;
  readonly place: Place | undefined;
  /** The dotted name of what could not be imported. */
  readonly imported?: string;
}

export interface UnknownValue {
  readonly kind: 'unknown';
  readonly cause: Cause;
  /** The type where that much is known (`int`, `bool`, `Tensor`). */
  readonly type?: string;
  /** Of an unknown number of items: what each of them is (the batches of a loader). */
  readonly element?: Value;
  /** Where it is one of several objects, nobody knows which: those that a change of it may change. */
  readonly either?: readonly Held[];
  /** An attribute that is there on some paths only. */
  readonly mayBeAbsent?: true;
  /** Or one of those that these hold when it is looked at. */
  readonly within?: readonly (ListValue | DictValue | SetValue)[];
}
/** What several names may mean and be changed by any of them, or what leads to such objects. */
export type Held =
  | ListValue
  | DictValue
  | SetValue
  | InstanceValue
  | TupleValue
  | IteratorValue
  | FunctionValue
  | MethodValue
  | PartialValue;
export interface NoneValue {
  readonly kind: 'none';
}
export interface EllipsisValue {
  readonly kind: 'ellipsis';
}
export interface NotImplementedValue {
  readonly kind: 'not-implemented';
}
export interface BoolValue {
  readonly kind: 'bool';
  readonly value: boolean;
}
export interface IntValue {
  readonly kind: 'int';
  readonly value: Dim;
}
/** `value` undefined: some float. `ratio`: exactly numerator/denominator, so that `int(H / 2)` stays known. */
export interface FloatValue {
  readonly kind: 'float';
  readonly value: number | undefined;
  readonly ratio?: { readonly numerator: Dim; readonly denominator: Dim };
}
export interface StrValue {
  readonly kind: 'str';
  readonly value: string;
}
export interface BytesValue {
  readonly kind: 'bytes';
  readonly value: string;
}
/** `rest`: there may be further items of which only this is known. `cls`: a subclass of list. */
export interface ListValue {
  readonly kind: 'list';
  items: Value[];
  rest?: UnknownValue | undefined;
  readonly cls?: ClassValue | undefined;
  attrs?: Map<string, Value>;
}
/** `cls`: a namedtuple class, `torch.Size` or another subclass of tuple. */
export interface TupleValue {
  readonly kind: 'tuple';
  readonly items: readonly Value[];
  readonly rest?: UnknownValue | undefined;
  readonly cls?: ClassValue | undefined;
}
/** Keyed by `hashKey`. */
export interface SetValue {
  readonly kind: 'set';
  readonly frozen: boolean;
  items: Map<string, Value>;
  rest?: UnknownValue | undefined;
}
/** Keyed by `hashKey`, in insertion order. `cls`: OrderedDict, defaultdict, Counter or a user's subclass. */
export interface DictValue {
  readonly kind: 'dict';
  entries: Map<string, DictEntry>;
  rest?: UnknownValue | undefined;
  readonly cls?: ClassValue | undefined;
  attrs?: Map<string, Value>;
  /** defaultdict's factory. */
  factory?: Value;
  /** What `**kwargs` took. */
  readonly isOfCall?: true;
}
export interface DictEntry {
  readonly key: Value;
  readonly value: Value;
}
export interface SliceValue {
  readonly kind: 'slice';
  readonly lower: Value;
  readonly upper: Value;
  readonly step: Value;
}
export interface RangeValue {
  readonly kind: 'range';
  readonly start: Dim;
  readonly stop: Dim;
  readonly step: Dim;
}
/**
 * `at(i)` gives the i-th item, undefined past the end; a mutable position makes it one-shot. Making an item
 * may run code: the iterator must be touched before it is asked for one.
 */
export interface IteratorValue {
  readonly kind: 'iterator';
  at: (index: number) => Value | undefined;
  position: number;
  /** The number of items is not known past those that `at` gives. May be decided at the end only. */
  rest?: UnknownValue | undefined;
  /** Where items are made one by one: how far. Replaced as a whole, never changed. */
  progress?: Progress;
  /** A generator: `send`, `throw`, and what the code around its `yield` would catch. */
  readonly generator?: GeneratorControl;
}
export interface Progress {
  /** Shared with later states, which have more items. */
  readonly made: Value[];
  readonly count: number;
  /** Where the code that makes the next item stands. */
  readonly point: unknown;
}
export interface GeneratorControl {
  readonly send: (value: Value) => Value | undefined;
  /** undefined: the generator ended without raising. */
  readonly throw: (exception: InstanceValue) => Value | undefined;
  readonly mayCatch: (cls: ClassValue) => boolean | undefined;
}
export interface FunctionValue {
  readonly kind: 'function';
  readonly name: string;
  readonly qualname: string;
  readonly parameters: Parameters;
  /** By parameter name, evaluated where the function was defined. */
  readonly defaults: ReadonlyMap<string, Value>;
  readonly body: readonly Stmt[] | Expr;
  readonly node: FunctionDef | Lambda;
  readonly file: string;
  readonly closure: Scope;
  readonly module: ModuleValue;
  /** The class whose body defined it, for `super()` and `__class__`. */
  owner: ClassValue | undefined;
  readonly isGenerator: boolean;
  /** Defined inside another function: its first argument is no `self`. */
  readonly isNested?: boolean;
  readonly attrs: Map<string, Value>;
  /** Decorators that Convscope took as identity without knowing them. */
  readonly unknownDecorators: readonly string[];
}
export interface MethodValue {
  readonly kind: 'method';
  readonly self: Value;
  readonly func: Value;
}
export interface PartialValue {
  readonly kind: 'partial';
  readonly func: Value;
  readonly args: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
}
export interface PropertyValue {
  readonly kind: 'property';
  readonly getter: Value | undefined;
  readonly setter: Value | undefined;
  readonly deleter?: Value | undefined;
  /** functools.cached_property and the like keep the first result. */
  readonly cached: boolean;
}
export interface WrappedMethodValue {
  readonly kind: 'staticmethod' | 'classmethod';
  readonly func: Value;
}
export interface ClassValue {
  readonly kind: 'class';
  readonly name: string;
  readonly qualname: string;
  /** Dotted module name: `torch.nn.modules.conv`, `__main__`. */
  readonly module: string;
  readonly bases: readonly ClassValue[];
  /** C3 order, itself first. */
  readonly mro: readonly ClassValue[];
  readonly dict: Map<string, Value>;
  /** Where it was defined; undefined for native classes. */
  readonly place: Place | undefined;
  /** A base that could not be read: attribute look-ups that fail here are unknown, not errors. */
  readonly unknownBase: UnknownValue | undefined;
  /** Set on classes that are built in, so that other rooms can recognise them whatever they are called. */
  readonly native?: string;
  readonly metaclass?: Value | undefined;
}
export interface InstanceValue {
  readonly kind: 'instance';
  readonly cls: ClassValue;
  readonly attrs: Map<string, Value>;
  /** Payload of native classes (dtype, device, …), immutable. */
  readonly native?: unknown;
}
/** A module is filled lazily: `scope` holds what has been looked up so far. */
export interface ModuleValue {
  readonly kind: 'module';
  readonly name: string;
  readonly file: string | undefined;
  readonly scope: Scope;
}
/** Names of one function call, class body or module. */
export interface Scope {
  readonly kind: 'scope';
  readonly vars: Map<string, Value>;
  readonly parent: Scope | undefined;
  /** Names declared `global` or `nonlocal` here, and the scope that they mean. */
  rebinds?: Map<string, Scope>;
  /** `class`: functions inside do not see it; `comprehension`: a walrus binds outside it. */
  readonly role?: 'class' | 'comprehension';
  /** The function whose call this is. */
  readonly code?: FunctionDef | undefined;
  /** Modules that are filled lazily: runs what binds the name, and puts it into `vars`. */
  readonly resolve?: (name: string) => Value | undefined;
  /** Of such a module: names that it surely has. */
  readonly names?: () => Iterable<string>;
}

export type DType =
  | 'float32'
  | 'float64'
  | 'float16'
  | 'bfloat16'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint8'
  | 'bool'
  | 'complex64'
  | 'complex128';

/** One allocation; views share it, in-place results keep it. */
export interface Storage {
  readonly id: number;
}
/**
 * A tensor without its numbers. `shape` undefined: rank not known. `strides` in elements, undefined:
 * not known. `values`: the numbers themselves where they are few and known (row-major).
 */
export interface TensorValue {
  readonly kind: 'tensor';
  readonly cls: ClassValue;
  shape: readonly Dim[] | undefined;
  dtype: DType | undefined;
  strides: readonly Dim[] | undefined;
  storage: Storage;
  requiresGrad: boolean;
  values: readonly number[] | undefined;
  /** Graph node that made it and which of its outputs it is; undefined for parameters and inputs. */
  producer: { readonly node: number; readonly output: number } | undefined;
  /** Why something about it (shape, when undefined) is not known. */
  cause: Cause | undefined;
  /** Why it is not known which tensor it is: undecided code chose one of several. */
  oneOf?: Cause | undefined;
  readonly attrs: Map<string, Value>;
}

export type Value =
  | UnknownValue
  | NoneValue
  | EllipsisValue
  | NotImplementedValue
  | BoolValue
  | IntValue
  | FloatValue
  | StrValue
  | BytesValue
  | ListValue
  | TupleValue
  | SetValue
  | DictValue
  | SliceValue
  | RangeValue
  | IteratorValue
  | FunctionValue
  | NativeFunction
  | MethodValue
  | PartialValue
  | PropertyValue
  | WrappedMethodValue
  | ClassValue
  | InstanceValue
  | ModuleValue
  | TensorValue;

/** What `Interpreter.touch` accepts. */
export type Mutable =
  | ListValue
  | DictValue
  | SetValue
  | InstanceValue
  | ClassValue
  | Scope
  | IteratorValue
  | TensorValue
  | FunctionValue;

export const NONE: NoneValue = { kind: 'none' };
export const ELLIPSIS: EllipsisValue = { kind: 'ellipsis' };
export const NOT_IMPLEMENTED: NotImplementedValue = { kind: 'not-implemented' };
export const TRUE: BoolValue = { kind: 'bool', value: true };
export const FALSE: BoolValue = { kind: 'bool', value: false };

export const bool = (value: boolean): BoolValue => (value ? TRUE : FALSE);
export const int = (value: Dim): IntValue => ({ kind: 'int', value });
export const float = (value: number | undefined): FloatValue => ({ kind: 'float', value });
export const str = (value: string): StrValue => ({ kind: 'str', value });
export const list = (items: Value[]): ListValue => ({ kind: 'list', items });
export const tuple = (items: readonly Value[], cls?: ClassValue): TupleValue => ({ kind: 'tuple', items, cls });
export const intTuple = (dims: readonly Dim[], cls?: ClassValue): TupleValue => tuple(dims.map(int), cls);
export const dict = (entries: Iterable<readonly [string, Value]> = []): DictValue => {
  const map = new Map<string, DictEntry>();
  for (const [name, value] of entries) map.set(`s:${name}`, { key: str(name), value });
  return { kind: 'dict', entries: map };
};
export const unknown = (kind: CauseKind, reason: string, place?: Place, type?: string): UnknownValue => ({
  kind: 'unknown',
  cause: { kind, reason, place },
  ...(type === undefined ? {} : { type }),
});

let identities = 0;
const identity = new WeakMap<object, number>();
/** A number that tells this very object from every other. */
export const identityOf = (value: object): number => {
  let id = identity.get(value);
  if (id === undefined) {
    id = ++identities;
    identity.set(value, id);
  }
  return id;
};
