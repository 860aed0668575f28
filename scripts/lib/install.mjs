/** Brings node_modules in step with package-lock.json. Uses Node's own modules only. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './files.mjs';

/** npm writes this last, so its absence means that an install was never finished. */
const INSTALLED = 'node_modules/.package-lock.json';
const QUIETLY = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

/** What a lockfile says is installed: path to version, optional packages left out (they depend on the platform). */
function lockedPackages(path) {
  const { packages } = JSON.parse(readFileSync(join(root, path), 'utf8'));
  const required = Object.entries(packages).filter(([name, entry]) => name !== '' && !entry.optional && !entry.peer);
  return new Map(required.map(([name, entry]) => [name, entry.version]));
}

function isInstalled() {
  if (!existsSync(join(root, INSTALLED))) return false;
  const present = lockedPackages(INSTALLED);
  return [...lockedPackages('package-lock.json')].every(([name, version]) => present.get(name) === version);
}

/**
 * No package's install script is needed (esbuild and Biome bring their programs as optional packages), so none runs.
 * A node_modules that is merely behind is brought up to date in place instead of being made anew.
 */
export function install(say = console.error) {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new Error(`Convscope is built with Node 20 or newer; this is Node ${process.versions.node}.`);
  if (isInstalled()) return;
  if (existsSync(join(root, INSTALLED))) {
    say('Bringing dependencies up to date (npm install) …');
    npm(['install', '--no-save', ...QUIETLY], { cwd: root });
  } else {
    say('Installing dependencies (npm ci, once) …');
    npm(['ci', ...QUIETLY], { cwd: root });
  }
}

/** Runs npm with its complaints on stderr, or throws. */
export function npm(args, { cwd }) {
  const windows = process.platform === 'win32';
  const { status, error } = spawnSync(windows ? 'npm.cmd' : 'npm', args, {
    cwd,
    shell: windows,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (error) throw new Error(`npm could not be started: ${error.message}`);
  if (status !== 0) throw new Error(`\`npm ${args.join(' ')}\` failed with exit code ${status}.`);
}
