/** Ways through a network. */
import type { Step } from './network';

/** Steps behind a step, over those that `passes` lets through, the nearest first; the first of each way that it stops. */
export function nearestAfter(step: Step, passes: (step: Step) => boolean): readonly Step[] {
  return nearest(step.to, passes, (s) => s.to);
}

/** The same against the flow. */
export function nearestBefore(step: Step, passes: (step: Step) => boolean): readonly Step[] {
  return nearest(step.from, passes, (s) => s.from);
}

function nearest(
  starts: readonly Step[],
  passes: (step: Step) => boolean,
  onward: (step: Step) => readonly Step[],
): readonly Step[] {
  const found: Step[] = [];
  const seen = new Set<Step>();
  const queue = [...starts];
  for (let step = queue.shift(); step; step = queue.shift()) {
    if (seen.has(step)) continue;
    seen.add(step);
    if (passes(step)) queue.push(...onward(step));
    else found.push(step);
  }
  return found;
}

/** Whether one step's result comes of another's. */
export function comesOf(step: Step, origin: Step): boolean {
  const seen = new Set<Step>();
  const stack = [step];
  for (let s = stack.pop(); s; s = stack.pop()) {
    if (s === origin) return true;
    // Steps are numbered as they happen: what came earlier cannot come of it.
    if (seen.has(s) || s.node.id < origin.node.id) continue;
    seen.add(s);
    stack.push(...s.from);
  }
  return false;
}

/** The most steps of a kind that some way through the network meets. */
export function longestWay(steps: readonly Step[], counts: (step: Step) => boolean): number {
  const lengths = new Map<Step, number>();
  let longest = 0;
  for (const step of steps) {
    const before = Math.max(0, ...step.from.map((s) => lengths.get(s) ?? 0));
    const length = before + (counts(step) ? 1 : 0);
    lengths.set(step, length);
    longest = Math.max(longest, length);
  }
  return longest;
}
