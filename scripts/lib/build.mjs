/** The build as another script needs it: nothing on stdout, an exception when it fails. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './files.mjs';

export function buildQuietly() {
  const script = join(root, 'scripts/build.mjs');
  const { status } = spawnSync(process.execPath, [script, '--quiet'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('The build failed.');
}
