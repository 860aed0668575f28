/** torchvision's own model sources, from Debian's package, unpacked into .cache/ and never installed or run. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cachedFolder } from './cache.mjs';

const PACKAGE = 'python3-torchvision';
const INSIDE = 'files/usr/lib/python3/dist-packages';
const ANYWHERE = 'TORCHVISION_SOURCES names a folder that holds torchvision/ where there is no apt.';

/** The folder that holds torchvision/. */
export async function obtainTorchvision(say) {
  const given = process.env.TORCHVISION_SOURCES;
  if (given !== undefined) {
    if (existsSync(join(given, 'torchvision/models'))) return given;
    throw new Error(`TORCHVISION_SOURCES is ${given}, but there is no torchvision/models in it.`);
  }
  const folder = await cachedFolder(PACKAGE, (staging) => {
    say(`Fetching ${PACKAGE} (once) …`);
    const archive = download(staging);
    must('dpkg', ['-x', archive, 'files'], staging);
    rmSync(join(staging, archive));
  });
  return join(folder, INSIDE);
}

function download(folder) {
  chmodSync(folder, 0o777); // apt drops its privileges to download, and warns where it may not write
  const sandbox = process.getuid?.() === 0 ? ['-o', 'APT::Sandbox::User=root'] : [];
  const fetch = () => run('apt-get', [...sandbox, '-q', 'download', PACKAGE], folder);
  if (fetch().status !== 0) {
    if (process.getuid?.() === 0) run('apt-get', ['-q', 'update'], folder);
    const { status, stderr } = fetch();
    if (status !== 0) throw new Error(`apt-get could not download ${PACKAGE}: ${stderr.trim()}\n${ANYWHERE}`);
  }
  chmodSync(folder, 0o755);
  return readdirSync(folder).find((file) => file.endsWith('.deb'));
}

function run(command, args, cwd) {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (done.error) throw new Error(`${command} could not be started (${done.error.message}).\n${ANYWHERE}`);
  return done;
}

function must(command, args, cwd) {
  const { status, stderr } = run(command, args, cwd);
  if (status !== 0) throw new Error(`\`${command} ${args.join(' ')}\` failed: ${stderr}`);
}
