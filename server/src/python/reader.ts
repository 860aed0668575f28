/** The interpreter as other rooms see it. */
import { type ModuleTree, parse, type Span, type Stmt } from '../syntax';
import { Interpretation, type InterpreterOptions } from './create';
import type { Interpreter } from './interpreter';
import type { ModuleUse } from './modules';
import { NotKnown, RaiseSignal, Stopped } from './signals';
import type { ModuleValue, UnknownValue, Value } from './values';

export interface ReaderInterpreter extends Interpreter {
  /**
   * Executes a file as `python FILE` would, eagerly, statement by statement. When fuel runs out, what
   * has been executed so far stands. `packageName`: what its relative imports are relative to. `around` is given
   * every statement to run it.
   */
  runMain(
    file: string,
    source: string | ModuleTree,
    packageName?: string,
    around?: (statement: Stmt, run: () => void, main: ModuleValue) => void,
  ): ModuleValue;
  /** An expression's value in a module's scope; Unknown where it cannot be read or raises. */
  evaluate(expression: string, module: ModuleValue): Value;
  /** Runs what natives or user code may end early; undefined where they did. */
  guarded<T>(run: () => T): T | undefined;
  /** Why execution was stopped early, if it was. */
  readonly stopped: 'fuel' | 'cancelled' | undefined;
  /** What is called next without code of the user's that calls it, is called from here. */
  standAt(span: Span): void;
  /** As if so many steps had been taken. */
  spend(steps: number): void;
  /** Whether something was taken for granted that may be otherwise when the program runs. */
  readonly guessed: boolean;
  /** What was taken from each imported file. */
  uses(): Map<string, ModuleUse>;
  /** Steps left. */
  readonly fuelLeft: () => number;
}

class Reader extends Interpretation implements ReaderInterpreter {
  stopped: 'fuel' | 'cancelled' | undefined = undefined;

  runMain(
    file: string,
    source: string | ModuleTree,
    packageName = '',
    around: (statement: Stmt, run: () => void, main: ModuleValue) => void = (_, run) => run(),
  ): ModuleValue {
    const tree = typeof source === 'string' ? this.treeOf(file, source) : source;
    const { value, frame } = this.modules.main(file, packageName);
    this.frame = frame;
    for (const statement of tree.body) {
      around(statement, () => this.guarded(() => this.execute([statement], value.scope)), value);
      if (this.stopped) break;
    }
    return value;
  }

  uses(): Map<string, ModuleUse> {
    return this.modules.uses();
  }

  standAt(span: Span): void {
    this.frame.node = span;
    this.frame.statement = span;
  }

  evaluate(expression: string, module: ModuleValue): Value {
    const { body, problems } = parse(expression);
    const [statement] = body;
    if (statement?.kind !== 'Expr' || problems.length > 0 || body.length > 1)
      return this.nothing('syntax', `${expression} is not an expression`);
    let raised = '';
    const value = this.guarded(
      () => this.evaluateExpr(statement.value, module.scope),
      (exception) => {
        raised = exception;
      },
    );
    return (
      value ?? this.nothing(this.stopped ? 'limit' : 'error', raised === '' ? 'it was not read to its end' : raised)
    );
  }

  private nothing(kind: 'syntax' | 'error' | 'limit', reason: string): UnknownValue {
    return { kind: 'unknown', cause: { kind, reason, place: undefined } };
  }

  guarded<T>(run: () => T, raised?: (exception: string) => void): T | undefined {
    const { frame } = this;
    try {
      return run();
    } catch (signal) {
      this.frame = frame;
      this.recoverState();
      if (signal instanceof Stopped) this.stopped = signal.reason;
      else if (signal instanceof RaiseSignal) raised?.(this.describe(signal.exception));
      else if (!(signal instanceof NotKnown) && !(signal instanceof RangeError)) throw signal;
      return undefined;
    }
  }
}

export function createInterpreter(options: InterpreterOptions): ReaderInterpreter {
  return new Reader(options);
}
