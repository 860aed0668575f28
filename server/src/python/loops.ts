/** Loops. Known turns run one by one; what is not known is read once, and what it changes is forgotten. */
import type { For, While } from '../syntax';
import { type Choice, closeFork, collapse, endOf, loopOwns, openFork, owning, settlePaths, turnOwns } from './branches';
import { type State, stateOf } from './heap';
import { cursor } from './iteration';
import { type Adds, stable } from './join';
import type { Completion, Machine } from './machine';
import { allObjects, objectsOf, oneOf, reachedFrom, widened } from './objects';
import { undecidedBy } from './operations';
import { RaiseSignal } from './signals';
import { unparse } from './unparse';
import type { Held, Mutable, Place, Scope, UnknownValue, Value } from './values';
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
        return unknownTurns(machine, placeOf(machine, node.span), kind, () => turnOf(machine, node, kind, scope), node);
      }
      const completion = owning(machine, turnOwns, () => turnOf(machine, node, value, scope));
      if (completion !== undefined) return completion;
    }
    const rest = items.rest();
    if (rest) {
      const turn = () => turnOf(machine, node, rest.element ?? rest, scope);
      const completion = unknownTurns(machine, placeOf(machine, node.span), rest, turn, node);
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
          unknownTurns(machine, placeOf(machine, node.span), undecided, turn, node) ??
          machine.execute(node.orelse, scope)
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
const MOST_ATTEMPTS = 6;

/**
 * Any number of turns. The body is read from a state in which whatever it changes is unknown, unless a
 * turn leaves it as it was (a shape that is kept); then joined with the state before: no turn at all.
 * `loop`: whose turns they are, if it is a statement.
 */
export function unknownTurns(
  machine: Machine,
  place: Place,
  undecided: UnknownValue,
  turn: () => Completion,
  loop?: For | While,
): Completion {
  const { observer } = machine;
  const hasElse = loop !== undefined && loop.orelse.length > 0;
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
      const { now } = machine.heap;
      const outcome = attemptTurn(machine, level, turn, hasElse);
      const isOld = (one: Value) => !machine.heap.isYounger(one, now);
      const settled = attempt === MOST_ATTEMPTS || !forgotten.learn(start, outcome, isOld);
      if (settled) return settlePaths(machine, [{ completion: undefined, changes: new Map() }, ...outcome]);
      closeFork(machine, [false]);
    }
  } finally {
    machine.unknownLoops--;
    observer.leaveUnknownLoop();
  }
}

/** `keepsBreak`: whoever leaves by `break` is a path of its own, which passes by the loop's `else`. */
function attemptTurn(machine: Machine, level: number, turn: () => Completion, keepsBreak: boolean) {
  let outcome: Completion | 'dead';
  try {
    outcome = owning(machine, turnOwns, turn);
  } catch (signal) {
    if (!(signal instanceof RaiseSignal)) throw signal;
    outcome = endOf(machine, signal);
  }
  return collapse(machine, level, outcome).map(({ completion, changes }) => ({
    completion:
      completion?.kind === 'continue' || (completion?.kind === 'break' && !keepsBreak) ? undefined : completion,
    changes,
  }));
}

/** What a turn changes: whole sequences, and single names, attributes and keys; with what they were after a turn. */
class Forgotten {
  private readonly names = new Map<Mutable, Map<string, readonly Held[]>>();
  private readonly whole = new Map<Mutable, readonly Held[]>();
  /** Keys that a turn takes away. */
  private readonly gone = new Map<Mutable, Set<string>>();
  private isOld: (one: Value) => boolean = () => true;

  /** Makes all of it unknown. */
  apply(machine: Machine, cause: UnknownValue): void {
    for (const [target, names] of this.names) {
      machine.touch(target);
      const state = stateOf(target);
      machine.heap.apply(new Map([[target, forgetNames(state, names, cause)]]));
    }
    for (const [target, later] of this.whole)
      machine.heap.apply(
        new Map([[target, forgetItems(stateOf(target), cause, later, this.gone.get(target) ?? NONE_GONE)]]),
      );
  }

  /**
   * Whether the paths changed anything that is not forgotten yet. The heap is as before the turn. What the turn itself
   * made is made anew in the next one, and nothing is claimed of what an Unknown may be: it needs no mention.
   */
  learn(
    start: ReadonlyMap<Mutable, State>,
    paths: ReturnType<typeof attemptTurn>,
    isOld: (one: Value) => boolean,
  ): boolean {
    let learnt = false;
    this.isOld = isOld;
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
      const [old, now] = [valuesOf(before), valuesOf(after)];
      const added = [...now].filter(([k]) => !old.has(k)).map(([, value]) => value);
      const removed = [...old.keys()].filter((k) => !now.has(k));
      if (removed.length > 0) this.gone.set(target, new Set([...(this.gone.get(target) ?? []), ...removed]));
      const isSame = added.length === 0 && removed.length === 0;
      const learnt = this.compareNames(target, old, now) || removed.length > 0;
      return this.sizes(target, isSame && !isWider(after.rest, before.rest), [...added, after.rest]) || learnt;
    }
    if (before.kind === 'items' && after.kind === 'items') {
      const isSame =
        before.items.length === after.items.length &&
        before.items.every((item, i) => stable(item, after.items[i] ?? item, this.adds)) &&
        !isWider(after.rest, before.rest);
      return this.sizes(target, isSame, [...after.items, after.rest]);
    }
    if (before.kind === 'set' && after.kind === 'set') {
      const isSame =
        before.items.size === after.items.size && [...before.items.keys()].every((k) => after.items.has(k));
      return this.sizes(target, isSame && !isWider(after.rest, before.rest), [...after.items.values(), after.rest]);
    }
    if (before.kind === 'position' && after.kind === 'position')
      return this.sizes(target, before.position === after.position, []);
    return false;
  }

  /** Whether anything is learnt: that the whole changes, or that it may hold more than was known. */
  private sizes(target: Mutable, isSame: boolean, later: readonly (Value | undefined)[]): boolean {
    const known = this.whole.get(target);
    if (known === undefined && isSame) return false;
    const more = this.newIn(known ?? [], allObjects(later));
    if (known !== undefined && more.length === 0) return false;
    this.whole.set(target, [...(known ?? []), ...more]);
    return true;
  }

  private readonly adds: Adds = (known, value) => this.newIn(known, objectsOf(value)).length > 0;

  /** Those that are not known; what this turn made counts if it leads to something older that the known do not. */
  private newIn(known: readonly Held[], objects: readonly Held[]): readonly Held[] {
    const unknown = objects.filter((one) => !known.includes(one));
    if (unknown.every(this.isOld)) return unknown;
    const covered = reachedFrom(known);
    return unknown.filter((one) => {
      if (this.isOld(one)) return true;
      return [...reachedFrom([one], this.isOld)].some((other) => this.isOld(other) && !covered.has(other));
    });
  }

  private compareNames(
    target: Mutable,
    before: ReadonlyMap<string, Value>,
    after: ReadonlyMap<string, Value>,
  ): boolean {
    let learnt = false;
    const known = this.names.get(target) ?? new Map<string, readonly Held[]>();
    for (const [name, value] of before) {
      const now = after.get(name);
      const later = known.get(name);
      if (later === undefined && now !== undefined && stable(value, now, this.adds)) continue;
      const more = now ? this.newIn(later ?? [], objectsOf(now)) : [];
      if (later !== undefined && more.length === 0) continue;
      known.set(name, [...(later ?? []), ...more]);
      learnt = true;
    }
    if (learnt) this.names.set(target, known);
    return learnt;
  }
}

const valuesOf = (state: Extract<State, { kind: 'dict' }>): Map<string, Value> =>
  new Map([...state.entries].map(([k, entry]) => [k, entry.value] as const));

/** Whether an unknown tail may be more than it was. */
function isWider(after: UnknownValue | undefined, before: UnknownValue | undefined): boolean {
  if (after === undefined) return false;
  const known = before && objectsOf(before);
  return known === undefined || objectsOf(after).some((one) => !known.includes(one));
}

type Later = ReadonlyMap<string, readonly Held[]>;

function forgetNames(state: State, names: Later, { cause }: UnknownValue): State {
  const forgotten = (name: string, value: Value): Value => {
    const later = names.get(name);
    return later ? oneOf(cause, [value, ...later]) : value;
  };
  if (state.kind === 'names')
    return { ...state, names: new Map([...state.names].map(([name, value]) => [name, forgotten(name, value)])) };
  if (state.kind !== 'dict') return state;
  const entries = [...state.entries].map(
    ([k, entry]) => [k, { key: entry.key, value: forgotten(k, entry.value) }] as const,
  );
  return { ...state, entries: new Map(entries) };
}

function emptied(state: Extract<State, { kind: 'items' | 'set' }>, rest: UnknownValue): State {
  return state.kind === 'items' ? { ...state, items: [], rest } : { ...state, items: new Map(), rest };
}

const NONE_GONE: ReadonlySet<string> = new Set();

/** What was there may be gone, and what a later turn puts there may be there. */
function forgetItems(state: State, undecided: UnknownValue, later: readonly Held[], gone: ReadonlySet<string>): State {
  if (state.kind === 'position') return { ...state, at: () => undefined, rest: state.rest ?? undecided };
  if (state.kind === 'items' || state.kind === 'set')
    return emptied(state, widened(state.rest ?? undecided, [...state.items.values(), ...later]));
  if (state.kind !== 'dict') return state;
  const lost = [...state.entries].filter(([k]) => gone.has(k)).map(([, { value }]) => value);
  const entries = new Map([...state.entries].filter(([k]) => !gone.has(k)));
  return { ...state, entries, rest: widened(state.rest ?? undecided, [...lost, ...later]) };
}
