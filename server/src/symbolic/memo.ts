/**
 * A bounded memo table. The server lives for days, so a table that only grows would leak; emptying
 * it when full costs one slow round and needs no bookkeeping on a hit.
 */
export function memo<T extends NonNullable<unknown>>(limit: number): (key: string, compute: () => T) => T {
  const table = new Map<string, T>();
  return (key, compute) => {
    const known = table.get(key);
    if (known !== undefined) return known;
    const value = compute();
    if (table.size >= limit) table.clear();
    table.set(key, value);
    return value;
  };
}
