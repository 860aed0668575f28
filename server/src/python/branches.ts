/**
 * Undecided conditions. Both branches run, one after the other, each from the same heap; a branch that
 * raises is dead; what is left is joined.
 *
 * A branch that leaves by `return`, `break` or `continue` is set aside, and the fork stays open: the
 * rest of the function (or loop) is the other branch's, and whoever the jump aims at joins both when it
 * ends. `owned` says what a construct waits for: a function for returns, a loop for breaks.
 */
import { joinHeaps, joinValues } from './join';
import type { Completion, Machine, OpenFork, Path } from './machine';
import { RaiseSignal } from './signals';
import { identityOf, NONE, type Place, type UnknownValue, type Value } from './values';

/** What a completion becomes for whoever surrounds the construct. */
export type Ownership = (completion: Completion) => Completion;

const asItIs: Ownership = (completion) => completion;

/** A function owns returns: running off the end returns None. */
export const functionOwns: Ownership = (completion) =>
  completion?.kind === 'return' || completion?.kind === 'raise' ? completion : { kind: 'return', value: NONE };
export const loopOwns: Ownership = (completion) => (completion?.kind === 'break' ? undefined : completion);
export const turnOwns: Ownership = (completion) => (completion?.kind === 'continue' ? undefined : completion);

/** Runs a construct and joins the paths that it owns. */
export function owning(machine: Machine, owned: Ownership, run: () => Completion): Completion {
  const base = machine.forks.length;
  let outcome: Completion;
  try {
    outcome = run();
  } catch (signal) {
    if (!(signal instanceof RaiseSignal) || machine.forks.length <= base) throw signal;
    return settle(machine, collapse(machine, base + 1, endOf(machine, signal)), owned, signal);
  }
  if (machine.forks.length <= base) return owned(outcome);
  return settle(machine, collapse(machine, base + 1, outcome), owned, undefined);
}

/** How a path that raises ends: where a `try` around all paths may catch it, it waits for that. */
export function endOf(machine: Machine, signal: RaiseSignal): Completion | 'dead' {
  for (let i = machine.tries.length - 1; i >= 0; i--) {
    const record = machine.tries[i];
    if (record && machine.mayCatch(signal.exception.cls, i)) return record.joins ? { kind: 'raise', signal } : 'dead';
  }
  return 'dead';
}

/** Runs something, and what follows it on each of its paths: handlers, `finally`. An exception is a way to end. */
export function afterEach(
  machine: Machine,
  run: () => Completion,
  follow: (completion: Completion) => Completion,
): Completion {
  const base = machine.forks.length;
  let outcome: Completion;
  try {
    outcome = run();
  } catch (signal) {
    if (!(signal instanceof RaiseSignal)) throw signal;
    outcome = { kind: 'raise', signal };
  }
  if (machine.forks.length <= base) return follow(outcome);
  const level = base + 1;
  const paths = collapse(machine, level, outcome);
  const open = innermost(machine);
  const followed: Path[] = [];
  let death: RaiseSignal | undefined;
  for (const group of grouped(paths, asItIs).values()) {
    const found = runBranch(machine, level, () => follow(joinGroup(machine, group, open)));
    if (found instanceof RaiseSignal) death ??= found;
    else followed.push(...found);
  }
  return settle(machine, followed, asItIs, death);
}

export interface Choice {
  readonly place: Place;
  /** What becomes of a value that differs between the branches. */
  readonly undecided: UnknownValue;
}

/** Runs every branch from the present state and joins. */
export function fork(machine: Machine, choice: Choice, branches: readonly (() => Completion)[]): Completion {
  const { observer } = machine;
  observer.fork(choice.place);
  const level = machine.forks.length + 1;
  openFork(machine, choice);
  const paths: Path[] = [];
  const alive: boolean[] = [];
  let death: RaiseSignal | undefined;
  for (let i = 0; i < branches.length; i++) {
    observer.branch(i);
    if (i === branches.length - 1 && paths.length === 0) return lastHope(machine, branches[i]!, alive, death);
    const found = runBranch(machine, level, branches[i]!);
    if (found instanceof RaiseSignal) death ??= found;
    else paths.push(...found);
    alive.push(!(found instanceof RaiseSignal));
  }
  const open = machine.forks[level - 1];
  if (open) open.alive = alive;
  return settle(machine, paths, asItIs, death);
}

/** Every other branch is dead: the condition is taken as it must be, and nothing is uncertain about this one. */
function lastHope(
  machine: Machine,
  branch: () => Completion,
  alive: boolean[],
  death: RaiseSignal | undefined,
): Completion {
  closeFork(machine, [...alive, true]);
  try {
    return branch();
  } catch (signal) {
    if (signal instanceof RaiseSignal && death !== undefined && !signal.reported) throw reportIfCertain(machine, death);
    throw signal;
  }
}

/** On every path something fails: what was held back while it was one path of several is reported now. */
export function reportIfCertain(machine: Machine, signal: RaiseSignal): RaiseSignal {
  const { problem } = signal;
  if (problem && !signal.reported && machine.certain && !machine.mayCatch(signal.exception.cls)) {
    signal.reported = true;
    machine.observer.problem(problem, machine.frame);
  }
  return signal;
}

function runBranch(machine: Machine, level: number, branch: () => Completion): readonly Path[] | RaiseSignal {
  try {
    return collapse(machine, level, branch());
  } catch (signal) {
    if (!(signal instanceof RaiseSignal)) throw signal;
    const survivors = collapse(machine, level, endOf(machine, signal));
    return survivors.length > 0 ? survivors : signal;
  }
}

export function openFork(machine: Machine, { place, undecided }: Choice): void {
  machine.heap.open();
  machine.forks.push({ place, undecided, waiting: [], alive: [] });
}

export function closeFork(machine: Machine, alive: readonly boolean[]): void {
  machine.heap.close();
  machine.forks.pop();
  machine.observer.join(alive);
}

/**
 * Closes every fork above `level` (counted from 1), so that all paths are relative to it, and rolls the
 * present path back. The level itself stays open, and what waited there is among the paths.
 */
export function collapse(machine: Machine, level: number, outcome: Completion | 'dead'): readonly Path[] {
  let waiting: readonly Path[] = [];
  while (machine.forks.length > level) {
    const top = innermost(machine);
    waiting = lower(machine, [...top.waiting, ...waiting]);
    closeFork(machine, top.alive);
  }
  const open = innermost(machine);
  const changes = machine.heap.rollBack();
  const all = [...open.waiting, ...waiting];
  open.waiting = [];
  return outcome === 'dead' ? all : [...all, { completion: outcome, changes }];
}

function innermost(machine: Machine): OpenFork {
  const open = machine.forks[machine.forks.length - 1];
  if (open === undefined) throw new Error('no fork is open');
  return open;
}

/** Paths relative to the innermost fork, made relative to the one below it. */
function lower(machine: Machine, paths: readonly Path[]): Path[] {
  const between = machine.heap.beforeSinceBelow();
  return paths.map(({ completion, changes }) => ({ completion, changes: new Map([...between, ...changes]) }));
}

/** Joins paths relative to the innermost fork as they are. */
export function settlePaths(machine: Machine, paths: readonly Path[]): Completion {
  return settle(machine, paths, asItIs, undefined);
}

type Group = Path[];

/** Which of several ways to end goes on: the one that has most left to do. */
const PRECEDENCE = ['end', 'value', 'continue', 'break', 'return'];

/** Joins paths that end alike. One goes on; the others wait, and the fork stays open for them. */
function settle(
  machine: Machine,
  paths: readonly Path[],
  owned: Ownership,
  death: RaiseSignal | undefined,
): Completion {
  const groups = grouped(paths, owned);
  if (groups.size === 0) {
    closeFork(machine, innermost(machine).alive);
    if (death) throw reportIfCertain(machine, death);
    return undefined;
  }
  return goOn(machine, groups);
}

/** By how they end. */
function grouped(paths: readonly Path[], owned: Ownership): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const path of paths) {
    const completion = owned(path.completion);
    const name = completion?.kind === 'raise' ? raiseOf(completion.signal) : (completion?.kind ?? 'end');
    const group = groups.get(name);
    if (group) group.push({ completion, changes: path.changes });
    else groups.set(name, [{ completion, changes: path.changes }]);
  }
  return groups;
}

const raiseOf = ({ exception }: RaiseSignal): string => `raise ${identityOf(exception.cls)}`;

function goOn(machine: Machine, groups: ReadonlyMap<string, Group>): Completion {
  const open = innermost(machine);
  // Exceptions wait as long as anything else goes on.
  const [anyone = 'end'] = groups.keys();
  const going = PRECEDENCE.find((name) => groups.has(name)) ?? anyone;
  const waiting: Path[] = [];
  for (const [name, group] of groups) {
    if (name === going) continue;
    const completion = joinGroup(machine, group, open);
    waiting.push({ completion, changes: machine.heap.rollBack() });
  }
  const completion = joinGroup(machine, groups.get(going) ?? [], open);
  open.waiting = waiting;
  if (waiting.length === 0) closeFork(machine, open.alive);
  if (completion?.kind === 'raise') throw completion.signal;
  return completion;
}

/** Leaves the joined state of the group in place. */
function joinGroup(machine: Machine, group: Group, { place, undecided }: Choice): Completion {
  const [first, ...others] = group;
  if (first === undefined) return undefined;
  machine.heap.apply(first.changes);
  let completion = first.completion;
  for (const other of others) {
    const past = machine.heap.rollBack();
    machine.heap.apply(other.changes);
    // Values are looked at before the heaps are joined, while each side's states can still be told apart.
    const join = { heap: machine.heap, place, undecided, past, met: new Map() };
    completion = joinCompletions(completion, other.completion, join);
    joinHeaps(machine.heap, past, join);
  }
  return completion;
}

function joinCompletions(a: Completion, b: Completion, join: Parameters<typeof joinValues>[2]): Completion {
  const held = (c: Completion): Value | undefined =>
    c?.kind === 'return' || c?.kind === 'value' ? c.value : undefined;
  const [x, y] = [held(a), held(b)];
  if (x === undefined || y === undefined || (a?.kind !== 'return' && a?.kind !== 'value')) return a;
  return { kind: a.kind, value: joinValues(x, y, join) };
}

/** Values of an expression whose branches may have effects. */
export function forkValues(machine: Machine, choice: Choice, branches: readonly (() => Value)[]): Value {
  const completion = fork(
    machine,
    choice,
    branches.map((branch) => () => ({ kind: 'value', value: branch() })),
  );
  return completion?.kind === 'value' ? completion.value : choice.undecided;
}
