/** `eval` of a text that is known: read by this interpreter, as if it stood where `eval` is called. */
import { type Expr, parse, visitExpression } from '../syntax';
import type { ActiveFrame, Machine } from './machine';
import { RaiseSignal } from './signals';
import type { DictValue, Scope, Value } from './values';

export function evalOf(machine: Machine, args: readonly Value[]): Value {
  const [source, globals, locals] = args;
  if (source === undefined) return machine.raise('TypeError', 'eval expected at least 1 argument, got 0');
  if (source.kind === 'unknown') return source;
  if (source.kind !== 'str') return machine.unknown('missing', 'what eval is given is not a known text');
  const expr = expressionOf(source.value);
  if (expr === undefined) return machine.unknown('missing', `eval does not read ${JSON.stringify(source.value)}`);
  const scope = scopeOf(machine, globals, locals);
  if (scope === undefined) return machine.unknown('missing', 'the names that eval is given are not known');
  return here(machine, () => machine.evaluateExpr(expr, scope));
}

/** undefined: no single expression, or one that binds names, whose places would be taken for places in the file. */
export function expressionOf(text: string): Expr | undefined {
  const { body, problems } = parse(text.trim());
  const [statement] = body;
  if (statement?.kind !== 'Expr' || body.length > 1 || problems.length > 0) return undefined;
  let binds = false;
  visitExpression(statement.value, ({ kind }) => {
    if (kind === 'Lambda' || kind === 'NamedExpr' || kind.endsWith('Comp') || kind === 'GeneratorExp') binds = true;
    return true;
  });
  return binds ? undefined : statement.value;
}

function scopeOf(machine: Machine, globals: Value | undefined, locals: Value | undefined): Scope | undefined {
  const tables: DictValue[] = [];
  for (const given of [globals, locals]) {
    if (given === undefined || given.kind === 'none') continue;
    // `globals()` itself: as if it had not been given.
    if (given.kind === 'instance' && given.cls.native === 'globals') continue;
    if (given.kind !== 'dict' || given.rest) return undefined;
    tables.push(given);
  }
  if (globals?.kind !== 'dict' && tables.length === 0) return machine.frame.scope;
  const parent = globals?.kind === 'dict' ? undefined : machine.frame.module.scope;
  const vars = new Map<string, Value>();
  for (const table of tables)
    for (const { key, value } of table.entries.values()) if (key.kind === 'str') vars.set(key.value, value);
  return { kind: 'scope', vars, parent };
}

/** Everything that happens is at the call. */
function here(machine: Machine, run: () => Value): Value {
  const { frame } = machine;
  const { node } = frame;
  const still: ActiveFrame = Object.defineProperty({ ...frame }, 'node', { get: () => node, set: () => {} });
  machine.frame = still;
  try {
    return run();
  } catch (signal) {
    if (signal instanceof RaiseSignal) machine.frame = frame;
    throw signal;
  } finally {
    machine.frame = frame;
  }
}
