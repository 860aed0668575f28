/** `npm run diagrams [-- NAME]`: draws every torchvision model and checks the geometry of each picture. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { cache } from './lib/cache.mjs';
import { root } from './lib/files.mjs';
import { install } from './lib/install.mjs';
import { obtainTorchvision } from './lib/torchvision.mjs';

install();
const sources = await obtainTorchvision(console.error);
const outfile = join(cache, 'diagrams.cjs');
mkdirSync(cache, { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: ['test/zoo/diagrams.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  mainFields: ['module', 'main'],
  format: 'cjs',
  target: 'node20',
  logLevel: 'warning',
});
const { drawAll } = (await import(pathToFileURL(outfile).href)).default;
const only = process.argv[2] ?? '';
let drawn = 0;
let faulty = 0;
drawAll(
  join(root, 'test/truth/torchvision'),
  sources,
  (name) => name.includes(only),
  ({ name, nodes, faults, ms }) => {
    drawn += 1;
    if (faults.length > 0) faulty += 1;
    console.log(
      `${name}: ${nodes} nodes, all of them drawn in ${ms.toFixed(0)} ms${faults.length > 0 ? ', FAULTY' : ''}`,
    );
    for (const fault of faults.slice(0, 5)) console.log(`  ${fault}`);
  },
);
console.log(`diagrams: ${drawn} models, ${faulty} faulty`);
if (drawn === 0 || faulty > 0) process.exitCode = 1;
