/** `npm run package`: builds, and packages the extension as one .vsix file. */
import { statSync } from 'node:fs';
import { buildQuietly } from './lib/build.mjs';
import { packageExtension } from './lib/package.mjs';

buildQuietly();
const vsix = packageExtension();
console.log(`${vsix} (${Math.ceil(statSync(vsix).size / 1024)} KiB)`);
