/** The interpreter as its own parts see it. The parts are plain functions over a `Machine`. */
import type { Expr, ModuleTree, Span, Stmt } from '../syntax';
import type { NewClass } from './definitions';
import type { Effects } from './effects';
import type { Changes, Heap } from './heap';
import type { Frame, Interpreter, Keywords } from './interpreter';
import type { Modules } from './modules';
import type { RaiseSignal } from './signals';
import type {
  ClassValue,
  FunctionValue,
  InstanceValue,
  ListValue,
  MethodValue,
  ModuleValue,
  Place,
  Scope,
  UnknownValue,
  Value,
} from './values';

/** Answers at once, from memory. Names are absolute. */
export interface Host {
  module(
    name: string,
  ): { readonly file: string; readonly text: string; readonly isPackage: boolean } | 'absent' | 'loading';
  /** A file that the program opens by its path, absolute or from the folder that the program runs in. */
  dataFile(path: string): { readonly text: string } | 'absent' | 'loading' | 'ambiguous';
}

/** What a native module holds: by name, or answered name by name; `names` are some that it surely has. */
export type NativeNames =
  | ReadonlyMap<string, Value>
  | (((attribute: string) => Value | undefined) & { readonly names?: () => Iterable<string> });

/** Builtins, the standard library and torch are provided the same way. */
export interface NativeLibrary {
  readonly builtins: ReadonlyMap<string, Value>;
  /** undefined: not native. */
  module(name: string, interpreter: Interpreter): NativeNames | undefined;
  /** Methods and attributes of builtin kinds: `'abc'.format`, `[].append`. */
  attribute?(value: Value, name: string, interpreter: Interpreter): Value | undefined;
  /** What a call of a bound `forward` means; undefined: what it says. */
  forward?(
    method: MethodValue,
    args: readonly Value[],
    keywords: Keywords,
    interpreter: Interpreter,
  ): Value | undefined;
}

export interface ActiveFrame extends Frame {
  /** The expression being evaluated. */
  node: Span;
  readonly module: ModuleValue;
  /** Where a generator's yields go. */
  readonly yields: ListValue | undefined;
  /** Functions that a class body defines, to be told their class. */
  readonly defined: FunctionValue[] | undefined;
  /** The exception being handled, for a bare `raise`. */
  handling: RaiseSignal | undefined;
  readonly parent: ActiveFrame | undefined;
}

/** How a statement ended other than by reaching its end. `value`: an operand of an undecided expression. */
export type Abrupt =
  | { readonly kind: 'break' | 'continue' }
  | { readonly kind: 'return' | 'value'; readonly value: Value }
  /** On one of several paths, and a `try` around all of them may catch it. */
  | { readonly kind: 'raise'; readonly signal: RaiseSignal };
export type Completion = Abrupt | undefined;

/** A path that has been set aside: how it ended, and its changes relative to its fork. */
export interface Path {
  readonly completion: Completion;
  readonly changes: Changes;
}

export interface OpenFork {
  /** The condition. */
  readonly place: Place;
  readonly undecided: UnknownValue;
  /** Paths that left by return, break or continue and wait to be joined. */
  waiting: readonly Path[];
  alive: readonly boolean[];
}

/** A `try` in progress, in any frame. */
export interface TryRecord {
  /** undefined: not decided. */
  readonly catches: (cls: ClassValue) => boolean | undefined;
  /** A `try` statement: it goes on with paths that raise beside those that do not. */
  readonly joins: boolean;
}

export interface Machine extends Interpreter {
  frame: ActiveFrame;
  readonly host: Host;
  readonly natives: NativeLibrary;
  /** The library's, and those that need the interpreter itself. */
  readonly builtins: ReadonlyMap<string, Value>;
  readonly heap: Heap;
  /** undefined: nobody wants to know. */
  readonly effects: Effects | undefined;
  forks: OpenFork[];
  unknownLoops: number;
  tries: TryRecord[];
  depth: number;
  /** Functions whose calls are in progress, with the number of forks that were open at each. */
  readonly active: Map<FunctionValue['node'], readonly number[]>;
  readonly maxDepth: number;
  readonly fuelLeft: () => number;
  /** One unit of work. */
  step(): void;
  treeOf(file: string, text: string): ModuleTree;

  evaluateExpr(expr: Expr, scope: Scope): Value;
  execute(body: readonly Stmt[], scope: Scope): Completion;
  assign(target: Expr, value: Value, scope: Scope, statement: Span): void;
  /** Classes whose metaclass's `__call__` is running. */
  readonly constructing: Set<ClassValue>;
  /** Classes by a base of theirs, in order. */
  readonly subclasses: Map<ClassValue, ListValue>;
  /** The class statement whose metaclass's `__new__` is running. */
  pendingClass: { readonly wanted: NewClass; readonly metaclass: ClassValue } | undefined;
  /** After an exit that skipped them; their changes stand. */
  closeForksAbove(level: number): void;
  /** Reads something that may happen any number of times once; what it changes may have changed. */
  readOnce(place: Place, run: () => void): void;
  /** In a new frame. */
  within<T>(frame: ActiveFrame, run: () => T): T;
  deleteItem(object: Value, index: Value): void;
  /** undefined where the named exception is raised. */
  attempt<T>(exception: string, run: () => T): T | undefined;
  readonly modules: Modules;
  /** Runs an imported module's statement, whatever surrounds the look-up that needs it. */
  aside(frame: ActiveFrame, run: () => void): void;
  exception(cls: ClassValue, args: readonly Value[]): InstanceValue;
  /** Throws a Python exception of the user's own making. */
  raiseByUser(exception: InstanceValue, place: Place): never;
  /** Whether a `try` in any frame may catch this, or the one at a position. */
  mayCatch(cls: ClassValue, only?: number): boolean;
  /** Whether the innermost frame is the one that was entered from outside. */
  isEntry(): boolean;
  /** `Type: text`, as Python prints an exception. */
  describe(exception: InstanceValue): string;
  /** Gives an Unknown made by a pure part its place, and tells the observer. */
  located(value: Value): Value;
}

export const BREAK: Abrupt = { kind: 'break' };
export const CONTINUE: Abrupt = { kind: 'continue' };
