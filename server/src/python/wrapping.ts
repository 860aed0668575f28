/** What a wrapper (`functools.wraps`, a cache) is written around. */
import type { InstanceValue, Value } from './values';

export function wrappedBy(value: Value): Value | undefined {
  if (value.kind !== 'function' && !isCache(value)) return undefined;
  return value.attrs.get('__wrapped__');
}

/** Made by `functools.lru_cache`. */
export const CACHE_CLASS = '_lru_cache_wrapper';
export const isCache = (value: Value): value is InstanceValue =>
  value.kind === 'instance' && value.cls.native === CACHE_CLASS;
