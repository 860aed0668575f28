/**
 * Programs as people write them, held to what real PyTorch does with them (record.py): each that crashes
 * is reported at a line of its traceback and with the fitting code, each that runs is not reported at all.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diskFiles, readSource, treeCache } from '../../server/src/disk';
import { read } from '../../server/src/read';
import { lineIndex, positionAt } from '../../server/src/syntax';

interface Crash {
  readonly file: string;
  readonly code: string;
  readonly lines: readonly number[];
  readonly type: string;
  readonly message: string;
}

const here = import.meta.dirname;
const crashes: readonly Crash[] = JSON.parse(readFileSync(join(here, 'expected.json'), 'utf8'));
const good = readdirSync(join(here, 'good')).filter((name) => name.endsWith('.py'));
const files = diskFiles();
const treeOf = treeCache();

/** `12 CS101 message` for each error. */
function errorsOf(name: string): { readonly line: number; readonly code: string; readonly message: string }[] {
  const file = join(here, name);
  const { text, tree } = readSource(file);
  const lines = lineIndex(text);
  const { problems } = read({ file, tree, files, roots: [], treeOf, extent: 'enough' });
  return problems
    .filter((problem) => problem.severity === 'error')
    .map(({ code, message, place }) => ({ line: positionAt(lines, place.span.start).line + 1, code, message }));
}

describe('programs that crash', () => {
  test('are many', () => expect(crashes.length).toBeGreaterThan(190));
  test.each(crashes)('$file: $message', ({ file, code, lines }) => {
    const errors = errorsOf(file);
    expect(errors).toContainEqual(expect.objectContaining({ code }));
    for (const error of errors) expect(lines, `${error.line} ${error.code} ${error.message}`).toContain(error.line);
  });
});

describe('programs that run', () => {
  test('are many', () => expect(good.length).toBeGreaterThan(80));
  test.each(good)('%s', (name) => expect(errorsOf(`good/${name}`)).toEqual([]));
});
