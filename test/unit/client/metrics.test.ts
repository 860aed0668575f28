import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { type Followed, followMetrics } from '../../../client/src/training/metrics';

const note = (text: string): string => `${JSON.stringify({ event: 'note', kind: 'information', text })}\n`;
const texts = (news: readonly Followed[]): (readonly string[])[] =>
  news.map(({ events }) => events.map((event) => (event.event === 'note' ? event.text : event.event)));

test('what is new in a file is told as it comes: whole lines, each once, and anew where it was written anew', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'convscope-metrics-')), 'metrics.jsonl');
  const news: Followed[] = [];
  const end = followMetrics(file, (one) => news.push(one));
  const told = (expected: string[][]) => vi.waitFor(() => expect(texts(news)).toEqual(expected), { timeout: 5000 });
  try {
    writeFileSync(file, note('first'));
    await told([['first']]);
    const line = note('second, and with more than one byte a letter: ä');
    appendFileSync(file, line.slice(0, 60));
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(news).toHaveLength(1);
    appendFileSync(file, line.slice(60) + note('third'));
    await told([['first'], ['second, and with more than one byte a letter: ä', 'third']]);
    writeFileSync(file, note('anew'));
    await told([['first'], ['second, and with more than one byte a letter: ä', 'third'], ['anew']]);
    expect(news.map(({ fromStart }) => fromStart)).toEqual([false, false, true]);
  } finally {
    end();
  }
  appendFileSync(file, note('late'));
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(news).toHaveLength(3);
});

test('what has been read before is not told again', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'convscope-metrics-')), 'metrics.jsonl');
  writeFileSync(file, note('before'));
  const news: Followed[] = [];
  const end = followMetrics(file, (one) => news.push(one), Buffer.byteLength(note('before')));
  try {
    appendFileSync(file, note('after'));
    await vi.waitFor(() => expect(texts(news)).toEqual([['after']]), { timeout: 5000 });
  } finally {
    end();
  }
});
