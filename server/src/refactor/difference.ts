/** The edits between two texts, line by line (longest common subsequence, between equal beginnings and ends). */
import type { Edit } from '../edit';

export function lineEdits(file: string, before: string, after: string): Edit[] {
  const a = linesOf(before),
    b = linesOf(after);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail])
    tail += 1;
  const offsets = offsetsOf(a);
  return hunks(a.slice(head, a.length - tail), b.slice(head, b.length - tail)).map((hunk) => ({
    file,
    span: { start: offsets[head + hunk.from] ?? before.length, end: offsets[head + hunk.to] ?? before.length },
    text: hunk.lines.join(''),
  }));
}

/** Lines with their breaks. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function offsetsOf(lines: readonly string[]): number[] {
  const offsets = [0];
  for (const line of lines) offsets.push((offsets.at(-1) ?? 0) + line.length);
  return offsets;
}

interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

function hunks(a: readonly string[], b: readonly string[]): Hunk[] {
  const width = b.length + 1;
  const length = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => length[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      length[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const found: Hunk[] = [];
  let i = 0,
    j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i += 1;
      j += 1;
      continue;
    }
    const from = i,
      first = j;
    while (i < a.length || j < b.length) {
      if (i < a.length && j < b.length && a[i] === b[j]) break;
      if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) i += 1;
      else j += 1;
    }
    found.push({ from, to: i, lines: b.slice(first, j) });
  }
  return found;
}
