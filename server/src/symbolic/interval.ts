/** Intervals of integers, ends possibly infinite. */
export interface Interval {
  readonly min: number;
  readonly max: number;
}

export const everything: Interval = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };

export function point(value: number): Interval {
  return Number.isNaN(value) ? everything : { min: value, max: value };
}

export function plus(a: Interval, b: Interval): Interval {
  return { min: a.min + b.min, max: a.max + b.max };
}

export function times(a: Interval, b: Interval): Interval {
  const corners = [by(a.min, b.min), by(a.min, b.max), by(a.max, b.min), by(a.max, b.max)];
  return { min: Math.min(...corners), max: Math.max(...corners) };
}

export function power(a: Interval, n: number): Interval {
  if (n % 2 === 0 && a.min < 0) {
    const far = Math.max(-a.min, Math.abs(a.max)) ** n;
    return { min: a.max < 0 ? a.max ** n : 0, max: far };
  }
  return { min: a.min ** n, max: a.max ** n };
}

export function intersect(a: Interval, b: Interval): Interval {
  return { min: Math.max(a.min, b.min), max: Math.min(a.max, b.max) };
}

export function hull(a: Interval, b: Interval): Interval {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

/** Infinitely many nothings are nothing: the ends stand for arbitrarily large finite sizes. */
function by(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}
