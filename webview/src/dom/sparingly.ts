/**
 * Does something at most so often that it takes a small share of the time, however slow the machine: after a turn that
 * took t it rests for RESTS·t. What is drawn shares the processor with what it is drawn of.
 */
const RESTS = 80;
const LEAST_MS = 500;

export interface Sparing {
  /** In its turn; several wishes are one. */
  readonly soon: () => void;
  readonly now: () => void;
}

export function sparingly(act: () => void): Sparing {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let next = 0;
  const now = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const began = performance.now();
    act();
    // Charts paint in the turn after this one.
    queueMicrotask(() => {
      const ended = performance.now();
      next = ended + Math.max(LEAST_MS, RESTS * (ended - began));
    });
  };
  return {
    now,
    soon() {
      timer ??= setTimeout(now, Math.max(0, next - performance.now()));
    },
  };
}
