/**
 * Infinite numbers in programs. Programs travel as JSON, which knows no infinity, and compute in 32 bits, where the
 * largest double is one: so that double stands for it.
 */

/** As an attribute of a step. */
export const written = (value: number): number => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));

/** What the attribute means, for those who compute in doubles. */
export const meant = (value: number): number => (Math.abs(value) === Number.MAX_VALUE ? value * 2 : value);
