/**
 * The three ways in which evaluation leaves an expression early. They are JavaScript exceptions so that
 * natives stay short; the interpreter catches every one of them, nothing leaves the room.
 */
import type { Problem } from './interpreter';
import type { InstanceValue, UnknownValue } from './values';

/** A Python exception in flight. `reported`: a problem has been shown for it already. */
export class RaiseSignal {
  readonly exception: InstanceValue;
  reported: boolean;
  /** What to report where it turns out that nothing catches it on any path. */
  problem: Problem | undefined = undefined;
  /** Raised by the user's `raise` or `assert`, rather than by what Convscope knows of Python. */
  byUser = false;
  constructor(exception: InstanceValue, reported = false) {
    this.exception = exception;
    this.reported = reported;
  }
}

/** An argument that a native needs is not known: the native's result is this Unknown, of whatever type. */
export class NotKnown {
  readonly value: UnknownValue;
  constructor(value: UnknownValue) {
    this.value = { kind: 'unknown', cause: value.cause };
  }
}

/** Fuel, depth or time ran out, or the caller cancelled: everything up to here stands. */
export class Stopped {
  readonly reason: 'fuel' | 'cancelled';
  constructor(reason: 'fuel' | 'cancelled') {
    this.reason = reason;
  }
}
