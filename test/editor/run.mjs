/** `npm run test:editor [-- host|e2e [NAME]]`: builds, then runs the tiers in the real editor. */
import { buildQuietly } from '../../scripts/lib/build.mjs';
import { runE2eTier } from './e2eTier.mjs';
import { runHostTier } from './hostTier.mjs';

const [tier, only] = process.argv.slice(2);
buildQuietly();
const results = [];
if (tier !== 'e2e') results.push(await runHostTier(console.log));
if (tier !== 'host') results.push(await runE2eTier(console.log, only));
for (const { passed, failed } of results) {
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}
