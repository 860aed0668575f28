/** Finds Chromium, or installs Debian's, and starts it headless. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'chrome'];

/** A graphics card for WebGPU that the processor plays. */
export const SOFTWARE_CARD = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/** `cardArgs`: switches for a graphics card, instead of none. */
export async function launchBrowser(say = console.error, cardArgs = ['--disable-gpu']) {
  const executablePath = browserPath(say);
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      ...asRoot,
      ...cardArgs,
      ...['--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
}

export const browserPath = (say = console.error) => findBrowser() ?? installBrowser(say);

function findBrowser() {
  const given = process.env.CHROME_PATH;
  if (given !== undefined) {
    if (existsSync(given)) return given;
    throw new Error(`CHROME_PATH is ${given}, which does not exist.`);
  }
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installBrowser(say) {
  if (process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
    say('Installing Chromium with apt-get (once) …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (...args) => spawnSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    apt('update');
    apt('install', '-y', '--no-install-recommends', 'chromium');
    const installed = findBrowser();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    'The editor tests need Chrome or Chromium. Install one (on Debian: sudo apt-get install chromium) or set CHROME_PATH.',
  );
}
