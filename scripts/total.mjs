/** Adds up what `npm test` and `npm run zoo` have left in .cache/, as the one line `N passed, N failed`. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from './lib/cache.mjs';

/** A run that left no counts has failed. */
function countsIn(file) {
  const path = join(cache, file);
  return existsSync(path) ? [JSON.parse(readFileSync(path, 'utf8'))].flat() : [{ passed: 0, failed: 1 }];
}

const all = ['test-results.json', 'zoo-results.json'].flatMap(countsIn);
const sum = (what) => all.reduce((total, counts) => total + counts[what], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
if (sum('failed') > 0 || sum('passed') === 0) process.exitCode = 1;
