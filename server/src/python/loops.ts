/** Loops. Known turns run one by one; what is not known is read once, and what it changes is forgotten. */
import type { For, While } from '../syntax';
import { type Choice, closeFork, collapse, endOf, loopOwns, openFork, owning, settlePaths, turnOwns } from './branches';
import { type State, stateOf } from './heap';
import { cursor } from './items';
import { stable } from './join';
import type { Completion, Machine } from './machine';
import { undecidedBy } from './operations';
import { RaiseSignal } from './signals';
import { unparse } from './unparse';
import type { Mutable, Place, Scope, UnknownValue, Value } from './values';
import { unknown } from './values';

/** A loop of more known turns is read as one whose number of turns is not known. */
const MOST_TURNS = 4096;
/** So is one that costs this much after a few turns (an epoch over a data set, say). */
const FEW_TURNS = 8;
const MOST_WORK = 400_000;
/** And one of which so many turns may have been the last: each is a path of its own. */
const MOST_EXITS = 8;

export function executeFor(machine: Machine, node: For, scope: Scope): Completion {
  return forEach(machine, node, machine.evaluateExpr(node.iter, scope), scope);
}

export function forEach(machine: Machine, node: For, iterable: Value, scope: Scope): Completion {
  machine.frame.node = node.iter.span;
  const items = cursor(machine, iterable);
  const budget = budgetOf(machine);
  const paths = machine.forks.length;
  return owning(machine, loopOwns, () => {
    for (let item = items.next(); item !== undefined; item = items.next()) {
      const value = item;
      if (budget() || machine.forks.length > paths + MOST_EXITS) {
        const rest = unknown('limit', 'this loop has more turns than are read', machine.place());
        const kind = value.kind === 'int' ? { ...rest, type: 'int' } : rest;
        return unknownTurns(machine, placeOf(machine, node.span), kind, () => turnOf(machine, node, kind, scope));
      }
      const completion = owning(machine, turnOwns, () => turnOf(machine, node, value, scope));
      if (completion !== undefined) return completion;
    }
    const rest = items.rest();
    if (rest) {
      const completion = unknownTurns(machine, placeOf(machine, node.span), rest, () =>
        turnOf(machine, node, rest.element ?? rest, scope),
      );
      if (completion !== undefined) return completion;
    }
    return machine.execute(node.orelse, scope);
  });
}

function turnOf(machine: Machine, node: For, item: Parameters<Machine['assign']>[1], scope: Scope): Completion {
  machine.step();
  machine.frame.statement = node.span;
  machine.assign(node.target, item, scope, node.span);
  return machine.execute(node.body, scope);
}

function placeOf(machine: Machine, span: While['span']): Place {
  return { file: machine.frame.file, span };
}

function budgetOf(machine: Machine): () => boolean {
  const fuel = machine.fuelLeft();
  let turns = 0;
  return () => ++turns > MOST_TURNS || (turns > FEW_TURNS && fuel - machine.fuelLeft() > MOST_WORK);
}

export function executeWhile(machine: Machine, node: While, scope: Scope): Completion {
  const budget = budgetOf(machine);
  const base = machine.forks.length;
  return owning(machine, loopOwns, () => {
    for (;;) {
      machine.step();
      machine.frame.statement = node.span;
      const test = machine.evaluateExpr(node.test, scope);
      const truth = machine.truth(test);
      if (truth === false) return machine.execute(node.orelse, scope);
      // Once a turn may have left the loop, how many more there are is not known.
      if (truth === undefined || machine.forks.length > base || budget()) {
        const undecided = truth === undefined ? undecidedBy(machine, test, unparse(node.test)) : endless(machine);
        const turn = () => {
          machine.evaluateExpr(node.test, scope);
          return machine.execute(node.body, scope);
        };
        return (
          unknownTurns(machine, placeOf(machine, node.span), undecided, turn) ?? machine.execute(node.orelse, scope)
        );
      }
      const completion = owning(machine, turnOwns, () => machine.execute(node.body, scope));
      if (completion !== undefined) return completion;
    }
  });
}

function endless(machine: Machine): UnknownValue {
  return unknown('undecided', 'depends on how many turns a loop takes', machine.place());
}

/** How often the body is read until what it changes is known. */
const MOST_ATTEMPTS = 3;

/**
 * Any number of turns. The body is read from a state in which whatever it changes is unknown, unless a
 * turn leaves it as it was (a shape that is kept); then joined with the state before: no turn at all.
 */
export function unknownTurns(
  machine: Machine,
  place: Place,
  undecided: UnknownValue,
  turn: () => Completion,
): Completion {
  const { observer } = machine;
  const forgotten = new Forgotten();
  const choice: Choice = { place, undecided: { kind: 'unknown', cause: undecided.cause } };
  machine.unknownLoops++;
  observer.enterUnknownLoop(place);
  try {
    for (let attempt = 1; ; attempt++) {
      observer.fork(place);
      openFork(machine, choice);
      const level = machine.forks.length;
      observer.branch(0);
      forgotten.apply(machine, choice.undecided);
      const start = new Map([...machine.heap.touched()].map((target) => [target, stateOf(target)] as const));
      const outcome = attemptTurn(machine, level, turn);
      const settled = attempt === MOST_ATTEMPTS || !forgotten.learn(start, outcome);
      if (settled) return settlePaths(machine, [{ completion: undefined, changes: new Map() }, ...outcome]);
      closeFork(machine, [false]);
    }
  } finally {
    machine.unknownLoops--;
    observer.leaveUnknownLoop();
  }
}

function attemptTurn(machine: Machine, level: number, turn: () => Completion) {
  let outcome: Completion | 'dead';
  try {
    outcome = owning(machine, turnOwns, turn);
    if (outcome?.kind === 'break') outcome = undefined;
  } catch (signal) {
    if (!(signal instanceof RaiseSignal)) throw signal;
    outcome = endOf(machine, signal);
  }
  return collapse(machine, level, outcome).map(({ completion, changes }) => ({
    completion: completion?.kind === 'break' || completion?.kind === 'continue' ? undefined : completion,
    changes,
  }));
}

/** What a turn changes: whole sequences, and single names, attributes and keys. */
class Forgotten {
  private readonly names = new Map<Mutable, Set<string>>();
  private readonly whole = new Set<Mutable>();

  /** Makes all of it unknown. */
  apply(machine: Machine, cause: UnknownValue): void {
    for (const [target, names] of this.names) {
      machine.touch(target);
      const state = stateOf(target);
      machine.heap.apply(new Map([[target, forgetNames(state, names, cause)]]));
    }
    for (const target of this.whole) machine.heap.apply(new Map([[target, forgetItems(stateOf(target), cause)]]));
  }

  /** Whether the paths changed anything that is not forgotten yet. The heap is as before the turn. */
  learn(start: ReadonlyMap<Mutable, State>, paths: ReturnType<typeof attemptTurn>): boolean {
    let learnt = false;
    for (const { completion, changes } of paths) {
      // What a path that leaves the loop changed, no further turn sees.
      if (completion !== undefined) continue;
      for (const [target, after] of changes) {
        const before = start.get(target) ?? stateOf(target);
        if (this.compare(target, before, after)) learnt = true;
      }
    }
    return learnt;
  }

  private compare(target: Mutable, before: State, after: State): boolean {
    if (before.kind === 'names' && after.kind === 'names') return this.compareNames(target, before.names, after.names);
    if (before.kind === 'dict' && after.kind === 'dict') {
      const values = (state: typeof before) =>
        new Map([...state.entries].map(([k, entry]) => [k, entry.value] as const));
      return (
        this.compareNames(target, values(before), values(after)) ||
        this.sizes(target, before.entries.size, after.entries.size)
      );
    }
    if (before.kind === 'items' && after.kind === 'items') {
      const same =
        before.items.length === after.items.length &&
        before.items.every((item, i) => stable(item, after.items[i] ?? item));
      return !same && !before.rest && this.forgetWhole(target);
    }
    if (before.kind === 'set' && after.kind === 'set')
      return !before.rest && this.sizes(target, before.items.size, after.items.size);
    if (before.kind === 'position' && after.kind === 'position')
      return before.position !== after.position && this.forgetWhole(target);
    return false;
  }

  private sizes(target: Mutable, before: number, after: number): boolean {
    return before !== after && this.forgetWhole(target);
  }

  private forgetWhole(target: Mutable): boolean {
    if (this.whole.has(target)) return false;
    this.whole.add(target);
    return true;
  }

  private compareNames(
    target: Mutable,
    before: ReadonlyMap<string, Parameters<typeof stable>[0]>,
    after: typeof before,
  ): boolean {
    let learnt = false;
    const known = this.names.get(target) ?? new Set<string>();
    for (const [name, value] of before) {
      const now = after.get(name);
      if (known.has(name) || (now !== undefined && stable(value, now))) continue;
      known.add(name);
      learnt = true;
    }
    if (learnt) this.names.set(target, known);
    return learnt;
  }
}

function forgetNames(state: State, names: ReadonlySet<string>, cause: UnknownValue): State {
  if (state.kind === 'names') {
    return {
      ...state,
      names: new Map([...state.names].map(([name, value]) => [name, names.has(name) ? cause : value])),
    };
  }
  if (state.kind !== 'dict') return state;
  const entries = [...state.entries].map(
    ([k, entry]) => [k, names.has(k) ? { key: entry.key, value: cause } : entry] as const,
  );
  return { ...state, entries: new Map(entries) };
}

/** Known items at the front stay as far as they cannot move: lists in loops mostly grow at the end. */
function forgetItems(state: State, cause: UnknownValue): State {
  if (state.kind === 'items') return { ...state, items: [], rest: state.rest ?? cause };
  if (state.kind === 'set' || state.kind === 'dict') return { ...state, rest: state.rest ?? cause };
  if (state.kind === 'position') return { ...state, at: () => undefined, rest: state.rest ?? cause };
  return state;
}
