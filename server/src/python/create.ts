/** Puts the parts together: the interpreter that a reader runs. */

import { variable } from '../symbolic';

import type { BinaryOperator, CompareOperator, Expr, Span, Stmt } from '../syntax';
import { type ModuleTree, parseLazily } from '../syntax';
import { assign } from './assignments';
import * as changes from './attribute-changes';
import * as attributes from './attributes';
import { call } from './calls';
import { defineClass, isSubclass, lookupClass } from './classes';
import { newInstance, superOf } from './core';
import { makeFromMetaclass, type NewClass } from './definitions';
import type { Effects } from './effects';
import { evalOf } from './evaluation';
import { describe } from './exceptions';
import { evaluate } from './expressions';
import { Heap } from './heap';
import { importModule } from './imports';
import type { ExceptionName, Items, Keywords, Observer, Problem } from './interpreter';
import { NO_KEYWORDS } from './interpreter';
import * as items from './items';
import { iterate } from './iteration';
import { textOf } from './library/repr';
import { unknownTurns } from './loops';
import type { ActiveFrame, Completion, Host, Machine, NativeLibrary, OpenFork, TryRecord } from './machine';
import { memoised } from './memo';
import { Modules } from './modules';
import * as operations from './operations';
import { RaiseSignal, Stopped } from './signals';
import { execute } from './statements';
import { isInstance, typeOf } from './types';
import type {
  CauseKind,
  ClassValue,
  DictValue,
  FunctionValue,
  InstanceValue,
  ListValue,
  ModuleValue,
  Mutable,
  Place,
  Scope,
  SetValue,
  UnknownValue,
  Value,
} from './values';
import { int, str, tuple } from './values';

export interface InterpreterOptions {
  readonly host: Host;
  readonly observer: Observer;
  readonly natives: NativeLibrary;
  /** Steps: statements, expressions, calls, items. */
  readonly fuel?: number;
  /** How deep calls of Python functions may nest. */
  readonly depth?: number;
  /** Asked now and then. */
  readonly cancelled?: () => boolean;
  /** Notes what statements of the main file take and change. */
  readonly effects?: Effects;
  /** Whatever is only likely is not known: what fails all the same is proved. */
  readonly doubting?: boolean;
  /** A cache of trees, kept by the caller. */
  readonly treeOf?: (file: string, text: string) => ModuleTree;
}

/** Steps between two looks at `cancelled`. */
const SLICE = 4096;

export class Interpretation implements Machine {
  readonly observer: Observer;
  readonly host: Host;
  readonly natives: NativeLibrary;
  readonly builtins: ReadonlyMap<string, Value>;
  readonly heap = new Heap();
  readonly effects: Effects | undefined;
  readonly modules: Modules;
  readonly constructing = new Set<ClassValue>();
  readonly subclasses = new Map<ClassValue, ListValue>();
  readonly maxDepth: number;
  pendingClass: { readonly wanted: NewClass; readonly metaclass: ClassValue } | undefined = undefined;
  forks: OpenFork[] = [];
  tries: TryRecord[] = [];
  unknownLoops = 0;
  depth = 0;
  readonly active = new Map<FunctionValue['node'], readonly number[]>();
  frame: ActiveFrame;
  /** Something was taken for granted. */
  guessed = false;

  private readonly doubting: boolean;
  private fuel: number;
  private readonly cancelled: (() => boolean) | undefined;
  private readonly trees: ((file: string, text: string) => ModuleTree) | undefined;
  private readonly inner = new Map<string, ClassValue>();

  constructor(options: InterpreterOptions) {
    this.observer = options.observer;
    this.host = options.host;
    this.natives = options.natives;
    this.effects = options.effects;
    this.heap.onTouch = options.effects && ((target) => options.effects?.change(target));
    this.fuel = options.fuel ?? 3_000_000;
    this.maxDepth = options.depth ?? 120;
    this.cancelled = options.cancelled;
    this.doubting = options.doubting ?? false;
    this.trees = options.treeOf;
    const own = (name: string, invoke: (args: readonly Value[]) => Value): readonly [string, Value] => [
      name,
      { kind: 'native', name, signature: undefined, binds: false, invoke },
    ];
    this.builtins = new Map([
      ...options.natives.builtins,
      own('super', (args) => superOf(this, args)),
      own('eval', (args) => evalOf(this, args)),
    ]);
    this.modules = new Modules(this);
    this.frame = this.modules.main('', '').frame;
  }

  get certain(): boolean {
    return this.forks.length === 0 && this.unknownLoops === 0;
  }

  fuelLeft = (): number => this.fuel;

  /** As if so many steps had been taken. */
  spend(steps: number): void {
    this.fuel -= steps;
  }

  step(): void {
    if (--this.fuel < 0) throw new Stopped('fuel');
    if (this.fuel % SLICE === 0 && this.cancelled?.()) throw new Stopped('cancelled');
  }

  treeOf(file: string, text: string): ModuleTree {
    return this.trees ? this.trees(file, text) : parseLazily(text);
  }

  evaluateExpr(expr: Expr, scope: Scope): Value {
    return evaluate(this, expr, scope);
  }
  execute(body: readonly Stmt[], scope: Scope): Completion {
    return execute(this, body, scope);
  }
  assign(target: Expr, value: Value, scope: Scope, statement: Span): void {
    assign(this, target, value, scope, statement);
  }
  call(callee: Value, args: readonly Value[], keywords: Keywords = NO_KEYWORDS): Value {
    return call(this, callee, args, keywords);
  }
  getAttribute(object: Value, name: string): Value {
    return attributes.getAttribute(this, object, name);
  }
  findAttribute(object: Value, name: string): Value | undefined {
    return this.attempt('AttributeError', () => attributes.findAttribute(this, object, name));
  }
  setAttribute(object: Value, name: string, value: Value): void {
    changes.setAttribute(this, object, name, value);
  }
  deleteAttribute(object: Value, name: string): void {
    changes.deleteAttribute(this, object, name);
  }
  getAttributeDefault(object: Value, name: string): Value | undefined {
    return attributes.getAttributeDefault(this, object, name);
  }
  setAttributeDefault(object: Value, name: string, value: Value): void {
    changes.setAttributeDefault(this, object, name, value);
  }
  deleteAttributeDefault(object: Value, name: string): void {
    changes.deleteAttributeDefault(this, object, name);
  }
  lookup(cls: ClassValue, name: string): Value | undefined {
    return lookupClass(cls, name);
  }
  bindTo(self: Value, attribute: Value): Value {
    return attributes.bindTo(this, self, attribute);
  }
  getItem(object: Value, index: Value): Value {
    return items.getItem(this, object, index);
  }
  setItem(object: Value, index: Value, value: Value): void {
    items.setItem(this, object, index, value);
  }
  deleteItem(object: Value, index: Value): void {
    items.deleteItem(this, object, index);
  }
  length(object: Value): Value {
    return items.length(this, object);
  }
  iterate(object: Value): Items {
    return iterate(this, object);
  }
  binary(op: BinaryOperator, left: Value, right: Value): Value {
    return operations.binary(this, op, left, right);
  }
  compare(op: CompareOperator, left: Value, right: Value): Value {
    return operations.compare(this, op, left, right);
  }
  truth(value: Value): boolean | undefined {
    return operations.truth(this, value);
  }
  isInstance(value: Value, cls: Value): boolean | undefined {
    return isInstance(this, value, cls);
  }
  typeOf(value: Value): ClassValue | UnknownValue {
    return typeOf(this, value);
  }
  text(value: Value): string | undefined {
    return textOf(value, this);
  }
  touch(target: Mutable): void {
    this.heap.touch(target);
  }
  fresh<T extends Mutable>(target: T): T {
    return this.heap.born(target);
  }

  builtin(name: string): ClassValue {
    const found = this.builtins.get(name);
    if (found?.kind === 'class') return found;
    let made = this.inner.get(name);
    if (made === undefined) {
      made = defineClass(name, name === 'object' ? [] : [this.builtin('object')], [], { native: name });
      this.inner.set(name, made);
    }
    return made;
  }

  register(key: Value, table: DictValue | SetValue): boolean {
    const isTable = table.kind === 'set' || table.isOfCall === undefined;
    return isTable && key.kind === 'str' && this.modules.register(key.value);
  }

  memoised(cache: DictValue, key: Value, make: () => Value): Value {
    return memoised(this, cache, key, make);
  }

  private readonly written = new Set<string>();

  dataFile(path: string): string | UnknownValue {
    if (this.written.has(path)) return this.unknown('data', `${path} is written by the program`);
    const found = this.host.dataFile(path);
    if (typeof found === 'object') return found.text;
    if (found === 'loading') return this.unknown('loading', `${path} has not been read yet`);
    if (found === 'ambiguous') return this.unknown('data', `several files are named ${path}`);
    return this.unknown('data', 'depends on a file');
  }

  noteWritten(path: string): void {
    this.written.add(path);
  }

  importModule(name: string): ModuleValue | UnknownValue {
    return importModule(this, name);
  }

  makeClass(
    name: string,
    bases: readonly ClassValue[],
    dict: Iterable<readonly [string, Value]>,
    native?: string,
  ): ClassValue {
    return makeFromMetaclass(this, name, bases, dict, native);
  }

  doubts(): boolean {
    this.guessed = true;
    return this.doubting;
  }

  guess(likely: Value, reason: string, name?: string): Value {
    if (!this.doubts()) return likely;
    if (likely.kind !== 'int' && likely.kind !== 'float' && likely.kind !== 'bool')
      return this.unknown('argument', reason);
    // What has a size for its default is a size, whichever.
    if (likely.kind === 'int' && typeof likely.value === 'number' && likely.value > 0 && name !== undefined)
      return int(variable(name));
    return this.unknown('argument', reason, likely.kind);
  }

  place(): Place {
    return { file: this.frame.file, span: this.frame.node };
  }

  exception(cls: ClassValue, args: readonly Value[]): InstanceValue {
    const exception = newInstance(cls);
    exception.attrs.set('args', tuple(args));
    return exception;
  }

  raise(type: ExceptionName, message: string): never {
    throw new RaiseSignal(this.exception(this.builtin(type), [str(message)]));
  }

  raiseByUser(exception: InstanceValue, place: Place): never {
    const signal = new RaiseSignal(exception);
    signal.byUser = true;
    const message = this.describe(exception);
    if (!this.isQuiet(exception.cls))
      signal.problem = { code: 'CS125', message, place, related: this.callSites(), raisedIn: this.frame };
    if (signal.problem && this.certain && !this.mayCatch(exception.cls)) {
      signal.reported = true;
      this.observer.problem(signal.problem, this.frame);
    }
    throw signal;
  }

  /** Exceptions that end a program or an iteration as intended. */
  private isQuiet(cls: ClassValue): boolean {
    return ['SystemExit', 'KeyboardInterrupt', 'StopIteration', 'GeneratorExit'].some((name) =>
      isSubclass(cls, this.builtin(name)),
    );
  }

  private callSites(): { readonly message: string; readonly place: Place }[] {
    const sites: { readonly message: string; readonly place: Place }[] = [];
    for (let frame: ActiveFrame | undefined = this.frame; frame?.parent !== undefined; frame = frame.parent) {
      if (frame.callSite && frame.function)
        sites.push({ message: `called from here: ${frame.name}`, place: frame.callSite });
    }
    return sites;
  }

  refuse(
    problem: Omit<Problem, 'place'> & { readonly place?: Place },
    exception: ExceptionName = 'RuntimeError',
  ): UnknownValue {
    const full: Problem = { ...problem, place: problem.place ?? this.place() };
    const cls = this.builtin(exception);
    if (this.certain && !this.mayCatch(cls)) {
      this.observer.problem(full, this.frame);
      return this.unknown('error', problem.message);
    }
    const text = problem.message.startsWith(`${exception}: `)
      ? problem.message.slice(exception.length + 2)
      : problem.message;
    const signal = new RaiseSignal(this.exception(cls, [str(text)]));
    signal.problem = full;
    throw signal;
  }

  unknown(kind: CauseKind, reason: string, type?: string): UnknownValue {
    const value: UnknownValue = {
      kind: 'unknown',
      cause: { kind, reason, place: this.place() },
      ...(type === undefined ? {} : { type }),
    };
    this.observer.unknown(value, this.frame);
    return value;
  }

  located(value: Value): Value {
    if (value.kind !== 'unknown') return value;
    const placed = value.cause.place ? value : { ...value, cause: { ...value.cause, place: this.place() } };
    this.observer.unknown(placed, this.frame);
    return placed;
  }

  describe(exception: InstanceValue): string {
    return describe(this, exception);
  }

  isEntry(): boolean {
    return this.frame.parent === undefined;
  }

  mayCatch(cls: ClassValue, only?: number): boolean {
    const all = this.tries;
    for (let i = only ?? all.length - 1; i >= (only ?? 0); i--) {
      // Handlers are evaluated outside their own `try`.
      this.tries = all.slice(0, i);
      try {
        if (all[i]?.catches(cls) !== false) return true;
      } finally {
        this.tries = all;
      }
    }
    return false;
  }

  attempt<T>(exception: string, run: () => T): T | undefined {
    const cls = this.builtin(exception);
    const { tries, frame, depth, unknownLoops } = this;
    const length = tries.length;
    tries.push({ catches: (raised) => isSubclass(raised, cls), joins: false });
    try {
      return run();
    } catch (signal) {
      if (!(signal instanceof RaiseSignal) || !isSubclass(signal.exception.cls, cls)) throw signal;
      this.frame = frame;
      this.depth = depth;
      this.unknownLoops = unknownLoops;
      return undefined;
    } finally {
      this.tries = tries;
      tries.length = length;
    }
  }

  within<T>(frame: ActiveFrame, run: () => T): T {
    const { frame: outer, depth, unknownLoops, tries } = this;
    const triesLength = tries.length;
    this.frame = frame;
    this.depth = depth + 1;
    try {
      return run();
    } finally {
      this.frame = outer;
      this.depth = depth;
      this.unknownLoops = unknownLoops;
      this.tries = tries;
      tries.length = triesLength;
    }
  }

  closeForksAbove(level: number): void {
    while (this.forks.length > level) {
      this.heap.close();
      const fork = this.forks.pop();
      this.observer.join(fork?.alive ?? []);
    }
  }

  /** After something ended early at the top: no fork, loop or `try` is open any more. */
  protected recoverState(): void {
    this.closeForksAbove(0);
    this.heap.abandon();
    this.tries.length = 0;
    this.unknownLoops = 0;
    this.depth = 0;
    this.constructing.clear();
    this.active.clear();
    this.pendingClass = undefined;
  }

  readOnce(place: Place, run: () => void): void {
    const undecided: UnknownValue = {
      kind: 'unknown',
      cause: { kind: 'undecided', reason: 'depends on how many turns a loop takes', place },
    };
    unknownTurns(this, place, undecided, () => {
      run();
      return undefined;
    });
  }

  aside(frame: ActiveFrame, run: () => void): void {
    const { frame: outer, forks, tries, unknownLoops, pendingClass } = this;
    this.frame = frame;
    this.forks = [];
    this.tries = [];
    this.unknownLoops = 0;
    this.pendingClass = undefined;
    try {
      this.heap.aside(run);
    } catch (signal) {
      if (!(signal instanceof RaiseSignal)) throw signal;
    } finally {
      this.frame = outer;
      this.forks = forks;
      this.tries = tries;
      this.unknownLoops = unknownLoops;
      this.pendingClass = pendingClass;
    }
  }
}
