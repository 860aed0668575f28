import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../server/src/refactor';
import { effectOf, fixtures, outcomeOf, updateFixtures } from './fixture';

if (process.env['UPDATE_FIXTURES']) updateFixtures();

const all = fixtures();
const files = [...new Set(all.map((f) => f.file))];

test('there are fixtures', () => expect(files.length).toBeGreaterThan(0));

for (const file of files) {
  describe(file.replace('.md', ''), () => {
    for (const { title, offer, before, after, effect } of all.filter((f) => f.file === file)) {
      test(title, () => {
        const { proven } = outcomeOf(before, offer.replace(/^not /, ''));
        if (offer.startsWith('not ')) {
          expect(proven).toBeUndefined();
          return;
        }
        expect(proven?.text).toBe(after);
        expect(proven && effectOf(proven)).toBe(effect);
        expect(proven && applyEdits(before.replaceAll('$0', ''), proven.edits)).toBe(after);
      });
    }
  });
}
