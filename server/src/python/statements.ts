/** Statements. */

import { boundNames, type Expr, type If, type Return, type Stmt } from '../syntax';
import { executeAnnAssign, executeAssign, executeAugAssign, executeDelete } from './assignments';
import { fork } from './branches';
import { defineFunction, executeClass } from './definitions';
import { executeAssert, executeRaise, executeTry, executeWith } from './exceptions';
import { executeImport, executeImportFrom } from './imports';
import { executeFor, executeWhile } from './loops';
import type { Completion, Machine } from './machine';
import { BREAK, CONTINUE } from './machine';
import { executeMatch } from './matching';
import { bindName, enclosingScopeOf, findName, moduleScopeOf } from './names';
import { undecidedBy } from './operations';
import { RaiseSignal } from './signals';
import { stepOver } from './stepping';
import { unparse } from './unparse';
import type { Scope, UnknownValue, Value } from './values';
import { NONE, unknown } from './values';

export function execute(machine: Machine, body: readonly Stmt[], scope: Scope): Completion {
  for (const statement of body) {
    const completion = executeStatement(machine, statement, scope);
    if (completion !== undefined) return completion;
  }
  return undefined;
}

export function executeStatement(machine: Machine, statement: Stmt, scope: Scope): Completion {
  machine.step();
  const { frame } = machine;
  frame.statement = statement.span;
  frame.node = statement.span;
  const open = machine.forks.length;
  try {
    return dispatch(machine, statement, scope);
  } catch (signal) {
    if (!(signal instanceof RaiseSignal) || !recovers(machine, signal)) throw signal;
    // What waits in forks that the statement opened stays a path of its own; the present one goes on here.
    if (machine.forks.length < open) throw signal;
    return recover(machine, statement, scope, signal);
  }
}

function dispatch(machine: Machine, statement: Stmt, scope: Scope): Completion {
  switch (statement.kind) {
    case 'Expr':
      machine.evaluateExpr(statement.value, scope);
      return undefined;
    case 'Assign':
      executeAssign(machine, statement, scope);
      return undefined;
    case 'Return':
      return executeReturn(machine, statement, scope);
    case 'If':
      return executeIf(machine, statement, scope);
    case 'For':
      return executeFor(machine, statement, scope);
    case 'AugAssign':
      executeAugAssign(machine, statement, scope);
      return undefined;
    case 'AnnAssign':
      executeAnnAssign(machine, statement, scope);
      return undefined;
    case 'FunctionDef':
      defineFunction(machine, statement, scope);
      return undefined;
    case 'ClassDef':
      executeClass(machine, statement, scope);
      return undefined;
    case 'While':
      return executeWhile(machine, statement, scope);
    case 'With':
      return executeWith(machine, statement, scope);
    case 'Try':
      return executeTry(machine, statement, scope);
    case 'Match':
      return executeMatch(machine, statement, scope);
    case 'Break':
      return BREAK;
    case 'Continue':
      return CONTINUE;
    default:
      executeSimple(machine, statement, scope);
      return undefined;
  }
}

function executeSimple(machine: Machine, statement: Stmt, scope: Scope): void {
  switch (statement.kind) {
    case 'Import':
      executeImport(machine, statement, scope);
      return;
    case 'ImportFrom':
      executeImportFrom(machine, statement, scope);
      return;
    case 'Raise':
      executeRaise(machine, statement, scope);
      return;
    case 'Assert':
      executeAssert(machine, statement, scope);
      return;
    case 'Delete':
      executeDelete(machine, statement, scope);
      return;
    case 'Global':
      rebind(scope, statement.names, () => moduleScopeOf(scope));
      return;
    case 'Nonlocal':
      rebind(scope, statement.names, (name) => enclosingScopeOf(scope, name));
      return;
    default:
  }
}

function rebind(scope: Scope, names: readonly string[], home: (name: string) => Scope | undefined): void {
  scope.rebinds ??= new Map();
  for (const name of names) {
    const target = home(name);
    if (target !== undefined && target !== scope) scope.rebinds.set(name, target);
  }
}

function executeReturn(machine: Machine, { value: expr, nameSpan, span }: Return, scope: Scope): Completion {
  const value = expr ? machine.evaluateExpr(expr, scope) : NONE;
  const { frame } = machine;
  if (expr)
    machine.observer.bind({
      kind: 'return',
      name: 'return',
      nameSpan,
      statement: span,
      value,
      frame,
    });
  return { kind: 'return', value };
}

function executeIf(machine: Machine, node: If, scope: Scope): Completion {
  const test = machine.evaluateExpr(node.test, scope);
  const truth = machine.truth(test);
  if (truth !== undefined) return machine.execute(truth ? node.body : node.orelse, scope);
  return executeBoth(machine, node, test, scope);
}

/** Of an `if` whose test is not decided. */
export function executeBoth(machine: Machine, node: If, test: Value, scope: Scope): Completion {
  machine.frame.node = node.test.span;
  const undecided = undecidedBy(machine, test, unparse(node.test));
  const place = { file: machine.frame.file, span: node.test.span };
  return fork(machine, { place, undecided }, [
    () => machine.execute(node.body, scope),
    () => machine.execute(node.orelse, scope),
  ]);
}

/**
 * Whether a raised exception ends here: it is not the user's own, so it may be Convscope's ignorance, and
 * no `try` anywhere would see it. What was refused on one of several paths ends that path instead.
 */
function recovers(machine: Machine, signal: RaiseSignal): boolean {
  if (signal.byUser || signal.problem !== undefined)
    return machine.isEntry() && machine.certain && !machine.mayCatch(signal.exception.cls);
  return !machine.mayCatch(signal.exception.cls);
}

/** The names that the statement would have bound are unknown; execution goes on. */
function recover(machine: Machine, statement: Stmt, scope: Scope, signal: RaiseSignal): Completion {
  const reason = machine.describe(signal.exception);
  const place = machine.place();
  const kind = signal.byUser || signal.problem ? 'error' : 'missing';
  const cause = unknown(kind, reason, place);
  machine.located(cause);
  stepOver(machine, cause);
  for (const name of boundNames([statement])) if (name !== '*') forget(machine, scope, name, statement, cause);
  for (const target of attributeTargets(statement))
    machine.attempt('Exception', () => machine.assign(target, cause, scope, statement.span));
  return statement.kind === 'Return' ? { kind: 'return', value: cause } : undefined;
}

function forget(machine: Machine, scope: Scope, name: string, statement: Stmt, cause: UnknownValue): void {
  // A suite that ran before the statement failed has bound its names already.
  const compound =
    statement.kind === 'If' ||
    statement.kind === 'For' ||
    statement.kind === 'While' ||
    statement.kind === 'With' ||
    statement.kind === 'Try';
  if (compound && findName(machine, scope, name) !== undefined) return;
  bindName(machine, scope, name, cause);
}

function attributeTargets(statement: Stmt): readonly Expr[] {
  switch (statement.kind) {
    case 'Assign':
      return statement.targets.filter(isPlace);
    case 'AugAssign':
    case 'AnnAssign':
      return [statement.target].filter(isPlace);
    default:
      return [];
  }
}

const isPlace = (target: Expr): boolean => target.kind === 'Attribute' || target.kind === 'Subscript';
