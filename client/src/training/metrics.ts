/** The metrics of a run that another process writes: what is new in the file, as it comes. */
import { open, stat } from 'node:fs/promises';
import type { TrainingEvent } from '../../../server/src/protocol';

/** Often enough for a live curve, and cheap: one question about one file. */
const MS_BETWEEN = 300;

export interface Followed {
  readonly events: readonly TrainingEvent[];
  /** The file was written anew: these are all that there are. */
  readonly fromStart: boolean;
}

/** Ends when the returned function is called. A file that is not there yet is waited for. */
export function followMetrics(file: string, tell: (news: Followed) => void, from = 0): () => void {
  let offset = from;
  let rest = Buffer.alloc(0);
  let isEnded = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const size = await stat(file).then(
      (found) => found.size,
      () => undefined,
    );
    if (isEnded || size === undefined || size === offset) return;
    const fromStart = size < offset;
    if (fromStart) {
      offset = 0;
      rest = Buffer.alloc(0);
    }
    const bytes = await readFrom(file, offset, size - offset);
    offset += bytes.length;
    const lines = Buffer.concat([rest, bytes]);
    const end = lines.lastIndexOf(0x0a) + 1;
    rest = lines.subarray(end);
    const events = eventsIn(lines.toString('utf8', 0, end));
    if (!isEnded && (fromStart || events.length > 0)) tell({ events, fromStart });
  };
  const again = (): void => {
    if (isEnded) return;
    look()
      .catch(() => undefined)
      .finally(() => {
        timer = setTimeout(again, MS_BETWEEN);
        if (isEnded) clearTimeout(timer);
      });
  };
  again();
  return () => {
    isEnded = true;
    clearTimeout(timer);
  };
}

async function readFrom(file: string, offset: number, length: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** A line that a crash has cut off is left out. */
export function eventsIn(text: string): TrainingEvent[] {
  return text.split('\n').flatMap((line) => {
    try {
      const value: TrainingEvent = JSON.parse(line);
      return [value];
    } catch {
      return [];
    }
  });
}
