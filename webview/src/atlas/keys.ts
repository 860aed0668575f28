/** Where a key leads in a grid. */

export interface Extent {
  readonly columns: number;
  readonly pitchY: number;
  /** The last place. */
  readonly last: number;
  /** Height of what is seen. */
  readonly page: number;
}

/** Undefined: the key has no meaning here. At an edge the place stays. */
export function placeAfter(key: string, isFar: boolean, from: number | undefined, extent: Extent): number | undefined {
  const { columns, last } = extent;
  const now = from ?? -1;
  const line = Math.floor(Math.max(0, now) / columns) * columns;
  const page = columns * Math.max(1, Math.floor(extent.page / extent.pitchY));
  const to = {
    ArrowRight: now + 1,
    ArrowLeft: now - 1,
    ArrowDown: now + columns,
    ArrowUp: now - columns,
    PageDown: Math.min(last, now + page),
    PageUp: Math.max(0, now - page),
    Home: isFar ? 0 : line,
    End: isFar ? last : Math.min(last, line + columns - 1),
  }[key];
  if (to === undefined) return undefined;
  if (from === undefined) return key === 'End' && isFar ? last : 0;
  return to < 0 || to > last ? from : to;
}
