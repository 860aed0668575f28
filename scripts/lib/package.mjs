/** The extension as one installable file. Call it after a build. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from './cache.mjs';
import { root } from './files.mjs';

/** Packages dist/ and the manifest as .cache/convscope.vsix and returns its path. */
export function packageExtension() {
  mkdirSync(cache, { recursive: true });
  const vsix = join(cache, 'convscope.vsix');
  const args = [
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    vsix,
  ];
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  const { status, stdout, stderr } = spawnSync(process.execPath, [vsce, ...args], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`Packaging the extension failed:\n${stdout}${stderr}`);
  return vsix;
}
