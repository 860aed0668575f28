/**
 * The longest common subsequence of two lists of names, as pairs of places in order (Myers 1986, "An O(ND) difference
 * algorithm and its variations"): time grows with the differences, not with the product of the lengths.
 */
export function commonSubsequence(left: readonly string[], right: readonly string[]): (readonly [number, number])[] {
  const start = sharedStart(left, right);
  const end = sharedEnd(left.slice(start), right.slice(start));
  const middle = shortestEdit(left.slice(start, left.length - end), right.slice(start, right.length - end));
  return [
    ...Array.from({ length: start }, (_, i): readonly [number, number] => [i, i]),
    ...middle.map(([i, j]): readonly [number, number] => [i + start, j + start]),
    ...Array.from({ length: end }, (_, i): readonly [number, number] => [
      left.length - end + i,
      right.length - end + i,
    ]),
  ];
}

function sharedStart(left: readonly string[], right: readonly string[]): number {
  let count = 0;
  while (count < left.length && count < right.length && left[count] === right[count]) count += 1;
  return count;
}

function sharedEnd(left: readonly string[], right: readonly string[]): number {
  let count = 0;
  while (count < left.length && count < right.length && left.at(-1 - count) === right.at(-1 - count)) count += 1;
  return count;
}

/** More differences than this: nothing in the middle is matched, rather than seconds spent. */
const MOST_EDITS = 2000;

/** Furthest reaching paths, one number a diagonal; the frontier of every step is kept for the way back. */
function shortestEdit(left: readonly string[], right: readonly string[]): (readonly [number, number])[] {
  const frontiers: ReadonlyMap<number, number>[] = [];
  let frontier = new Map<number, number>([[1, 0]]);
  const limit = Math.min(left.length + right.length, MOST_EDITS);
  for (let edits = 0; edits <= limit; edits += 1) {
    frontiers.push(new Map(frontier));
    const next = new Map(frontier);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = furthest(frontier, diagonal, edits);
      while (x < left.length && x - diagonal < right.length && left[x] === right[x - diagonal]) x += 1;
      next.set(diagonal, x);
      frontier = next;
      if (x >= left.length && x - diagonal >= right.length) return walkBack(frontiers, left.length, right.length);
    }
  }
  return [];
}

/** Down (insert) or right (remove), whichever comes further. */
function furthest(frontier: ReadonlyMap<number, number>, diagonal: number, edits: number): number {
  const down = frontier.get(diagonal + 1) ?? -1;
  const right = frontier.get(diagonal - 1) ?? -1;
  return diagonal === -edits || (diagonal !== edits && right < down) ? down : right + 1;
}

function walkBack(
  frontiers: readonly ReadonlyMap<number, number>[],
  endX: number,
  endY: number,
): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let [x, y] = [endX, endY];
  for (let edits = frontiers.length - 1; edits >= 0; edits -= 1) {
    const frontier = frontiers[edits] ?? new Map<number, number>();
    const diagonal = x - y;
    const isDown =
      diagonal === -edits ||
      (diagonal !== edits && (frontier.get(diagonal - 1) ?? -1) < (frontier.get(diagonal + 1) ?? -1));
    const from = isDown ? diagonal + 1 : diagonal - 1;
    const fromX = frontier.get(from) ?? 0;
    const fromY = fromX - from;
    while (x > fromX && y > fromY && x > 0 && y > 0) {
      [x, y] = [x - 1, y - 1];
      pairs.push([x, y]);
    }
    [x, y] = [fromX, fromY];
  }
  return pairs.reverse();
}
