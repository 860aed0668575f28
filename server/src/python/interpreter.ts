/**
 * What natives (builtins, the standard library, PyTorch's ops and layers) may ask of the interpreter,
 * and what it reports to an observer. Implemented in this room; no other room makes one.
 */
import type { BinaryOperator, CompareOperator, Span } from '../syntax';
import type {
  Cause,
  CauseKind,
  ClassValue,
  DictValue,
  FunctionValue,
  ModuleValue,
  Mutable,
  Place,
  Scope,
  SetValue,
  UnknownValue,
  Value,
} from './values';

/** Iteration result: the known items, and `rest` when there may be more. */
export interface Items {
  readonly items: readonly Value[];
  readonly rest: UnknownValue | undefined;
}

export type Keywords = ReadonlyMap<string, Value>;
export const NO_KEYWORDS: Keywords = new Map();

/** A call of user code in progress. */
export interface Frame {
  /** `forward`, `__init__`, `<module>`, `<lambda>`. */
  readonly name: string;
  readonly file: string;
  readonly function: FunctionValue | undefined;
  /** First argument of a method. */
  readonly self: Value | undefined;
  readonly scope: Scope;
  readonly parent: Frame | undefined;
  /** The call expression in `parent`. */
  readonly callSite: Place | undefined;
  /** Span of the statement being executed. */
  statement: Span;
}

export interface Problem {
  /** `CS104`. */
  readonly code: string;
  /** PyTorch's wording first, so that it can be searched. */
  readonly message: string;
  /** One plain sentence that says why. */
  readonly why?: string | undefined;
  readonly place: Place;
  readonly related?: readonly { readonly message: string; readonly place: Place }[];
  /** Data for a quick fix: `{ kind: 'set-argument', argument: 'in_features', value: 400 }`. */
  readonly fix?: Readonly<Record<string, unknown>> | undefined;
  /** Of an exception that the code raises by itself: where. It may be reported further out. */
  readonly raisedIn?: Frame | undefined;
}

export interface Observer {
  /** A name got a value: argument (`argument`), assignment, loop target, or `return`. */
  bind(binding: {
    readonly kind: 'argument' | 'set' | 'return';
    readonly name: string;
    readonly nameSpan: Span;
    /** The whole statement; for an argument the `def`, its first decorator included. */
    readonly statement: Span;
    readonly value: Value;
    readonly frame: Frame;
  }): void;
  enterFunction(frame: Frame): void;
  leaveFunction(frame: Frame, result: Value | undefined): void;
  /** A class statement of user code was executed. */
  defineClass(cls: ClassValue, frame: Frame): void;
  /** Proved, not caught by the code itself. */
  problem(problem: Problem, frame: Frame): void;
  /** Something became unknown here for the first time. */
  unknown(value: UnknownValue, frame: Frame): void;
  /**
   * Code was stepped over: a statement whose evaluation failed for want of knowledge, or a call of something
   * unknown. Whatever it would have done (layers added, ops run) is missing from what was traced.
   */
  lost(cause: Cause, frame: Frame): void;
  /**
   * An undecided condition was met; both branches run, one after the other, each after `branch`;
   * `join` follows. Observers that add up costs keep the smaller and mark the total as a bound.
   */
  fork(condition: Place): void;
  branch(index: number): void;
  join(alive: readonly boolean[]): void;
  /** A loop whose number of turns is not known: its body is read once between these. */
  enterUnknownLoop(place: Place): void;
  leaveUnknownLoop(): void;
}

/** Names of Python's exception classes that natives raise. */
export type ExceptionName =
  | 'RuntimeError'
  | 'ValueError'
  | 'TypeError'
  | 'IndexError'
  | 'KeyError'
  | 'AttributeError'
  | 'NameError'
  | 'UnboundLocalError'
  | 'ImportError'
  | 'ModuleNotFoundError'
  | 'NotImplementedError'
  | 'StopIteration'
  | 'AssertionError'
  | 'ZeroDivisionError';

export interface Interpreter {
  readonly observer: Observer;
  /** The innermost frame of user code. */
  readonly frame: Frame;
  /** No undecided condition or unknown loop encloses this point: what fails here fails always. */
  readonly certain: boolean;

  call(callee: Value, args: readonly Value[], keywords?: Keywords): Value;
  /** Raises AttributeError where Python would. */
  getAttribute(object: Value, name: string): Value;
  /** undefined where Python would raise AttributeError. */
  findAttribute(object: Value, name: string): Value | undefined;
  setAttribute(object: Value, name: string, value: Value): void;
  deleteAttribute(object: Value, name: string): void;
  /** `object.__getattribute__`, `__setattr__`, `__delattr__`: past what the class says. */
  getAttributeDefault(object: Value, name: string): Value | undefined;
  setAttributeDefault(object: Value, name: string, value: Value): void;
  deleteAttributeDefault(object: Value, name: string): void;
  /** Through the MRO, unbound. */
  lookup(cls: ClassValue, name: string): Value | undefined;
  /** Descriptor binding: a function found on a class becomes a method of `self`. */
  bindTo(self: Value, attribute: Value): Value;

  getItem(object: Value, index: Value): Value;
  setItem(object: Value, index: Value, value: Value): void;
  length(object: Value): Value;
  iterate(object: Value): Items;
  binary(op: BinaryOperator, left: Value, right: Value): Value;
  compare(op: CompareOperator, left: Value, right: Value): Value;
  /** undefined: not decided. */
  truth(value: Value): boolean | undefined;
  isInstance(value: Value, cls: Value): boolean | undefined;
  typeOf(value: Value): ClassValue | UnknownValue;
  /** `str(value)` where it is known. */
  text(value: Value): string | undefined;

  /** Builtin class by name: `object`, `int`, `tuple`, `RuntimeError`. */
  builtin(name: string): ClassValue;
  importModule(name: string): ModuleValue | UnknownValue;
  /** The text of a file that the program opens. Unknown where it is not surely what the program would read. */
  dataFile(path: string): string | UnknownValue;
  /** The program writes to this file: what it holds is not known from here on. */
  noteWritten(path: string): void;
  /** Make a class as the `class` statement would. */
  makeClass(
    name: string,
    bases: readonly ClassValue[],
    dict: Iterable<readonly [string, Value]>,
    native?: string,
  ): ClassValue;

  /** Runs what imported modules register under this key, where that has not happened yet: then look again in the table. */
  register(key: Value, table: DictValue | SetValue): boolean;
  raise(type: ExceptionName, message: string): never;
  /**
   * PyTorch or Python refuses this. Where it is proved and nothing in the user's code would catch it, the
   * problem is reported and the result is an Unknown that will not be reported again; else it is raised.
   */
  refuse(problem: Omit<Problem, 'place'> & { readonly place?: Place }, exception?: ExceptionName): UnknownValue;
  /** An Unknown with its cause at the present place; tells the observer. */
  unknown(kind: CauseKind, reason: string, type?: string): UnknownValue;
  /**
   * What is taken for granted and may be otherwise when the program runs: an option's default, an argument left
   * out of a call that nobody wrote. While doubting, it is not known; of a named positive number, it is some other.
   */
  guess(likely: Value, reason: string, name?: string): Value;
  /** Whether what is only likely is to be left open; that there was something to doubt is noted. */
  doubts(): boolean;
  /** What the cache keeps under the key, or else what `make` gives and it keeps from now on. */
  memoised(cache: DictValue, key: Value, make: () => Value): Value;
  /** The expression being evaluated. */
  place(): Place;
  /** Must come before any change of a mutable value. */
  touch(target: Mutable): void;
  /** Just made, and nothing else knows it yet: its changes need not be undone with what surrounds it. */
  fresh<T extends Mutable>(target: T): T;
}
