/** On real code, at every call: nothing throws, and every offer changes its own file in places of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { offersAt, prove } from '../../../server/src/refactor';
import { parse, visit } from '../../../server/src/syntax';
import { readCode } from '../read/literate';

const root = join(import.meta.dirname, '../../..');
const files = ['examples', 'gallery'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.py'))
    .map((name) => `${folder}/${name}`),
);

function contextsOf(text: string) {
  const tree = parse(text);
  const reading = readCode(text);
  const spans: { start: number; end: number }[] = [];
  visit(tree.body, {
    expression: (expr) => {
      if (expr.kind === 'Call') spans.push({ start: expr.func.span.end, end: expr.func.span.end }, expr.span);
      return true;
    },
  });
  return spans.map((selection) => ({ file: '/work/main.py', text, tree, reading, selection }));
}

describe('offers at every call', () => {
  test.each(files)('%s', (file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const contexts = contextsOf(text);
    const offers = contexts.flatMap((context) => offersAt(context));
    for (const { title, candidates } of offers) {
      expect(title).not.toBe('');
      for (const { file: changed, span } of candidates.flat()) {
        expect(changed).toBe('/work/main.py');
        expect(span.start <= span.end && span.end <= text.length).toBe(true);
      }
    }
    expect(contexts.length).toBeGreaterThan(0);
    expect(offers.length).toBeGreaterThan(0);
  });
});

test('what is proven at a layer of LeNet reads well, whichever it is', () => {
  const text = readFileSync(join(root, 'gallery/lenet.py'), 'utf8');
  const at = text.indexOf('nn.Conv2d(6, 16');
  const whole = {
    file: '/work/main.py',
    text,
    tree: parse(text),
    reading: readCode(text),
    selection: { start: at, end: at },
  };
  const proven = offersAt(whole).flatMap((offer) => {
    const found = prove(whole, offer, (next) => ({ tree: parse(next), reading: readCode(next) }));
    return found ? [found] : [];
  });
  expect(proven.length).toBeGreaterThan(10);
  for (const { text: after } of proven) {
    const { problems } = readCode(after);
    expect(problems.filter((p) => p.severity === 'error')).toEqual([]);
  }
});
