/** The extension as one installable file. Call it after a build. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from './cache.mjs';
import { root } from './files.mjs';

/** Platforms, by VS Code's names, for which the CPU engine has a library. */
export const TARGETS = ['linux-x64', 'linux-arm64', 'win32-x64', 'win32-arm64', 'darwin-arm64'];

/**
 * Packages dist/ and the manifest as .cache/convscope.vsix and returns its path. With a target the package is for that
 * platform only, with its library of the CPU engine; VS Code installs it nowhere else.
 */
export function packageExtension(target) {
  mkdirSync(cache, { recursive: true });
  if (target !== undefined) takeEngineOf(target);
  const vsix = join(cache, target === undefined ? 'convscope.vsix' : `convscope-${target}.vsix`);
  const args = [
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    ...(target === undefined ? [] : ['--target', target]),
    '--out',
    vsix,
  ];
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  const { status, stdout, stderr } = spawnSync(process.execPath, [vsce, ...args], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`Packaging the extension failed:\n${stdout}${stderr}`);
  return vsix;
}

/** The library in dist/ is that of this machine until another one is wanted. */
function takeEngineOf(target) {
  if (!TARGETS.includes(target)) throw new Error(`There is no target ${target}; there are ${TARGETS.join(', ')}.`);
  const [platform, arch] = target.split('-');
  const place = 'node_modules/onnxruntime-node/bin/napi-v6';
  rmSync(join(root, 'dist', place), { recursive: true, force: true });
  cpSync(join(root, place, platform, arch), join(root, 'dist', place, platform, arch), { recursive: true });
}
