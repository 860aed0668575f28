/** Running something to see what it gives, without a trace in what is read. */
import type { InstanceValue, Value } from '../python';
import { type Constraint, type Dim, substitute } from '../symbolic';
import type { Log } from './record';
import { type Session, standAtClass } from './session';

export interface Aside {
  readonly value: Value | undefined;
  readonly log: Log;
}

export function aside(session: Session, root: InstanceValue, args: readonly Value[], run: () => Value): Aside {
  const { interpreter, recorder } = session;
  const unknowns = recorder.unknowns.length;
  const place = standAtClass(session, root);
  const opened = recorder.beginRoot(root, place, args);
  const value = interpreter.guarded(run);
  const log = opened.end();
  recorder.logs.splice(recorder.logs.indexOf(log), 1);
  recorder.unknowns.splice(unknowns);
  return { value, log };
}

/** A size under what the run had to assume: `C = 3`. */
export const underAssumptions = (dim: Dim, log: Log): Dim =>
  substitute(dim, fixedBy(log.requirements.map(({ requirement }) => requirement)));

/** Symbols that equal a number. */
export function fixedBy(constraints: readonly Constraint[]): ReadonlyMap<string, Dim> {
  const fixed = new Map<string, Dim>();
  for (const { relation, left, right } of constraints) {
    if (relation !== '==') continue;
    for (const [one, other] of [
      [left, right],
      [right, left],
    ] as const) {
      const name = nameOf(one);
      if (name !== undefined && typeof other === 'number' && !fixed.has(name)) fixed.set(name, other);
    }
  }
  return fixed;
}

/** Of a size that is one symbol. */
function nameOf(dim: Dim): string | undefined {
  if (typeof dim === 'number' || dim.constant !== 0 || dim.terms.length !== 1) return undefined;
  const [term] = dim.terms;
  const [factor, more] = term?.monomial.factors ?? [];
  return term?.coefficient === 1 && factor?.power === 1 && !more && factor.atom.kind === 'variable'
    ? factor.atom.name
    : undefined;
}
