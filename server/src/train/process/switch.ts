/** Pause, continue and stop, asked between steps. */
import { setImmediate } from 'node:timers/promises';

export interface Switch {
  readonly pause: () => void;
  readonly continue: () => void;
  readonly stop: () => void;
  /** Lets messages in, waits while paused; false: stop. */
  readonly goOn: () => Promise<boolean>;
}

export function switchOf(): Switch {
  let isStopped = false;
  let waiting: Promise<void> | undefined;
  let release = (): void => {};
  return {
    pause() {
      waiting ??= new Promise((resolve) => {
        release = resolve;
      });
    },
    continue() {
      waiting = undefined;
      release();
    },
    stop() {
      isStopped = true;
      waiting = undefined;
      release();
    },
    async goOn() {
      await setImmediate();
      await waiting;
      return !isStopped;
    },
  };
}
