/** Pictures of pages, held to those in test/pages/baselines. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { cache } from '../../scripts/lib/cache.mjs';
import { root } from '../../scripts/lib/files.mjs';

const folder = join(root, 'test/pages/baselines');
/** Pixels that may differ. */
export const MOST = 60;

/** `--update` of the pages tier writes them anew. */
export function differing(name, picture, { update }) {
  const file = join(folder, `${name}.png`);
  if (update || !existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, picture);
    return 0;
  }
  const before = PNG.sync.read(readFileSync(file)),
    now = PNG.sync.read(picture);
  if (before.width !== now.width || before.height !== now.height) return Number.POSITIVE_INFINITY;
  const shown = new PNG({ width: now.width, height: now.height });
  const count = pixelmatch(before.data, now.data, shown.data, now.width, now.height, { threshold: 0.2 });
  if (count > MOST) {
    const failures = join(cache, 'page-failures');
    mkdirSync(failures, { recursive: true });
    writeFileSync(join(failures, `${name}.png`), picture);
    writeFileSync(join(failures, `${name}-differs.png`), PNG.sync.write(shown));
  }
  return count;
}
