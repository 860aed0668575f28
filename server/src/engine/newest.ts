/** What was made last, by a key: a few things stay, the oldest are disposed of. */
export interface Newest<T> {
  /** Made where it is not kept; one key always stands for one kind of thing. */
  of<U extends T>(key: string, make: () => Promise<U>): Promise<U>;
  dispose(): Promise<void>;
}

export function newest<T>(most: number, disposeOf: (kept: T) => Promise<void>): Newest<T> {
  const cache = new Map<string, Promise<T>>();
  return {
    async of<U extends T>(key: string, make: () => Promise<U>): Promise<U> {
      const found = (cache.get(key) as Promise<U> | undefined) ?? make();
      cache.delete(key);
      cache.set(key, found);
      found.catch(() => cache.delete(key));
      for (const [old, entry] of cache) {
        if (cache.size <= most) break;
        cache.delete(old);
        await disposeOf(await entry);
      }
      return found;
    },
    async dispose() {
      for (const entry of cache.values()) await disposeOf(await entry);
      cache.clear();
    },
  };
}
