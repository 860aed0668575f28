/** `npm run package [-- linux-x64 …]`: builds, and packages the extension as one .vsix file, or one for each target. */
import { statSync } from 'node:fs';
import { buildQuietly } from './lib/build.mjs';
import { packageExtension } from './lib/package.mjs';

buildQuietly();
const targets = process.argv.slice(2);
for (const target of targets.length === 0 ? [undefined] : targets) {
  const vsix = packageExtension(target);
  console.log(`${vsix} (${Math.ceil(statSync(vsix).size / 1024)} KiB)`);
}
